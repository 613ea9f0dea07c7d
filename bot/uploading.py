"""Signed links: which ones a message gets where no files can be sent, and what a link is about."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlmodel import Session, col

from bot.channels.base import Attachment, Capabilities
from bot.documents import is_once
from bot.due import Due
from bot.journal import UPLOADED
from bot.links import Links
from bot.rows import MOST
from handlers.uploading import place_of
from locales import Translator
from storage.files import StoredInfo, safe_name
from storage.tables import ChannelAccount, Conversation, JournalEvent, Outgoing, Person, StoredFile

PICTURES = frozenset({"image/jpeg", "image/png"})  # shown as pictures where only those can be


def with_links(
    row: Due, file: Attachment | None, can: Capabilities, links: Links, tr: Translator, *, now: datetime
) -> tuple[dict[str, Any], Attachment | None]:
    """The payload and what is attached, for a channel that takes no files: a file becomes a link (a picture stays one
    where the channel fetches it), and a question that asks for files names an address for them. ``now``: real."""
    payload = row.payload
    if file is not None:
        url = links.download(row.id, file.name, now=now)
        if can.pictures and file.media_type in PICTURES:
            return {**payload, "text": file.name}, replace(file, url=url)
        return {**payload, "text": tr("File {name}: {link}", name=file.name, link=url)}, None
    if "upload" in payload:
        words = tr("PDF, Word, Excel, or several photos at once: {link}", link=links.upload(row.id, now=now))
        return {**payload, "text": f"{payload['text']}\n{words}"}, None
    return payload, None


@dataclass(frozen=True, slots=True)
class Offer:
    """Files for one place (``handlers.uploading``) may be sent. ``title``: what they are, empty for evidence.
    ``is_past``: a file sent now would belong to something else."""

    row: int
    channel: str
    external_id: str
    locale: str | None
    place: str
    title: str
    is_used: bool
    is_past: bool


def find_offer(session: Session, row: int) -> Offer | None:
    """What an upload link is about; None when the row asks for no file or its account is gone."""
    message = session.get(Outgoing, row) if row <= MOST else None
    place = message.payload.get("upload") if message is not None else None
    account = session.get(ChannelAccount, message.account_id) if message is not None and message.account_id else None
    if message is None or place is None or account is None:
        return None
    used = exists().where(col(JournalEvent.kind) == UPLOADED, col(JournalEvent.external_id) == str(row))
    talk = session.get(Conversation, account.person_id)
    person = session.get_one(Person, account.person_id)
    return Offer(
        row=row,
        channel=message.channel,
        external_id=account.external_id,
        locale=person.locale,
        place=str(place),
        title=str(message.payload.get("upload_title") or ""),
        is_used=bool(session.scalar(select(used))),
        is_past=talk is None or (talk.question != row and place_of(talk) != place),
    )


def find_document(session: Session, row: int) -> StoredInfo | None:
    """The file of an outbox row."""
    message = session.get(Outgoing, row) if row <= MOST else None
    documents = message.payload.get("documents") if message is not None else None
    if not documents:
        return None
    params = documents[0]["params"]
    if is_once(documents[0]) and "digest" in params:
        return StoredInfo(params["digest"], 0, params["type"], safe_name(params["name"]))
    stored = session.get(StoredFile, params.get("digest"))
    if stored is None:
        return None
    return StoredInfo(stored.digest, stored.size, stored.media_type, safe_name(params["name"]))
