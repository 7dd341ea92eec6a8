"""SQLite and PostgreSQL behind one door: `read()` and `write()`.

SQLite has one writer, so a write transaction takes the lock at its start (BEGIN IMMEDIATE) instead of failing half-way
with SQLITE_BUSY; readers go on beside it (WAL). On PostgreSQL both are plain transactions.
No network call belongs inside either.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine


class Database:
    """Owns the engine. `url` is `sqlite+aiosqlite:///path` or `postgresql+asyncpg://...`."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"pool_size": pool_size}
        if self.is_sqlite:
            options["connect_args"] = {"timeout": 30}
        else:
            options |= {"max_overflow": pool_size, "pool_pre_ping": True}
        self.engine: AsyncEngine = create_async_engine(url, **options)
        self._writer: AsyncEngine = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        async with self.engine.begin() as db:
            yield db

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncConnection]:
        """Commits when the block ends, rolls back when it raises."""
        async with self._writer.begin() as db:
            yield db

    async def close(self) -> None:
        await self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` does, so that it can choose the kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=30000")
    _switch_to_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    # The one statement that does not wait for `busy_timeout`; it stays in the file, so only the first few connections
    # to a new one can meet here.
    for _ in range(500):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.01)
    raise sqlite3.OperationalError("database is locked: it could not be switched to WAL")


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
