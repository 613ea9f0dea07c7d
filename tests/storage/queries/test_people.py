"""Who holds which role, and where people are written to."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from storage.queries import account_for, contacts_of, people_with_role, roles_of, units_of, waiting_requests
from storage.tables import AccessRequest, ChannelAccount, Membership, RequestState, Role, Unit

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)
WARD_1, WARD_2 = 1, 2
LAN, MINH, STRANGER = 1, 2, 3  # the stranger has not agreed yet


@pytest.fixture(autouse=True)
def memberships(session: Session):
    ended = NOW + timedelta(days=1)
    session.add_all(
        [
            Membership(person_id=LAN, role=Role.UNIT_CONTACT, unit_id=WARD_1, since=NOW, until=ended),
            Membership(person_id=LAN, role=Role.UNIT_CONTACT, unit_id=WARD_2, since=NOW),
            Membership(person_id=LAN, role=Role.UNIT_LEADER, unit_id=WARD_1, since=NOW),
            Membership(person_id=LAN, role=Role.UNIT_CONTACT, unit_id=WARD_1, since=NOW),
            Membership(person_id=MINH, role=Role.ORGANIZER, since=NOW),
            Membership(person_id=MINH, role=Role.REVIEWER, unit_id=WARD_1, since=NOW),
            Membership(person_id=STRANGER, role=Role.UNIT_CONTACT, unit_id=WARD_1, since=NOW),
        ]
    )
    session.flush()


def test_roles_are_those_that_have_not_ended(session: Session):
    assert [(held.role, held.unit_id) for held in roles_of(session, LAN)] == [
        (Role.UNIT_CONTACT, WARD_2),
        (Role.UNIT_LEADER, WARD_1),
        (Role.UNIT_CONTACT, WARD_1),
    ]


def test_units_come_once_and_by_name(session: Session):
    assert [unit.id for unit in units_of(session, LAN)] == [WARD_1, WARD_2]
    assert [unit.id for unit in units_of(session, LAN, role=Role.UNIT_LEADER)] == [WARD_1]
    assert units_of(session, MINH, role=Role.ORGANIZER) == []


def test_a_unit_that_is_not_active_is_nobodys(session: Session):
    unit = session.get_one(Unit, WARD_1)
    unit.active = False
    session.flush()
    assert [unit.id for unit in units_of(session, LAN)] == [WARD_2]


def test_contacts_have_agreed_and_are_named_once(session: Session):
    assert contacts_of(session, WARD_1) == [LAN]


@pytest.mark.parametrize(
    ("role", "people"),
    [
        (Role.UNIT_CONTACT, [LAN, STRANGER]),
        (Role.ORGANIZER, [MINH]),
        (Role.DECISION_MAKER, []),
    ],
)
def test_people_with_a_role(session: Session, role: Role, people: list[int]):
    assert people_with_role(session, role) == people


def test_a_message_goes_to_the_reachable_account_that_was_used_last(session: Session):
    days = {"telegram": 2, "web": 1, "zalo": 3}
    for channel, day in days.items():
        session.add(
            ChannelAccount(
                person_id=LAN,
                channel=channel,
                external_id="1",
                reachable=channel != "zalo",
                last_seen_at=NOW + timedelta(days=day),
            )
        )
    session.flush()
    found = account_for(session, LAN)
    assert (found and found.channel, account_for(session, MINH)) == ("telegram", None)


def test_waiting_requests_are_oldest_first(session: Session):
    states = [RequestState.WAITING, RequestState.REFUSED, RequestState.WAITING]
    for hours, state in zip((2, 0, 1), states, strict=True):
        session.add(
            AccessRequest(
                person_id=STRANGER,
                name=f"after {hours}",
                unit_text="P1",
                state=state,
                created_at=NOW + timedelta(hours=hours),
            )
        )
    session.flush()
    assert [request.name for request in waiting_requests(session)] == ["after 1", "after 2"]
