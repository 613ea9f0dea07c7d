"""Bots that allow only so many people each: where the next one goes."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from storage import queries
from storage.queries.rooms import roomiest, spread, taken
from storage.tables import ChannelAccount, Invitation, Person, Role

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BOTS = {"zalo_bot": 2, "zalo_bot-7": 2}


@pytest.fixture
def session(database):
    with database.session() as session:
        yield session


def join(session: Session, channel: str, id: str) -> None:
    person = Person(created_at=NOW)
    session.add(person)
    session.flush()
    assert person.id is not None
    session.add(ChannelAccount(person_id=person.id, channel=channel, external_id=id, last_seen_at=NOW))


def invite(session: Session) -> str | None:
    channel = roomiest(session, BOTS, NOW)
    invitation, _ = queries.make_invitation(
        session, role=Role.REVIEWER, unit_id=None, now=NOW, valid_for=timedelta(days=14)
    )
    invitation.channel = channel
    session.flush()
    return channel


def test_people_are_spread_and_a_promised_place_is_taken(session):
    join(session, "zalo_bot", "1")
    join(session, "telegram", "1")
    assert [invite(session) for _ in range(4)] == ["zalo_bot-7", "zalo_bot", "zalo_bot-7", None]


def test_places_of_codes_that_are_over_are_free_again(session):
    first = [invite(session) for _ in range(4)]
    assert set(first) == set(BOTS)
    assert roomiest(session, BOTS, NOW) is None
    assert roomiest(session, BOTS, NOW + timedelta(days=15)) is not None
    assert taken(session, BOTS, NOW) == {"zalo_bot": 2, "zalo_bot-7": 2}
    used = session.get_one(Invitation, 1)
    used.used_at = NOW
    session.flush()
    assert roomiest(session, BOTS, NOW) == used.channel


def test_without_bots_there_is_no_room(session):
    assert roomiest(session, {}, NOW) is None


def test_a_whole_sheet_is_spread(session):
    join(session, "zalo_bot", "1")
    assert spread(session, BOTS, 4, NOW) == ["zalo_bot-7", "zalo_bot", "zalo_bot-7", None]
    assert spread(session, {}, 2, NOW) == [None, None]
