"""What the side-by-side walk in tests/contract cannot show: crowds, crashes, hostile input."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import redis.asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.exceptions import ConnectionError

from checkout.errors import (
    HoldExpired,
    Invalid,
    NotFound,
    OutOfStock,
    Refusal,
    Unavailable,
)
from checkout.journal.journal import Journal
from checkout.stock.holds import Hold, HoldState, Line, VariantStock
from checkout.stock.store import StockStore, sale_of
from tests.conftest import ManualClock
from tests.servers import RedisServer, redis_server

SALE = "shw_1"
EMPTY: dict[str, Any] = {"items": [], "buyers": [], "holds": [], "moves": [], "committed": []}


async def make_store(client: redis.asyncio.Redis, clock: ManualClock, **units: int) -> StockStore:
    store = StockStore(client, Journal(client, clock), clock)
    items = [(variant_id, count, 0, 0, 5) for variant_id, count in units.items()]
    rules: dict[str, Any] = {"open": True, "hold_ttl_ms": 300_000, "cool_down_ms": 10_000, "offset": 0}
    assert await store.load(SALE, 1, **rules, state={**EMPTY, "items": items})
    return store


@pytest.fixture
async def store(redis_client: redis.asyncio.Redis, clock: ManualClock) -> StockStore:
    return await make_store(redis_client, clock, var_a=100)


async def take_one(store: StockStore, buyer: str, key: str = "k") -> Hold:
    return (await store.reserve(SALE, buyer, key, [Line("var_a", 1, 1000)], "{}"))[0]


async def test_a_thousand_buyers_for_a_hundred_units(store: StockStore, clock: ManualClock) -> None:
    results = await asyncio.gather(*(take_one(store, f"gst_{i}") for i in range(1000)), return_exceptions=True)
    holds = [result for result in results if isinstance(result, Hold)]
    refusals = [result for result in results if isinstance(result, OutOfStock)]
    assert (len(holds), len(refusals)) == (100, 900)
    assert all(refusal.details == {"variant_id": "var_a", "available": 0} for refusal in refusals)
    assert await store.stock(SALE) == {"var_a": VariantStock(100, 0, 100, 0, 0)}
    entries = await store.journal.read(SALE, 0, 5000)
    kinds = [entry.kind for entry in entries]
    assert (kinds.count("hold.placed"), kinds.count("hold.refused")) == (100, 900)
    # One stock.changed a batch, not one a hold.
    assert kinds.count("stock.changed") <= 16
    assert [entry.offset for entry in entries] == list(range(1, len(entries) + 1))

    clock.forward(s=300)
    assert len(await store.sweep(SALE)) == 100
    assert await store.stock(SALE) == {"var_a": VariantStock(100, 100, 0, 0, 0)}


async def test_the_same_key_at_once_is_one_hold(store: StockStore) -> None:
    lines = [Line("var_a", 2, 1000)]
    results = await asyncio.gather(*(store.reserve(SALE, "gst_1", "k", lines, "{}") for _ in range(100)))
    assert len({hold.hold_id for hold, _ in results}) == 1
    assert [is_new for _, is_new in results].count(True) == 1
    assert (await store.stock(SALE))["var_a"].held == 2


async def test_buyers_do_not_share_keys(store: StockStore) -> None:
    one, other = await take_one(store, "gst_1"), await take_one(store, "gst_2")
    assert one.hold_id != other.hold_id
    assert sale_of(one.hold_id) == sale_of(other.hold_id) == SALE


async def test_a_repeat_gets_its_hold_also_when_all_is_sold(store: StockStore) -> None:
    first = await take_one(store, "gst_0")
    await asyncio.gather(*(take_one(store, f"gst_{i}") for i in range(1, 100)))
    assert await take_one(store, "gst_0") == first


async def test_an_answer_that_was_lost_is_asked_for_again(store: StockStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis did it, the connection broke before it could say so."""
    for name in ("reserve", "change", "begin_pay", "commit"):
        script = store._scripts[name]
        real, lost = script._script, []

        async def once(*, real: Any = real, lost: list[int] = lost, **named: Any) -> Any:
            answer = await real(**named)
            if not lost:
                lost.append(1)
                raise ConnectionError("lost")
            return answer

        monkeypatch.setattr(script, "_script", once)
    hold = await take_one(store, "gst_1")
    hold = await store.change(SALE, hold.hold_id, [Line("var_a", 2, 1000)])
    assert hold.lines == (Line("var_a", 3, 1000),)
    await store.begin_pay(SALE, hold.hold_id, hold.deadline_ms)
    await store.commit(SALE, hold.hold_id)
    assert await store.stock(SALE) == {"var_a": VariantStock(100, 97, 0, 0, 3)}


