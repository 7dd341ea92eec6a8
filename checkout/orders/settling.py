"""What `jobs` does for holds, payments and refunds: ends what lapsed, finishes what a crash cut short.

Everything here may run at any time, anywhere, twice at once: each step is conditional on the state that it found.
"""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy import Row, or_, select

from checkout import tables as t
from checkout.each import Each
from checkout.errors import HoldExpired, NotFound, Rebuilding, Unavailable, WrongState
from checkout.order import PaymentState
from checkout.orders.forgiving import forgive_cancelled_since
from checkout.orders.parts import Parts
from checkout.orders.paying import LATE, Paying, charge_of
from checkout.orders.records import THE_SYSTEM, checkout_of_hold, gate_state
from checkout.orders.refunds import ASKED, Refunds
from checkout.stock.holds import Hold, HoldState

logger = structlog.get_logger("orders")

_BATCH = 100
# A provider that has not answered after this long is asked to cancel; it says what became of the attempt.
STALE_MS = 90_000
# Gates that were decided so recently may have missed Redis, if the process died between SQL and Redis.
RECENT_MS = 15 * 60_000
# A sale that closed longer ago than this has no hold left: holds and payments last an hour at most.
_CLOSED_MS = 24 * 3_600_000


class Settling:
    def __init__(self, parts: Parts, paying: Paying, refunds: Refunds) -> None:
        self._parts = parts
        self._database = parts.database
        self._paying = paying
        self._refunds = refunds
        self._each_sale = Each(logger, "a sale could not be swept")
        self._each_hold = Each(logger, "a hold could not be ended")
        self._each_step = Each(logger, "a step of reconciliation failed")
        self._each_gate = Each(logger, "a hold could not be made level")
        self._each_attempt = Each(logger, "an attempt to pay could not be decided")
        self._each_refund = Each(logger, "a refund could not be carried out")

    async def sweep(self) -> int:
        """Ends lapsed holds and unpaid checkouts of all sales; how many. Called each second or so."""
        ended = 0
        for sale_id in await self._sales_in_use():
            with self._each_sale.item(sale_id):
                try:
                    ended += await self._sweep_sale(sale_id)
                except Rebuilding:
                    self._parts.rebuilds.start(sale_id)
        return ended

    async def reconcile(self) -> None:
        """Brings Redis, payments and refunds level with SQL after a crash. Called at start and each minute."""
        steps = (
            self._level_redis,
            self._forgive,
            self._ask_about_stale_attempts,
            self._return_late_money,
            self._repeat_refunds,
        )
        for step in steps:
            with self._each_step.item(step.__name__):
                await step()

    async def _forgive(self) -> None:
        await forgive_cancelled_since(self._parts, self._parts.now_ms() - RECENT_MS)

    async def _sales_in_use(self) -> list[str]:
        recently_ms = self._parts.now_ms() - _CLOSED_MS
        wanted = select(t.sale.c.sale_id).where(
            t.sale.c.epoch > 0, or_(t.sale.c.closed_ms.is_(None), t.sale.c.closed_ms > recently_ms)
        )
        async with self._database.read() as db:
            return list((await db.execute(wanted)).scalars())

    async def _sweep_sale(self, sale_id: str) -> int:
        ended = 0
        seen: set[str] = set()
        while True:
            found = await self._parts.store.sweep(sale_id, _BATCH)
            fresh = [hold for hold in found if hold.hold_id not in seen]
            seen.update(hold.hold_id for hold in fresh)
            for hold in fresh:
                if hold.state in (HoldState.PAYING, HoldState.CLOSING):
                    # Sweeping finds a hold that fails again.
                    with self._each_hold.item(hold.hold_id):
                        ended += await self._end_paying(hold)
                else:
                    ended += 1
            if len(found) < _BATCH or not fresh:
                return ended

    async def _end_paying(self, hold: Hold) -> bool:
        """A hold whose time to pay is up: sold if it was paid, given back if the provider confirms that it was not."""
        try:
            return await self._decide(hold)
        except (WrongState, HoldExpired, NotFound):
            # Somebody else decided in between; the next sweep sees how.
            logger.info("a hold was decided elsewhere", hold_id=hold.hold_id)
        return False

    async def _decide(self, hold: Hold) -> bool:
        async with self._database.read() as db:
            checkout = await checkout_of_hold(db, hold.hold_id)
            gate = await gate_state(db, hold.hold_id)
        if gate == "committed":
            await self._parts.after_commit.commit_hold(hold.sale_id, hold.hold_id)
            return True
        if checkout is None or gate == "void":
            return await self.shut(hold)
        await self._parts.store.close(hold.sale_id, hold.hold_id)
        attempt = await self._running_attempt(checkout)
        if attempt is not None and not await self._cancelled(attempt, checkout):
            return True
        await self._paying.give_up(checkout, THE_SYSTEM, "expired", provider_confirmed=True)
        return True

    async def shut(self, hold: Hold) -> bool:
        """No order came of it (a crash between Redis and SQL): the gate is void before the units are free."""
        async with self._database.write() as db:
            if await checkout_of_hold(db, hold.hold_id) is not None and await gate_state(db, hold.hold_id) != "void":
                return False
            freed = await self._parts.ledger.void(db, hold.hold_id, hold.sale_id, hold.buyer_id)
        if freed:
            await self._parts.after_commit.abandon_hold(hold.sale_id, hold.hold_id)
        else:
            await self._parts.after_commit.commit_hold(hold.sale_id, hold.hold_id)
        return True

    async def _running_attempt(self, checkout: Row[Any]) -> Row[Any] | None:
        wanted = select(t.payment).where(
            t.payment.c.checkout_id == checkout.checkout_id, t.payment.c.state == PaymentState.PROCESSING.value
        )
        async with self._database.read() as db:
            return (await db.execute(wanted)).one_or_none()

    async def _cancelled(self, attempt: Row[Any], checkout: Row[Any]) -> bool:
        """True if the provider confirms that the attempt will never be paid; else it was, and is settled here.

        Raises:
            Unavailable: nobody knows yet.
        """
        method = self._parts.methods.get(attempt.provider)
        if method is None:
            raise Unavailable("This server no longer has that way to pay.", {"provider": attempt.provider})
        charge = charge_of(attempt, checkout.hold_id)
        if await method.cancel(charge):
            return True
        await self._paying.settle(charge, attempt.reference)
        return False

    async def _level_redis(self) -> None:
        recent_ms = self._parts.now_ms() - RECENT_MS
        wanted = (
            select(t.hold_gate)
            .where(t.hold_gate.c.state.in_(["committed", "void"]), t.hold_gate.c.deadline_ms > recent_ms)
            .order_by(t.hold_gate.c.deadline_ms)
        )
        async with self._database.read() as db:
            gates = (await db.execute(wanted)).all()
        for gate in gates:
            with self._each_gate.item(gate.hold_id):
                hold = await self._parts.store.get(gate.sale_id, gate.hold_id)
                if hold is None or hold.state not in (HoldState.PAYING, HoldState.CLOSING):
                    continue
                if gate.state == "committed":
                    await self._parts.after_commit.commit_hold(gate.sale_id, gate.hold_id)
                else:
                    await self._parts.after_commit.abandon_hold(gate.sale_id, gate.hold_id)

    async def _ask_about_stale_attempts(self) -> None:
        """Attempts without any answer: the process died while it asked."""
        wanted = (
            select(t.payment, t.checkout.c.hold_id)
            .join(t.checkout)
            .where(
                t.payment.c.state == PaymentState.PROCESSING.value,
                t.payment.c.reference.is_(None),
                t.payment.c.updated_ms < self._parts.now_ms() - STALE_MS,
            )
        )
        async with self._database.read() as db:
            stale = (await db.execute(wanted.limit(_BATCH))).all()
        for attempt in stale:
            with self._each_attempt.item(attempt.payment_id):
                if await self._cancelled(attempt, attempt):
                    await self._paying.fail_attempt(charge_of(attempt, attempt.hold_id), "no_answer")

    async def _return_late_money(self) -> None:
        wanted = select(t.payment, t.checkout.c.hold_id).join(t.checkout).where(t.payment.c.state == LATE)
        async with self._database.read() as db:
            late = (await db.execute(wanted.limit(_BATCH))).all()
        for attempt in late:
            with self._each_attempt.item(attempt.payment_id):
                await self._paying.return_late_money(charge_of(attempt, attempt.hold_id))

    async def _repeat_refunds(self) -> None:
        wanted = select(t.refund.c.refund_id).where(
            t.refund.c.state == ASKED, t.refund.c.updated_ms < self._parts.now_ms() - STALE_MS
        )
        async with self._database.read() as db:
            asked = list((await db.execute(wanted.limit(_BATCH))).scalars())
        for refund_id in asked:
            with self._each_refund.item(refund_id):
                await self._refunds.carry_out(refund_id)
