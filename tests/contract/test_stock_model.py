"""The pure model and the real Redis walk side by side: every answer, counter and log entry must be the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis.asyncio
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from checkout.errors import Refusal
from checkout.journal.journal import Journal
from checkout.stock.holds import Line
from checkout.stock.model import SaleModel
from checkout.stock.store import StockStore
from tests.conftest import ManualClock
from tests.servers import RedisServer

SALE = "shw_1"
VARIANTS = ["var_a", "var_b"]
BUYERS = ["gst_1", "gst_2"]
KEYS = [f"key {number}" for number in range(12)]

bags = st.lists(
    st.builds(
        Line,
        st.sampled_from([*VARIANTS * 4, "var_unknown"]),
        st.integers(1, 4),
        st.integers(0, 10**12),
    ),
    min_size=1,
    max_size=3,
)
deltas = st.lists(
    st.builds(Line, st.sampled_from([*VARIANTS, "var_unknown"]), st.integers(-4, 4), st.integers(0, 10**12)),
    min_size=1,
    max_size=3,
)


picks = st.integers(0, 11)


class SideBySide(RuleBasedStateMachine):
    """`connect` is set by the test below: a loop and a client that outlive the examples."""

    loop: asyncio.AbstractEventLoop
    client: redis.asyncio.Redis

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.moves = 0
        self.changes = 0
        self.model = SaleModel(SALE, hold_ttl_ms=20_000)
        journal = Journal(self.client, self.clock)
        self.store = StockStore(self.client, journal, self.clock)
        self.run(self.client.flushall())
        self.load()
        for variant in VARIANTS:
            self.bring(variant, 6)

    def pick(self, which: int) -> str:
        """One of the holds that go on, mostly; else one that has ended, or one that never was."""
        going = [h.hold_id for h in self.model.holds.values() if h.state.value in ("HELD", "PAYING", "CLOSING")]
        ended = [hold_id for hold_id in self.model.holds if hold_id not in going]
        candidates = [*going, *going, *going, *ended[-2:]] or [f"{SALE}.unknown"]
        return candidates[which % len(candidates)] if which else f"{SALE}.unknown"

    def run(self, awaitable: Any) -> Any:
        return self.loop.run_until_complete(awaitable)

    def load(self) -> None:
        empty: dict[str, Any] = {"items": [], "buyers": [], "holds": [], "moves": [], "committed": []}
        self.run(self.store.load(SALE, 1, open=True, hold_ttl_ms=20_000, cool_down_ms=10_000, offset=0, state=empty))

    def both(self, model: Callable[[], Any], real: Any) -> None:
        """Runs both; the same refusal, or the same answer."""
        expected = _outcome(model)

        async def call() -> Any:
            return await real

        got = _outcome(lambda: self.run(call()))
        assert got == expected

    @rule(buyer=st.sampled_from(BUYERS), key=st.sampled_from(KEYS), bag=bags, terms=st.sampled_from("ab"))
    def reserve(self, buyer: str, key: str, bag: list[Line], terms: str) -> None:
        now_ms = self.clock()
        self.both(
            lambda: self.model.reserve(buyer, key, bag, terms, now_ms),
            self.store.reserve(SALE, buyer, key, bag, terms),
        )

    @rule(which=picks, change=deltas, terms=st.sampled_from([None, "c"]), again=st.booleans())
    def change(self, which: int, change: list[Line], terms: str | None, again: bool) -> None:
        hold_id = self.pick(which)
        self.changes += 0 if again else 1
        change_id = str(self.changes)
        self.both(
            lambda: self.model.change(hold_id, change, self.clock(), change_id=change_id, terms=terms),
            self.store.change(SALE, hold_id, change, terms, change_id=change_id),
        )

    @rule(which=picks)
    def get(self, which: int) -> None:
        hold_id = self.pick(which)
        self.both(lambda: self.model.get(hold_id, self.clock()), self.store.get(SALE, hold_id))

    @rule(buyer=st.sampled_from(BUYERS))
    def open_hold(self, buyer: str) -> None:
        self.both(lambda: self.model.open_hold(buyer, self.clock()), self.store.open_hold(SALE, buyer))

    @rule(which=picks)
    def release(self, which: int) -> None:
        hold_id = self.pick(which)
        self.both(lambda: self.model.release(hold_id, self.clock()), self.store.release(SALE, hold_id))

    @rule(which=picks, window_ms=st.sampled_from([5_000, 15_000]))
    def begin_pay(self, which: int, window_ms: int) -> None:
        hold_id = self.pick(which)
        until = self.clock() + window_ms
        self.both(
            lambda: self.model.begin_pay(hold_id, until, self.clock()), self.store.begin_pay(SALE, hold_id, until)
        )

    @rule(which=picks)
    def commit(self, which: int) -> None:
        hold_id = self.pick(which)
        self.both(lambda: self.model.commit(hold_id, self.clock()), self.store.commit(SALE, hold_id))

    @rule(which=picks)
    def close(self, which: int) -> None:
        hold_id = self.pick(which)
        self.both(lambda: self.model.close(hold_id, self.clock()), self.store.close(SALE, hold_id))

    @rule(which=picks)
    def abandon(self, which: int) -> None:
        hold_id = self.pick(which)
        self.both(lambda: self.model.abandon(hold_id, self.clock()), self.store.abandon(SALE, hold_id))

    @rule(which=picks)
    def forgive(self, which: int) -> None:
        sold = [hold for hold in self.model.holds.values() if hold.state.value == "COMMITTED"]
        if sold:
            hold = sold[which % len(sold)]
            self.both(
                lambda: self.model.forgive(hold.hold_id, hold.buyer_id, hold.lines),
                self.store.forgive(SALE, hold.hold_id, hold.buyer_id, hold.lines),
            )

    @rule(limit=st.sampled_from([1, 100]))
    def sweep(self, limit: int) -> None:
        self.both(lambda: self.model.sweep(self.clock(), limit), self.store.sweep(SALE, limit))

    @rule(variant=st.sampled_from(VARIANTS), units=st.integers(1, 5))
    def bring(self, variant: str, units: int) -> None:
        self.moves += 1
        for _ in range(2):  # the second changes nothing
            self.both(
                lambda: self.model.put(str(self.moves), variant, units, 5),
                self.store.put(SALE, str(self.moves), variant, units, 1, 5),
            )

    @rule(variant=st.sampled_from([*VARIANTS, "var_unknown"]), units=st.integers(1, 5))
    def take_out(self, variant: str, units: int) -> None:
        self.moves += 1
        for _ in range(2):
            self.both(
                lambda: self.model.take(str(self.moves), variant, units, self.clock()),
                self.store.take(SALE, str(self.moves), variant, units, 1),
            )

    @rule(ms=st.sampled_from([1, 999, 5_000, 10_000, 19_999, 20_000]))
    def wait(self, ms: int) -> None:
        self.clock.forward(ms=ms)

    @rule(
        open=st.sampled_from([True, True, False]),
        variant=st.sampled_from(["var_a", "var_a", "var_a", "var_unknown"]),
        limit=st.integers(2, 6),
    )
    def set_rules(self, open: bool, variant: str, limit: int) -> None:
        self.model.open = open
        self.model.set_limit(variant, limit)
        self.run(
            self.store.set_rules(SALE, 1, open=open, hold_ttl_ms=20_000, cool_down_ms=10_000, limits={variant: limit})
        )

    @invariant()
    def same_stock(self) -> None:
        stock = self.run(self.store.stock(SALE))
        assert stock == self.model.stock()
        for counted in stock.values():
            assert counted.initial == counted.available + counted.held + counted.paying + counted.sold
            assert min(counted.available, counted.held, counted.paying, counted.sold) >= 0

    @invariant()
    def same_log(self) -> None:
        entries = self.run(self.store.journal.read(SALE, 0, 10_000))
        assert [entry.offset for entry in entries] == list(range(1, len(entries) + 1))
        assert [(entry.kind, entry.data, entry.staff) for entry in entries] == self.model.entries


def _outcome(call: Callable[[], Any]) -> tuple[Any, ...]:
    try:
        answer = call()
    except Refusal as refusal:
        return "refusal", type(refusal), refusal.details, refusal.retry_after_s
    return "answer", answer


@pytest.fixture
def loop_and_client(redis_process: RedisServer) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    client = redis.asyncio.from_url(redis_process.url, decode_responses=True)
    SideBySide.loop, SideBySide.client = loop, client
    yield
    loop.run_until_complete(client.aclose())
    loop.close()


def test_model_and_redis_agree(loop_and_client: None) -> None:
    run_state_machine_as_test(
        SideBySide,
        settings=settings(
            max_examples=150, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
