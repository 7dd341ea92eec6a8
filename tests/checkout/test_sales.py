from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, update

from checkout import tables as t
from checkout.errors import HoldExpired, Invalid, NotFound, OutOfStock, Rebuilding, SaleNotOpen, WrongState
from checkout.journal.entries import ORDER_PLACED, NewEntry
from checkout.sales import Sales
from checkout.stock.holds import HoldState, VariantStock
from checkout.stock.snapshot import OFFSET_GAP
from tests.checkout.shop_floor import SHELF, SHOW, ShopFloor


async def test_units_go_to_the_shelf_into_the_show_and_back(floor: ShopFloor) -> None:
    await floor.sales.move("var_a", None, SHELF, 10)
    await floor.sales.move("var_a", SHELF, SHOW, 7)
    assert await floor.check(SHELF) == {"var_a": VariantStock(3, 3, 0, 0, 0)}
    assert await floor.check(SHOW) == {"var_a": VariantStock(7, 7, 0, 0, 0)}
    await floor.sales.move("var_a", SHOW, SHELF, 2)
    await floor.sales.move("var_a", SHELF, None, 5)
    assert await floor.check(SHELF) == {"var_a": VariantStock(0, 0, 0, 0, 0)}
    assert await floor.check(SHOW) == {"var_a": VariantStock(5, 5, 0, 0, 0)}


async def test_a_move_of_too_many_changes_nothing(floor: ShopFloor) -> None:
    await floor.line_up(var_a=5)
    await floor.reserve("gst_1", var_a=2)
    with pytest.raises(OutOfStock) as refused:
        await floor.sales.move("var_a", SHOW, SHELF, 4)
    assert refused.value.details == {"variant_id": "var_a", "available": 3}
    assert (await floor.check(SHOW))["var_a"] == VariantStock(5, 3, 2, 0, 0)
    assert await floor.sales.finish_moves() == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("var_unknown", None, SHELF, 1), NotFound),
        (("var_a", "shw_unknown", SHELF, 1), NotFound),
        (("var_a", None, None, 1), Invalid),
        (("var_a", SHOW, SHOW, 1), Invalid),
        (("var_a", None, SHELF, 0), Invalid),
        (("var_a", None, SHELF, -1), Invalid),
        (("var_a", None, SHELF, 10**18), Invalid),
    ],
)
async def test_moves_that_make_no_sense(floor: ShopFloor, arguments, reason) -> None:
    with pytest.raises(reason):
        await floor.sales.move(*arguments)
    assert await floor.count(t.stock_move) == 0


async def test_another_shops_sale_takes_nothing(floor: ShopFloor) -> None:
    async with floor.database.write() as db:
        await floor.sales.create(db, "shw_other", "shp_other", "show", 300, True)
    with pytest.raises(NotFound):
        await floor.sales.move("var_a", None, "shw_other", 1)
    with pytest.raises(NotFound):
        await floor.sales.set_item("shw_other", "var_a", per_buyer_limit=1)


class Cut(Exception):
    """The process dies here."""


@pytest.mark.parametrize("step", ["ask", "take", "advance", "book", "put"])
@pytest.mark.parametrize("flush", [False, True])
async def test_a_move_that_was_cut_is_finished(
    floor: ShopFloor, monkeypatch: pytest.MonkeyPatch, step: str, flush: bool
) -> None:
    """Cut right after each step, in Redis or in SQL; also with everything in Redis lost meanwhile."""
    await floor.sales.move("var_a", None, SHELF, 10)
    moves = floor.sales._moves
    cut_after(monkeypatch, floor, moves, step)
    with pytest.raises(Cut):
        await floor.sales.move("var_a", SHELF, SHOW, 4)
    monkeypatch.undo()
    if flush:
        await floor.redis.flushall()
        for sale_id in (SHELF, SHOW):
            await floor.sales.ensure_loaded(sale_id)
        stock = [*(await floor.store.stock(SHELF)).values(), *(await floor.store.stock(SHOW)).values()]
        assert sum(counted.available for counted in stock) <= 10
    # A move that was never committed was never asked for.
    moved = 0 if step == "ask" else 4
    assert await floor.sales.finish_moves() == (1 if moved else 0)
    assert await floor.sales.finish_moves() == 0
    assert (await floor.check(SHELF))["var_a"].available == 10 - moved
    assert sum(counted.available for counted in (await floor.check(SHOW)).values()) == moved


