"""Alembic's way in: `live/migrate.py` opens the connection, takes the lock, and hands it over here.

Both databases run the same migrations; SQLite changes a table by copying it (batch mode).
"""

from __future__ import annotations

from alembic import context
from sqlalchemy.engine import Connection

import live.tables  # noqa: F401 - registers its tables in the one metadata
from checkout.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
