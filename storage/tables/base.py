"""What every table shares: its name, and columns for instants, JSON and words."""

import re
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from storage.types import Instant, word_of

# SQLite can change a constraint only by its name, so every one has a name that a later migration can say.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """A table named after its class: ``StoredFile`` is ``stored_file``."""

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def instant(*, nullable: bool = False, index: bool = False) -> Any:
    """A column of aware datetimes."""
    return Field(default=None, sa_column=Column(Instant, nullable=nullable, index=index))


def document(*, nullable: bool = False) -> Any:
    """A column of JSON."""
    return Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=nullable))


def word(kind: type[StrEnum], default: StrEnum | None = None, *, nullable: bool = False) -> Any:
    """A column of one of the words of ``kind``; without a default it must be given, unless it may be missing."""
    column: Any = Column(word_of(kind), nullable=nullable)
    if default is None and not nullable:
        return Field(sa_column=column)
    return Field(default=default, sa_column=column)
