"""On air: starting, interruption, ending, pins, the relay's reports, and making up for what a crash cut."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, update

from checkout.errors import NotFound, SaleNotOpen, WrongState
from checkout.stock.holds import Line
from checkout.tables import outbox, sale
from live.shows.wire import NewLine
from live.signalling.engine import ShowState
from live.tables import show
from tests.live.shows.conftest import HOST, House


async def test_publishing_puts_a_scheduled_show_on_air_and_opens_its_sale(house: House) -> None:
    show_id = await house.plan()
    with pytest.raises(SaleNotOpen):
        await house.store.reserve(show_id, "gst_1", "early", [Line("var_mug", 1, 1)], "{}")
    await house.report(show_id, "publisher_joined")
    assert await house.state(show_id) == "live"
    assert await house.kinds(show_id) == ["show.started"]
    assert house.engine.public == {show_id: True}
    await house.store.reserve(show_id, "gst_1", "now", [Line("var_mug", 1, 1)], "{}")


async def test_an_interruption_says_until_when_and_goes_on_selling(house: House) -> None:
    show_id = await house.on_air(interrupted_limit_s=60)
    await house.report(show_id, "publisher_left")
    entry = (await house.log(show_id))[-1]
    assert (entry.kind, entry.data) == ("show.interrupted", {"ends_at_ms": house.clock() + 60_000})
    view = await house.shows.view(show_id, HOST)
    assert view.state == "interrupted"
    assert view.interrupted_until is not None
    await house.store.reserve(show_id, "gst_1", "key", [Line("var_mug", 1, 1)], "{}")
    house.clock.forward(s=59)
    assert await house.shows.expire_interrupted() == 0
    await house.report(show_id, "publisher_joined")
    kinds = [kind for kind in await house.kinds(show_id) if kind.startswith("show.")]
    assert kinds == ["show.started", "show.interrupted", "show.resumed"]
    assert (await house.shows.view(show_id, HOST)).interrupted_until is None


async def test_a_host_who_stays_away_ends_the_show(house: House) -> None:
    show_id = await house.on_air(interrupted_limit_s=60)
    await house.report(show_id, "publisher_left")
    house.clock.forward(s=60)
    assert sum(await asyncio.gather(*(house.shows.expire_interrupted() for _ in range(3)))) == 1
    entry = (await house.log(show_id))[-1]
    assert (entry.kind, entry.data) == ("show.ended", {"reason": "interrupted"})
    assert await house.shelf() == 50
    assert house.engine.ended == [show_id]


async def test_a_preview_is_private_until_the_host_starts(house: House) -> None:
    show_id = await house.plan(auto_start=False)
    with pytest.raises(WrongState) as refusal:
        await house.shows.start(HOST, show_id)
    assert "camera" in refusal.value.message
    await house.report(show_id, "publisher_joined")
    assert await house.state(show_id) == "scheduled"
    assert house.engine.public == {}
    view = await house.shows.start(HOST, show_id)
    assert (view.state, view.has_publisher) == ("live", True)
    assert house.engine.public == {show_id: True}
    with pytest.raises(WrongState) as refusal:
        await house.shows.start(HOST, show_id)
    assert refusal.value.details == {"state": "live"}


async def test_a_host_who_is_seen_but_not_yet_reported_may_start(house: House) -> None:
    show_id = await house.plan(auto_start=False)
    house.engine.hosts.add(show_id)
    assert (await house.shows.start(HOST, show_id)).state == "live"
    await house.report(show_id, "publisher_joined")
    assert await house.kinds(show_id) == ["show.started"]


async def test_a_preview_that_stops_is_no_interruption(house: House) -> None:
    show_id = await house.plan(auto_start=False)
    await house.report(show_id, "publisher_joined")
    await house.report(show_id, "publisher_left")
    assert await house.state(show_id) == "scheduled"
    with pytest.raises(WrongState):
        await house.shows.start(HOST, show_id)
    assert await house.kinds(show_id) == []


async def test_ending_gives_free_units_back_and_held_ones_when_they_lapse(house: House) -> None:
    show_id = await house.on_air(10)
    await house.shows.pin(HOST, show_id, "var_mug")
    await house.store.reserve(show_id, "gst_1", "key", [Line("var_mug", 3, 150_000)], "{}")
    view = await house.shows.end(HOST, show_id)
    assert (view.state, view.pinned) == ("ended", None)
    assert await house.shelf() == 47
    kinds = [kind for kind in await house.kinds(show_id) if not kind.startswith("hold.")]
    assert kinds == ["show.started", "product.pinned", "product.unpinned", "show.ended"]
    with pytest.raises(SaleNotOpen):
        await house.store.reserve(show_id, "gst_2", "late", [Line("var_mug", 1, 150_000)], "{}")
    house.clock.forward(s=301)
    await house.store.sweep(show_id)
    await house.shows.tidy()
    assert await house.shelf() == 50
    with pytest.raises(WrongState):
        await house.shows.end(HOST, show_id)


async def test_a_scheduled_show_can_be_called_off(house: House) -> None:
    show_id = await house.plan()
    view = await house.shows.end(HOST, show_id)
    assert (view.state, view.started_at) == ("ended", None)
    assert await house.shelf() == 50
    await house.report(show_id, "publisher_joined")
    assert await house.state(show_id) == "ended"


# --- pins ---


async def test_a_pin_carries_what_a_viewer_needs(house: House) -> None:
    show_id = await house.on_air(line_up=[NewLine("var_mug", 1), NewLine("var_tote", 1)])
    view = await house.shows.pin(HOST, show_id, "var_mug")
    assert view.pinned == "var_mug"
    entry = (await house.log(show_id))[-1]
    assert (entry.kind, entry.visibility) == ("product.pinned", "public")
    assert entry.data == {
        "variant_id": "var_mug",
        "product_id": "prd_mug",
        "title": "Mug",
        "price": {"amount": "150000", "currency": "IDR"},
    }
    assert entry.staff == {"by": "acc_host"}
    await house.shows.pin(HOST, show_id, "var_mug")
    await house.shows.pin(HOST, show_id, "var_tote")
    await house.shows.unpin(HOST, show_id)
    await house.shows.unpin(HOST, show_id)
    assert await house.kinds(show_id) == ["show.started", "product.pinned", "product.pinned", "product.unpinned"]


async def test_only_the_line_up_can_be_pinned(house: House) -> None:
    show_id = await house.on_air()
    for variant_id in ("var_tote", "var_foreign", "var_none"):
        with pytest.raises(NotFound):
            await house.shows.pin(HOST, show_id, variant_id)
    await house.shows.end(HOST, show_id)
    with pytest.raises(WrongState):
        await house.shows.pin(HOST, show_id, "var_mug")


# --- reports ---


async def test_a_report_counts_once_and_old_ones_never(house: House) -> None:
    show_id = await house.plan()
    await house.report(show_id, "publisher_joined", 10)
    await house.report(show_id, "publisher_joined", 10)
    await house.report(show_id, "publisher_left", 9)
    assert await house.state(show_id) == "live"
    await house.report(show_id, "publisher_left", 11)
    await house.report(show_id, "publisher_joined", 10)
    assert await house.state(show_id) == "interrupted"
    assert await house.kinds(show_id) == ["show.started", "show.interrupted"]
    await house.report("shw_unknown", "publisher_joined", 12)


async def test_two_processes_with_the_same_reports_tell_them_once(house: House) -> None:
    show_id = await house.plan()
    await asyncio.gather(*(house.report(show_id, "publisher_joined", 5) for _ in range(4)))
    assert await house.kinds(show_id) == ["show.started"]


async def test_the_engines_whole_truth_makes_up_for_missed_reports(house: House) -> None:
    left, joined = await house.on_air(), await house.plan()
    await house.shows.reconcile(house.engine_state(ShowState(joined, True, 0, False)))
    assert await house.state(left) == "interrupted"
    assert await house.state(joined) == "live"
    assert house.engine.public[joined] is True


async def test_an_old_whole_truth_changes_nothing(house: House) -> None:
    show_id = await house.on_air()
    await house.shows.reconcile(house.engine_state(sequence=0))
    assert await house.state(show_id) == "live"


async def test_the_engine_is_told_again_what_it_missed(house: House) -> None:
    over, preview = await house.on_air(), await house.plan(auto_start=False)
    house.engine.away = True
    await house.shows.end(HOST, over)
    assert await house.state(over) == "ended"
    house.engine.away = False
    await house.shows.reconcile(
        house.engine_state(
            ShowState(over, True, 3, True), ShowState(preview, True, 0, True), ShowState("shw_unknown", True, 0, True)
        )
    )
    assert house.engine.ended == [over, "shw_unknown"]
    assert house.engine.public[preview] is False


# --- what a crash cut ---


async def test_tidy_opens_and_closes_what_a_crash_left_behind(house: House) -> None:
    live, over = await house.plan(10), await house.plan(10)
    async with house.database.write() as db:
        await db.execute(update(show).where(show.c.show_id == live).values(state="live"))
        await db.execute(update(show).where(show.c.show_id == over).values(state="ended"))
    await house.shows.tidy()
    await house.store.reserve(live, "gst_1", "key", [Line("var_mug", 1, 150_000)], "{}")
    assert await house.shelf() == 40
    async with house.database.read() as db:
        closed = select(sale.c.closed_ms).where(sale.c.sale_id == over)
        assert (await db.execute(closed)).scalar_one() == house.clock()


async def test_units_of_a_show_that_was_never_made_come_back(house: House) -> None:
    async with house.database.write() as db:
        await house.sales.create(db, "shw_orphan", "shp_1", "show", 300, False)
    await house.sales.load("shw_orphan")
    await house.sales.move("var_mug", "sal_1", "shw_orphan", 20)
    await house.shows.tidy()
    assert await house.shelf() == 30
    house.clock.forward(s=301)
    await house.shows.tidy()
    assert await house.shelf() == 50


async def test_nothing_is_in_the_log_that_was_not_committed(house: House) -> None:
    show_id = await house.on_air()
    await house.redis.flushall()
    await house.report(show_id, "publisher_left")
    async with house.database.read() as db:
        waiting = (await db.execute(select(outbox.c.kind).where(outbox.c.offset.is_(None)))).scalars().all()
    assert list(waiting) == ["show.interrupted"]
    await house.sales.ensure_loaded(show_id)
    await house.outbox.drain()
    assert (await house.kinds(show_id))[-1] == "show.interrupted"
