"""What a campaign's author is told that is possible but probably not meant."""

import pytest

from scoring.calendar_files import load_calendar
from scoring.campaign import CandidateKind
from scoring.campaign_files import check_file, load_campaign, shipped_folder
from scoring.doubts import find_doubts

NAME = "cchc-vinh-long-2024"


@pytest.fixture
def doubts(tmp_path):
    """Writes a shipped file with pieces replaced and gives the doubts: [(path, message)]."""

    def find(*changes, name=NAME):
        text = (shipped_folder() / f"{name}.yaml").read_text("utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, "utf-8")
        return [(each.path, str(each.message)) for each in check_file(path, load_calendar())[1]]

    return find


def test_the_shipped_plans_give_remarks_about_days_and_years_alone():
    calendar = load_calendar()
    for path in shipped_folder().glob("cchc*.yaml"):
        for each in check_file(path, calendar)[1]:
            assert each.path.startswith("deadlines") or "another year" in each.message, each


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        pytest.param(
            "  start: 2024-03-14\n", "  start: 2024-05-02\n", "deadlines[0].due_on",
            "2024-04-26 lies outside the period of the campaign (2024-05-02 to 2024-12-31)", id="deadline outside",
        ),
        pytest.param(
            "    due_on: 2024-04-26\n", "    due_on: 2024-04-27\n", "deadlines[0].due_on",
            "2024-04-27 is a day off; it stays the last valid day", id="day off",
        ),
        pytest.param(
            "  issued_on: 2024-03-14", "  issued_on: 2024-03-16", "document.issued_on",
            "2024-03-16 is a day off: compare it with the paper", id="issued on a day off",
        ),
        pytest.param(
            "    due_on: 2024-04-26\n", "", "deadlines[0]",
            "003-D1 has no day, so nobody is reminded: give it due_on, or write remind: false", id="undated",
        ),
        pytest.param(
            "asked_when: {fact: tasks_assigned, above: 0}",
            "asked_when: {all: [{fact: tasks_assigned, above: 3}, {fact: tasks_assigned, below: 2}]}",
            "criteria[0].facts[1].asked_when",
            "can never be true: nobody is asked tasks_incomplete", id="question nobody is asked",
        ),
        pytest.param(
            "asked_when: {criterion: I.2.1, fact: issued, is: true}",
            "asked_when: {all: [{criterion: I.2.1, fact: issued, is: true},"
            " {criterion: I.2.1, fact: issued, is: false}]}",
            "criteria[2].asked_when", "can never be true: nobody is asked I.2.2", id="criterion nobody is asked",
        ),
        pytest.param(
            "offered_when: {criterion: I.2.1, fact: issued, is: true}",
            "offered_when: {criterion: I.1, fact: tasks_assigned, below: 0}",
            "criteria[5].facts[0].options[1].offered_when", "can never be true: integrated is never offered",
            id="option never offered",
        ),
        pytest.param(
            "        - when: {fact: fields_covered, equals: 9}\n"
            "          unmet: {vi: \"chỉ có {fields_covered}/9 lĩnh vực\", "
            "en: \"only {fields_covered} of 9 fields are covered\"}\n", "", "criteria[2].facts[0]",
            "fields_covered is asked, but no rule looks at it: use it in a rule, or remove it", id="fact nobody reads",
        ),
        pytest.param(
            "    evidence:\n      vi: Báo cáo kết quả thực hiện nhiệm vụ được giao\n"
            "      en: Report on the assigned tasks\n",
            "", "criteria[0]", "I.1 does not say what proves it: add evidence", id="no evidence",
        ),
        pytest.param(
            "title: {vi: Hoàn thành nhiệm vụ được giao, en: Assigned tasks completed}",
            "title: Hoàn thành nhiệm vụ được giao", "criteria[0].title", None, id="no English",
        ),
        pytest.param(
            "Hội nghị tổng kết CCHC năm 2024, en", "Hội nghị tổng kết CCHC năm 2021, en", "deadlines[9].title",
            "names another year (2021): is that still right?", id="another year",
        ),
    ],
)  # fmt: skip
def test_what_is_noticed(doubts, old, new, path, message):
    before, found = doubts(), doubts((old, new))
    fresh = [each for each in found if each not in before]
    assert path in [where for where, _ in fresh], fresh
    assert message is None or (path, message) in fresh


def test_an_award_that_nobody_reaches_names_what_stops_it(doubts):
    never = ("        - {fact: index_2023_score, at_least: 90}", "        - {fact: index_2023_score, below: 0}")
    message = "no collective can reach {}: III.1.3 can never be met"
    found = doubts(never)
    assert ("awards[0]", message.format("provincial_merit_certificate")) in found
    alone = ("  - id: city_commendation\n", "  - id: city_commendation\n    candidates: [collective]\n")
    assert ("awards[1]", "nobody can reach city_commendation: III.1.3 can never be met") in doubts(never, alone)


def test_a_kind_of_candidate_that_is_asked_nothing():
    plan = load_campaign(shipped_folder() / "danvan-phung-chi-kien-2025-2026.yaml")
    press = CandidateKind.model_validate({"id": "press", "name": "Báo chí"})
    alone = plan.model_copy(update={"candidates": (*plan.candidates, press), "awards": ()})
    asked = (("candidates", 2), "press is asked nothing: no criterion and no award is for it")
    assert len(plan.candidates) == 2
    assert asked in find_doubts(alone, load_calendar())
    assert asked not in find_doubts(alone.model_copy(update={"awards": plan.awards}), load_calendar())


def test_an_award_of_no_round(doubts):
    name = "danvan-phung-chi-kien-2025-2026"
    found = doubts(("    awards: [ward_commendation_final]\n", ""), name=name)
    assert ("awards[1]", "ward_commendation_final is decided in no round: name it in one") in found


def test_everything_is_said_in_vietnamese_too():
    from locales import translator

    tr = translator("vi")
    calendar = load_calendar()
    for path in shipped_folder().glob("*20*.yaml"):
        for each in check_file(path, calendar)[1]:
            assert tr.said(each.message) != each.message


def test_a_round_in_which_nobody_answers_is_noticed():
    plan = load_campaign(shipped_folder() / "danvan-phung-chi-kien-2025-2026.yaml")
    told = [message for _, message in find_doubts(plan, load_calendar()) if "nobody answers anything" in message]
    assert told == []
    first, second, closing = plan.rounds
    looking_back = plan.model_copy(update={"rounds": (first, second.model_copy(update={"reads": ("2025",)}), closing)})
    places = [place for place, message in find_doubts(looking_back, load_calendar()) if "nobody answers" in message]
    assert places == [("rounds", 1, "reads"), ("rounds", 2, "reads")]


def test_only_people_with_questions_of_their_own_register_alone(doubts):
    said = "collective: only a person who is asked criteria without points registers alone"
    of_collective = ("  - id: collective\n", "  - id: collective\n    registers: self\n")
    assert ("candidates[0].registers", said) in doubts(of_collective, name="cchc-dinh-du-2024")
    assert not [path for path, _ in doubts(name="cchc-dinh-du-2024") if path.endswith("registers")]
