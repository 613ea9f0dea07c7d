"""People who may be written to only for seven days after they wrote: asked in time, listed when it is too late."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from handlers.conversation import Event, EventKind, Reply
from handlers.routing import respond
from handlers.windows import Window, close, look_after, out_of_reach
from storage.database import Database
from storage.queries.reminders import contacts, next_people
from storage.tables import ChannelAccount, Person, Role
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
    """A tick: what has run out is closed before anything else."""
    with office.write() as session:
        close(session, window, real=at(when) + REAL)
        return look_after(session, window, now=at(when), real=at(when) + REAL)


def asked(replies: list[Reply]) -> list[int | None]:
    return [reply.to for reply in replies if reply.choices and reply.choices[0].id == "window:ok"]


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
        event = Event(
            lan, EventKind.TEXT, now=at("2024-04-12 08:05"), text="ok", choice="window:ok", account=account.id or 0
        )
        assert [reply.text for reply in respond(session, event)] == ["Xin cảm ơn. Lời nhắc sẽ tiếp tục được gửi."]


def account_of(session: Session, person: int) -> ChannelAccount:
    return session.exec(
        select(ChannelAccount).where(ChannelAccount.person_id == person).order_by(col(ChannelAccount.id))
    ).one()


@pytest.mark.parametrize(("after", "expected"), [(timedelta(days=6, hours=23), [1]), (timedelta(days=7), [])])
def test_a_window_closes_at_its_hour_not_in_the_morning(office: Office, after: timedelta, expected: list[int]) -> None:
    """A Saturday night is as good as any other time."""
    seen = at("2024-04-06 22:00")
    lan = join(office, "P1", seen)
    with office.write() as session:
        closed = close(session, OA, real=seen + REAL + after)
        assert len(closed) == 1 - len(expected)
    assert len(reachable(office)) == len(expected)
    assert lan == 1


def test_the_free_hours_alone(office: Office) -> None:
    """48 hours: nobody is asked for an "ok" every day, and who is out of reach is listed."""
    organizer = office.person(Role.ORGANIZER)
    join(office, "P1", at("2024-04-10 07:00"))
    free = Window("zalo_oa", timedelta(hours=48), 30, has_template=False)
    assert look(office, "2024-04-11 08:00", free) == []
    assert [reply.to for reply in look(office, "2024-04-12 08:00", free)] == [organizer]


def test_a_template_by_phone_reaches_only_who_left_a_number(office: Office) -> None:
    office.person(Role.ORGANIZER)
    lan, hoa = join(office, "P1", at("2024-04-01 09:00")), join(office, "P2", at("2024-04-01 09:00"))
    with office.write() as session:
        session.get_one(Person, lan).phone = "+84912345678"
    by_phone = Window("zalo_oa", WEEK, 30, has_template=True, needs_phone=True)
    assert len(look(office, "2024-04-12 08:00", by_phone)) == 1
    assert reachable(office) == [lan]
    with office.write() as session:
        assert [person for person, _ in out_of_reach(session, "zalo_oa")] == [hoa]
