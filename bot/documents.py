"""The file of an outbox row: one of the stored ones, or made now and stored, so that a retry sends the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.base import Attachment, Rejected
from bot.due import Due, Mark
from bot.rows import change
from locales import Translator
from storage.database import Database
from storage.files import FileStore, StoredInfo, record_file
from storage.tables import Outgoing, StoredFile

Json = Mapping[str, Any]


def is_made(document: Json) -> bool:
    """Whether its file is stored already: evidence always is."""
    return document["kind"] == "evidence" or "digest" in document["params"]


def make(document: Json, *, database: Database, files: FileStore, tr: Translator) -> StoredInfo:
    """Make the file and store it. Slow: for a thread. Raises ``Rejected`` when there is nothing to make it of."""
    from reports.making import make_document  # late: the libraries behind it are heavy

    with database.reader() as session:
        try:
            made = make_document(session, document["kind"], document["params"], tr)
        except LookupError as error:
            raise Rejected(f"cannot be made: {error}") from error
    return files.put(made.data, name=made.name, media_type=made.media_type)


def with_file(document: Json, info: StoredInfo) -> dict[str, Any]:
    """The document, knowing its file."""
    return {**document, "params": {**document["params"], "digest": info.digest, "name": info.name}}


def mark_made(row: Due, document: Json, info: StoredInfo, *, at: datetime) -> Mark:
    """The row keeps what was made for it. ``at`` is real time."""
    payload = {**row.payload, "documents": [document]}

    def mark(session: Any) -> None:
        record_file(session, info, at)
        change(session, Outgoing, row.id, payload=payload)

    return mark


def attach(document: Json, *, database: Database, files: FileStore) -> Attachment:
    """Raises ``Rejected`` when there is no such file."""
    digest, name = document["params"]["digest"], document["params"]["name"]
    path = files.path(digest)
    with database.reader() as session:
        stored = session.get(StoredFile, digest)
    if stored is None or not path.is_file():
        raise Rejected(f"the file {digest} is not stored")
    return Attachment(path, name, stored.media_type)
