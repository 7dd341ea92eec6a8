from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import insert, select, update

from checkout.database import Database
from checkout.errors import NotFound, Unavailable
from live.relay.server import serve_relay
from live.signalling.engines import Engines
from live.signalling.relay_client import RelayClient
from live.signalling.relay_workers import RelayWorkers
from live.tables import shop, show
from tests.live.relay.media_house import relay_settings
from tests.live.relay.offers import chromium_host, chromium_viewer

RESTART = "a=ice-ufrag:efgh\r\na=ice-pwd:nmlkjihgfedcba9876543210\r\n"


async def _plan(database: Database, *show_ids: str, **values: object) -> None:
    async with database.write() as db:
        if (await db.execute(select(shop.c.shop_id))).first() is None:
            await db.execute(
                insert(shop).values(
                    shop_id="shp_1", slug="batik", name="Batik", currency="IDR", timezone="Asia/Jakarta",
                    standing_sale_id="sal_1", created_ms=0,
                )
            )  # fmt: skip
        for show_id in show_ids:
            row = {
                "shop_id": "shp_1", "show_id": show_id, "slug": show_id, "title": show_id, "state": "scheduled",
                "hold_ttl_s": 300, "interrupted_limit_s": 300, "stream_key_hash": "", "created_ms": 0, **values,
            }  # fmt: skip
            await db.execute(insert(show).values(row))


async def _written(database: Database, show_id: str) -> int:
    async with database.read() as db:
        return (await db.execute(select(show.c.relay_worker).where(show.c.show_id == show_id))).scalar_one()


class TestChoice:
    async def test_one_worker_has_them_all_without_a_look_at_the_rows(self, database: Database):
        await _plan(database, "shw_1")
        workers = RelayWorkers(database, 1)
        assert (await workers.choose("shw_1"), await workers.of("shw_1")) == (0, 0)
        assert await _written(database, "shw_1") == -1

    async def test_shows_go_where_least_is(self, database: Database):
        names = [f"shw_{number}" for number in range(6)]
        await _plan(database, *names)
        workers = RelayWorkers(database, 3)
        assert [await workers.choose(name) for name in names] == [0, 1, 2, 0, 1, 2]
        # Once chosen, it stays.
        assert [await RelayWorkers(database, 3).choose(name) for name in names] == [0, 1, 2, 0, 1, 2]
        assert await workers.of("shw_4") == 1

    async def test_who_is_on_air_weighs_more_than_what_is_planned(self, database: Database):
        await _plan(database, "shw_live", state="live", relay_worker=0)
        await _plan(database, "shw_a", "shw_b", relay_worker=1)
        await _plan(database, "shw_over1", "shw_over2", state="ended", relay_worker=1)
        await _plan(database, "shw_new")
        assert await RelayWorkers(database, 2).choose("shw_new") == 1

    async def test_many_viewers_at_once_are_of_one_mind(self, database: Database):
        await _plan(database, "shw_1", "shw_2")
        workers = RelayWorkers(database, 2)
        chosen = await asyncio.gather(*(workers.choose("shw_1") for _ in range(10)))
        assert set(chosen) == {await _written(database, "shw_1")}

    async def test_a_worker_that_is_no_more_is_replaced(self, database: Database):
        await _plan(database, "shw_1", relay_worker=3)
        workers = RelayWorkers(database, 2)
        assert await workers.of("shw_1") == 0
        assert await workers.choose("shw_1") == 0
        assert await _written(database, "shw_1") == 0

    async def test_of_an_unknown_show_nothing_is_written(self, database: Database):
        assert await RelayWorkers(database, 2).of("shw_none") == 0


async def test_two_relays_share_the_shows(database: Database):
    await _plan(database, "shw_1", "shw_2")
    with tempfile.TemporaryDirectory(prefix="ete") as folder:
        settings = relay_settings(folder, relay_workers=2)
        clients = [RelayClient(settings.relay_socket(number)) for number in range(2)]
        engines = Engines(clients, RelayWorkers(database, 2))
        async with AsyncExitStack() as stack:
            stack.push_async_callback(engines.disconnect)
            for number in range(2):
                stop, ready = asyncio.Event(), asyncio.Event()
                task = asyncio.create_task(serve_relay(settings, number, stop, ready))
                await ready.wait()
                stack.push_async_callback(asyncio.wait, [task])
                stack.callback(stop.set)
            hosts = {name: await engines.publish(name, chromium_host(), public=True) for name in ("shw_1", "shw_2")}
            viewer = await engines.watch("shw_2", chromium_viewer(), "somebody", staff=False)
            states = [await worker.state() for worker in engines.workers]
            assert [[each.show_id for each in state.shows] for state in states] == [["shw_1"], ["shw_2"]]
            assert [(state.worker, state.workers) for state in states] == [(0, 2), (1, 2)]
            assert [hosts["shw_1"].session_id[:2], viewer.session_id[:2]] == ["0.", "1."]
            assert (await engines.stats("shw_2")).publisher is not None
            patched = await engines.patch(viewer.session_id, RESTART, viewer.etag)
            assert patched.fragment is not None
            await engines.set_public("shw_2", False)
            assert not (await engines.stats("shw_2")).public
            await engines.close(viewer.session_id)
            for session_id in (viewer.session_id, "7.x", "x", "", "1.", "-1.x", "①.x"):
                with pytest.raises(NotFound):
                    await engines.close(session_id)
            await engines.end_show("shw_1")
            assert (await clients[0].stats("shw_1")).publisher is None
            assert (await clients[1].stats("shw_2")).publisher is not None
        with pytest.raises(Unavailable):
            await engines.workers[1].state()


async def test_a_show_whose_worker_is_gone_begins_anew_on_another(database: Database):
    await _plan(database, "shw_1")
    async with database.write() as db:
        await db.execute(update(show).values(relay_worker=5))
    with tempfile.TemporaryDirectory(prefix="ete") as folder:
        settings = relay_settings(folder, relay_workers=2)
        engines = Engines(
            [RelayClient(settings.relay_socket(number)) for number in range(2)], RelayWorkers(database, 2)
        )
        # Nobody serves here: it is the refusal of the first one's absence.
        with pytest.raises(Unavailable):
            await engines.publish("shw_1", chromium_host(), public=True)
        assert await _written(database, "shw_1") == 0
        await engines.disconnect()
