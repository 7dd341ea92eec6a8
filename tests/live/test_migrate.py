"""Migrations: they lead to exactly the tables in the code, on both databases, and may be run by many at once."""

from __future__ import annotations

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

import live.tables  # noqa: F401
from checkout.database import Database
from checkout.tables import metadata
from live.migrate import head, is_current, migrate, revision_of
from tests.conftest import _make_postgres_database


@pytest.fixture
async def empty_url(database_url: str, request: pytest.FixtureRequest) -> str:
    if database_url.startswith("postgresql"):
        await _make_postgres_database(request.getfixturevalue("postgres_url"), database_url)
    return database_url


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def checks(connection: Connection) -> set[tuple[str, str]]:
    """Alembic doesn't compare CHECK constraints, and ours keep the shop from overselling."""
    inspector = inspect(connection)
    return {
        (table, str(check["name"]))
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }


async def test_head_is_the_tables_in_the_code(empty_url: str) -> None:
    await migrate(empty_url)
    database = Database(empty_url)
    async with database.read() as db:
        assert await db.run_sync(differences) == []
        migrated = await db.run_sync(checks)
    wanted = {
        (table.name, str(constraint.name))
        for table in metadata.tables.values()
        for constraint in table.constraints
        if constraint.__visit_name__ in ("check_constraint", "table_or_column_check_constraint")
    }
    assert {name.removeprefix(f"ck_{table}_") for table, name in migrated} >= {
        name.removeprefix(f"ck_{table}_") for table, name in wanted
    }
    assert len(migrated) == len(wanted) > 5
    await database.close()


async def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    await asyncio.gather(*(migrate(empty_url) for _ in range(4)))
    database = Database(empty_url)
    assert await is_current(database)
    assert await revision_of(database) == head()
    await database.close()


async def test_an_empty_database_is_behind(empty_url: str) -> None:
    database = Database(empty_url)
    assert await revision_of(database) is None
    assert not await is_current(database)
    await database.close()


async def test_the_folder_of_an_sqlite_file_is_made(tmp_path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'new' / 'folder' / 'shop.db'}"
    await migrate(url)
    database = Database(url)
    assert await is_current(database)
    await database.close()
