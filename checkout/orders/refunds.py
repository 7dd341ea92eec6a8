"""Use cases of giving money back: in part or whole, and with a cancelled order.

A refund is a row before the provider is asked, and its id is the provider's idempotency key, so that a crash in
between repeats the same refund and never makes a second one. The order's `refunded_minor` counts what was asked for:
the sum can't pass the total (CHECK), however many ask at once. A refund never restocks by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout import tables as t
from checkout.caller import HOSTS, Caller
from checkout.errors import Conflict, Invalid, WrongState
from checkout.journal.entries import ORDER_CANCELLED, ORDER_REFUNDED, NewEntry
from checkout.money import Money, from_minor, to_minor
from checkout.order import OrderAction, OrderState, PaymentAction, PaymentState
from checkout.orders.contact import tidy
from checkout.orders.entries import refund_fields
from checkout.orders.forgiving import forgive
from checkout.orders.parts import Parts
from checkout.orders.paying import charge_of
from checkout.orders.records import (
    SELLER,
    Actor,
    add_event,
    change_order,
    change_payment,
    checkout_row,
    lines_of,
    order_row,
)
from checkout.orders.wire import RefundWanted
from checkout.payments.method import Verdict

logger = structlog.get_logger("orders")

ASKED, DONE, REFUSED = "asked", "done", "refused"
_REFUNDABLE = (PaymentState.PAID.value, PaymentState.PART_REFUNDED.value)


class RefundRefused(Conflict):
    """The provider will not give the money back; `details.reason` says why."""

    code = "refund_refused"


@dataclass(frozen=True, slots=True)
class _Wish:
    """`amount_minor` None: all that is left."""

    amount_minor: int | None
    reason: str
    restock: bool


class Refunds:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._database = parts.database

    async def refund(self, order_id: str, caller: Caller, wanted: RefundWanted) -> None:
        """Gives back `amount`, or all that is left.

        Raises:
            NotFound, Forbidden, Invalid: more than is left. WrongState: nothing was paid.
            RefundRefused: by the provider. Unavailable: it is asked again later by itself.
        """
        reason = tidy(wanted.reason, "reason", longest=500)
        if not reason:
            raise Invalid("reason: may not be empty", {"reason": "may not be empty"})
        async with self._database.write() as db:
            order = await order_row(db, order_id)
            caller.require_role(order.shop_id, HOSTS)
            wish = _Wish(_amount(wanted.amount, order.currency), reason, wanted.restock)
            refund_id = await self._ask(db, order, Actor(SELLER, caller.person_id), wish)
        await self.carry_out(refund_id)

    async def cancel_paid(self, order_id: str, actor: Actor, reason: str, *, restock: bool) -> None:
        """Cancels an accepted order and gives all its money back.

        Raises:
            WrongState: shipped already, or not paid. RefundRefused, Unavailable: the order is cancelled all the same.
        """
        refund_id = None
        async with self._database.write() as db:
            order = await order_row(db, order_id)
            checkout = await _lock_checkout(db, order.checkout_id)
            order = await order_row(db, order_id)
            await change_order(db, order, OrderAction.CANCEL, self._parts.now_ms())
            await add_event(db, order_id, self._parts.now_ms(), "cancelled", actor, {"reason": reason})
            staff = {"order_id": order_id, "buyer": order.buyer_id, "reason": reason}
            await self._parts.outbox.add(db, order.sale_id, NewEntry(ORDER_CANCELLED, {}, staff))
            if order.refunded_minor < order.total_minor:
                refund_id = await self._ask(db, order, actor, _Wish(None, reason, restock))
        await self._parts.after_commit.publish()
        await forgive(self._parts, checkout.hold_id)
        if refund_id is not None:
            await self.carry_out(refund_id)

    async def carry_out(self, refund_id: str) -> None:
        """Asks the provider and writes down what it says. Repeating it is harmless.

        Raises:
            RefundRefused, Unavailable
        """
        async with self._database.read() as db:
            refund = (await db.execute(select(t.refund).where(t.refund.c.refund_id == refund_id))).one()
            payment = (await db.execute(select(t.payment).where(t.payment.c.payment_id == refund.payment_id))).one()
            checkout = await checkout_row(db, payment.checkout_id)
        method = self._parts.methods.get(payment.provider)
        if method is None:
            raise RefundRefused(
                "This server has no longer the way to pay that this order used.", {"reason": "method_missing"}
            )
        charge = charge_of(payment, checkout.hold_id)
        outcome = await method.refund(charge, refund.amount_minor, refund.refund_id)
        if outcome.verdict is Verdict.PAID:
            await self._finish(refund, outcome.reference)
        elif outcome.verdict is Verdict.DECLINED:
            await self._refuse(refund, outcome.code or "declined")
            raise RefundRefused(outcome.message or "The provider refused.", {"reason": outcome.code or "declined"})

    async def _ask(self, db: AsyncConnection, order: Row[Any], actor: Actor, wish: _Wish) -> str:
        checkout = await _lock_checkout(db, order.checkout_id)
        if checkout.payment_state not in _REFUNDABLE:
            message = f"There is no money to give back: the payment is {checkout.payment_state}."
            raise WrongState(message, {"state": checkout.payment_state})
        order = await order_row(db, order.order_id)
        amount_minor = _within(order, wish.amount_minor)
        if wish.restock and order.refunded_minor + amount_minor < order.total_minor:
            reason = "only with the refund that gives back all that is left"
            raise Invalid(f"restock: {reason}", {"restock": reason})
        if wish.restock and await _restocked(db, order.order_id):
            raise Conflict("The units of this order were put back already.", {"order_id": order.order_id})
        paid = select(t.payment.c.payment_id).where(
            t.payment.c.checkout_id == order.checkout_id, t.payment.c.state == PaymentState.PAID.value
        )
        refund_id, now_ms = self._parts.new_id("rfd"), self._parts.now_ms()
        await db.execute(
            insert(t.refund).values(
                refund_id=refund_id,
                order_id=order.order_id,
                payment_id=(await db.execute(paid)).scalar_one(),
                shop_id=order.shop_id,
                amount_minor=amount_minor,
                currency=order.currency,
                reason=wish.reason,
                restock=wish.restock,
                state=ASKED,
                by=actor.person_id,
                created_ms=now_ms,
                updated_ms=now_ms,
            )
        )
        await db.execute(
            update(t.order)
            .where(t.order.c.order_id == order.order_id)
            .values(refunded_minor=t.order.c.refunded_minor + amount_minor, updated_ms=now_ms)
        )
        await add_event(db, order.order_id, now_ms, "refund_asked", actor, _told(amount_minor, order, wish.reason))
        return refund_id

    async def _finish(self, refund: Row[Any], reference: str | None) -> None:
        shelf_id = (await self._parts.shops.terms(refund.shop_id)).standing_sale_id
        async with self._database.write() as db:
            await _lock_checkout(db, (await order_row(db, refund.order_id)).checkout_id)
            order = await order_row(db, refund.order_id)
            if not await self._mark(db, refund, DONE, reference):
                return
            whole = await _given_back(db, order.order_id) >= order.total_minor
            await change_payment(db, order.checkout_id, PaymentAction.REFUND if whole else PaymentAction.REFUND_PART)
            now_ms, actor = self._parts.now_ms(), Actor(SELLER, refund.by)
            await add_event(
                db, order.order_id, now_ms, "refunded", actor, _told(refund.amount_minor, order, refund.reason)
            )
            checkout = await checkout_row(db, order.checkout_id)
            staff = refund_fields(
                order.order_id,
                order.buyer_id,
                refund.amount_minor,
                order.currency,
                refund.reason,
                is_test=checkout.is_test,
            )
            await self._parts.outbox.add(db, order.sale_id, NewEntry(ORDER_REFUNDED, {}, staff))
            if refund.restock:
                await self._restock(db, refund, order, shelf_id, whole=whole)
        await self._parts.after_commit.publish()
        if refund.restock:
            await self._parts.after_commit.finish_moves()

    async def _refuse(self, refund: Row[Any], code: str) -> None:
        async with self._database.write() as db:
            if not await self._mark(db, refund, REFUSED, None):
                return
            order = await order_row(db, refund.order_id)
            await db.execute(
                update(t.order)
                .where(t.order.c.order_id == order.order_id)
                .values(refunded_minor=t.order.c.refunded_minor - refund.amount_minor)
            )
            data = {**_told(refund.amount_minor, order, refund.reason), "failure": code}
            await add_event(db, order.order_id, self._parts.now_ms(), "refund_failed", Actor(SELLER, refund.by), data)

    async def _mark(self, db: AsyncConnection, refund: Row[Any], state: str, reference: str | None) -> bool:
        changed = await db.execute(
            update(t.refund)
            .where(t.refund.c.refund_id == refund.refund_id, t.refund.c.state == ASKED)
            .values(state=state, reference=reference, updated_ms=self._parts.now_ms())
        )
        return changed.rowcount > 0

    async def _restock(
        self, db: AsyncConnection, refund: Row[Any], order: Row[Any], shelf_id: str, *, whole: bool
    ) -> None:
        """Puts the order's units back on the shelf; a shipped order that is wholly refunded so has come back."""
        for line in await lines_of(db, order.order_id):
            await self._parts.sales.ask_move(db, line.variant_id, None, shelf_id, line.quantity)
        sent = (OrderState.SHIPPED.value, OrderState.DELIVERED.value, OrderState.COMPLETED.value)
        if whole and order.state in sent:
            now_ms = self._parts.now_ms()
            await change_order(db, order, OrderAction.TAKE_BACK, now_ms)
            await add_event(db, order.order_id, now_ms, "returned", Actor(SELLER, refund.by))


