"""Fixtures that every test may use: a real Redis, SQLite and PostgreSQL, a clock that stands still, countable ids."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import redis.asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

import live.tables  # noqa: F401 - registers its tables in the one metadata
from checkout.database import Database
from checkout.tables import metadata
from tests.servers import RedisServer, postgres_server, redis_server

# How long an example takes says more of the machine's load than of the code.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


class ManualClock:
    """A clock that only the test moves. Call it for milliseconds."""

    def __init__(self, now_ms: int = 1_800_000_000_000) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms

    def forward(self, *, s: float = 0, ms: int = 0) -> None:
        self.now_ms += int(s * 1000) + ms


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def new_id():
    numbers = itertools.count(1)
    return lambda prefix: f"{prefix}_{next(numbers):06d}"


@pytest.fixture(scope="session")
def redis_process() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
async def redis_client(redis_process: RedisServer) -> AsyncIterator[redis.asyncio.Redis]:
    """An emptied Redis, answers decoded to str."""
    client = redis.asyncio.from_url(redis_process.url, decode_responses=True)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A URL with `{database}` in place of the name."""
    with postgres_server() as url:
        yield url


_database_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind: a test that asks for this (or for `database`) runs on both."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    return request.getfixturevalue("postgres_url").format(database=f"test_{next(_database_numbers)}")


@pytest.fixture
async def database(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """All tables made, no rows."""
    if database_url.startswith("postgresql"):
        await _make_postgres_database(request.getfixturevalue("postgres_url"), database_url)
    made = Database(database_url)
    async with made.engine.begin() as db:
        await db.run_sync(metadata.create_all)
    yield made
    await made.close()


async def _make_postgres_database(server_url: str, database_url: str) -> None:
    name = database_url.split("@/")[1].split("?")[0]
    engine = create_async_engine(server_url.format(database="postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as db:
        await db.execute(text(f'CREATE DATABASE "{name}"'))
    await engine.dispose()
