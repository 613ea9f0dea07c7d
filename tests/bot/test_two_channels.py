"""Somebody on two channels gets a reminder once; where the one is blocked it goes to the other."""

from sqlmodel import col, select

from bot.due import Due, Queue, find_due, mark_gone
from bot.outbox import enqueue
from handlers.ticking import tick
from storage.tables import ChannelAccount, OutboxState, Outgoing, Role
from tests.handlers.office import Office, at

MORNING = "2024-04-12 08:00"


def remind(office: Office) -> int:
    """A reminder to somebody who was seen on Zalo before and on the console last; their number."""
    person = office.person(Role.UNIT_CONTACT, office.unit("P1"))
    seen = at("2024-03-14 06:00")
    office.add(ChannelAccount(person_id=person, channel="zalo", external_id="z", reachable=True, last_seen_at=seen))
    with office.write() as session:
        enqueue(session, tick(session, at(MORNING)), now=at(MORNING))
    return person


def waiting(office: Office, channel: str) -> list[Due]:
    with office.database.reader() as session:
        return find_due(session, Queue(channel), campaign_now=at(MORNING), real_now=at(MORNING), busy=(), limit=10)


def block(office: Office, row: Due) -> None:
    with office.write() as session:
        mark_gone(row, error="blocked")(session)


def test_a_blocked_account_hands_its_reminder_to_the_other(office: Office) -> None:
    remind(office)
    assert waiting(office, "zalo") == []
    (row,) = waiting(office, "console")
    block(office, row)
    assert waiting(office, "console") == []
    (moved,) = waiting(office, "zalo")
    assert (moved.id, moved.external_id, moved.payload) == (row.id, "z", row.payload)
    block(office, moved)
    with office.database.reader() as session:
        found = session.exec(select(Outgoing)).one()
        accounts = session.exec(select(ChannelAccount).order_by(col(ChannelAccount.id))).all()
    assert found.state is OutboxState.GONE
    assert [account.reachable for account in accounts] == [False, False]
    assert len(office.rows()) == 1


def test_an_answer_is_not_sent_to_where_nobody_asked(office: Office) -> None:
    remind(office)
    with office.write() as session:
        session.exec(select(Outgoing)).one().proactive = False
    (row,) = waiting(office, "console")
    block(office, row)
    assert waiting(office, "zalo") == []
    with office.database.reader() as session:
        assert session.exec(select(Outgoing)).one().state is OutboxState.GONE
