"""Brings the database's tables up to the present: the `release` process and the start of `etalase serve`.

`python -m live.migrate "What changes"` writes a new migration from the difference between the tables in the code and
those of an empty database that has all migrations so far.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text

from checkout.database import Database

# Any number does, as long as nothing else in the same PostgreSQL database takes the same advisory lock.
_LOCK = 0x6574_616C_6173_65


def migrations_folder() -> Path:
    """Beside the packages in the source tree, inside `live` in a wheel."""
    here = Path(__file__).resolve().parent
    packaged = here / "migrations"
    return packaged if packaged.is_dir() else here.parent / "migrations"


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head() -> str | None:
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


async def migrate(database_url: str) -> None:
    """Upgrades to the newest tables. Safe when several processes start at once: the others wait, then find nothing
    left to do. All or nothing: a migration that fails leaves the tables as they were."""
    make_sqlite_folder(database_url)
    database = Database(database_url)
    try:
        # On SQLite the write transaction itself is the lock.
        async with database.write() as db:
            if not database.is_sqlite:
                await db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            await db.run_sync(_upgrade)
    finally:
        await database.close()


async def revision_of(database: Database) -> str | None:
    """The revision that the database is at; None for an empty one."""
    async with database.read() as db:
        return await db.run_sync(_current)


async def is_current(database: Database) -> bool:
    return await revision_of(database) == head()


def make_sqlite_folder(database_url: str) -> None:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def _write_migration(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/empty.db"
        await migrate(url)
        database = Database(url)
        number = len(list((migrations_folder() / "versions").glob("*.py"))) + 1
        async with database.write() as db:
            await db.run_sync(
                lambda c: command.revision(alembic_config(c), message, autogenerate=True, rev_id=f"{number:04}")
            )
        await database.close()


if __name__ == "__main__":
    asyncio.run(_write_migration(sys.argv[1]))
