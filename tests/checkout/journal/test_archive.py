from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from checkout import tables as t
from checkout.journal import archive as archive_module
from checkout.journal.archive import Archive
from checkout.journal.entries import ORDER_PLACED, STOCK_CHANGED, Kind, NewEntry, Visibility
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


@pytest.mark.parametrize("batch", [1, 100])
async def test_what_the_log_says_to_blank_is_blank_in_sql(floor: ShopFloor, batch: int) -> None:
    said, removed = (Kind(name, 1, Visibility.PUBLIC) for name in ("said", "removed"))
    archive = Archive(floor.database, floor.journal, {"removed": lambda data: {"name": data["name"], "text": ""}})
    told = [
        NewEntry(said, {"name": "A", "text": "rude"}),
        NewEntry(said, {"name": "B", "text": "kind"}),
        NewEntry(removed, {"offset": 1}),
        NewEntry(removed, {"offset": 99}),
    ]
    await floor.journal.append(SHOW, told)
    while await archive.archive(SHOW, limit=batch):
        pass
    assert [entry.data for entry in await archive.read(SHOW, 0, 2)] == [
        {"name": "A", "text": ""},
        {"name": "B", "text": "kind"},
    ]
    await floor.journal.append(SHOW, [NewEntry(removed, {"offset": 2})])
    assert [entry.data["offset"] for entry in await archive.of_kind(SHOW, "removed")] == [1, 99, 2]
