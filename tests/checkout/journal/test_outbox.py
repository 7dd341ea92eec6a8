from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import select, update

from checkout import tables as t
from checkout.errors import Unavailable
from checkout.journal.entries import ORDER_PAID, ORDER_PLACED, NewEntry
from checkout.journal.outbox import Outbox
from tests.checkout.shop_floor import SHELF, SHOW, ShopFloor


async def add(floor: ShopFloor, *numbers: int, sale_id: str = SHOW) -> list[str]:
    async with floor.database.write() as db:
        return [
            await floor.outbox.add(db, sale_id, NewEntry(ORDER_PLACED, {"n": number}, {"order_id": str(number)}))
            for number in numbers
        ]


async def placed(floor: ShopFloor, sale_id: str = SHOW) -> list[int]:
    return [entry.data["n"] for entry in await floor.journal.read(sale_id, 0) if entry.kind == "order.placed"]


async def test_events_are_appended_in_the_order_of_their_rows(floor: ShopFloor) -> None:
    ids = await add(floor, 1, 2, 3)
    await add(floor, 9, sale_id=SHELF)
    assert len(set(ids)) == 3
    assert await floor.outbox.drain(limit=2) == 4
    assert await floor.outbox.drain() == 0
    assert await placed(floor) == [1, 2, 3]
    assert await placed(floor, SHELF) == [9]
    assert [entry.event_id for entry in await floor.journal.read(SHOW, 0)] == ids


async def test_nothing_is_published_before_its_commit(floor: ShopFloor) -> None:
    async with floor.database.write() as db:
        await floor.outbox.add(db, SHOW, NewEntry(ORDER_PLACED, {"n": 1}))
        assert await floor.outbox.drain() == 0
        await db.rollback()
    assert await floor.outbox.drain() == 0
    assert await placed(floor) == []


async def test_many_who_drain_at_once_append_once(floor: ShopFloor) -> None:
    await add(floor, *range(50))
    await asyncio.gather(*(floor.outbox.drain() for _ in range(5)))
    assert await placed(floor) == list(range(50))


async def test_many_who_commit_and_drain_at_once_append_each_event_once(
    floor: ShopFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not everybody everything: one look is shared by all who came while the look before it was under way."""
    append, sizes = floor.journal.append, list[int]()

    async def count(sale_id: str, entries: Sequence[NewEntry]) -> list[int]:
        sizes.append(len(entries))
        return await append(sale_id, entries)

    async def commit_and_drain(number: int) -> None:
        await add(floor, number)
        await floor.outbox.drain()
        assert number in await placed(floor)

    monkeypatch.setattr(floor.journal, "append", count)
    await asyncio.gather(*(commit_and_drain(number) for number in range(40)))
    assert sum(sizes) == 40
    assert sorted(await placed(floor)) == list(range(40))


async def test_a_call_during_a_drain_sees_what_was_committed_before_it(
    floor: ShopFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, reached, go_on, looks = floor.journal.append, asyncio.Event(), asyncio.Event(), list[int]()

    async def wait(sale_id: str, entries: Sequence[NewEntry]) -> list[int]:
        looks.append(len(entries))
        reached.set()
        await go_on.wait()
        return await append(sale_id, entries)

    monkeypatch.setattr(floor.journal, "append", wait)
    await add(floor, 1)
    first = asyncio.create_task(floor.outbox.drain())
    await reached.wait()
    await add(floor, 2)
    others = [asyncio.create_task(floor.outbox.drain()) for _ in range(5)]
    await asyncio.sleep(0)
    others[0].cancel()
    go_on.set()
    assert await first == 1
    assert await asyncio.gather(*others[1:]) == [1, 1, 1, 1]
    assert others[0].cancelled()
    assert looks == [1, 1]
    assert await placed(floor) == [1, 2]


async def test_two_processes_that_drain_at_once_append_once(floor: ShopFloor) -> None:
    other = Outbox(floor.database, floor.journal, floor.clock, lambda prefix: f"{prefix}_other")
    await add(floor, *range(20))
    await asyncio.gather(*(outbox.drain(limit=7) for outbox in (floor.outbox, other) for _ in range(3)))
    assert await placed(floor) == list(range(20))


async def test_a_crash_before_the_offsets_are_noted_appends_once(
    floor: ShopFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(floor, 1, 2)

    async def die(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(floor.outbox, "_note", die)
    with pytest.raises(ZeroDivisionError):
        await floor.outbox.drain()
    monkeypatch.undo()
    assert await floor.outbox.drain() == 2
    assert await placed(floor) == [1, 2]


async def test_a_sale_that_is_lost_does_not_hold_up_the_others(floor: ShopFloor) -> None:
    await add(floor, 1)
    await add(floor, 2, sale_id=SHELF)
    await floor.redis.delete("{shw_1}:m")
    assert await floor.outbox.drain() == 1
    assert await placed(floor, SHELF) == [2]
    await floor.sales.watch()
    assert await placed(floor) == [1]


async def test_a_rebuild_while_offsets_are_noted_loses_nothing(
    floor: ShopFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Appended to a log that is lost before SQL hears of the offset: the old offset must not count."""
    await add(floor, 1)
    note = floor.outbox._note

    async def late(*arguments) -> int:
        await floor.redis.flushall()
        await floor.sales.ensure_loaded(SHOW)
        return await note(*arguments)

    monkeypatch.setattr(floor.outbox, "_note", late)
    assert await floor.outbox.drain() == 0
    monkeypatch.undo()
    assert await floor.outbox.drain() == 1
    assert await placed(floor) == [1]


async def test_an_events_own_id_time_and_version_stay(floor: ShopFloor) -> None:
    async with floor.database.write() as db:
        entry = NewEntry(ORDER_PAID, {"name": "B***"}, {"order_id": "ord_1"}, "evt_mine", 123)
        assert await floor.outbox.add(db, SHOW, entry) == "evt_mine"
        await db.execute(update(t.outbox).values(version=9))
    await floor.outbox.drain()
    [found] = await floor.journal.read(SHOW, 0)
    assert (found.event_id, found.at_ms, found.version, found.visibility) == ("evt_mine", 123, 9, "public")
    async with floor.database.read() as db:
        assert (await db.execute(select(t.outbox.c.offset))).scalar_one() == found.offset


async def test_redis_away_keeps_the_events(floor: ShopFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    await add(floor, 1)

    async def away(*_: object) -> list[int]:
        raise Unavailable("away", retry_after_s=1)

    monkeypatch.setattr(floor.journal, "append", away)
    with pytest.raises(Unavailable):
        await floor.outbox.drain()
    monkeypatch.undo()
    assert await floor.outbox.drain() == 1
