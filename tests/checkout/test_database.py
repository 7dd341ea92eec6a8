from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from checkout import tables as t
from checkout.database import Database
from checkout.errors import Unavailable


async def test_allocated_cannot_pass_total(database: Database) -> None:
    async with database.write() as db:
        await db.execute(
            insert(t.product).values(product_id="p", shop_id="s", title="T", created_ms=1, updated_ms=1, description="")
        )
        await db.execute(
            insert(t.variant).values(
                variant_id="v", product_id="p", shop_id="s", sku="S", title="", price_minor=1, currency="IDR"
            )
        )
        await db.execute(
            insert(t.sale).values(sale_id="x", shop_id="s", kind="show", hold_ttl_s=300, created_ms=1, epoch=0)
        )
        await db.execute(insert(t.sale_item).values(sale_id="x", variant_id="v", total=5, allocated=5))
    with pytest.raises(IntegrityError):
        async with database.write() as db:
            await db.execute(update(t.sale_item).values(allocated=t.sale_item.c.allocated + 1))
    async with database.read() as db:
        assert (await db.execute(select(t.sale_item.c.allocated))).scalar_one() == 5


async def test_a_lost_connection_is_unavailable_and_the_next_one_works(database_url: str, database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("a file has no connection to lose")
    with pytest.raises(Unavailable) as refused:
        async with database.write() as db:
            await db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert refused.value.retry_after_s == 1
    async with database.read() as db:
        assert (await db.execute(text("SELECT 1"))).scalar_one() == 1


async def test_no_database_at_all_is_unavailable() -> None:
    nobody = Database("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable):
        async with nobody.read():
            pass
    await nobody.close()


async def test_all_connections_taken_is_unavailable(database_url: str, database: Database) -> None:
    narrow = Database(database_url, pool_size=1, pool_timeout_s=0.05)
    stack = AsyncExitStack()

    async def take_all() -> None:
        for _ in range(30):
            await stack.enter_async_context(narrow.read())

    async with stack:
        with pytest.raises(Unavailable):
            await take_all()
    async with narrow.read() as db:
        assert (await db.execute(select(t.sale.c.sale_id))).all() == []
    await narrow.close()


async def test_a_file_that_another_process_writes_to_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}", busy_timeout_s=0.05)
    async with database.write() as db:
        await db.execute(text("CREATE TABLE thing (number INTEGER)"))
    other = sqlite3.connect(tmp_path / "shop.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        async with database.write():
            pass
    other.execute("ROLLBACK")
    other.close()
    async with database.write() as db:
        await db.execute(text("INSERT INTO thing VALUES (1)"))
    await database.close()


async def test_what_is_wrong_with_the_caller_stays_what_it_is(database: Database) -> None:
    with pytest.raises(DBAPIError):
        async with database.read() as db:
            await db.execute(text("SELECT nonsense FROM nowhere"))
    with pytest.raises(FileNotFoundError):
        async with database.write():
            raise FileNotFoundError


async def test_many_writers_all_get_their_turn_in_order(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    async with database.write() as db:
        await db.execute(text("CREATE TABLE turn (number INTEGER)"))

    async def write(number: int) -> None:
        async with database.write() as db:
            await db.execute(text("INSERT INTO turn VALUES (:number)"), {"number": number})

    await asyncio.gather(*(write(number) for number in range(300)))
    async with database.read() as db:
        assert list((await db.execute(text("SELECT number FROM turn ORDER BY rowid"))).scalars()) == list(range(300))
    await database.close()


async def test_a_writer_that_is_cancelled_gives_its_turn_on(database: Database) -> None:
    inside = asyncio.Event()

    async def write() -> None:
        async with database.write():
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    await asyncio.wait([task])
    async with asyncio.timeout(5), database.write() as db:
        await db.execute(update(t.sale).values(epoch=1))
