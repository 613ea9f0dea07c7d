"""The plan's table filled in for a unit: what was sent, what was decided, and what is nobody else's business."""

from datetime import date
from decimal import Decimal

import pytest

from locales import translator
from reports.table_rows import Line
from reports.tables import unit_table, units_of
from storage.tables import SubmissionState, Unit
from tests.reports.story import APRIL, DECEMBER, ID

VI = translator("vi")
D = Decimal


def table(story, number: int, on: date | None = None):
    with story.reader() as session:
        return unit_table(session, ID, session.get_one(Unit, number), VI, on=on)


def points(shown):
    return {row.id: (row.max, row.registered, row.self_scored, row.appraised) for row in shown.rows}


def test_the_plans_table_with_its_numbers_and_sums(story):
    rows = table(story, 1).rows
    assert [(row.line, row.id, row.number) for row in rows] == [
        (Line.GROUP, "I", "I"),
        (Line.CRITERION, "I.1", "1"),
        (Line.GROUP, "I.2", "2"),
        (Line.CRITERION, "I.2.1", "2.1"),
        (Line.CRITERION, "I.2.2", "2.2"),
        (Line.CRITERION, "I.2.3", "2.3"),
        (Line.CRITERION, "I.3", "3"),
        (Line.GROUP, "II", "II"),
        (Line.CRITERION, "II.1", "1"),
        (Line.CRITERION, "II.2", "2"),
        (Line.CRITERION, "III", "III"),
        (Line.GROUP, "IV", "IV"),
        (Line.CRITERION, "IV.1", "1"),
        (Line.CRITERION, "IV.2", "2"),
        (Line.CRITERION, "V", "V"),
        (Line.TOTAL, "", ""),
    ]
    assert rows[-1].title == "Tổng cộng (I+II+III+IV+V)"
    assert rows[2].sums == ("I.2.1", "I.2.2", "I.2.3")


def test_registered_self_scored_and_appraised_points_side_by_side(story):
    assert points(table(story, 1)) == {
        "I": (D(40), D(38), D(34), None),
        "I.1": (D(10), D(10), D(9), D(9)),
        "I.2": (D(20), D(18), D(15), None),
        "I.2.1": (D(5), D(5), D(5), None),
        "I.2.2": (D(5), D(5), D(5), None),
        "I.2.3": (D(10), D(8), D(5), None),
        "I.3": (D(10), D(10), D(10), None),
        "II": (D(20), D(20), D(20), None),
        "II.1": (D(10), D(10), D(10), None),
        "II.2": (D(10), D(10), D(10), None),
        "III": (D(10), D(10), D(6), D(4)),
        "IV": (D(20), D(20), D(20), None),
        "IV.1": (D(10), D(10), D(10), None),
        "IV.2": (D(10), D(10), D(10), None),
        "V": (D(10), D(5), D(10), None),
        "": (D(100), D(93), D(90), None),
    }


def test_what_was_sent_counts_with_evidence_facts_reasons_and_remarks(story):
    rows = {row.id: row for row in table(story, 1).rows}
    assert rows["I.1"].evidence == ("=1+1.png", "Văn bản số 5/BC ngày 01/12/2024")
    assert rows["I.1"].facts == "Số nhiệm vụ được giao: 12; Số nhiệm vụ không hoàn thành: 1"
    assert rows["III"].evidence == ("Giải trình: Đã xử lý xong",)
    assert rows["III"].facts.endswith(": 2")
    assert rows["III"].reason == "2 phản ánh, kiến nghị × 2 = trừ 4 từ 10: 6 điểm."
    assert rows["III"].remark.startswith("Sửa thành: ")
    assert rows["III"].remark.endswith(": 3. Lý do: +1 phản ánh tháng 12")
    assert rows["I.2.3"].remark == "Trả lại: Thiếu báo cáo"


def test_who_sent_what_and_when(story):
    shown = table(story, 1)
    assert (shown.code, shown.name, shown.unit_type) == ("P1", "UBND Phường 1", "Ủy ban nhân dân phường")
    registered, assessed = shown.registered, shown.assessed
    assert registered is not None
    assert assessed is not None
    assert (registered.receipt, registered.at, registered.late) == ("DK-2024-0001", APRIL, False)
    assert registered.document == "12/UBND-VP ngày 12/04/2024"
    assert (assessed.state, assessed.number, assessed.at) == (SubmissionState.SUBMITTED, 1, DECEMBER)
    assert shown.priority is True


def test_a_draft_is_shown_to_its_own_unit_alone(story):
    others, own = table(story, 2), table(story, 2, on=date(2024, 12, 20))
    assert (others.registered, others.assessed) == (None, None)
    assert {row.self_scored for row in others.rows} == {row.registered for row in others.rows} == {None}
    assert own.registered is not None
    assert own.assessed is not None
    assert (own.registered.receipt, own.assessed.number) == (None, 0)
    assert points(own)["III"] == (D(10), None, D(8), None)
    assert (points(own)["I.1"], points(own)[""]) == ((D(10), D(7), None, None), (D(100), None, None, None))


def test_the_units_own_copy_has_its_newest_answers_and_no_decisions(story):
    rows = {row.id: row for row in table(story, 1, on=date(2024, 12, 20)).rows}
    assert (rows["III"].self_scored, rows["III"].appraised, rows["III"].remark) == (D(10), None, "")
    assert rows["III"].evidence == ()


def test_every_unit_is_there_and_an_unknown_campaign_is_refused(story):
    with story.reader() as session:
        assert [unit.code for unit in units_of(session, ID)] == ["P1", "P2", "P3"]
        with pytest.raises(KeyError):
            unit_table(session, "x", session.get_one(Unit, 1), VI)
