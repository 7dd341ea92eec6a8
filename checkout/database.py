"""SQLite and PostgreSQL behind one door: `read()` and `write()`.

SQLite has one writer, so a write transaction takes the lock at its start (BEGIN IMMEDIATE) instead of failing half-way
with SQLITE_BUSY; readers go on beside it (WAL). On PostgreSQL both are plain transactions.
No network call belongs inside either.

A database that is busy, restarting or gone is no bug of ours: it is told as `Unavailable`, at the start, inside and at
the commit. After a failed commit nobody knows whether it counted, so whoever tries again looks first.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
from sqlalchemy import Connection, event, exc
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from checkout.errors import Unavailable

# How long a writer waits for the writers of this process before it.
WRITER_PATIENCE_S: Final = 30.0

# SQLITE_BUSY and SQLITE_LOCKED, https://www.sqlite.org/rescode.html; extended codes have them in their low byte.
_SQLITE_BUSY = frozenset({5, 6})
# https://www.postgresql.org/docs/current/errcodes-appendix.html: serialization failure, deadlock, lock not available,
# three kinds of shutting down, too many connections; class 08 is the connection itself.
_POSTGRES_PASSING = frozenset({"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300"})

_Failure = (exc.SQLAlchemyError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


class Database:
    """Owns the engine. `url` is `sqlite+aiosqlite:///path` or `postgresql+asyncpg://...`.

    `pool_timeout_s` is how long to wait for a free connection, `busy_timeout_s` for another process's SQLite write.
    """

    def __init__(
        self, url: str, *, pool_size: int = 10, pool_timeout_s: float = 30, busy_timeout_s: float = 30
    ) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"pool_size": pool_size, "pool_timeout": pool_timeout_s}
        if self.is_sqlite:
            options["connect_args"] = {"timeout": busy_timeout_s}
        else:
            options |= {"max_overflow": pool_size, "pool_pre_ping": True}
        self.engine: AsyncEngine = create_async_engine(url, **options)
        self._writer = self.engine
        if self.is_sqlite:
            # A connection of its own, so that whoever has the turn to write doesn't wait behind all the readers.
            self._writer = create_async_engine(url, **options | {"pool_size": 1, "max_overflow": 0})
            _prepare(self.engine, "BEGIN")
            _prepare(self._writer, "BEGIN IMMEDIATE")
        # Waiting for the file's lock is not fair: of many writers some would never get it. So those of this process
        # queue here, first come first served, and only one of them is seen by other processes.
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """Raises `Unavailable`."""
        async with _transaction(self.engine) as db:
            yield db

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncConnection]:
        """Commits when the block ends, rolls back when it raises. On SQLite one after the other.

        Raises:
            Unavailable: the database is busy or away; after a failed commit it is unknown whether it counted.
        """
        if not self.is_sqlite:
            async with _transaction(self._writer) as db:
                yield db
            return
        try:
            async with asyncio.timeout(WRITER_PATIENCE_S):
                await self._turn.acquire()
        except TimeoutError as error:
            raise database_is_away() from error
        try:
            async with _transaction(self._writer) as db:
                yield db
        finally:
            self._turn.release()

    async def close(self) -> None:
        await self.engine.dispose()
        if self._writer is not self.engine:
            await self._writer.dispose()


def database_is_away() -> Unavailable:
    return Unavailable("The database is busy for a moment. Try again.", retry_after_s=1)


@asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    """Raises `Unavailable`."""
    has_begun = False
    try:
        async with engine.begin() as db:
            has_begun = True
            yield db
    except _Failure as error:
        # Before the start any trouble with a socket or a file is the database's; inside, it may be the caller's own.
        is_socket = isinstance(error, OSError) and (not has_begun or isinstance(error, ConnectionError))
        if is_socket or _is_passing(error):
            raise database_is_away() from error
        raise


def _is_passing(error: BaseException) -> bool:
    """Is it a matter of the moment (locked, all connections taken, connection lost) and none of what was asked?"""
    if isinstance(error, exc.TimeoutError):
        return True
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return True
    # SQLAlchemy's error and the driver's, which is below it, or below its adapter's.
    below = getattr(error, "orig", None) or error
    for each in (below, below.__cause__):
        sqlstate = getattr(each, "sqlstate", None) or ""
        if sqlstate in _POSTGRES_PASSING or sqlstate.startswith("08"):
            return True
        if isinstance(each, sqlite3.OperationalError) and getattr(each, "sqlite_errorcode", 0) & 0xFF in _SQLITE_BUSY:
            return True
    return False


def _prepare(engine: AsyncEngine, begin: str) -> None:
    def open_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", open_transaction)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: `_prepare` does, so that it can choose the kind.
    connection.isolation_level = None
    cursor = connection.cursor()
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
    raise database_is_away()
