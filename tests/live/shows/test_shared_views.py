"""The public view: one for all who ask within a second, never older than this process's own changes."""

from __future__ import annotations

import asyncio

import pytest

from checkout.errors import NotFound, Unavailable
from live.shows.shared_views import KEPT_MS, PublicView, SharedViews
from live.shows.wire import LineChange, LineUpChange, ShowPatch
from tests.conftest import ManualClock
from tests.live.shows.conftest import HOST, NOBODY, House


async def test_many_who_come_at_once_share_one_view(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    show_id = await house.plan()
    slug = (await house.shows.find(show_id)).slug
    reads = 0
    items = house.sales.items

    async def counted(sale_id: str):
        nonlocal reads
        reads += 1
        return await items(sale_id)

    monkeypatch.setattr(house.sales, "items", counted)
    views = await asyncio.gather(*(house.shows.view(slug, NOBODY, f"https://{n}.example") for n in range(50)))
    assert reads == 1
    assert [view.watch_url for view in views] == [f"https://{n}.example/live/{slug}" for n in range(50)]
    assert (await house.shows.view(show_id, NOBODY)).watch_url == f"/live/{slug}"
    assert (await house.shows.heading(slug)).title == "Senja"
    assert reads == 1
    house.clock.forward(ms=KEPT_MS)
    await house.shows.view(slug, NOBODY)
    assert reads == 2
    await house.shows.view_now(slug)
    assert reads == 3


async def test_the_processs_own_changes_are_seen_at_once(house: House) -> None:
    show_id = await house.plan()

    async def seen():
        return await house.shows.view(show_id, NOBODY)

    assert (await seen()).pinned is None
    await house.shows.pin(HOST, show_id, "var_mug")
    assert (await seen()).pinned == "var_mug"
    await house.shows.unpin(HOST, show_id)
    assert (await seen()).pinned is None
    await house.shows.patch(HOST, show_id, ShowPatch(title="Fajar"))
    assert (await seen()).title == "Fajar"
    await house.shows.change_line_up(HOST, show_id, LineUpChange([LineChange("var_mug", 5)]))
    assert (await seen()).line_up[0].initial == 15
    house.engine.hosts.add(show_id)
    await house.shows.start(HOST, show_id)
    assert (await seen()).state == "live"
    await house.shows.end(HOST, show_id)
    assert (await seen()).state == "ended"


async def test_while_the_stock_cannot_be_read_nothing_is_called_sold_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_id = await house.plan()

    async def away(_sale_id: str):
        raise Unavailable("away", retry_after_s=1)

    monkeypatch.setattr(house.store, "stock", away)
    for caller in (NOBODY, HOST):
        with pytest.raises(Unavailable):
            await house.shows.view(show_id, caller)
    assert (await house.shows.heading(show_id)).title == "Senja"
    # What was changed was changed: its answer does not say that it failed.
    assert (await house.shows.patch(HOST, show_id, ShowPatch(title="Fajar"))).title == "Fajar"


class _Maker:
    """Makes views of one show, each only when told to."""

    def __init__(self, view: PublicView) -> None:
        self.view = view
        self.begun = 0
        self.go = asyncio.Event()

    async def make(self, _name: str) -> PublicView:
        self.begun += 1
        await self.go.wait()
        return self.view


async def test_what_was_begun_before_a_change_is_given_to_nobody_after_it(house: House, clock: ManualClock) -> None:
    show_id = await house.plan()
    maker = _Maker(PublicView(await house.shows.view(show_id, NOBODY), True))
    shared = SharedViews(maker.make, clock)
    before = asyncio.create_task(shared.get(show_id))
    leaving = asyncio.create_task(shared.get(show_id))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    leaving.cancel()
    shared.forget(show_id)
    after = asyncio.create_task(shared.get(show_id))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert maker.begun == 2
    maker.go.set()
    assert await before is await after
    assert leaving.cancelled() or leaving.cancelling()
    await shared.get(show_id)
    assert maker.begun == 2


async def test_what_is_not_there_is_asked_for_each_time(house: House) -> None:
    for _ in range(2):
        with pytest.raises(NotFound):
            await house.shows.view("shw_none", NOBODY)