@pytest.fixture
async def own_server() -> AsyncIterator[RedisServer]:
    with redis_server() as server:
        yield server


async def test_redis_killed_under_load_loses_no_acknowledged_hold(own_server: RedisServer, clock: ManualClock) -> None:
    client = redis.asyncio.from_url(own_server.url, decode_responses=True)
    store = await make_store(client, clock, var_a=400)
    acknowledged: list[Hold] = []
    first_ones = asyncio.Event()

    async def buy(number: int) -> None:
        for _ in range(5):
            try:
                acknowledged.append(await take_one(store, f"gst_{number}"))
            except Unavailable:
                continue
            if len(acknowledged) >= 150:
                first_ones.set()
            return

    async def kill() -> None:
        await first_ones.wait()
        await asyncio.to_thread(own_server.kill)
        await asyncio.to_thread(own_server.start)

    async def crowd() -> None:
        # In waves, so that some are under way when it dies and some come after.
        for start in range(0, 300, 25):
            await asyncio.gather(*(buy(number) for number in range(start, start + 25)))

    await asyncio.gather(crowd(), kill())
    assert len(acknowledged) == 300
    for hold in acknowledged:
        assert await store.get(SALE, hold.hold_id) == hold
    assert await store.stock(SALE) == {"var_a": VariantStock(400, 100, 300, 0, 0)}
    await client.aclose()


async def test_redis_away_is_said(clock: ManualClock) -> None:
    client = redis.asyncio.from_url("unix:///nowhere/redis.sock", decode_responses=True)
    store = StockStore(client, Journal(client, clock), clock)
    for call in (take_one(store, "gst_1"), store.stock(SALE), store.get(SALE, "x")):
        with pytest.raises(Unavailable) as refused:
            await call
        assert refused.value.retry_after_s == 1
        assert "nowhere" not in refused.value.message


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [Line("var_a", 0, 1)],
        [Line("var_a", -1, 1)],
        [Line("var_a", 10**30, 1)],
        [Line("var_a", 600_000, 1), Line("var_a", 600_000, 1)],
        [Line(f"var_{i}", 1, 1) for i in range(101)],
    ],
)
async def test_bags_that_make_no_sense(store: StockStore, lines: list[Line]) -> None:
    with pytest.raises(Invalid):
        await store.reserve(SALE, "gst_1", "k", lines, "{}")
    assert await store.journal.read(SALE, 0) == []


async def test_ids_that_are_not_ours(store: StockStore) -> None:
    for hold_id in ("", "x", SALE, f"{SALE}.", "a.b.c", "}{", "\x00", "*", "o" * 100_000):
        assert await store.get(SALE, hold_id) is None
        for call in (store.release, store.commit, store.close, store.abandon):
            with pytest.raises(NotFound):
                await call(SALE, hold_id)
    with pytest.raises(NotFound):
        await store.reserve(SALE, "gst_1", "k", [Line("i:var_a", 1, 1)], "{}")
    assert (await store.stock(SALE))["var_a"].available == 100


async def test_another_sales_hold_is_not_found_here(store: StockStore) -> None:
    hold = await take_one(store, "gst_1")
    assert sale_of(hold.hold_id) == SALE
    with pytest.raises(Unavailable):
        await store.get("shw_2", hold.hold_id)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    buyer=st.text(min_size=1),
    key=st.text(),
    variant=st.text(max_size=20) | st.just("var_a"),
    terms=st.text(),
    price=st.integers(0, 2**53),
)
async def test_any_text_is_only_text(
    store: StockStore, buyer: str, key: str, variant: str, terms: str, price: int
) -> None:
    try:
        hold, is_new = await store.reserve(SALE, buyer, key, [Line(variant, 1, price)], terms)
    except Refusal:
        assert variant != "var_a"
        return
    if not is_new:
        assert hold.state is HoldState.RELEASED
        return
    assert (hold.buyer_id, hold.lines, hold.terms) == (buyer, (Line("var_a", 1, price),), terms)
    assert await store.open_hold(SALE, buyer) == hold
    assert (await store.release(SALE, hold.hold_id)).state is HoldState.RELEASED
    assert (await store.stock(SALE))["var_a"] == VariantStock(100, 100, 0, 0, 0)


