"""Use cases after payment: shipping, delivery, the buyer's word on it, and cancelling."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from checkout.caller import HOSTS, Caller
from checkout.database import Database
from checkout.errors import Invalid, NotFound, WrongState
from checkout.order import OrderAction, PaymentState
from checkout.orders.contact import tidy
from checkout.orders.paying import Paying
from checkout.orders.records import BUYER, SELLER, Actor, add_event, change_order, checkout_row, order_row
from checkout.orders.refunds import Refunds
from checkout.orders.wire import CancelWanted, ProblemTold, ShipWanted
from checkout.outside import Clock

_PAID = (PaymentState.PAID.value, PaymentState.PART_REFUNDED.value)


class Fulfilment:
    def __init__(self, database: Database, paying: Paying, refunds: Refunds, now_ms: Clock) -> None:
        self._database = database
        self._paying = paying
        self._refunds = refunds
        self._now_ms = now_ms

    async def ship(self, order_id: str, caller: Caller, wanted: ShipWanted) -> None:
        """Raises `NotFound`, `Forbidden`, `WrongState`: not accepted, or its money is gone."""
        carrier = tidy(wanted.carrier or "", "carrier", longest=100) or None
        tracking = tidy(wanted.tracking or "", "tracking", longest=200) or None
        async with self._database.write() as db:
            order = await order_row(db, order_id)
            caller.require_role(order.shop_id, HOSTS)
            payment_state = (await checkout_row(db, order.checkout_id)).payment_state
            if payment_state not in _PAID:
                message = f"There is nothing to ship: the payment is {payment_state}."
                raise WrongState(message, {"state": payment_state})
            now_ms = self._now_ms()
            await change_order(db, order, OrderAction.SHIP, now_ms, carrier=carrier, tracking=tracking)
            data = {"carrier": carrier, "tracking": tracking}
            await add_event(db, order_id, now_ms, "shipped", Actor(SELLER, caller.person_id), data)

    async def deliver(self, order_id: str, caller: Caller) -> None:
        """Raises `NotFound`, `Forbidden`, `WrongState`."""
        async with self._database.write() as db:
            order = await order_row(db, order_id)
            caller.require_role(order.shop_id, HOSTS)
            await change_order(db, order, OrderAction.DELIVER, self._now_ms())
            await add_event(db, order_id, self._now_ms(), "delivered", Actor(SELLER, caller.person_id))

    async def received(self, order_id: str, caller: Caller, *, by_token: bool) -> None:
        """The buyer has it. Raises `NotFound`, `WrongState`."""
        async with self._database.write() as db:
            order = _for_buyer(await order_row(db, order_id), caller, by_token=by_token)
            await change_order(db, order, OrderAction.RECEIVE, self._now_ms())
            await add_event(db, order_id, self._now_ms(), "received", Actor(BUYER, order.buyer_id))

    async def problem(self, order_id: str, caller: Caller, told: ProblemTold, *, by_token: bool) -> None:
        """The buyer says what is wrong; the seller reads it in the order. Raises `NotFound`, `Invalid`."""
        text = tidy(told.text, "text", longest=2000, lines=True)
        if not text:
            raise Invalid("text: may not be empty", {"text": "may not be empty"})
        async with self._database.write() as db:
            order = _for_buyer(await order_row(db, order_id), caller, by_token=by_token)
            await add_event(db, order_id, self._now_ms(), "problem", Actor(BUYER, order.buyer_id), {"text": text})

    async def cancel(self, order_id: str, caller: Caller, wanted: CancelWanted) -> None:
        """Unpaid: the units go back on sale. Paid: all the money goes back, the units only with `restock`.

        Raises:
            NotFound, Forbidden, WrongState: shipped, cancelled, or being paid just now.
            RefundRefused, Unavailable: cancelled, but the money has not gone back yet.
        """
        reason = tidy(wanted.reason or "", "reason", longest=500) or "seller"
        async with self._database.read() as db:
            order = await order_row(db, order_id)
            caller.require_role(order.shop_id, HOSTS)
            checkout = await checkout_row(db, order.checkout_id)
        actor = Actor(SELLER, caller.person_id)
        if checkout.payment_state in (*_PAID, PaymentState.REFUNDED.value):
            await self._refunds.cancel_paid(order_id, actor, reason, restock=wanted.restock)
        else:
            await self._paying.give_up(checkout, actor, reason)


def _for_buyer(order: Row[Any], caller: Caller, *, by_token: bool) -> Row[Any]:
    if not by_token and not caller.is_buyer(order.buyer_id):
        raise NotFound("There is no such order.")
    return order
