"""How the tables came to be, step by step (Alembic)."""

# The newest revision, here so that a start with tables that are up to date need not load Alembic.
HEAD = "0001"
