"""Who changed what: in words, people as numbers unless their names are asked for."""

from locales import translator
from reports.trail import trail
from storage.tables import Unit
from tests.reports.story import ID

VI, EN = translator("vi"), translator("en")


def lines(story, tr=EN, number: int | None = None, **options):
    with story.reader() as session:
        unit = session.get_one(Unit, number) if number else None
        return [
            (each.unit_code, each.who, each.what, each.action, each.before, each.after, each.why)
            for each in trail(session, ID, tr, unit=unit, **options)
        ]


def test_every_line_of_the_campaign_in_words(story):
    facts = "Feedback received: "
    assert lines(story) == [
        ("", "The program", "Campaign", "opened", "", "", ""),
        ("P1", "Person 1", "Registration", "sent", "", "I.1: 10; number: 12/UBND-VP", ""),
        ("P1", "Person 1", "Answer to III", "answered", f"{facts}4", f"{facts}2", ""),
        ("P1", "Person 2", "Review of I.2.3", "returned", "", "", "Thiếu báo cáo"),
        ("P2", "Person 1", "Answer to IV.1", "a new word", "", "Confirmed cases: 0", ""),
        ("P1", "The program", "Role in the unit", "given", "", "", ""),
    ]


def test_a_units_own_lines_with_the_names_that_are_still_known(story):
    assert [(who, what, action) for _, who, what, action, *_ in lines(story, VI, 1, with_people=True)] == [
        ("Nguyễn Thị Lan", "Đăng ký", "gửi"),
        ("Nguyễn Thị Lan", "Câu trả lời III", "trả lời"),
        ("Người số 2", "Thẩm định I.2.3", "trả lại"),
        ("Chương trình", "Vai trò trong đơn vị", "giao"),
    ]
