"""How somebody without buttons types the decisions of a golden conversation: with the code that they are shown."""

from typing import Any

from sqlmodel import Session, select

from bot.outbox import choices_of
from handlers.choosing import choose
from handlers.conversation import Choice
from storage.tables import ChannelAccount, Conversation, Outgoing


def coded(stage: Any, line: str, *, typed: bool) -> str:
    """``An> đồng ý`` as it is typed; lines of a channel with buttons stay."""
    name, _, text = line.partition("> ")
    if not typed or text.startswith("("):
        return line
    with stage.session() as session:
        return f"{name}> {with_code(session, stage.people.get(name), text)}"


def with_code(session: Session, external_id: str | None, text: str) -> str:
    """The words of a choice that decides become "DUYET 7K3", a reason that decides (or the number of a ready one) gets
    "TRA LAI 7K3" before it; everything else stays."""
    account = session.exec(select(ChannelAccount).where(ChannelAccount.external_id == external_id)).first()
    talk = session.get(Conversation, account.person_id) if account is not None else None
    row = session.get(Outgoing, talk.question) if talk is not None and talk.question else None
    if row is None or not row.payload.get("code"):
        return text
    said, choices, verb = text.strip("[]"), choices_of(row.payload), row.payload.get("verb")
    chosen = choose(said, choices, numbered=bool(row.payload["numbered"]))
    named = next((each for each in choices if each.id == chosen), Choice("", ""))
    if named.verb and not verb:
        return f"{named.verb} {row.payload['code']}"
    return f"{verb} {row.payload['code']} {said}" if verb and (named.verb or chosen is None) else text
