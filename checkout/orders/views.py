"""The JSON of checkouts and orders: one, a list, and the CSV of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout import tables as t
from checkout.money import from_minor
from checkout.order import OrderState, PaymentState
from checkout.orders.offers import images_by_id
from checkout.orders.parts import Parts
from checkout.orders.records import SYSTEM, orders_of
from checkout.orders.wire import (
    CheckoutOrder,
    CheckoutView,
    ContactView,
    HistoryView,
    ImageView,
    OrderLine,
    OrderShop,
    OrderView,
    PaymentView,
    ShippingView,
)
from checkout.outside import Shops, ShopTerms
from checkout.wire import rfc3339

# While the payment is in one of these, and the order stands, its buyer may still pay it.
_PAYABLE = (PaymentState.DUE.value, PaymentState.PROCESSING.value, PaymentState.FAILED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """What whoever looks at an order may see of it."""

    is_buyer: bool
    sees_contact: bool
    may_pay: bool = False


async def checkout_view(parts: Parts, checkout: Row[Any]) -> CheckoutView:
    """What the buyer gets after placing and after paying."""
    async with parts.database.read() as db:
        orders = await orders_of(db, checkout.checkout_id)
        paid_ms = (await _paid_at(db, [checkout.checkout_id])).get(checkout.checkout_id)
    return CheckoutView(
        checkout_id=checkout.checkout_id,
        hold_id=checkout.hold_id,
        total=from_minor(checkout.total_minor, checkout.currency),
        payment=_payment(checkout, paid_ms),
        orders=[
            CheckoutOrder(
                order.order_id,
                order.number,
                order.state,
                parts.order_link(order.order_id),
                order.shop_id,
                from_minor(order.total_minor, order.currency),
            )
            for order in orders
        ],
    )


class OrderViews:
    """Turns rows of orders (joined with their checkouts) into JSON, with a fixed number of queries for any number."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def one(self, order: Row[Any], viewer: Viewer) -> OrderView:
        """With its history."""
        events = select(t.order_event).where(t.order_event.c.order_id == order.order_id).order_by(t.order_event.c.row)
        async with self._parts.database.read() as db:
            history = [_history(event) for event in await db.execute(events)]
        return (await self._views([order], viewer, {order.order_id: history}))[0]

    async def many(self, orders: Sequence[Row[Any]], viewer: Viewer) -> list[OrderView]:
        """Without histories."""
        return await self._views(orders, viewer, {})

    async def _views(
        self, orders: Sequence[Row[Any]], viewer: Viewer, histories: Mapping[str, list[HistoryView]]
    ) -> list[OrderView]:
        async with self._parts.database.read() as db:
            lines = await _lines(db, [order.order_id for order in orders])
            paid = await _paid_at(db, [order.checkout_id for order in orders])
            images = await images_by_id(
                db, {line.image_id for each in lines.values() for line in each if line.image_id}
            )
            shows = await _shows(db, {order.sale_id for order in orders})
        shops = await _shops(self._parts.shops, {order.shop_id for order in orders})
        return [
            self._view(
                order,
                viewer,
                shops[order.shop_id],
                [_line(line, images, order.currency) for line in lines.get(order.order_id, [])],
                paid.get(order.checkout_id),
                order.sale_id if order.sale_id in shows else None,
                histories.get(order.order_id),
            )
            for order in orders
        ]

    def _view(
        self,
        order: Row[Any],
        viewer: Viewer,
        shop: ShopTerms,
        lines: list[OrderLine],
        paid_ms: int | None,
        show_id: str | None,
        history: list[HistoryView] | None,
    ) -> OrderView:
        payable = order.state == OrderState.PLACED.value and order.payment_state in _PAYABLE
        link = self._parts.order_link(order.order_id)
        return OrderView(
            order_id=order.order_id,
            number=order.number,
            state=order.state,
            shop=OrderShop(shop.shop_id, shop.slug, shop.name, shop.contact_email, shop.returns_policy),
            show_id=show_id,
            payment=_payment(order, paid_ms),
            lines=lines,
            items=from_minor(order.items_minor, order.currency),
            shipping=_shipping(order),
            total=from_minor(order.total_minor, order.currency),
            refunded=from_minor(order.refunded_minor, order.currency),
            contact=ContactView(**order.contact) if viewer.sees_contact else None,
            address=order.address if viewer.sees_contact else None,
            carrier=order.carrier,
            tracking=order.tracking,
            created_at=rfc3339(order.created_ms),
            checkout_id=order.checkout_id if viewer.may_pay and payable else None,
            # The link's token makes whoever has it the buyer, so that the shop's people get it without.
            order_url=link if viewer.is_buyer else link.partition("?")[0],
            history=msgspec.UNSET if history is None else history,
        )


def orders_with_checkouts() -> Select[Any]:
    """Orders with what the views need of their checkouts."""
    kept = (t.checkout.c.contact, t.checkout.c.address, t.checkout.c.quote, t.checkout.c.payment_method)
    more = (t.checkout.c.payment_state, t.checkout.c.is_test, t.checkout.c.pay_by_ms)
    return select(t.order, *kept, *more).join(t.checkout, t.checkout.c.checkout_id == t.order.c.checkout_id)


def _payment(row: Row[Any], paid_ms: int | None) -> PaymentView:
    paid_at = None if paid_ms is None else rfc3339(paid_ms)
    return PaymentView(row.payment_method, row.payment_state, row.is_test, rfc3339(row.pay_by_ms), paid_at)


def _shipping(order: Row[Any]) -> ShippingView | None:
    chosen = order.quote["shipping"]
    if chosen is None:
        return None
    return ShippingView(chosen["option_id"], chosen["title"], from_minor(order.shipping_minor, order.currency))


def _line(line: Row[Any], images: Mapping[str, ImageView], currency: str) -> OrderLine:
    return OrderLine(
        line.variant_id,
        line.product_id,
        line.title,
        line.variant_title,
        line.sku,
        images.get(line.image_id) if line.image_id else None,
        line.quantity,
        from_minor(line.price_minor, currency),
        from_minor(line.price_minor * line.quantity, currency),
    )


def _history(event: Row[Any]) -> HistoryView:
    data = dict(event.data)
    role = data.pop("role", SYSTEM)
    return HistoryView(rfc3339(event.at_ms), event.kind, role, data)


async def _lines(db: AsyncConnection, order_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    wanted = select(t.order_line).where(t.order_line.c.order_id.in_(order_ids)).order_by(t.order_line.c.line_no)
    lines: dict[str, list[Row[Any]]] = {}
    for line in await db.execute(wanted):
        lines.setdefault(line.order_id, []).append(line)
    return lines


async def _paid_at(db: AsyncConnection, checkout_ids: Sequence[str]) -> dict[str, int]:
    """When the money came: an attempt that was paid is not touched again."""
    wanted = select(t.payment.c.checkout_id, t.payment.c.updated_ms).where(
        t.payment.c.checkout_id.in_(checkout_ids), t.payment.c.state == PaymentState.PAID.value
    )
    return {row.checkout_id: row.updated_ms for row in await db.execute(wanted)}


async def _shows(db: AsyncConnection, sale_ids: Iterable[str]) -> set[str]:
    wanted = select(t.sale.c.sale_id).where(t.sale.c.sale_id.in_(list(sale_ids)), t.sale.c.kind == "show")
    return set((await db.execute(wanted)).scalars())


async def _shops(shops: Shops, shop_ids: Iterable[str]) -> dict[str, ShopTerms]:
    return {shop_id: await shops.terms(shop_id) for shop_id in shop_ids}