def cut_after(monkeypatch: pytest.MonkeyPatch, floor: ShopFloor, moves, step: str) -> None:
    def cut(target, name: str) -> None:
        real = getattr(target, name)

        async def and_die(*arguments, **named):
            await real(*arguments, **named)
            raise Cut

        monkeypatch.setattr(target, name, and_die)

    places = {
        "ask": (moves, "ask"),
        "take": (floor.store, "take"),
        "advance": (moves, "_advance"),
        "book": (moves, "_book"),
        "put": (floor.store, "put"),
    }
    cut(*places[step])


async def test_two_who_finish_the_same_moves(floor: ShopFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    await floor.sales.move("var_a", None, SHELF, 100)
    async with floor.database.write() as db:
        for _ in range(10):
            await floor.sales.ask_move(db, "var_a", SHELF, SHOW, 3)
    await asyncio.gather(floor.sales.finish_moves(), floor.sales.finish_moves(), floor.sales.finish_moves())
    assert (await floor.check(SHOW))["var_a"].available == 30
    assert (await floor.check(SHELF))["var_a"].available == 70


async def test_books_that_know_better_refuse_and_mend_redis(floor: ShopFloor) -> None:
    """Redis believes in units that SQL promised to somebody."""
    await floor.line_up(var_a=5)
    await floor.allocate(await floor.reserve("gst_1", var_a=4))
    await floor.redis.hset("{shw_1}:stk", mapping={"a:var_a": 5, "p:var_a": 0})
    with pytest.raises(OutOfStock):
        await floor.sales.move("var_a", SHOW, SHELF, 3)
    assert (await floor.check())["var_a"] == VariantStock(5, 1, 0, 4, 0)


async def test_a_lost_redis_comes_back_exactly(floor: ShopFloor) -> None:
    await floor.line_up(var_a=10, var_b=10)
    sold = await floor.pay(await floor.reserve("gst_1", var_a=2))
    paying = await floor.allocate(await floor.reserve("gst_2", var_a=1, var_b=3))
    closing = await floor.allocate(await floor.reserve("gst_3", var_b=1))
    given_up = await floor.allocate(await floor.reserve("gst_4", var_b=1))
    await floor.give_up(given_up)
    held = await floor.reserve("gst_5", var_a=4)
    before = await floor.journal.position(SHOW)
    await floor.redis.flushall()

    with pytest.raises(Rebuilding):
        await floor.reserve("gst_6", var_a=1)
    with pytest.raises(Rebuilding):
        await floor.store.stock(SHOW)
    await asyncio.gather(*(floor.sales.ensure_loaded(SHOW) for _ in range(8)))

    assert await floor.check() == {"var_a": VariantStock(10, 7, 0, 1, 2), "var_b": VariantStock(10, 6, 0, 4, 0)}
    after = await floor.journal.position(SHOW)
    assert after.epoch == before.epoch + 1
    assert after.offset >= before.offset
    assert await floor.store.get(SHOW, held.hold_id) is None
    with pytest.raises(HoldExpired):
        await floor.store.begin_pay(SHOW, held.hold_id, floor.clock() + 1)
    back = await floor.store.get(SHOW, paying.hold_id)
    assert back is not None
    assert (back.state, back.deadline_ms, back.terms) == (HoldState.PAYING, paying.deadline_ms, paying.terms)
    assert sorted(back.lines, key=lambda line: line.variant_id) == sorted(
        paying.lines, key=lambda line: line.variant_id
    )
    # What each buyer has counts on: gst_2 has 3 of 5.
    assert (await floor.store.commit(SHOW, paying.hold_id)).state is HoldState.COMMITTED
    with pytest.raises(Exception, match="more than one buyer"):
        await floor.reserve("gst_2", "k2", var_b=3)
    assert (await floor.store.commit(SHOW, sold.hold_id)).state is HoldState.COMMITTED
    await floor.give_up(closing)
    assert (await floor.store.stock(SHOW))["var_b"] == VariantStock(10, 7, 0, 0, 3)


async def test_many_who_load_at_once_make_one_epoch(floor: ShopFloor) -> None:
    await floor.line_up(var_a=10)
    epoch = (await floor.journal.position(SHOW)).epoch
    others = [ShopFloor(floor.database, floor.redis, floor.clock, lambda prefix: prefix) for _ in range(5)]
    await asyncio.gather(*(each.sales.load(SHOW) for each in (floor, *others)))
    assert (await floor.journal.position(SHOW)).epoch == epoch + 1
    await floor.check()


async def test_a_load_that_died_half_way_is_taken_up(floor: ShopFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    await floor.line_up(var_a=10)

    async def die(*_: object, **__: object) -> bool:
        raise Cut

    monkeypatch.setattr(floor.store, "load", die)
    with pytest.raises(Cut):
        await floor.sales.load(SHOW)
    monkeypatch.undo()
    # SQL is an epoch ahead: nothing that waits for it may be applied to the old state.
    await floor.sales.set_open(SHOW, False)
    with pytest.raises(SaleNotOpen):
        await floor.reserve("gst_1", var_a=1)
    await floor.check()


async def test_offsets_start_above_all_that_were_served(floor: ShopFloor) -> None:
    await floor.line_up(var_a=100)
    await floor.archive.archive(SHOW)
    archived = await floor.archive.last_offset(SHOW)
    for number in range(5):
        await floor.reserve(f"gst_{number}", var_a=1)
    served = (await floor.journal.position(SHOW)).offset
    await floor.redis.flushall()
    await floor.sales.ensure_loaded(SHOW)
    assert (await floor.journal.position(SHOW)).offset == archived + OFFSET_GAP > served
    await floor.reserve("gst_9", var_a=1)
    await floor.archive.archive(SHOW)
    entries = await floor.archive.read(SHOW, archived, 100)
    assert [entry.offset for entry in entries] == [archived + OFFSET_GAP + 1, archived + OFFSET_GAP + 2]


async def test_events_that_only_redis_had_are_published_again(floor: ShopFloor) -> None:
    async with floor.database.write() as db:
        event_id = await floor.outbox.add(db, SHOW, NewEntry(ORDER_PLACED, staff={"order_id": "ord_1"}))
    assert await floor.outbox.drain() == 1
    await floor.redis.flushall()
    assert await floor.sales.watch() == [SHELF, SHOW]
    found = await floor.journal.read(SHOW, 0)
    assert [entry.event_id for entry in found] == [event_id]


async def test_a_load_keeps_the_log_and_publishes_nothing_twice(floor: ShopFloor) -> None:
    async with floor.database.write() as db:
        await floor.outbox.add(db, SHOW, NewEntry(ORDER_PLACED, staff={"order_id": "ord_1"}))
    await floor.outbox.drain()
    before = await floor.journal.read(SHOW, 0)
    await floor.sales.load(SHOW)
    await floor.outbox.drain()
    assert await floor.journal.read(SHOW, 0) == before


async def test_an_old_file_is_noticed(floor: ShopFloor) -> None:
    """Redis comes back with the same epoch, but from before somebody paid."""
    await floor.line_up(var_a=10)
    hold = await floor.reserve("gst_1", var_a=2)
    keys = [key async for key in floor.redis.scan_iter()]
    old = {key: await _dump(floor, key) for key in keys}
    await floor.pay(hold)
    assert not await floor.sales.verify(SHOW)
    await floor.redis.flushall()
    for key, value in old.items():
        await _restore(floor, key, value)
    assert await floor.sales.verify(SHOW)
    assert (await floor.check())["var_a"] == VariantStock(10, 8, 0, 0, 2)
    assert not await floor.sales.verify(SHOW)


async def _dump(floor: ShopFloor, key: str) -> list[str]:
    """Key's value as commands, since DUMP's bytes do not survive a client that decodes."""
    kind = await floor.redis.type(key)
    if kind == "hash":
        return ["HSET", key, *[part for pair in (await floor.redis.hgetall(key)).items() for part in pair]]
    if kind == "zset":
        pairs = await floor.redis.zrange(key, 0, -1, withscores=True)
        return ["ZADD", key, *[str(part) for member, score in pairs for part in (score, member)]]
    return []


async def _restore(floor: ShopFloor, key: str, command: list[str]) -> None:
    if len(command) > 2:
        await floor.redis.execute_command(*command)


async def test_watch_mends_rules_and_lost_sales(floor: ShopFloor) -> None:
    await floor.line_up(var_a=10)
    assert await floor.sales.watch() == []
    async with floor.database.write() as db:  # the process died before it told Redis
        await db.execute(update(t.sale).where(t.sale.c.sale_id == SHOW).values(open=False, hold_ttl_s=60))
    assert await floor.sales.watch() == []
    with pytest.raises(SaleNotOpen):
        await floor.reserve("gst_1", var_a=1)
    await floor.redis.delete("{shw_1}:m")
    assert await floor.sales.watch() == [SHOW]
    await floor.check()


async def test_closing_gives_back_what_is_free_and_the_rest_as_it_comes(floor: ShopFloor) -> None:
    await floor.line_up(var_a=10, var_b=2)
    await floor.pay(await floor.reserve("gst_1", var_a=2))
    held = await floor.reserve("gst_2", var_a=1)
    paying = await floor.allocate(await floor.reserve("gst_3", var_a=3))
    await floor.sales.close(SHOW)
    assert await floor.check(SHOW) == {"var_a": VariantStock(6, 0, 1, 3, 2), "var_b": VariantStock(0, 0, 0, 0, 0)}
    assert {k: v.available for k, v in (await floor.check(SHELF)).items()} == {"var_a": 4, "var_b": 2}
    with pytest.raises(SaleNotOpen):
        await floor.reserve("gst_4", var_a=1)

    await floor.store.release(SHOW, held.hold_id)
    await floor.sales.close(SHOW)
    assert (await floor.check(SHELF))["var_a"].available == 5
    await floor.give_up(paying)
    await floor.sales.close(SHOW)
    await floor.sales.close(SHOW)
    assert (await floor.check(SHELF))["var_a"].available == 8
    assert (await floor.check(SHOW))["var_a"] == VariantStock(2, 0, 0, 0, 2)
    with pytest.raises(WrongState):
        await floor.sales.set_open(SHOW, True)
    with pytest.raises(WrongState):
        await floor.sales.close(SHELF)


async def test_closing_by_many_at_once(floor: ShopFloor) -> None:
    await floor.line_up(var_a=10, var_b=10)
    await asyncio.gather(*(floor.sales.close(SHOW) for _ in range(5)))
    assert {k: v.available for k, v in (await floor.check(SHELF)).items()} == {"var_a": 10, "var_b": 10}
    await floor.check(SHOW)


async def test_items_carry_the_shows_price_and_place(floor: ShopFloor) -> None:
    await floor.sales.set_item(SHOW, "var_b", show_price_minor=800, per_buyer_limit=2, position=1)
    await floor.line_up(var_a=3, var_b=4)
    await floor.sales.set_item(SHOW, "var_a", position=2)
    first, second = await floor.sales.items(SHOW)
    assert (first.variant_id, first.price_minor, first.full_price_minor, first.per_buyer_limit) == (
        "var_b",
        800,
        1000,
        2,
    )
    assert (first.total, first.allocated, first.title, first.sku, first.shop_id) == (4, 0, "Batik", "VAR_B", "shp_1")
    assert (second.variant_id, second.price_minor, second.position, second.image_id) == ("var_a", 1000, 2, None)
    with pytest.raises(Exception, match="more than one buyer"):
        await floor.reserve("gst_1", var_b=3)
    await floor.sales.set_item(SHOW, "var_b", show_price_minor=None, per_buyer_limit=4)
    assert (await floor.sales.items(SHOW))[0].price_minor == 1000
    await floor.reserve("gst_1", var_b=3)


async def test_a_variant_that_never_had_units_is_out_of_stock_and_not_unknown(floor: ShopFloor) -> None:
    with pytest.raises(NotFound):
        await floor.reserve("gst_1", sale_id=SHELF, var_a=1)
    await floor.sales.add_items(SHELF, ["var_a", "var_b"])
    await floor.sales.set_item(SHOW, "var_a", position=1)
    for sale_id in (SHELF, SHOW):
        with pytest.raises(OutOfStock) as refused:
            await floor.reserve("gst_1", sale_id=sale_id, var_a=1)
        assert refused.value.details == {"variant_id": "var_a", "available": 0}
    # Said again, and by a rebuild, it changes nothing about units that came since.
    await floor.sales.move("var_a", None, SHELF, 3)
    await floor.sales.add_items(SHELF, ["var_a", "var_b"])
    assert await floor.check(SHELF) == {"var_a": VariantStock(3, 3, 0, 0, 0), "var_b": VariantStock(0, 0, 0, 0, 0)}
    await floor.redis.flushall()
    await floor.sales.ensure_loaded(SHELF)
    with pytest.raises(OutOfStock):
        await floor.reserve("gst_1", sale_id=SHELF, var_b=1)
    for variants in (["var_a", "var_unknown"], ["var_unknown"]):
        with pytest.raises(NotFound):
            await floor.sales.add_items(SHELF, variants)


async def test_items_name_the_first_picture_and_no_deleted_variant(floor: ShopFloor) -> None:
    await floor.line_up(var_a=1, var_b=1)
    async with floor.database.write() as db:
        for position, image_id in ((2, "img_2"), (1, "img_1")):
            row = {"image_id": image_id, "product_id": "prd_1", "shop_id": "shp_1", "position": position}
            await db.execute(t.image.insert().values(**row, width=1, height=1, created_ms=1))
        await db.execute(update(t.variant).where(t.variant.c.variant_id == "var_b").values(deleted_ms=1))
    assert [(item.variant_id, item.image_id) for item in await floor.sales.items(SHOW)] == [("var_a", "img_1")]
    assert await floor.sales.items("shw_unknown") == []


async def test_the_time_for_holds_can_change(floor: ShopFloor) -> None:
    await floor.line_up(var_a=5)
    await floor.sales.set_hold_ttl(SHOW, 42)
    assert (await floor.reserve("gst_1", var_a=1)).deadline_ms == floor.clock() + 42_000


@pytest.mark.parametrize("call", ["load", "ensure_loaded", "verify", "close"])
async def test_a_sale_that_does_not_exist(floor: ShopFloor, call: str) -> None:
    with pytest.raises(NotFound):
        await getattr(floor.sales, call)("shw_unknown")


async def test_opening_and_closing_at_once_ends_as_sql_says(floor: ShopFloor) -> None:
    await floor.line_up(var_a=5)
    sales: Sales = floor.sales
    await asyncio.gather(*(sales.set_open(SHOW, number % 2 == 0) for number in range(8)))
    async with floor.database.read() as db:
        is_open = (await db.execute(select(t.sale.c.open).where(t.sale.c.sale_id == SHOW))).scalar_one()
    assert await floor.redis.hget("{shw_1}:m", "open") == str(int(is_open))
