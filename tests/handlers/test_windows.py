"""People who may be written to only for seven days after they wrote: asked in time, listed when it is too late."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from handlers.conversation import Event, EventKind, Reply
from handlers.routing import respond
from handlers.windows import Window, look_after, out_of_reach
from storage.database import Database
from storage.queries.reminders import contacts, next_people
from storage.tables import ChannelAccount, Role
from tests.handlers.office import Office, at

REAL = timedelta(days=900)  # the real clock is elsewhere than the campaign's
WEEK = timedelta(days=7)
OA = Window("zalo_oa", WEEK, 30, has_template=False)


@pytest.fixture
def office(database: Database) -> Office:
    office = Office(database)
    office.open()
    return office


def join(office: Office, name: str, seen: datetime, *more: str, role: Role = Role.UNIT_CONTACT) -> int:
    """A contact of a unit of their own on the account, last heard of at ``seen`` (campaign time)."""
    unit = office.unit(name) if role is Role.UNIT_CONTACT else None
    person = office.person(role, *([unit] if unit else []))
    with office.write() as session:
        account = session.exec(select(ChannelAccount).where(ChannelAccount.person_id == person)).one()
        account.channel, account.last_seen_at = "zalo_oa", seen + REAL
        session.add(account)
        for channel in more:
            session.add(ChannelAccount(person_id=person, channel=channel, external_id=name, last_seen_at=seen + REAL))
    return person


def look(office: Office, when: str, window: Window = OA) -> list[Reply]:
    with office.write() as session:
        return look_after(session, window, now=at(when), real=at(when) + REAL)


def asked(replies: list[Reply]) -> list[int | None]:
    return [reply.to for reply in replies if reply.choices and reply.choices[0].id == "ok"]


def reachable(office: Office) -> list[int]:
    with office.write() as session:
        speaking = {contact.person_id for contact in contacts(session)}
        return [person.id for person in next_people(session, after=0, limit=100)[0] if person.id in speaking]


def test_asked_the_morning_before_it_closes_and_once(office: Office) -> None:
    """Registration is due on 26 April: until then each window is worth keeping."""
    lan = join(office, "P1", at("2024-04-08 09:00"))
    assert asked(look(office, "2024-04-12 08:00")) == [lan]  # a Friday: it closes on Monday at nine
    assert asked(look(office, "2024-04-12 15:00")) == []
    assert asked(look(office, "2024-04-15 08:00")) == []


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2024-04-10 08:00", 0),  # it does not close before the morning after
        ("2024-04-12 07:59", 0),  # still night
        ("2024-04-13 08:00", 0),  # a Saturday
        ("2024-04-12 10:00", 1),  # the machine was off at eight
    ],
)
def test_when_people_are_asked(office: Office, when: str, expected: int) -> None:
    join(office, "P1", at("2024-04-08 09:00"))
    assert len(asked(look(office, when))) == expected


def test_who_is_not_asked(office: Office) -> None:
    soon = at("2024-04-08 09:00")
    join(office, "P1", soon, "telegram")  # can be reached there
    join(office, "P2", soon, role=Role.REVIEWER)
    registered = join(office, "P3", soon)
    with office.write() as session:
        from storage import queries

        unit = next(member.unit_id for member in queries.roles_of(session, registered))
    office.register(unit or 0)
    assert asked(look(office, "2024-04-12 08:00", Window("zalo_oa", WEEK, 14, has_template=False))) == []


@pytest.mark.parametrize("window", [Window("zalo_oa", WEEK, 0, False), Window("zalo_oa", WEEK, 30, True)])
def test_nobody_is_asked(office: Office, window: Window) -> None:
    """Never wanted, or there is a template."""
    join(office, "P1", at("2024-04-08 09:00"))
    assert asked(look(office, "2024-04-12 08:00", window)) == []


def test_a_closed_window_is_known_to_the_reminders_and_told_to_the_organizers(office: Office) -> None:
    organizer = office.person(Role.ORGANIZER)
    lan = join(office, "P1", at("2024-04-01 09:00"))
    hoa = join(office, "P2", at("2024-04-10 09:00"))
    assert reachable(office) == [lan, hoa]
    listed = [reply for reply in look(office, "2024-04-12 08:00") if reply.to == organizer]
    assert len(listed) == 1
    assert "Lan" in listed[0].text
    assert reachable(office) == [hoa]
    with office.write() as session:
        assert [person for person, _ in out_of_reach(session, "zalo_oa")] == [lan]
    assert [reply for reply in look(office, "2024-04-15 08:00") if reply.to == organizer] == []  # nobody new


def test_with_a_template_nobody_is_out_of_reach(office: Office) -> None:
    office.person(Role.ORGANIZER)
    lan = join(office, "P1", at("2024-04-01 09:00"))
    assert look(office, "2024-04-12 08:00", Window("zalo_oa", WEEK, 30, has_template=True)) == []
    assert reachable(office) == [lan]


def test_ok_is_answered_whatever_is_being_asked(office: Office) -> None:
    lan = join(office, "P1", at("2024-04-08 09:00"))
    with office.write() as session:
        account = account_of(session, lan)
        event = Event(lan, EventKind.TEXT, now=at("2024-04-12 08:05"), text="ok", choice="ok", account=account.id or 0)
        assert [reply.text for reply in respond(session, event)] == ["Xin cảm ơn. Tin nhắc hạn sẽ tiếp tục được gửi."]


def account_of(session: Session, person: int) -> ChannelAccount:
    return session.exec(
        select(ChannelAccount).where(ChannelAccount.person_id == person).order_by(col(ChannelAccount.id))
    ).one()