async def test_old_holds_are_forgotten_and_what_was_bought_is_not(store: StockStore, clock: ManualClock) -> None:
    given_back = await take_one(store, "gst_1")
    await store.release(SALE, given_back.hold_id)
    bought = (await store.reserve(SALE, "gst_2", "k", [Line("var_a", 5, 1)], "{}"))[0]
    await store.begin_pay(SALE, bought.hold_id, clock() + 1000)
    await store.commit(SALE, bought.hold_id)
    clock.forward(s=86_400)
    await store.sweep(SALE)
    assert await store.get(SALE, given_back.hold_id) is None
    assert await store.get(SALE, bought.hold_id) is not None
    clock.forward(s=7 * 86_400)
    await store.sweep(SALE)
    assert await store.get(SALE, bought.hold_id) is None
    with pytest.raises(Refusal) as refused:
        await take_one(store, "gst_2", "k2")
    assert refused.value.code == "limit_reached"
    assert await store.stock(SALE) == {"var_a": VariantStock(100, 95, 0, 0, 5)}


async def test_payments_that_stay_due_take_turns(store: StockStore, clock: ManualClock) -> None:
    holds = [await take_one(store, f"gst_{i}") for i in range(4)]
    for number, hold in enumerate(holds):
        await store.begin_pay(SALE, hold.hold_id, clock() + 1000 + number)
    clock.forward(s=2)
    seen = []
    for _ in range(4):
        seen += [hold.buyer_id for hold in await store.sweep(SALE, limit=1)]
        clock.forward(ms=1)
    assert seen == ["gst_0", "gst_1", "gst_2", "gst_3"]


async def test_paying_ends_at_its_deadline(store: StockStore, clock: ManualClock) -> None:
    """Nobody begins a payment on a hold that is about to be closed; one that is under way may still come in."""
    hold = await take_one(store, "gst_1")
    paying = await store.begin_pay(SALE, hold.hold_id, clock() + 1000)
    assert await store.begin_pay(SALE, hold.hold_id, clock() + 99_000) == paying
    clock.forward(s=1)
    with pytest.raises(HoldExpired):
        await store.begin_pay(SALE, hold.hold_id, clock() + 99_000)
    assert [due.state for due in await store.sweep(SALE)] == [HoldState.PAYING]
    closing = await store.close(SALE, hold.hold_id)
    assert await store.sweep(SALE) == [closing]
    with pytest.raises(HoldExpired):
        await store.begin_pay(SALE, hold.hold_id, clock() + 99_000)
    assert (await store.commit(SALE, hold.hold_id)).state is HoldState.COMMITTED
    assert await store.sweep(SALE) == []


async def test_an_early_change_that_comes_again_changes_nothing(store: StockStore) -> None:
    hold = await take_one(store, "gst_1")
    for change_id in ("c1", "c2", "c1", "c2"):
        hold = await store.change(SALE, hold.hold_id, [Line("var_a", 1, 900)], change_id=change_id)
    assert hold.lines == (Line("var_a", 3, 900),)


async def test_a_price_in_the_bag_only_falls(store: StockStore) -> None:
    hold = await take_one(store, "gst_1")
    for price, agreed in ((2000, 1000), (700, 700), (900, 700)):
        hold = await store.change(SALE, hold.hold_id, [Line("var_a", 1, price)], '{"n":1}')
        assert (hold.lines[0].price_minor, hold.terms) == (agreed, '{"n":1}')


async def test_what_one_batch_sees_of_itself(store: StockStore) -> None:
    """In one script call the second bag sees what the first took."""
    bags = [store.reserve(SALE, f"gst_{i}", "k", [Line("var_a", 5, 1)], "{}") for i in range(21)]
    results = await asyncio.gather(*bags, return_exceptions=True)
    assert [type(result) for result in results] == [tuple] * 20 + [OutOfStock]
