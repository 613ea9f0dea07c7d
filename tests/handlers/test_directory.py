"""Who is known, each person once."""

from datetime import UTC, datetime

from handlers.directory import list_people
from storage.tables import Membership, Person, Role, RosterContact, Unit

NOW = datetime(2024, 4, 1, 1, 0, tzinfo=UTC)


def test_the_roster_and_those_who_agreed_are_one_list(database):
    def contact(unit: int, name: str, phone: str | None = None, role: Role = Role.UNIT_CONTACT) -> RosterContact:
        return RosterContact(unit_id=unit, name=name, phone=phone, role=role, listed_at=NOW)

    def person(number: int, name: str, phone: str | None = None, *, agreed: bool = True) -> Person:
        return Person(id=number, name=name, phone=phone, consented_at=NOW if agreed else None, created_at=NOW)

    def member(number: int, role: Role, unit: int | None, *, ended: bool = False) -> Membership:
        return Membership(person_id=number, role=role, unit_id=unit, since=NOW, until=NOW if ended else None)

    with database.session() as session:
        session.add_all(Unit(id=n, code=f"KP{n}", name=f"Khu phố {n}", unit_type="n") for n in (1, 2))
        session.add_all(
            [
                person(1, "Lê Thị Cúc"),
                person(2, "Võ Văn Em", "+84912345671"),
                person(3, "Không Đồng Ý", agreed=False),
                person(4, "Đã Nghỉ"),
                person(5, "Phạm Minh Đức"),
            ]
        )
        session.flush()
        session.add_all(
            [
                member(1, Role.UNIT_CONTACT, 1),
                member(2, Role.UNIT_CONTACT, 2),
                member(3, Role.UNIT_CONTACT, 2),
                member(4, Role.UNIT_CONTACT, 2, ended=True),
                member(5, Role.ORGANIZER, None),
                contact(1, "Le Thi Cuc", "+84912345670"),
                contact(1, "Vo Van Em", "+84912345671", Role.UNIT_LEADER),
                contact(2, "Lê Thị Cúc", "+84912345670"),
                contact(2, "Lê Thị Cúc"),
                contact(2, "Bùi Thị Sáu"),
            ]
        )
        session.commit()
    with database.reader() as session:
        people = [
            (
                one.name,
                one.phone,
                one.agreed,
                [(place.role.value, place.unit and place.unit.code) for place in one.places],
            )
            for one in list_people(session)
        ]
    assert people == [
        ("Lê Thị Cúc", "+84912345670", True, [("unit_contact", "KP1"), ("unit_contact", "KP2")]),
        ("Bùi Thị Sáu", None, False, [("unit_contact", "KP2")]),
        ("Võ Văn Em", "+84912345671", True, [("unit_contact", "KP2"), ("unit_leader", "KP1")]),
        ("Phạm Minh Đức", None, True, [("organizer", None)]),
    ]