async def _lock_checkout(db: AsyncConnection, checkout_id: str) -> Row[Any]:
    """The checkout's row is the lock that payments, refunds and cancelling take first."""
    wanted = select(t.checkout).where(t.checkout.c.checkout_id == checkout_id).with_for_update(key_share=True)
    return (await db.execute(wanted)).one()


async def _restocked(db: AsyncConnection, order_id: str) -> bool:
    wanted = select(func.count()).where(
        t.refund.c.order_id == order_id, t.refund.c.restock.is_(True), t.refund.c.state != REFUSED
    )
    return (await db.execute(wanted)).scalar_one() > 0


async def _given_back(db: AsyncConnection, order_id: str) -> int:
    """Minor units that are on their way back for good."""
    wanted = select(func.sum(t.refund.c.amount_minor)).where(t.refund.c.order_id == order_id, t.refund.c.state == DONE)
    return int((await db.execute(wanted)).scalar_one() or 0)


def _amount(amount: Money | None, currency: str) -> int | None:
    """Minor units of an asked amount. Raises `Invalid`."""
    if amount is None:
        return None
    if amount.currency != currency:
        raise Invalid(f"amount.currency: must be {currency}", {"amount.currency": f"must be {currency}"})
    try:
        minor = to_minor(amount)
    except ValueError as error:
        raise Invalid(f"amount: {error}", {"amount": str(error)}) from None
    if minor <= 0:
        raise Invalid("amount: must be more than nothing", {"amount": "must be more than nothing"})
    return minor


def _within(order: Row[Any], amount_minor: int | None) -> int:
    """The amount, or all that is left. Raises `Invalid`."""
    left = order.total_minor - order.refunded_minor
    if left <= 0:
        raise Invalid("amount: nothing is left to refund", {"amount": "nothing is left to refund"})
    if amount_minor is not None and amount_minor > left:
        reason = f"at most {from_minor(left, order.currency).amount} is left to refund"
        raise Invalid(f"amount: {reason}", {"amount": reason})
    return left if amount_minor is None else amount_minor


def _told(amount_minor: int, order: Row[Any], reason: str) -> dict[str, Any]:
    money = from_minor(amount_minor, order.currency)
    return {"amount": {"amount": money.amount, "currency": money.currency}, "reason": reason}
