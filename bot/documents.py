"""The file of an outbox row: one of the stored ones, or made now and stored, so that a retry sends the same.

A file with secrets in it (a sheet of invitation codes) or with names of individuals (a unit's own papers) is kept in a
folder apart, in no table and in no backup, until it was handed over or for some hours.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from time import time
from typing import Any

from bot.channels.base import Attachment, Rejected
from bot.due import Due, Mark
from bot.rows import change
from locales import Translator
from storage import queries
from storage.database import Database
from storage.files import FileStore, StoredInfo, record_file
from storage.tables import Outgoing, StoredFile

Json = Mapping[str, Any]
Codes = tuple[tuple[queries.Target, str], ...]

KEPT = timedelta(hours=3)  # a file with secrets, for a channel whose people fetch it themselves


def is_once(document: Json) -> bool:
    """Whether its file is kept in no table: it has secrets in it, or names, which could not be deleted on request."""
    from reports.making import ONCE

    return document["kind"] in ONCE or bool(document["params"].get("private"))


def is_made(document: Json, files: FileStore) -> bool:
    """Whether its file is stored already: evidence always is."""
    if is_once(document):
        return "digest" in document["params"] and secret_files(files).path(document["params"]["digest"]).is_file()
    return document["kind"] == "evidence" or "digest" in document["params"]


def secret_files(files: FileStore) -> FileStore:
    """Where files with secrets are until they are handed over."""
    return FileStore(files.folder / "once")


def make(document: Json, *, database: Database, files: FileStore, tr: Translator) -> tuple[StoredInfo, Codes]:
    """Make the file and store it. Slow: for a thread. Raises ``Rejected`` when there is nothing to make it of."""
    from reports.making import make_document  # late: the libraries behind it are heavy

    with database.reader() as session:
        try:
            made = make_document(session, document["kind"], document["params"], tr)
        except LookupError as error:
            raise Rejected(f"cannot be made: {error}") from error
    store = files
    if is_once(document):
        store = secret_files(files)
        forget_old(store)
    return store.put(made.data, name=made.name, media_type=made.media_type), made.codes


def with_file(document: Json, info: StoredInfo) -> dict[str, Any]:
    """The document, knowing its file."""
    return {**document, "params": {**document["params"], "digest": info.digest, "name": info.name}}


def mark_made(
    row: Due, document: Json, info: StoredInfo, codes: Codes, *, at: datetime, campaign_now: datetime
) -> Mark:
    """The row keeps what was made for it. ``at`` is real time."""
    payload = {**row.payload, "documents": [document]}

    def mark(session: Any) -> None:
        if codes:
            params = document["params"]
            expires = datetime.fromisoformat(params["until"])
            by = params["by"]
            queries.store_invitations(session, codes, now=at, expires=expires, at=campaign_now, by=by)
        elif not is_once(document):
            record_file(session, info, at)
        change(session, Outgoing, row.id, payload=payload)

    return mark


def attach(document: Json, *, database: Database, files: FileStore) -> Attachment:
    """Raises ``Rejected`` when there is no such file."""
    digest, name = document["params"]["digest"], document["params"]["name"]
    if is_once(document):
        return Attachment(secret_files(files).path(digest), name, document["params"]["type"])
    path = files.path(digest)
    with database.reader() as session:
        stored = session.get(StoredFile, digest)
    if stored is None or not path.is_file():
        raise Rejected(f"the file {digest} is not stored")
    return Attachment(path, name, stored.media_type)


def find_path(files: FileStore, digest: str) -> Path | None:
    """Where a file lies that somebody fetches; None when it is not there (any more)."""
    return next((path for store in (files, secret_files(files)) if (path := store.path(digest)).is_file()), None)


def hand_over(payload: Json, files: FileStore) -> None:
    """The vendor has the message: a file with secrets need not lie here any longer. The same paper with names may be on
    its way to somebody else of the unit: it goes after some hours."""
    for document in payload.get("documents") or ():
        params = document["params"]
        if is_once(document) and "digest" in params and not params.get("private"):
            secret_files(files).remove(document["params"]["digest"])


def forget_old(store: FileStore) -> None:
    """Remove what nobody fetched in time."""
    oldest = time() - KEPT.total_seconds()
    for digest in store.digests():
        path = store.path(digest)
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
