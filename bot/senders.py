"""Whose message it is: from a channel's id to the account, the person and where in the talk they are."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select
from sqlmodel import Session, col

from bot.rows import insert_once
from storage.prepared import Adoption, Prepared
from storage.tables import ChannelAccount, Conversation, Person

_PERSON, _TALK = Adoption(Person), Adoption(Conversation)
# The account, then the objects that the handler asks for first: it finds them in the session.
_SENDER = Prepared(
    select(col(ChannelAccount.id), *_PERSON.columns, *_TALK.columns)
    .join(Person, col(Person.id) == col(ChannelAccount.person_id))
    .outerjoin(Conversation, col(Conversation.person_id) == col(ChannelAccount.person_id))
    .where(col(ChannelAccount.channel) == bindparam("channel"), col(ChannelAccount.external_id) == bindparam("sender"))
)


def find_person(session: Session, channel: str, sender: str) -> tuple[int, Person, Conversation | None] | None:
    """The id of the account, its person, and where in the talk they are; None: nobody has it."""
    row = _SENDER.first(session, channel=channel, sender=sender)
    if row is None:
        return None
    person, talk = row[1 : 1 + len(_PERSON.columns)], row[1 + len(_PERSON.columns) :]
    has_talk = any(value is not None for value in talk)
    return row[0], _PERSON(session, person), _TALK(session, talk) if has_talk else None


def meet(session: Session, channel: str, sender: str, *, now: datetime, real: datetime) -> None:
    """Somebody new: an empty person with one account. Another process may do the same at this moment."""
    person = session.scalars(insert(Person).returning(col(Person.id)), {"created_at": now}).one()
    account = insert_once(
        session,
        ChannelAccount,
        person_id=person,
        channel=channel,
        external_id=sender,
        reachable=True,
        last_seen_at=real,
    )
    if account is None:
        session.execute(delete(Person).where(col(Person.id) == person))
