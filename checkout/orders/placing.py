"""Placing an order from a hold: contact and address checked, units allocated in SQL, the order written. No money yet.

The order of work makes every crash harmless. Redis first marks the hold PAYING, so that it can't lapse; then one
transaction allocates the units under the CHECK constraint and writes checkout, order and events. A crash in between
leaves a PAYING hold without a gate, which `settling.py` gives back. Placing is idempotent per hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout import tables as t
from checkout.caller import Caller
from checkout.errors import HoldExpired, Invalid, LimitReached, NotFound, Refusal
from checkout.journal.entries import ORDER_PLACED, NewEntry
from checkout.order import OrderState, PaymentState
from checkout.orders.contact import check_address, check_email, check_name, check_phone, contact_key
from checkout.orders.entries import order_fields
from checkout.orders.hold_views import held_terms, open_methods, quoted
from checkout.orders.offers import Offer
from checkout.orders.parts import Parts
from checkout.orders.records import BUYER, Actor, add_event, checkout_of_hold, next_number
from checkout.orders.wire import Contact, OrderWanted
from checkout.payments.method import PaymentMethod
from checkout.quote import NoSuchOption, Quote
from checkout.stock.holds import Hold, HoldState, sale_of

# Two orders of one shop may want the same number in a database without the lock of `next_number`.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Draft:
    """An order wish, checked and tidied."""

    contact: dict[str, str | None]
    contact_key: str
    address: dict[str, str] | None
    shipping_option: str | None
    method: PaymentMethod


class Placing:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._database = parts.database
        self._now_ms = parts.now_ms

    async def place(self, hold_id: str, caller: Caller, wanted: OrderWanted) -> tuple[str, bool]:
        """The checkout's id, and whether it is new.

        Raises:
            NotFound, Invalid, HoldExpired, LimitReached, OutOfStock, Rebuilding, Unavailable
        """
        async with self._database.read() as db:
            known = await checkout_of_hold(db, hold_id)
        if known is not None:
            if not caller.is_buyer(known.buyer_id):
                raise NotFound("There is no such hold.")
            return known.checkout_id, False
        offer = await self._parts.offers.of(sale_of(hold_id))
        hold = await self._usable(hold_id, offer, caller)
        draft = self._draft(wanted, hold, offer)
        async with self._database.read() as db:
            await self._check_limits(db, hold, offer, draft.contact_key)
        deadline_ms = max(self._now_ms() + draft.method.window_s * 1000, hold.deadline_ms)
        async with self._parts.rebuilds.watch(hold.sale_id):
            hold = await self._parts.store.begin_pay(hold.sale_id, hold_id, deadline_ms)
        try:
            placed = await self._write(hold, offer, draft)
        except Refusal:
            await self._give_up(hold)
            raise
        await self._parts.after_commit.publish()
        return placed

    async def _usable(self, hold_id: str, offer: Offer, caller: Caller) -> Hold:
        async with self._parts.rebuilds.watch(offer.sale_id):
            hold = await self._parts.store.get(offer.sale_id, hold_id)
        if hold is None:
            # Redis may have lost it: a hold that is only HELD is not kept anywhere else.
            raise HoldExpired("The hold is over. Put the things into your bag again.")
        if not caller.is_buyer(hold.buyer_id):
            raise NotFound("There is no such hold.")
        if hold.state not in (HoldState.HELD, HoldState.PAYING) or hold.deadline_ms <= self._now_ms():
            raise HoldExpired("The hold is over. Put the things into your bag again.")
        return hold

    def _draft(self, wanted: OrderWanted, hold: Hold, offer: Offer) -> _Draft:
        """Raises `Invalid`."""
        try:
            priced = quoted(hold.lines, held_terms(hold, offer), wanted.shipping_option)
        except NoSuchOption:
            reason = "is not among the hold's shipping options"
            raise Invalid(f"shipping_option: {reason}", {"shipping_option": reason}) from None
        contact = _check_contact(wanted.contact)
        address = check_address(wanted.address)
        if priced.chosen is not None and address is None:
            raise Invalid("address: is needed to send it", {"address": "is needed to send it"})
        if wanted.payment_method not in open_methods(offer, self._parts.methods.keys()):
            reason = "is not offered here"
            raise Invalid(f"payment_method: {reason}", {"payment_method": reason})
        method = self._parts.methods[wanted.payment_method]
        return _Draft(contact, contact_key(contact["email"] or ""), address, priced.shipping_option, method)

    async def _check_limits(self, db: AsyncConnection, hold: Hold, offer: Offer, key: str) -> None:
        """Limits per buyer hold for a mailbox too, whoever it says it is. Raises `LimitReached`."""
        bought = await _bought(db, hold, key)
        for line in hold.lines:
            item = offer.items.get(line.variant_id)
            if item is not None and bought.get(line.variant_id, 0) + line.quantity > item.per_buyer_limit:
                message = f"One buyer may have at most {item.per_buyer_limit} of these."
                raise LimitReached(message, {"variant_id": line.variant_id, "limit": item.per_buyer_limit})

    async def _write(self, hold: Hold, offer: Offer, draft: _Draft) -> tuple[str, bool]:
        for attempt in range(_TRIES):
            try:
                async with self._database.write() as db:
                    return await self._write_once(db, hold, offer, draft)
            except IntegrityError:
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError("the loop above returns or raises")

    async def _write_once(self, db: AsyncConnection, hold: Hold, offer: Offer, draft: _Draft) -> tuple[str, bool]:
        # Locks the rows of the hold's variants, so that the checks below see every order written before.
        await self._parts.ledger.allocate(db, hold, hold.deadline_ms)
        known = await checkout_of_hold(db, hold.hold_id)
        if known is not None:
            return known.checkout_id, False
        await self._check_limits(db, hold, offer, draft.contact_key)
        priced = quoted(hold.lines, held_terms(hold, offer), draft.shipping_option)
        checkout_id = self._parts.new_id("chk")
        await db.execute(
            insert(t.checkout).values(
                checkout_id=checkout_id,
                hold_id=hold.hold_id,
                sale_id=hold.sale_id,
                buyer_id=hold.buyer_id,
                currency=priced.currency,
                total_minor=priced.total_minor,
                quote=_kept(priced),
                contact=draft.contact,
                contact_key=draft.contact_key,
                address=draft.address,
                shipping_option=draft.shipping_option,
                payment_method=draft.method.name,
                payment_state=PaymentState.DUE.value,
                is_test=draft.method.is_test,
                pay_by_ms=hold.deadline_ms,
                created_ms=self._now_ms(),
            )
        )
        await self._write_order(db, checkout_id, hold, offer, priced, draft.method.is_test)
        return checkout_id, True

    async def _write_order(
        self, db: AsyncConnection, checkout_id: str, hold: Hold, offer: Offer, priced: Quote, is_test: bool
    ) -> None:
        order_id, now_ms = self._parts.new_id("ord"), self._now_ms()
        await db.execute(
            insert(t.order).values(
                order_id=order_id,
                number=await next_number(db, offer.shop.shop_id),
                checkout_id=checkout_id,
                shop_id=offer.shop.shop_id,
                sale_id=hold.sale_id,
                buyer_id=hold.buyer_id,
                state=OrderState.PLACED.value,
                currency=priced.currency,
                items_minor=priced.items_minor,
                shipping_minor=priced.shipping_minor,
                total_minor=priced.total_minor,
                refunded_minor=0,
                created_ms=now_ms,
                updated_ms=now_ms,
            )
        )
        await db.execute(insert(t.order_line), _line_rows(order_id, hold, offer))
        await add_event(db, order_id, now_ms, "placed", Actor(BUYER, hold.buyer_id))
        staff = order_fields(order_id, hold.buyer_id, hold.lines, priced.total_minor, priced.currency, is_test=is_test)
        await self._parts.outbox.add(db, hold.sale_id, NewEntry(ORDER_PLACED, {}, staff))

    async def _give_up(self, hold: Hold) -> None:
        """A hold that got no order: the gate is shut for good before Redis gives the units back."""
        async with self._database.write() as db:
            if await checkout_of_hold(db, hold.hold_id) is not None:
                return
            freed = await self._parts.ledger.void(db, hold.hold_id, hold.sale_id, hold.buyer_id)
        if freed:
            await self._parts.after_commit.abandon_hold(hold.sale_id, hold.hold_id)


async def _bought(db: AsyncConnection, hold: Hold, key: str) -> dict[str, int]:
    """Units per variant that this mailbox has in other orders of the sale that were not cancelled.

    An order of the hold itself is the one that a twin of this request has just placed.
    """
    units = (
        select(t.order_line.c.variant_id, func.sum(t.order_line.c.quantity))
        .join(t.order, t.order.c.order_id == t.order_line.c.order_id)
        .join(t.checkout, t.checkout.c.checkout_id == t.order.c.checkout_id)
        .where(t.checkout.c.contact_key == key, t.checkout.c.sale_id == hold.sale_id)
        .where(t.checkout.c.hold_id != hold.hold_id)
        .where(t.order.c.state != OrderState.CANCELLED.value)
        .group_by(t.order_line.c.variant_id)
    )
    return {variant_id: int(quantity) for variant_id, quantity in await db.execute(units)}


def _check_contact(contact: Contact) -> dict[str, str | None]:
    return {
        "name": check_name(contact.name),
        "email": check_email(contact.email),
        "phone": check_phone(contact.phone),
    }


def _kept(priced: Quote) -> dict[str, Any]:
    """The part of the quote that was agreed to."""
    chosen = priced.chosen
    return {
        "items_minor": priced.items_minor,
        "discount_minor": priced.discount_minor,
        "shipping_minor": priced.shipping_minor,
        "total_minor": priced.total_minor,
        "shipping": {"option_id": chosen.option_id, "title": chosen.title} if chosen else None,
    }


def _line_rows(order_id: str, hold: Hold, offer: Offer) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(hold.lines, start=1):
        item = offer.items.get(line.variant_id)
        if item is None:
            raise NotFound("That product is not sold here any more.", {"variant_id": line.variant_id})
        rows.append(
            {
                "order_id": order_id,
                "line_no": number,
                "variant_id": line.variant_id,
                "product_id": item.product_id,
                "title": item.title,
                "variant_title": item.variant_title,
                "sku": item.sku,
                "image_id": item.image_id,
                "quantity": line.quantity,
                "price_minor": line.price_minor,
            }
        )
    return rows
