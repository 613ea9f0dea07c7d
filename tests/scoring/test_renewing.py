"""A campaign's file in another year: its own days and years moved, everything else as it was."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.campaign_files import load_campaign, shipped_folder, validate_text
from scoring.renewing import add_assumptions, line_numbers, renew
from scoring.score import score
from scoring.yaml_source import read_text
from scoring.year_texts import Years, moved_day, shift_words

PLANS = sorted(path for path in shipped_folder().glob("*.yaml") if path.name != "holidays.yaml")
FIVE = pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
YEARS = Years(2024, 2024, 3, frozenset({date(2024, 4, 26), date(2024, 2, 29), date(2024, 12, 31)}))


def renewed(path, year, **more):
    campaign = load_campaign(path)
    return campaign, renew(str(path), read_text(path), campaign, shift=year - campaign.period.start.year, **more)


def days_of(campaign):
    days = [campaign.period.start, campaign.period.end]
    days += [day for each in campaign.deadlines for day in (each.opens_on, each.due_on)]
    days += [day for each in campaign.rounds for day in (each.start, each.end)]
    return days + [fact.due_on for item in campaign.items for fact in item.facts]


@FIVE
@pytest.mark.parametrize("year", [2023, 2027, 2028, 2032])
def test_every_day_of_the_five_moves_and_nothing_else_does(path, year):
    old, renewal = renewed(path, year)
    new = validate_text("new.yaml", renewal.text)
    shift = year - old.period.start.year
    assert days_of(new) == [None if day is None else moved_day(day, shift) for day in days_of(old)]
    assert all(each.assumed for each in new.deadlines if each.due_on)
    assert (new.document.number, new.document.issued_on) == (None, None)
    assert [each.max_points for each in new.criteria] == [each.max_points for each in old.criteria]
    assert new.total == old.total
    assert score(new, {}).undecided == score(old, {}).undecided
    # Comments and layout: every line is there, in order, changed at most inside; what is new are marks.
    kept = [line for line in renewal.text.splitlines() if line.strip() != "assumed: true"]
    before = [line for line in read_text(path).splitlines() if line.strip() != "assumed: true"]
    assert [line.split("#")[-1] for line in kept if line.startswith("#")] == [
        line.split("#")[-1] for line in before if line.startswith("#")
    ]
    assert [len(line) - len(line.lstrip()) for line in kept] == [len(line) - len(line.lstrip()) for line in before]


@FIVE
def test_there_and_back_again_is_the_same_campaign(path):
    old, renewal = renewed(path, 2030)
    middle = validate_text("m.yaml", renewal.text)
    back = renew("m.yaml", renewal.text, middle, shift=old.period.start.year - 2030, new_id=old.id)
    again = validate_text("b.yaml", back.text)
    assert [each.title for each in again.criteria] == [each.title for each in old.criteria]
    assert [each.id for each in again.rounds] == [each.id for each in old.rounds]
    assert again.period == old.period


def test_ids_names_of_facts_and_rounds_move_wherever_they_stand():
    path = shipped_folder() / "danvan-phung-chi-kien-2025-2026.yaml"
    new = validate_text("x.yaml", renewed(path, 2027)[1].text)
    assert new.id == "danvan-phung-chi-kien-2027-2028"
    assert [(each.id, each.deadline) for each in new.rounds][:2] == [("2027", "004-D2.2027"), ("2028", "004-D2.2028")]
    assert new.rounds[2].reads == ("2027", "2028")
    path = shipped_folder() / "cchc-dinh-du-2024.yaml"
    new = validate_text("x.yaml", renewed(path, 2027)[1].text)
    facts = [fact.name for fact in new.criterion("V.1.1").facts]
    assert facts == ["grade_2027", "score_2027", "score_2026"]


def test_the_last_day_of_february_and_the_months_of_rules():
    path = shipped_folder() / "cchc-vinh-long-2024.yaml"
    new = validate_text("x.yaml", renewed(path, 2027)[1].text)
    assert new.deadline("003-D2").due_on == date(2027, 2, 28)
    assert '"due_month":"2027-02"' in new.criterion("I.2.1").model_dump_json()
    assert "28/02/2027" in new.readings[3].text.vi


@pytest.mark.parametrize(
    ("words", "moved", "left"),
    [
        ("chậm nhất đến hết ngày 26 tháng 4\n  năm 2024.", "chậm nhất đến hết ngày 26 tháng 4\n  năm 2027.", False),
        ("trước ngày 27/04/2024", "trước ngày 27/04/2027", False),
        ("không muộn hơn ngày 29/02/2024", "không muộn hơn ngày 28/02/2027", False),
        ("trong Quý I/2024, tháng 02/2024", "trong Quý I/2027, tháng 02/2027", False),
        ("Chỉ số CCHC năm 2023", "Chỉ số CCHC năm 2026", False),
        ("Từ 01/01/2025 không nhận", "Từ 01/01/2028 không nhận", False),
        ("Từ 01/07/2024 không còn cấp huyện", "Từ 01/07/2024 không còn cấp huyện", True),
        ("giai đoạn 2021 - 2030", "giai đoạn 2021 - 2030", True),
        ("Kế hoạch số 20/KH-UBND ngày 14/3/2024", "Kế hoạch số 20/KH-UBND ngày 14/3/2024", True),
        ("Nghị định 98/2023/NĐ-CP, năm 2024", "Nghị định 98/2023/NĐ-CP, năm 2024", True),
        ("Kết luận 14-KL/TW", "Kết luận 14-KL/TW", True),
        ("gửi chậm nhất ngày 10 của tháng cuối quý", "gửi chậm nhất ngày 10 của tháng cuối quý", False),
        ("ngày 10/3 hằng năm", "ngày 10/3 hằng năm", True),
        ("Đạt 9/9 lĩnh vực, 2024 điểm", "Đạt 9/9 lĩnh vực, 2027 điểm", False),
    ],
)
def test_sentences(words, moved, left):
    assert shift_words(words, YEARS) == (moved, left)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(-20, 60))
def test_a_moved_day_keeps_its_month_and_its_day(day, shift):
    moved = moved_day(day, shift)
    assert (moved.year, moved.month) == (day.year + shift, day.month)
    assert moved.day == day.day or (day.day == 29 and (moved + timedelta(days=1)).month == 3)


@pytest.mark.parametrize(
    "tail", ["", "assumptions: []\n", "assumptions:\n  - {about: a, text: b}\n\n# end\nreadings: []\n"]
)
def test_assumptions_are_added_wherever_the_list_stands(tail):
    path = shipped_folder() / "cchc-vinh-long-2024.yaml"
    text = read_text(path)
    text = text[: text.index("\n# What the organizer settles")] + "\n" + tail
    new = validate_text("x.yaml", add_assumptions(text, [("period", 'từ "a": b', "from"), ("x", "y", "z")]))
    assert [each.about for each in new.assumptions][-2:] == ["period", "x"]
    assert new.assumptions[-2].text.vi == 'từ "a": b'


def test_windows_line_ends_stay():
    path = shipped_folder() / "cchc-dinh-du-2024.yaml"
    text = read_text(path).replace("\n", "\r\n")
    renewal = renew("x.yaml", text, load_campaign(path), shift=3)
    text = add_assumptions(renewal.text, [("a", "b", "c")])
    assert text.count("\r\n") == text.count("\n")
    assert validate_text("x.yaml", text).assumptions[-1].about == "a"


def test_what_an_earlier_copy_noted_goes_with_the_next_copy():
    path = shipped_folder() / "cchc-dinh-du-2024.yaml"
    text = add_assumptions(renewed(path, 2027)[1].text, [("period", "Chủ nhật", "Sunday")])
    again = renew("x.yaml", text, validate_text("x.yaml", text), shift=1)
    assert "Chủ nhật" not in again.text


def test_sentences_are_listed_with_their_lines():
    path = shipped_folder() / "cchc-vinh-long-2024.yaml"
    _, renewal = renewed(path, 2027)
    lines, text = line_numbers(renewal.text), renewal.text.splitlines()
    annex = next(each for each in renewal.left if each.path == ("document", "annex"))
    assert "Kế hoạch số 20/KH-UBND" in text[lines[annex.path] - 1]
    assert {each.path for each in renewal.changed} >= {("name", "vi"), ("deadlines", 0, "wording")}
