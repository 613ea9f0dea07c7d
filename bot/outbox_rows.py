"""A reply as values of the outbox's columns, and for whom it is."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from handlers.conversation import Choice, Reply
from storage.queries.invitations import short_code
from storage.tables import OutboxState

SPENT = "spent"  # of BotState, by channel: until when (ISO, UTC) its messages are used up
STANDING_KEPT = 5  # standing messages whose choices can still be typed, newest last


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a message goes: a person on one of their accounts."""

    person: int
    account: int
    channel: str


def row_of(reply: Reply, to: Recipient, payload: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """A new row, which any process may send. ``now`` is campaign time."""
    return {
        "person_id": to.person,
        "account_id": to.account,
        "channel": to.channel,
        "event_id": None,
        "proactive": reply.proactive,
        "not_before": reply.not_before or now,
        "valid_until": reply.valid_until,
        "report_to": reply.report_to,
        "state": OutboxState.WAITING,
        "claimed_by": None,
        "attempts": 0,
        "payload": payload,
    }


def payloads_of(reply: Reply) -> list[dict[str, Any]]:
    """The text, then one for each document."""
    payloads = [_payload(reply)] if reply.text or not reply.documents else []
    return payloads + [{"text": "", "documents": [asdict(document)]} for document in reply.documents]


def _payload(reply: Reply) -> dict[str, Any]:
    rare = {
        "upload": reply.upload,
        "upload_title": (reply.upload and reply.upload_title) or None,
        "secret": reply.secret,
        "phone": reply.phone or None,
        "form": reply.form or None,
        "code": short_code() if reply.verb or any(one.verb for one in reply.choices) else None,
        "verb": reply.verb or None,
    }
    return {name: value for name, value in rare.items() if value is not None} | {
        "text": reply.text,
        "choices": [_choice(one) for one in reply.choices],
        "numbered": reply.numbered,
        "question": reply.question,
        "standing": reply.standing,
        "documents": [],
    }


def _choice(one: Choice) -> dict[str, Any]:
    verb = {"verb": one.verb} if one.verb else {}
    return {"id": one.id, "label": one.label, "words": list(one.words)} | verb
