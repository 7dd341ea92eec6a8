from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from checkout import tables as t
from checkout.journal import archive as archive_module
from checkout.journal.entries import ORDER_PLACED, STOCK_CHANGED, NewEntry
from tests.checkout.shop_floor import SHELF, SHOW, ShopFloor


async def append(floor: ShopFloor, count: int) -> None:
    entries = [NewEntry(STOCK_CHANGED, {"n": number}, {"by": "x"}, f"evt_{number}") for number in range(count)]
    await floor.journal.append(SHOW, entries)


async def test_copies_each_entry_once(floor: ShopFloor) -> None:
    await append(floor, 25)
    assert await floor.archive.archive(SHOW, limit=10) == 10
    assert await floor.archive.archive(SHOW) == 15
    assert await floor.archive.archive(SHOW) == 0
    assert await floor.archive.last_offset(SHOW) == 25
    assert await floor.archive.read(SHOW, 0, 100) == await floor.journal.read(SHOW, 0)


async def test_two_archivers_at_once(floor: ShopFloor) -> None:
    await append(floor, 100)
    await asyncio.gather(*(floor.archive.archive(SHOW, limit=60) for _ in range(4)))
    await floor.archive.archive(SHOW)
    assert await floor.count(t.journal_entry) == 100


@pytest.mark.parametrize(("start", "limit", "offsets"), [(0, 5, (1, 5)), (18, 4, (19, 22)), (20, 9, (21, 25))])
async def test_reads_sql_first_then_the_stream(
    floor: ShopFloor, start: int, limit: int, offsets: tuple[int, int]
) -> None:
    await append(floor, 25)
    await floor.archive.archive(SHOW, limit=20)
    found = [entry.offset for entry in await floor.archive.read(SHOW, start, limit)]
    assert found == list(range(offsets[0], offsets[1] + 1))


async def test_what_left_redis_is_still_read(floor: ShopFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "KEPT_IN_REDIS", 10)
    await append(floor, 500)
    await floor.archive.archive(SHOW)
    assert len(await floor.journal.read(SHOW, 0)) < 500
    assert [entry.offset for entry in await floor.archive.read(SHOW, 0, 1000)] == list(range(1, 501))
    await append(floor, 501)
    assert await floor.archive.archive(SHOW) == 1


async def test_archived_events_leave_the_outbox(floor: ShopFloor) -> None:
    async with floor.database.write() as db:
        for sale_id in (SHOW, SHELF):
            await floor.outbox.add(db, sale_id, NewEntry(ORDER_PLACED))
    await floor.outbox.drain()
    await floor.archive.archive(SHOW)
    assert await floor.count(t.outbox) == 1
    assert await floor.outbox.drain() == 0


async def test_all_sales_that_are_behind(floor: ShopFloor) -> None:
    await append(floor, 5)
    await floor.sales.move("var_a", None, SHELF, 3)
    assert await floor.archive.archive_all() == 6
    assert await floor.archive.archive_all() == 0
    await floor.redis.delete("{shw_1}:m")
    await floor.sales.move("var_a", None, SHELF, 3)
    assert await floor.archive.archive_all() == 1


async def test_each_entry_keeps_its_epoch(floor: ShopFloor) -> None:
    await append(floor, 2)
    await floor.sales.load(SHOW)
    await append(floor, 3)
    await floor.archive.archive(SHOW)
    async with floor.database.read() as db:
        rows = await db.execute(select(t.journal_entry.c.epoch).order_by(t.journal_entry.c.offset))
        assert rows.scalars().all() == [1, 1, 2]


async def test_the_same_event_twice_in_the_log_is_archived_once(floor: ShopFloor) -> None:
    """Redis forgot the event's id, SQL does not."""
    await append(floor, 3)
    await floor.redis.delete("{shw_1}:seen")
    await append(floor, 3)
    await floor.archive.archive(SHOW)
    assert await floor.count(t.journal_entry) == 3
