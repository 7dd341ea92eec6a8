"""Use cases of a payment: asking for the money once, recording what the provider said, giving up what nobody paid.

An attempt is written down before the provider is asked, and the provider is asked outside any transaction. Whatever
the provider says is recorded only if the attempt is still waiting for it: money that comes after the units were given
up goes back by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import structlog
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout import tables as t
from checkout.caller import Caller
from checkout.errors import CardDeclined, HoldExpired, Invalid, NotFound, Unavailable, WrongState
from checkout.journal.entries import ORDER_CANCELLED, ORDER_PAID, NewEntry
from checkout.order import OrderAction, PaymentAction, PaymentState
from checkout.orders.contact import masked_name
from checkout.orders.entries import order_fields
from checkout.orders.parts import Parts
from checkout.orders.records import (
    BUYER,
    THE_SYSTEM,
    Actor,
    add_event,
    change_order,
    change_payment,
    checkout_row,
    gate_state,
    lines_of,
    orders_of,
)
from checkout.payments.method import Charge, Outcome, PaymentMethod, PayRequest, Verdict

logger = structlog.get_logger("orders")

Answer = TypeVar("Answer")

# States of a payment attempt that are no payment state: money that came too late, and the same once it went back.
LATE, LATE_REFUNDED = "late", "late_refunded"

# What a provider said is written down again when the database was busy, after pauses that grow; then reconciliation
# asks the provider anew.
_PAUSES_S = (0.05, 0.2, 0.5, 1.0)

_TOO_LATE = "The time to pay was up, so the things went back on sale. You were not charged."
_TOO_LATE_REFUNDED = "The time to pay was up, so the things went back on sale. Your money goes back to you."


class Paying:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._database = parts.database

    async def pay(self, checkout_id: str, caller: Caller, request: PayRequest) -> None:
        """Asks for the money of a checkout; returns once it is paid or the provider is still busy with it.

        Raises:
            NotFound: also for another buyer's. Invalid: not worth asking. WrongState: paid already, or being paid.
            CardDeclined: the hold goes on, so that it can be paid again. HoldExpired: too late.
            Unavailable: the provider did not answer; reconciliation finds out what became of it.
        """
        async with self._database.read() as db:
            checkout = await checkout_row(db, checkout_id)
        if not caller.is_buyer(checkout.buyer_id):
            raise NotFound("There is no such checkout.")
        method = self._method(checkout)
        if checkout.total_minor:
            method.check(request)
        charge = await self._begin(checkout, method)
        # Nothing to pay is paid without asking anybody.
        outcome = await method.pay(charge, request) if charge.amount_minor else Outcome(Verdict.PAID)
        await self.record(charge, outcome)

    async def record(self, charge: Charge, outcome: Outcome) -> None:
        """Writes down what the provider said.

        Raises:
            CardDeclined, HoldExpired
            Unavailable: the database is away, also after some tries; reconciliation asks the provider again.
        """
        if outcome.verdict is Verdict.PAID:
            await self.settle(charge, outcome.reference)
        elif outcome.verdict is Verdict.DECLINED:
            await _patiently(lambda: self._decline(charge, outcome))
            raise CardDeclined(
                outcome.message or "The card was declined. Try another one.", {"reason": outcome.code or "declined"}
            )
        else:
            await _patiently(lambda: self._keep_waiting(charge, outcome))

    async def settle(self, charge: Charge, reference: str | None) -> None:
        """The money is here: order accepted, units sold. Twice is once.

        Raises:
            HoldExpired: the units had been given up, so that the money goes back.
            Unavailable: the database is away, also after some tries; reconciliation settles it.
        """
        checkout = await _patiently(lambda: self._settle_or_return(charge, reference))
        await self._parts.after_commit.publish()
        await self._parts.after_commit.commit_hold(checkout.sale_id, checkout.hold_id)

    async def fail_attempt(self, charge: Charge, code: str) -> None:
        """An attempt that the provider confirms will never be paid: the buyer may try again. Raises `WrongState`."""
        async with self._database.write() as db:
            await change_payment(db, charge.checkout_id, PaymentAction.FAIL, PaymentState.PROCESSING)
            if not await _mark(db, charge, PaymentState.FAILED.value, self._parts.now_ms(), None, code):
                raise WrongState("The attempt is over.", {"state": PaymentState.FAILED.value})
            for order in await orders_of(db, charge.checkout_id):
                await add_event(
                    db, order.order_id, self._parts.now_ms(), "payment_failed", THE_SYSTEM, {"reason": code}
                )

    async def give_up(self, checkout: Row[Any], actor: Actor, reason: str, *, provider_confirmed: bool = False) -> None:
        """Cancels an unpaid checkout: gate void, units free, order cancelled. `reason` is expired, given_back, seller.

        With `provider_confirmed` also while an attempt runs: the provider said that it will never be paid.

        Raises:
            WrongState: paid, being paid, or cancelled already.
        """
        allowed = [PaymentState.DUE, PaymentState.FAILED]
        if provider_confirmed:
            allowed.append(PaymentState.PROCESSING)
        async with self._database.write() as db:
            await change_payment(db, checkout.checkout_id, PaymentAction.FAIL, *allowed)
            if not await self._parts.ledger.void(db, checkout.hold_id, checkout.sale_id, checkout.buyer_id):
                raise WrongState("The units are sold.", {"state": PaymentState.PAID.value})
            now_ms = self._parts.now_ms()
            await db.execute(
                update(t.payment)
                .where(t.payment.c.checkout_id == checkout.checkout_id)
                .where(t.payment.c.state == PaymentState.PROCESSING.value)
                .values(state=PaymentState.FAILED.value, failure_code=reason, updated_ms=now_ms)
            )
            for order in await orders_of(db, checkout.checkout_id):
                await change_order(db, order, OrderAction.CANCEL, now_ms)
                await add_event(db, order.order_id, now_ms, "cancelled", actor, {"reason": reason})
                staff = {"order_id": order.order_id, "buyer": order.buyer_id, "reason": reason}
                await self._parts.outbox.add(db, order.sale_id, NewEntry(ORDER_CANCELLED, {}, staff))
        await self._parts.after_commit.publish()
        await self._parts.after_commit.abandon_hold(checkout.sale_id, checkout.hold_id)

    async def return_late_money(self, charge: Charge) -> bool:
        """Refunds money that came too late; False if the provider could not yet. Idempotent by the attempt."""
        async with self._database.read() as db:
            checkout = await checkout_row(db, charge.checkout_id)
        outcome = await self._method(checkout).refund(charge, charge.amount_minor, f"late:{charge.payment_id}")
        if outcome.verdict is not Verdict.PAID:
            logger.error("late money could not be returned", payment_id=charge.payment_id, reason=outcome.code)
            return False
        async with self._database.write() as db:
            await db.execute(
                update(t.payment)
                .where(t.payment.c.payment_id == charge.payment_id, t.payment.c.state == LATE)
                .values(state=LATE_REFUNDED, updated_ms=self._parts.now_ms())
            )
        return True

    def _method(self, checkout: Row[Any]) -> PaymentMethod:
        method = self._parts.methods.get(checkout.payment_method)
        if method is None:
            reason = "is not offered here any more"
            raise Invalid(f"payment_method: {reason}", {"payment_method": reason})
        return method

    async def _begin(self, checkout: Row[Any], method: PaymentMethod) -> Charge:
        """Writes the attempt down. Raises `WrongState`, `HoldExpired`."""
        async with self._database.write() as db:
            await change_payment(db, checkout.checkout_id, PaymentAction.ASK)
            now_ms = self._parts.now_ms()
            # Read after the row above is locked: whoever gives the units up locks it first as well.
            gate = await gate_state(db, checkout.hold_id)
            if gate != "allocated" or now_ms >= checkout.pay_by_ms:
                raise HoldExpired(_TOO_LATE)
            last = await db.execute(
                select(func.max(t.payment.c.attempt)).where(t.payment.c.checkout_id == checkout.checkout_id)
            )
            attempt = (last.scalar_one() or 0) + 1
            payment_id = self._parts.new_id("pay")
            await db.execute(
                insert(t.payment).values(
                    payment_id=payment_id,
                    checkout_id=checkout.checkout_id,
                    provider=method.name,
                    attempt=attempt,
                    state=PaymentState.PROCESSING.value,
                    amount_minor=checkout.total_minor,
                    currency=checkout.currency,
                    created_ms=now_ms,
                    updated_ms=now_ms,
                )
            )
        key = pay_key(checkout.hold_id, attempt)
        return Charge(payment_id, checkout.checkout_id, attempt, checkout.total_minor, checkout.currency, key)

    async def _settle(self, db: AsyncConnection, charge: Charge, reference: str | None) -> Row[Any]:
        """Raises `WrongState` unless this very attempt was waiting."""
        await change_payment(db, charge.checkout_id, PaymentAction.SETTLE)
        now_ms = self._parts.now_ms()
        if not await _mark(db, charge, PaymentState.PAID.value, now_ms, reference):
            raise WrongState("Another attempt is under way.", {"state": PaymentState.PROCESSING.value})
        checkout = await checkout_row(db, charge.checkout_id)
        await self._parts.ledger.commit(db, checkout.hold_id)
        for order in await orders_of(db, charge.checkout_id):
            await change_order(db, order, OrderAction.ACCEPT, now_ms)
            await add_event(db, order.order_id, now_ms, "paid", Actor(BUYER, order.buyer_id))
            await add_event(db, order.order_id, now_ms, "accepted", THE_SYSTEM)
            await self._tell_paid(db, order, checkout, charge)
        return checkout

    async def _tell_paid(self, db: AsyncConnection, order: Row[Any], checkout: Row[Any], charge: Charge) -> None:
        lines = await lines_of(db, order.order_id)
        public = {
            "name": masked_name(checkout.contact["name"]),
            "lines": [{"variant_id": line.variant_id, "quantity": line.quantity} for line in lines],
        }
        staff = order_fields(
            order.order_id, order.buyer_id, lines, order.total_minor, order.currency, is_test=checkout.is_test
        )
        entry = NewEntry(ORDER_PAID, public, {**staff, "payment_id": charge.payment_id})
        await self._parts.outbox.add(db, order.sale_id, entry)

    async def _decline(self, charge: Charge, outcome: Outcome) -> None:
        """Raises `HoldExpired` if the checkout was given up meanwhile."""
        try:
            await self.fail_attempt(charge, outcome.code or "declined")
        except WrongState:
            raise HoldExpired(_TOO_LATE) from None

    async def _settle_or_return(self, charge: Charge, reference: str | None) -> Row[Any]:
        """The checkout, which is paid. Raises `HoldExpired`, `Unavailable`."""
        try:
            async with self._database.write() as db:
                return await self._settle(db, charge, reference)
        except (WrongState, HoldExpired):
            # Also after a try of our own whose commit counted although it seemed to fail.
            if await self._state_of(charge) == PaymentState.PAID.value:
                async with self._database.read() as db:
                    return await checkout_row(db, charge.checkout_id)
            await self._money_came_late(replace(charge, reference=reference))
            raise HoldExpired(_TOO_LATE_REFUNDED) from None

    async def _keep_waiting(self, charge: Charge, outcome: Outcome) -> None:
        async with self._database.write() as db:
            await _mark(db, charge, PaymentState.PROCESSING.value, self._parts.now_ms(), outcome.reference)

    async def _state_of(self, charge: Charge) -> str:
        wanted = select(t.payment.c.state).where(t.payment.c.payment_id == charge.payment_id)
        async with self._database.read() as db:
            return (await db.execute(wanted)).scalar_one()

    async def _money_came_late(self, charge: Charge) -> None:
        waiting = [PaymentState.FAILED.value, PaymentState.PROCESSING.value]
        async with self._database.write() as db:
            await db.execute(
                update(t.payment)
                .where(t.payment.c.payment_id == charge.payment_id, t.payment.c.state.in_(waiting))
                .values(state=LATE, reference=charge.reference, updated_ms=self._parts.now_ms())
            )
        try:
            await self.return_late_money(charge)
        except Unavailable as refusal:
            # It is written down as late: reconciliation repeats it.
            logger.warning("late money waits to be returned", payment_id=charge.payment_id, reason=refusal.code)


def pay_key(hold_id: str, attempt: int) -> str:
    """The provider's idempotency key of one attempt."""
    return f"pay:{hold_id}:{attempt}"


def charge_of(payment: Row[Any], hold_id: str) -> Charge:
    """The attempt as it was asked for, from its row."""
    return Charge(
        payment.payment_id,
        payment.checkout_id,
        payment.attempt,
        payment.amount_minor,
        payment.currency,
        pay_key(hold_id, payment.attempt),
        payment.reference,
    )


async def _patiently(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """`call()`, again while the database is busy. Raises `Unavailable` after the last try."""
    for pause_s in _PAUSES_S:
        try:
            return await call()
        except Unavailable as refusal:
            logger.warning("an answer about money waits for the database", reason=refusal.code)
        await asyncio.sleep(pause_s)
    return await call()


async def _mark(
    db: AsyncConnection, charge: Charge, state: str, now_ms: int, reference: str | None, code: str | None = None
) -> bool:
    """Records an answer on an attempt that still waits for one; False if it doesn't any more."""
    values: dict[str, Any] = {"state": state, "failure_code": code, "updated_ms": now_ms}
    if reference is not None:
        values["reference"] = reference
    changed = await db.execute(
        update(t.payment)
        .where(t.payment.c.payment_id == charge.payment_id, t.payment.c.state == PaymentState.PROCESSING.value)
        .values(**values)
    )
    return changed.rowcount > 0
