"""Many messages stored together are what they are when each is stored alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.outbox import MANY, enqueue
from bot.outbox_many import enqueue_many
from bot.outbox_rows import SPENT, Recipient
from handlers.conversation import Choice, Document, Reply
from storage.database import Database
from storage.tables import BotState, ChannelAccount, Conversation, Outgoing, Person
from tests.databases import ON_BOTH

NOW = datetime(2024, 4, 12, 8, 0, tzinfo=UTC)
pytestmark = ON_BOTH


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    with database.session() as session:
        yield session
    database.close()


def add_person(session: Session, *channels: str, reachable: bool = True) -> int:
    """``channels``: the one used last comes last."""
    person = Person(created_at=NOW)
    session.add(person)
    session.flush()
    assert person.id is not None
    for number, channel in enumerate(channels):
        account = ChannelAccount(
            person_id=person.id,
            channel=channel,
            external_id=f"{channel}{person.id}",
            reachable=reachable,
            last_seen_at=NOW + timedelta(hours=number),
        )
        session.add(account)
    session.flush()
    return person.id


def replies_to(people: list[int]) -> list[Reply]:
    choice = (Choice("go:menu", "Menu"),)
    about: dict[str, Any] = {"standing": True, "question": False, "proactive": True, "not_before": NOW}
    for_all = [Reply(f"hello {n}", choice, to=one, report_to=one, **about) for n, one in enumerate(people)]
    again = Reply("again", choice, to=people[0], standing=True, question=False, valid_until=NOW)
    paper = Reply("paper", to=people[1], question=False, documents=(Document("deadline_chart", {"name": "x"}),))
    return [*for_all, again, paper]


def found(session: Session) -> tuple[list[dict[str, object]], dict[int, list[int] | None]]:
    rows = session.exec(select(Outgoing).order_by(col(Outgoing.id)))
    talks = session.exec(select(Conversation).order_by(col(Conversation.person_id)))
    return [row.model_dump() for row in rows], {talk.person_id: talk.standing for talk in talks}


def people_of(session: Session) -> list[int]:
    people = [add_person(session, "telegram") for _ in range(MANY)]
    people.append(add_person(session, "zalo_bot", "telegram"))
    people.append(add_person(session, "telegram", "zalo_bot"))
    people.append(add_person(session, "telegram", reachable=False))
    session.add(Conversation(person_id=people[2], data={}, standing=[1, 2, 3, 4, 5], updated_at=NOW))
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    session.add(BotState(bot="zalo_bot", key=SPENT, value=later))
    session.flush()
    return people


def test_together_and_alone_give_the_same_rows(session: Session) -> None:
    people = people_of(session)
    replies = replies_to(people)
    ids = enqueue_many(session, replies, now=NOW)
    together, standing = found(session)
    session.rollback()
    for reply in replies_to(people_of(session)):
        enqueue(session, [reply], now=NOW)
    alone, standing_alone = found(session)
    assert [row["id"] for row in together] == ids

    def plain(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        first = min(int(str(row["id"])) for row in rows)
        shift = {"id", "person_id", "account_id", "report_to"}
        return [
            {name: value for name, value in row.items() if name not in shift} | {"n": int(str(row["id"])) - first}
            for row in rows
        ]

    assert plain(together) == plain(alone)
    assert sorted(len(kept or []) for kept in standing.values()) == sorted(
        len(kept or []) for kept in standing_alone.values()
    )


def test_a_conversation_that_is_loaded_notices(session: Session) -> None:
    people = people_of(session)
    talk = session.get_one(Conversation, people[2])
    ids = enqueue_many(session, replies_to(people), now=NOW)
    assert talk.standing == [2, 3, 4, 5, ids[2]]


def test_a_message_to_many_moves_the_senders_question_alone(session: Session) -> None:
    people = people_of(session)
    account = session.exec(select(ChannelAccount).where(ChannelAccount.person_id == people[0])).one()
    assert account.id is not None
    sender = Recipient(people[0], account.id, "telegram")
    rows = enqueue(session, [Reply("done"), *replies_to(people)[1:]], now=NOW, sender=sender)
    assert session.get_one(Conversation, people[0]).question == rows[0]
    assert len(rows) == len(set(rows)) == len(people) + 2  # one cannot be reached, the paper is two rows
    others = session.exec(select(Conversation).where(Conversation.person_id != people[0]))
    assert {talk.question for talk in others} == {None}
