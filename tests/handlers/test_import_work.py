"""An import in parts: what is written, what is shown of a long list, and when a part must be planned again."""

from datetime import UTC, datetime

import pytest

from handlers import import_work
from handlers.context import Context
from locales import translator
from scoring.calendar import WorkingCalendar
from storage.tables import Person, Unit

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def ward(count: int) -> bytes:
    rows = (f"Khu phố {n};Người Mẫu {n};0912{n:06d}\n" for n in range(1, count + 1))
    return ("Tên đơn vị;Họ và tên;Số điện thoại\n" + "".join(rows)).encode()


def test_a_part_is_written_only_while_it_holds(database):
    with database.session(context=Context(campaigns={}, calendar=WorkingCalendar())) as session:
        session.add(Person(id=1, created_at=NOW))
        session.flush()
        plan = import_work.plan_of(session, ward(2), person_id=1).plan
        assert plan is not None
        (part,) = import_work.parts_of(plan)
        assert import_work.still_holds(session, part)
        session.add(Unit(code="KHU-PHO-1", name="Khu phố 1", unit_type="neighborhood"))
        session.flush()
        assert not import_work.still_holds(session, part)
        with pytest.raises(import_work.Changed):
            import_work.write_part(session, 1, part, NOW)


def test_a_long_preview_keeps_every_mistake_that_can_be_read():
    lines = [
        "30 new units:",
        *(f"  + K{n}  Khu phố {n}" for n in range(30)),
        "3 mistakes:",
        *(f"  ! row {n}" for n in range(3)),
    ]
    shown = list(import_work.shorten(lines, translator("en")))
    assert shown[:12] == [*lines[:11], "  … and 20 more lines"]
    assert shown[12:] == lines[31:]


def test_a_short_preview_is_shown_whole():
    lines = ["1 new unit:", "  + A  B", "1 person changes:", "  ~ A  B → C"]
    assert list(import_work.shorten(lines, translator("en"))) == lines
