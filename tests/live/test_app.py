"""The clients of Redis as the composition root makes them."""

from __future__ import annotations

import asyncio

import pytest
import redis.asyncio

from checkout.journal.journal import Journal
from checkout.stock.store import StockStore
from live.app import REDIS_CONNECTIONS, TAIL_CONNECTIONS, make_services
from live.app import redis_client as made_client
from live.ids import now_ms
from live.settings import load_settings
from tests.servers import RedisServer

AT_ONCE = 900
EMPTY: dict[str, list[str]] = {name: [] for name in ("items", "buyers", "holds", "committed", "moves")}


async def load_sale(store: StockStore) -> None:
    assert await store.load("shw_1", 1, open=True, hold_ttl_ms=60_000, cool_down_ms=0, offset=0, state=EMPTY)


async def test_more_calls_than_connections_all_answer(
    redis_process: RedisServer, redis_client: redis.asyncio.Redis
) -> None:
    services = make_services(load_settings({"REDIS_URL": redis_process.url}), bytes(32))
    await load_sale(services.store)
    try:
        found = await asyncio.gather(*(services.store.get("shw_1", f"hld_{number}") for number in range(AT_ONCE)))
        assert found == [None] * AT_ONCE
        assert 0 < len(await redis_client.client_list()) <= REDIS_CONNECTIONS + 2
    finally:
        await services.redis.aclose()
        await services.tails.aclose()


async def test_those_who_wait_for_news_take_no_connection_from_others(
    redis_process: RedisServer, redis_client: redis.asyncio.Redis
) -> None:
    services = make_services(load_settings({"REDIS_URL": redis_process.url}), bytes(32))
    await load_sale(services.store)
    waiting = [
        asyncio.create_task(services.journal.tail({"shw_1": 0}, block_ms=4000)) for _ in range(TAIL_CONNECTIONS * 2)
    ]
    try:
        await until_blocked(redis_client, TAIL_CONNECTIONS)
        async with asyncio.timeout(3):
            await asyncio.gather(*(services.store.get("shw_1", f"hld_{number}") for number in range(AT_ONCE)))
        assert not any(task.done() for task in waiting)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await services.redis.aclose()
        await services.tails.aclose()


async def until_blocked(client: redis.asyncio.Redis, wanted: int) -> None:
    async with asyncio.timeout(3):
        while (await client.info("clients"))["blocked_clients"] < wanted:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("connections", [1, 3])
async def test_the_pool_answers_after_callers_were_cancelled(redis_process: RedisServer, connections: int) -> None:
    client = made_client(redis_process.url, connections)
    journal = Journal(client, now_ms)
    waiting = [asyncio.create_task(journal.tail({"shw_1": 0}, block_ms=4000)) for _ in range(10)]
    await asyncio.sleep(0.05)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(3):
        assert await asyncio.gather(*(client.ping() for _ in range(20))) == [True] * 20
    await client.aclose()
