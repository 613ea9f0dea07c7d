"""Signed addresses of short life on our own server: to send files for one question, and to fetch one file.

An address names an outbox row and nothing else: what it is about, and whose it is, stands in that row. Real time.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

from sqlmodel import Session

from bot.rows import insert_once
from storage.tables import BotState

_TOKEN = re.compile(r"([0-9a-f]{1,15})-([0-9a-f]{1,10})-([A-Za-z0-9_-]{22})")


class Purpose(StrEnum):
    UPLOAD = "u"
    DOWNLOAD = "d"


LIVES = {Purpose.UPLOAD: timedelta(hours=3), Purpose.DOWNLOAD: timedelta(hours=12)}


class BadLink(Exception):
    """Forged, cut, or (``expired``) too old."""

    def __init__(self, *, expired: bool = False) -> None:
        super().__init__("expired" if expired else "not one of ours")
        self.expired = expired


class Links:
    """``key`` must be set before the first link: see ``load_key``."""

    def __init__(self, public_url: str) -> None:
        self.public_url = public_url.rstrip("/")
        self.key = b""

    def upload(self, row: int, *, now: datetime) -> str:
        """Where files can be sent that the outbox row asks for."""
        return f"{self.public_url}/{Purpose.UPLOAD}/{self._sign(Purpose.UPLOAD, row, now)}"

    def download(self, row: int, name: str, *, now: datetime) -> str:
        """Where the file of the outbox row can be fetched, more than once; the name is only for those who look."""
        return f"{self.public_url}/{Purpose.DOWNLOAD}/{self._sign(Purpose.DOWNLOAD, row, now)}/{quote(name, safe='')}"

    def read(self, purpose: Purpose, token: str, *, now: datetime) -> int:
        """The outbox row that a link is about. Raises ``BadLink``."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            raise BadLink
        row, expires = int(found[1], 16), int(found[2], 16)
        if not hmac.compare_digest(found[3], self._mac(purpose, row, expires)):
            raise BadLink
        if now.timestamp() > expires:
            raise BadLink(expired=True)
        return row

    def _sign(self, purpose: Purpose, row: int, now: datetime) -> str:
        expires = int((now + LIVES[purpose]).timestamp())
        return f"{row:x}-{expires:x}-{self._mac(purpose, row, expires)}"

    def _mac(self, purpose: Purpose, row: int, expires: int) -> str:
        if not self.key:
            raise RuntimeError("Links.key is not set")
        digest = hmac.new(self.key, f"{purpose}:{row}:{expires}".encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def load_key(session: Session) -> bytes:
    """The installation's signing key, made at the first start."""
    insert_once(session, BotState, bot="links", key="key", value=secrets.token_hex(32))
    return bytes.fromhex(session.get_one(BotState, ("links", "key")).value)
