"""INSERT ... ON CONFLICT for both databases, which SQLAlchemy spells per dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_new(db: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Inserts the rows that break no unique rule, skips the others; how many were inserted."""
    if not rows:
        return 0
    statement: Any = postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)
    done = await db.execute(statement.values([dict(row) for row in rows]).on_conflict_do_nothing())
    return done.rowcount
