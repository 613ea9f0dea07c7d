"""An officer's list on a real database: planned, done, done again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from handlers.directory import list_people
from handlers.import_plan import Plan, Step, Trouble, TroubleKind
from handlers.importing import apply_import, plan_import, unit_types
from reports.rosters import read_roster
from scoring.campaign_files import load_campaign, shipped_folder
from storage import queries
from storage.database import Database
from storage.tables import History, Membership, Person, Role, RosterContact, Unit
from tests.workbooks import office, one_sheet

NOW = datetime(2024, 4, 1, 1, 0, tzinfo=UTC)
CAMPAIGNS = [load_campaign(shipped_folder() / "cchc-vinh-long-2024.yaml")]
TYPES = CAMPAIGNS[0].unit_types
HEADINGS = ["Mã", "Đơn vị", "Loại đơn vị", "Họ và tên", "SĐT", "Vai trò"]


def listed(*rows: list[Any]) -> bytes:
    """A list: code, unit, type, name, phone, role; what is missing on the right is empty."""
    return one_sheet(HEADINGS, *rows)


def planned(database: Database, data: bytes) -> Plan:
    with database.reader() as session:
        return plan_import(session, read_roster(data), TYPES)


def imported(database: Database, data: bytes) -> Plan:
    with database.session() as session:
        plan = plan_import(session, read_roster(data), TYPES)
        apply_import(session, plan, now=NOW)
        session.commit()
    return plan


def add(database: Database, *rows: Any) -> None:
    with database.session() as session:
        session.add_all(rows)
        session.commit()


def units(database: Database) -> list[tuple[str, str, str]]:
    with database.reader() as session:
        return [(one.code, one.name, one.unit_type) for one in session.exec(select(Unit).order_by(Unit.code))]


def contacts(database: Database) -> list[tuple[str, str, str | None, str]]:
    with database.reader() as session:
        rows = session.exec(
            select(Unit.code, RosterContact).join(RosterContact).order_by(Unit.code, RosterContact.name)
        )
        return [(code, row.name, row.phone, row.role.value) for code, row in rows]


def steps(plan: Plan) -> tuple[list[str], list[str]]:
    return [one.step.value for one in plan.units], [one.step.value for one in plan.contacts]


def test_the_office_list_is_imported_and_the_second_time_nothing_happens(database):
    plan = imported(database, office())
    assert steps(plan) == (["add"] * 4, ["add"] * 6)
    assert units(database) == [
        ("KHU-PHO-1", "Khu phố 1", "neighborhood"),
        ("KHU-PHO-2", "Khu phố 2", "neighborhood"),
        ("PHONG-NOI-VU", "Phòng Nội vụ", "city_department"),
        ("VAN-PHONG", "Văn phòng", "city_department"),
    ]
    found = contacts(database)
    assert found == [
        ("KHU-PHO-1", "Lê Thị Cúc", "+84912345670", "unit_contact"),
        ("KHU-PHO-1", "Phạm Văn Dũng", "+84834567890", "unit_contact"),
        ("KHU-PHO-2", "Lý Thị Phượng", None, "unit_contact"),
        ("KHU-PHO-2", "Võ Văn Em", "+84912345671", "unit_contact"),
        ("PHONG-NOI-VU", "Nguyễn Văn An", "+84912345678", "unit_contact"),
        ("VAN-PHONG", "Trần Thị Bình", "+84912345679", "unit_contact"),
    ]
    again = imported(database, office())
    assert (steps(again), again.changes) == ((["keep"] * 4, ["keep"] * 6), False)
    assert contacts(database) == found
    with database.reader() as session:
        assert len(session.exec(select(History)).all()) == 10


def test_the_history_names_nobody(database):
    imported(database, listed(["", "Khu phố 1", "", "Lê Thị Cúc", "0912345670"]))
    with database.reader() as session:
        lines = session.exec(select(History).order_by(col(History.id))).all()
        assert [(line.subject, line.action, line.after, line.why) for line in lines] == [
            ("unit", "added", {"code": "KHU-PHO-1", "name": "Khu phố 1", "type": "neighborhood"}, "import"),
            ("roster_contact", "added", {"contact": 1, "role": "unit_contact"}, "import"),
        ]


def test_nobody_on_the_list_is_a_person_yet(database):
    imported(database, office())
    with database.reader() as session:
        assert session.exec(select(Person)).all() == []


@pytest.mark.parametrize(
    "written",
    ["912345678", "0912 345 678", "+84912345678", "84912345678", "912345678.0", "9.12345678E+08", "'0912345678"],
)
def test_phones_as_spreadsheets_leave_them(database, written):
    imported(database, listed(["", "Khu phố 1", "", "Lê Thị Cúc", written]))
    assert contacts(database) == [("KHU-PHO-1", "Lê Thị Cúc", "+84912345678", "unit_contact")]


def test_spellings_of_one_unit_are_one_unit(database):
    plan = imported(
        database,
        listed(
            ["", "UBND Phuong 1", "", "Lê Thị Cúc", "0912345670"],
            ["", "UBND PHƯỜNG 1", "", "Võ Văn Em", "0912345671"],
            ["", "Phường 1", "", "Võ Văn Em", "0912 345 671"],
            ["", "Phường 11"],
        ),
    )
    assert units(database) == [
        ("PHUONG-1", "UBND PHƯỜNG 1", "ward_committee"),
        ("PHUONG-11", "Phường 11", "ward_committee"),
    ]
    assert (len(plan.contacts), plan.doubled) == (2, 1)


def test_units_that_are_here_keep_their_code_and_type(database):
    add(database, Unit(code="P1", name="UBND Phường 1", unit_type="special"))
    plan = imported(database, listed(["", "phường 1", "", "Lê Thị Cúc", "0912345670"]))
    assert steps(plan) == (["keep"], ["add"])
    assert units(database) == [("P1", "UBND Phường 1", "special")]


def test_codes_and_types_that_the_list_says_are_taken(database):
    add(database, Unit(code="P1", name="UBND Phường 1", unit_type="special"))
    plan = imported(
        database,
        listed(
            ["p1", "UBND Phường Một Mới", "Ủy ban nhân dân phường"],
            [7, "Khu phố Bảy", "Khu phố"],
            ["a b", "Khu phố Tám"],
        ),
    )
    assert [one.was for one in plan.units] == [("P1", "UBND Phường 1", "special"), None, None]
    assert units(database) == [
        ("7", "Khu phố Bảy", "neighborhood"),
        ("A-B", "Khu phố Tám", "neighborhood"),
        ("P1", "UBND Phường Một Mới", "ward_committee"),
    ]


def test_a_unit_that_was_put_aside_comes_back(database):
    add(database, Unit(code="P1", name="Phường 1", unit_type="ward_committee", active=False))
    assert steps(imported(database, listed(["", "Phường 1"]))) == (["change"], [])
    assert steps(planned(database, listed(["", "Phường 1"]))) == (["keep"], [])


def test_new_phone_new_name_new_role(database):
    imported(
        database,
        listed(
            ["", "Khu phố 1", "", "Lê Thị Cúc", "0912345670"],
            ["", "Khu phố 1", "", "Vo Van Em", "0912345671"],
            ["", "Khu phố 2", "", "Lý Thị Phượng", ""],
            ["", "Khu phố 3", "", "Phạm Văn Dũng", "0912345673"],
        ),
    )
    plan = imported(
        database,
        listed(
            ["", "Khu phố 1", "", "Lê Thị Cúc", "0987654321"],
            ["", "Khu phố 1", "", "Võ Văn Em", "0912345671"],
            ["", "Khu phố 2", "", "Lý Thị Phượng", "0912345672"],
            ["", "Khu phố 3", "", "Phạm Văn Dũng", "", "Thủ trưởng"],
        ),
    )
    assert [one.was and one.was[:2] for one in plan.contacts] == [
        ("Lê Thị Cúc", "+84912345670"),
        ("Vo Van Em", "+84912345671"),
        ("Lý Thị Phượng", None),
        ("Phạm Văn Dũng", "+84912345673"),
    ]
    assert contacts(database) == [
        ("KHU-PHO-1", "Lê Thị Cúc", "+84987654321", "unit_contact"),
        ("KHU-PHO-1", "Võ Văn Em", "+84912345671", "unit_contact"),
        ("KHU-PHO-2", "Lý Thị Phượng", "+84912345672", "unit_contact"),
        ("KHU-PHO-3", "Phạm Văn Dũng", "+84912345673", "unit_leader"),
    ]


def test_one_person_in_two_units_and_in_two_roles(database):
    data = listed(
        ["", "Khu phố 1", "", "Lê Thị Cúc", "0912345670", "Đầu mối"],
        ["", "Khu phố 1", "", "Lê Thị Cúc", "0912345670", "Thủ trưởng"],
        ["", "Khu phố 2", "", "Le Thi Cuc", "0912345670"],
    )
    imported(database, data)
    assert not planned(database, data).changes
    with database.reader() as session:
        (one,) = list_people(session)
        assert [(place.role.value, place.unit and place.unit.code) for place in one.places] == [
            ("unit_contact", "KHU-PHO-1"),
            ("unit_leader", "KHU-PHO-1"),
            ("unit_contact", "KHU-PHO-2"),
        ]


def test_mistakes_are_all_named_and_the_other_rows_are_imported(database):
    add(
        database, Unit(code="X", name="Khu phố Đông", unit_type="n"), Unit(code="Y", name="Khu phố Đồng", unit_type="n")
    )
    plan = imported(
        database,
        listed(
            ["", "Khu phố 1", "", "Lê Thị Cúc", "0912345670"],
            [],
            ["", "", "", "Không Đơn Vị", "0912345671"],
            ["", "Khu phố 2", "", "Võ Văn Em", "09123"],
            ["", "Khu phố 3", "", "", "0912345672"],
            ["", "Khu phố 4", "", "Lý Thị Phượng", "0912345673", "Thủ quỹ"],
            ["K@5", "Khu phố 5"],
            ["X", "Khu phố Đồng"],
            ["", "Khu pho dong"],
            ["K1", "Khu phố 6"],
            ["K2", "Khu phố 6"],
            ["", "Khu phố 7", "", "Người Khác", "0912345670"],
        ),
    )
    assert plan.troubles == (
        Trouble(TroubleKind.NO_UNIT, "DS", 4),
        Trouble(TroubleKind.BAD_PHONE, "DS", 5, ("09123",)),
        Trouble(TroubleKind.NO_NAME, "DS", 6, ("0912345672",)),
        Trouble(TroubleKind.BAD_ROLE, "DS", 7, ("Thủ quỹ",)),
        Trouble(TroubleKind.BAD_CODE, "DS", 8, ("K@5",)),
        Trouble(TroubleKind.CODE_TAKEN, "DS", 9, ("X", "Khu phố Đông")),
        Trouble(TroubleKind.WHICH_UNIT, "DS", 10, ("Khu pho dong", "Khu phố Đông, Khu phố Đồng")),
        Trouble(TroubleKind.OTHER_CODE, "DS", 12, ("Khu phố 6", "K1", "K2")),
        Trouble(TroubleKind.PHONE_TWICE, "DS", 13, ("+84912345670", "Người Khác", "Lê Thị Cúc", "DS", "2")),
    )
    assert [code for code, _, _ in units(database)] == ["K1", *(f"KHU-PHO-{n}" for n in (1, 2, 3, 4, 7)), "X", "Y"]
    assert contacts(database) == [("KHU-PHO-1", "Lê Thị Cúc", "+84912345670", "unit_contact")]


@pytest.mark.parametrize("phone", [None, "+84912345670"])
def test_somebody_who_takes_part_already_is_not_put_on_the_roster(database, phone):
    add(database, Unit(id=1, code="KP1", name="Khu phố 1", unit_type="n"))
    add(database, Person(id=1, name="Lê Thị Cúc", phone=phone, consented_at=NOW, created_at=NOW))
    add(database, Membership(person_id=1, role=Role.UNIT_CONTACT, unit_id=1, since=NOW))
    plan = planned(database, listed(["", "Khu phố 1", "", "Lê Thị Cúc", "0912345670"]))
    assert [(one.step, one.contact_id) for one in plan.contacts] == [(Step.KEEP, None)]
    assert not plan.changes


def test_the_open_campaign_says_first_which_types_there_are(database):
    with database.session() as session:
        other = CAMPAIGNS[0].model_copy(update={"id": "other", "unit_types": CAMPAIGNS[0].unit_types[:1]})
        queries.open_campaign(session, other, now=NOW, by=None)
        assert [one.id for one in unit_types(session, CAMPAIGNS)] == [
            "city_department",
            "vertical_agency",
            "ward_committee",
        ]
        assert [one.id for one in unit_types(session, [])] == ["city_department"]


def test_a_large_list_takes_seconds_not_minutes(database):
    rows = [["", f"Khu phố {n % 900}", "", f"Người Thứ {n}", f"09{n:08}"] for n in range(4000)]
    plan = planned(database, listed(*rows))
    assert (len(plan.units), len(plan.contacts), plan.troubles) == (900, 4000, ())
