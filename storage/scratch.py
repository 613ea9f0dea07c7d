"""A database in memory: all tables, no rows, gone with the object. For what must surely leave nothing behind.

What lies in it can be packed into bytes and unpacked in another process.
"""

import sqlite3
import zlib
from typing import Any

from sqlalchemy import StaticPool, create_engine
from sqlmodel import Session, SQLModel

import storage.tables  # noqa: F401 - every table has to be known before they are made


class Scratch:
    """One connection, which whoever uses it uses alone. ``packed``: what ``pack`` gave."""

    def __init__(self, packed: bytes | None = None) -> None:
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._engine = create_engine("sqlite://", creator=lambda: self._connection, poolclass=StaticPool)
        if packed is not None:
            self._connection.deserialize(zlib.decompress(packed))
            return
        self._connection.execute("PRAGMA page_size = 512")  # most tables stay empty
        SQLModel.metadata.create_all(self._engine)

    def session(self, *, context: Any = None) -> Session:
        """``context`` becomes ``session.info["context"]``."""
        return Session(self._engine, expire_on_commit=False, info={"context": context})

    def pack(self) -> bytes:
        """Everything that was committed: some ten thousand bytes."""
        return zlib.compress(self._connection.serialize())

    def close(self) -> None:
        self._engine.dispose()
        self._connection.close()
