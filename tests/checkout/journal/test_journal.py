from __future__ import annotations

import asyncio

import pytest
import redis.asyncio

from checkout.errors import Rebuilding, Unavailable
from checkout.journal.entries import HOLD_PLACED, STOCK_CHANGED, NewEntry
from checkout.journal.journal import Journal, Position
from tests.conftest import ManualClock

SALE = "shw_1"


@pytest.fixture
async def journal(redis_client: redis.asyncio.Redis, clock: ManualClock) -> Journal:
    await redis_client.hset(f"{{{SALE}}}:m", mapping={"epoch": 3, "offset": 7})
    return Journal(redis_client, clock)


def entry(number: int, event_id: str | None = None) -> NewEntry:
    return NewEntry(STOCK_CHANGED, {"variant_id": "v", "available": number}, {"by": "x"}, event_id)


async def test_offsets_are_dense_and_entries_come_back_whole(journal: Journal, clock: ManualClock) -> None:
    assert await journal.append(SALE, [entry(1), entry(2)]) == [8, 9]
    assert await journal.append(SALE, [NewEntry(HOLD_PLACED, at_ms=5)]) == [10]
    first, second, third = await journal.read(SALE, 0)
    assert (first.offset, first.at_ms, first.kind, first.version) == (8, clock(), "stock.changed", 1)
    assert (first.visibility, first.data, first.staff) == ("public", {"variant_id": "v", "available": 1}, {"by": "x"})
    assert (second.offset, third.offset, third.at_ms, third.visibility, third.data) == (9, 10, 5, "staff", {})
    assert await journal.position(SALE) == Position(3, 10)


async def test_an_event_is_appended_once(journal: Journal) -> None:
    given = [entry(1, "evt_1"), entry(2), entry(3, "evt_3")]
    assert await journal.append(SALE, given) == [8, 9, 10]
    assert await journal.append(SALE, given) == [8, 11, 10]
    assert [found.event_id for found in await journal.read(SALE, 0)] == ["evt_1", None, "evt_3", None]


async def test_many_at_once_stay_dense(journal: Journal) -> None:
    offsets = await asyncio.gather(*(journal.append(SALE, [entry(i), entry(i)]) for i in range(100)))
    assert sorted(offset for pair in offsets for offset in pair) == list(range(8, 208))
    assert all(second == first + 1 for first, second in offsets)


async def test_more_than_one_call_can_carry(journal: Journal) -> None:
    assert await journal.append(SALE, [entry(i) for i in range(450)]) == list(range(8, 458))
    assert await journal.append(SALE, []) == []


@pytest.mark.parametrize(("after", "limit", "found"), [(0, 2, [8, 9]), (8, 9, [9, 10]), (10, 9, []), (-5, 1, [8])])
async def test_read(journal: Journal, after: int, limit: int, found: list[int]) -> None:
    await journal.append(SALE, [entry(i) for i in range(3)])
    assert [each.offset for each in await journal.read(SALE, after, limit)] == found


async def test_a_sale_that_is_not_loaded(journal: Journal) -> None:
    with pytest.raises(Rebuilding) as refused:
        await journal.append("shw_2", [entry(1)])
    assert refused.value.retry_after_s
    with pytest.raises(Rebuilding):
        await journal.position("shw_2")
    assert await journal.read("shw_2", 0) == []


async def test_tail_waits_for_many_sales_at_once(journal: Journal, redis_client: redis.asyncio.Redis) -> None:
    await redis_client.hset("{shw_2}:m", mapping={"epoch": 1, "offset": 0})
    await journal.append(SALE, [entry(1)])
    assert await journal.tail({SALE: 8, "shw_2": 0}, 20) == {}
    assert await journal.tail({}, 1000) == {}
    waiting = asyncio.create_task(journal.tail({SALE: 8, "shw_2": 0}, 4000))
    await asyncio.sleep(0)
    await journal.append("shw_2", [entry(5)])
    [(sale_id, entries)] = (await waiting).items()
    assert (sale_id, [each.data["available"] for each in entries]) == ("shw_2", [5])
    both = await journal.tail({SALE: 0, "shw_2": 0}, 10)
    assert {sale: [each.offset for each in found] for sale, found in both.items()} == {SALE: [8], "shw_2": [1]}


async def test_event_ids_are_forgotten_at_last(journal: Journal, redis_client: redis.asyncio.Redis) -> None:
    await redis_client.zadd(f"{{{SALE}}}:seen", {f"evt_old_{i}": i for i in range(10_000)})
    await journal.append(SALE, [entry(1, "evt_new")])
    assert await redis_client.zcard(f"{{{SALE}}}:seen") == 10_000
    assert await redis_client.zscore(f"{{{SALE}}}:seen", "evt_new") is not None


async def test_trimming_keeps_what_comes_after(journal: Journal) -> None:
    await journal.append(SALE, [entry(i) for i in range(1000)])
    await journal.trim(SALE, 500)
    await journal.trim(SALE, -5)
    kept = [each.offset for each in await journal.read(SALE, 0)]
    assert kept[-1] == 1007
    assert kept[0] <= 501
    assert kept == list(range(kept[0], 1008))


async def test_redis_that_forgot_the_script_is_taught(journal: Journal, redis_client: redis.asyncio.Redis) -> None:
    await journal.append(SALE, [entry(1)])
    await redis_client.script_flush()
    assert await journal.append(SALE, [entry(2)]) == [9]


async def test_redis_away(clock: ManualClock) -> None:
    journal = Journal(redis.asyncio.from_url("unix:///nowhere/redis.sock", decode_responses=True), clock)
    for call in (journal.append(SALE, [entry(1)]), journal.read(SALE, 0), journal.position(SALE)):
        with pytest.raises(Unavailable) as refused:
            await call
        assert not isinstance(refused.value, Rebuilding)


async def test_any_text_comes_back(journal: Journal) -> None:
    hostile = {"t": "\x00\x1f\u2028<script>'\"\\\N{PILE OF POO}", "n": 2**53, "l": [], "d": {}, "": None}
    await journal.append(SALE, [NewEntry(STOCK_CHANGED, hostile, hostile, "evt \x00 id")])
    [found] = await journal.read(SALE, 0)
    assert (found.data, found.staff, found.event_id) == (hostile, hostile, "evt \x00 id")
