"""Run by Alembic. The connection comes from ``storage.migrations.running``, inside a transaction of its own."""

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString, SQLModel

import storage.tables  # noqa: F401 - fills SQLModel.metadata


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Old migrations must not depend on how SQLModel calls its text type today."""
    return "sa.String()" if kind == "type" and isinstance(thing, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_item=render,
    render_as_batch=True,  # SQLite cannot alter a column: the table is copied
)
with context.begin_transaction():
    context.run_migrations()
