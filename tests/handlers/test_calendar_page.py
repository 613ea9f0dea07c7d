"""The organizer sends the table of holidays as a file."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.conversation import Event, EventKind, ReceivedFile, Reply
from handlers.routing import respond
from scoring.calendar import DayKind
from storage.queries.calendar import changed_days
from storage.tables import Role
from tests.handlers.office import CONTEXT, Office, at
from tests.workbooks import one_sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOW = at("2025-12-20 09:00")


def send(office: Office, person: int, *, text: str = "", data: bytes = b"", size: int | None = None) -> Reply:
    files = (ReceivedFile("d" * 64, "lich.xlsx", XLSX, len(data) if size is None else size),) if data else ()
    kind = EventKind.FILE if data else EventKind.TEXT
    context = replace(CONTEXT, read_file=lambda _digest: data)
    with office.database.session(context=context) as session, session.begin():
        choice = "yes" if text == "yes" else None
        return respond(session, Event(person, kind, NOW, text=text, choice=choice, files=files))[0]


def test_a_workbook_is_shown_and_done(office: Office) -> None:
    person = office.person(Role.ORGANIZER)
    data = one_sheet(["Ngày", "Loại"], [date(2026, 1, 5), "nghỉ"], ["17/01/2026", "làm bù"])
    send(office, person, text="lịch nghỉ")
    assert "Sửa lịch nghỉ?" in send(office, person, data=data).text
    assert "Đã sửa lịch nghỉ" in send(office, person, text="yes").text
    with office.database.reader() as session:
        assert changed_days(session) == {date(2026, 1, 5): DayKind.OFF, date(2026, 1, 17): DayKind.WORKED}


@pytest.mark.parametrize("size", [None, 10_000_000])
def test_another_file_is_refused_with_an_example(office: Office, size: int | None) -> None:
    person = office.person(Role.ORGANIZER)
    send(office, person, text="lịch nghỉ")
    assert "không có ngày nghỉ nào" in send(office, person, data=one_sheet(["a", "b"]), size=size).text
