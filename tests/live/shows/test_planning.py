"""Planning a show: units off the shelf and back, line-ups, keys, who may."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from checkout.caller import Caller, Role
from checkout.errors import Forbidden, Invalid, NotFound, NotSignedIn, OutOfStock, WrongState
from checkout.money import Money
from checkout.stock.holds import Line
from live.shows.wire import LineChange, LineUpChange, NewLine, NewShow, ShowPatch
from live.tables import show
from tests.live.shows.conftest import HOST, MODERATOR, NOBODY, STRANGER, House

BASE = "https://shop.example"


async def test_a_planned_show_has_its_units_and_addresses(house: House) -> None:
    plan = NewShow(
        "Kopi Senja",
        [NewLine("var_tote", 2), NewLine("var_mug", 10, Money("120000", "IDR"), 2)],
        starts_at="2027-01-01T19:00:00+07:00",
    )
    made = await house.shows.create(HOST, plan, BASE)
    assert made.watch_url == f"{BASE}/live/{made.slug}"
    assert made.whip_url == f"{BASE}/whip/{made.show_id}"
    assert await house.shelf() == 40
    view = await house.shows.view(made.slug, HOST, BASE)
    assert (view.state, view.starts_at) == ("scheduled", "2027-01-01T12:00:00.000Z")
    assert [(line.number, line.variant_id, line.initial) for line in view.line_up] == [
        (1, "var_tote", 2),
        (2, "var_mug", 10),
    ]
    mug = view.line_up[1]
    assert (mug.price.amount, mug.full_price and mug.full_price.amount, mug.per_buyer_limit) == ("120000", "150000", 2)
    assert (mug.available, mug.held, mug.paying, mug.sold) == (10, 0, 0, 0)
    assert mug.image is not None
    assert view.poster == "/images/img_tote-1200.webp"
    assert view.line_up[0].full_price is None
    assert view.test_payments


async def test_the_public_sees_no_more_than_the_public_may(house: House) -> None:
    show_id = await house.plan()
    for caller in (NOBODY, STRANGER):
        view = await house.shows.view(show_id, caller)
        assert not isinstance(view.whip_url, str)
        assert not isinstance(view.has_publisher, bool)
    for caller in (HOST, MODERATOR):
        view = await house.shows.view(show_id, caller)
        assert view.has_publisher is False
        assert view.counts.orders == 0


async def test_units_that_are_not_there_make_no_show_at_all(house: House) -> None:
    with pytest.raises(OutOfStock) as refusal:
        await house.plan(line_up=[NewLine("var_mug", 10), NewLine("var_tote", 6)])
    assert refusal.value.details == {"variant_id": "var_tote", "available": 5}
    assert (await house.shelf(), await house.shelf("var_tote")) == (50, 5)
    assert await shows_there(house) == 0


async def test_a_race_for_the_last_units_keeps_nothing_of_the_loser(house: House) -> None:
    lines = [NewLine("var_mug", 30), NewLine("var_tote", 4)]
    results = await asyncio.gather(*(house.plan(line_up=lines) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(result, OutOfStock) for result in results) == 2
    assert (await house.shelf(), await house.shelf("var_tote")) == (20, 1)
    assert await shows_there(house) == 1


async def shows_there(house: House) -> int:
    async with house.database.read() as db:
        return (await db.execute(select(func.count()).select_from(show))).scalar_one()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (NewLine("var_none", 1), NotFound),
        (NewLine("var_foreign", 1), NotFound),
        (NewLine("var_tote", 1, Money("1.50", "IDR")), Invalid),
        (NewLine("var_tote", 1, Money("10", "USD")), Invalid),
        (NewLine("var_tote", 1, Money("-10", "IDR")), Invalid),
        (NewLine("var_mug", 1), Invalid),
    ],
)
async def test_lines_that_cannot_be(house: House, line: NewLine, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        await house.plan(line_up=[NewLine("var_mug", 1), line])
    assert await house.shelf() == 50
    assert await shows_there(house) == 0


@pytest.mark.parametrize("text", ["tomorrow", "2027-01-01T10:00:00", "2027-13-01T10:00:00Z", "9999-99-99T00:00:00Z"])
async def test_times_that_are_none(house: House, text: str) -> None:
    with pytest.raises(Invalid):
        await house.plan(starts_at=text)


async def test_titles_are_cleaned_and_must_be_readable(house: House) -> None:
    show_id = await house.plan(title=" Kopi\0 \u202eSenja\n live ")
    assert (await house.shows.find(show_id)).title == "Kopi Senja live"
    for title in (" ", "\0", "\u200d"):
        with pytest.raises(Invalid):
            await house.plan(title=title)
        with pytest.raises(Invalid):
            await house.shows.patch(HOST, show_id, ShowPatch(title))


@pytest.mark.parametrize(
    ("caller", "reason"),
    [(NOBODY, NotSignedIn), (Caller("gst_1"), NotSignedIn), (MODERATOR, Forbidden), (STRANGER, NotFound)],
)
async def test_only_who_runs_shows_there_may_change_one(house: House, caller: Caller, reason: type[Exception]) -> None:
    show_id = await house.on_air()
    calls = [
        house.shows.patch(caller, show_id, ShowPatch(title="x")),
        house.shows.change_line_up(caller, show_id, LineUpChange([LineChange("var_mug", 1)])),
        house.shows.new_key(caller, show_id),
        house.shows.start(caller, show_id),
        house.shows.end(caller, show_id),
        house.shows.pin(caller, show_id, "var_mug"),
        house.shows.unpin(caller, show_id),
    ]
    for call in calls:
        with pytest.raises(reason):
            await call
    assert await house.state(show_id) == "live"
    assert await house.shelf() == 40


async def test_another_shops_host_plans_with_their_own_things_only(house: House) -> None:
    host = Caller("acc_2", "Two", False, roles={"shp_2": Role.HOST})
    with pytest.raises(NotFound):
        await house.plan(caller=host)
    assert await house.plan(caller=host, line_up=[NewLine("var_foreign", 1)])


async def test_unknown_shows(house: House) -> None:
    for unknown in ("shw_none", "", "no-such-slug", "x" * 500, "nul\0", "\ud800"):
        with pytest.raises(NotFound):
            await house.shows.view(unknown, NOBODY)
        assert not await house.shows.stream_key_ok(unknown, "key")


# --- line-up ---


async def change(house: House, show_id: str, *lines: LineChange) -> dict[str, int]:
    view = await house.shows.change_line_up(HOST, show_id, LineUpChange(list(lines)))
    return {line.variant_id: line.initial for line in view.line_up}


async def test_units_come_and_go_while_on_air(house: House) -> None:
    show_id = await house.on_air(10)
    assert await change(house, show_id, LineChange("var_mug", 5), LineChange("var_tote", 5)) == {
        "var_mug": 15,
        "var_tote": 5,
    }
    assert (await house.shelf(), await house.shelf("var_tote")) == (35, 0)
    assert await change(house, show_id, LineChange("var_mug", -15)) == {"var_tote": 5}
    assert await house.shelf() == 50


async def test_all_lines_of_a_change_or_none(house: House) -> None:
    show_id = await house.on_air(10)
    with pytest.raises(OutOfStock):
        await change(house, show_id, LineChange("var_mug", 5), LineChange("var_tote", 6))
    with pytest.raises(OutOfStock):
        await change(house, show_id, LineChange("var_tote", 1), LineChange("var_mug", -11))
    assert (await house.shelf(), await house.shelf("var_tote")) == (40, 5)


async def test_held_units_cannot_be_taken_out(house: House) -> None:
    show_id = await house.on_air(3)
    await house.store.reserve(show_id, "gst_1", "key", [Line("var_mug", 2, 150_000)], "{}")
    with pytest.raises(OutOfStock) as refusal:
        await change(house, show_id, LineChange("var_mug", -2))
    assert refusal.value.details["available"] == 1
    assert await change(house, show_id, LineChange("var_mug", -1)) == {"var_mug": 2}


async def test_prices_and_limits_change_without_units(house: House) -> None:
    show_id = await house.on_air()
    lines = [LineChange("var_mug", show_price=Money("99000", "IDR"), per_buyer_limit=1)]
    view = await house.shows.change_line_up(HOST, show_id, LineUpChange(lines))
    assert (view.line_up[0].price.amount, view.line_up[0].per_buyer_limit) == ("99000", 1)
    view = await house.shows.change_line_up(HOST, show_id, LineUpChange([LineChange("var_mug", show_price=None)]))
    assert (view.line_up[0].price.amount, view.line_up[0].full_price) == ("150000", None)
    with pytest.raises(NotFound):
        await change(house, show_id, LineChange("var_tote", show_price=Money("1", "IDR")))


async def test_what_leaves_the_line_up_leaves_the_screen(house: House) -> None:
    show_id = await house.on_air()
    await house.shows.pin(HOST, show_id, "var_mug")
    await change(house, show_id, LineChange("var_mug", -10))
    assert (await house.shows.find(show_id)).pinned_variant_id is None
    assert (await house.kinds(show_id))[-1] == "product.unpinned"


async def test_a_show_that_is_over_keeps_its_line_up(house: House) -> None:
    show_id = await house.on_air()
    await house.shows.end(HOST, show_id)
    with pytest.raises(WrongState):
        await change(house, show_id, LineChange("var_mug", 1))


# --- changing the plan ---


async def test_the_plan_changes_before_the_show(house: House) -> None:
    show_id = await house.plan()
    changes = ShowPatch("Baru", "2027-02-01T00:00:00Z", False, 60, 20)
    view = await house.shows.patch(HOST, show_id, changes)
    assert (view.title, view.starts_at, view.auto_start) == ("Baru", "2027-02-01T00:00:00.000Z", False)
    assert (view.hold_ttl_s, view.interrupted_limit_s) == (60, 20)
    view = await house.shows.patch(HOST, show_id, ShowPatch(starts_at=None))
    assert (view.title, view.starts_at) == ("Baru", None)


async def test_a_new_hold_time_holds_for_the_next_hold(house: House) -> None:
    show_id = await house.on_air()
    await house.shows.patch(HOST, show_id, ShowPatch(hold_ttl_s=60))
    hold, _ = await house.store.reserve(show_id, "gst_1", "key", [Line("var_mug", 1, 150_000)], "{}")
    assert hold.deadline_ms == house.clock() + 60_000


async def test_what_cannot_change_any_more(house: House) -> None:
    show_id = await house.on_air()
    for changes in (ShowPatch(auto_start=False), ShowPatch(starts_at=None)):
        with pytest.raises(WrongState) as refusal:
            await house.shows.patch(HOST, show_id, changes)
        assert refusal.value.details == {"state": "live"}
    await house.shows.end(HOST, show_id)
    with pytest.raises(WrongState):
        await house.shows.patch(HOST, show_id, ShowPatch(hold_ttl_s=60))
    assert (await house.shows.patch(HOST, show_id, ShowPatch(title="After"))).title == "After"


# --- keys ---


async def test_a_new_key_ends_the_old_one(house: House) -> None:
    made = await house.shows.create(HOST, NewShow("Senja"), BASE)
    assert await house.shows.stream_key_ok(made.show_id, made.stream_key)
    fresh = await house.shows.new_key(HOST, made.show_id, BASE)
    assert fresh.whip_url == made.whip_url
    assert not await house.shows.stream_key_ok(made.show_id, made.stream_key)
    assert await house.shows.stream_key_ok(made.show_id, fresh.stream_key)
    assert made.stream_key not in (await house.shows.find(made.show_id)).stream_key_hash


async def test_the_right_key_of_a_show_that_is_over_is_told_so(house: House) -> None:
    made = await house.shows.create(HOST, NewShow("Senja"), BASE)
    await house.shows.end(HOST, made.show_id)
    with pytest.raises(WrongState):
        await house.shows.stream_key_ok(made.show_id, made.stream_key)
    assert not await house.shows.stream_key_ok(made.show_id, "guess")
