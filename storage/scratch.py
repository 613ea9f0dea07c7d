"""A database in memory: all tables, no rows, gone with the object. For what must surely leave nothing behind."""

from typing import Any

from sqlalchemy import StaticPool, create_engine
from sqlmodel import Session, SQLModel

import storage.tables  # noqa: F401 - every table has to be known before they are made


class Scratch:
    """One connection, which whoever uses it uses alone."""

    def __init__(self) -> None:
        self._engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        SQLModel.metadata.create_all(self._engine)

    def session(self, *, context: Any = None) -> Session:
        """``context`` becomes ``session.info["context"]``."""
        return Session(self._engine, expire_on_commit=False, info={"context": context})

    def close(self) -> None:
        self._engine.dispose()
