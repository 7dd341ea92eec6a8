"""Lists of orders: a shop's with filters, a buyer's own, and the CSV of a shop's. Every query is bound to one."""

from __future__ import annotations

import base64
import binascii
import csv
import io
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, or_

from checkout import tables as t
from checkout.database import Database
from checkout.errors import Invalid
from checkout.order import OrderState, PaymentState
from checkout.orders.views import orders_with_checkouts
from checkout.orders.wire import OrderView

MAX_LIMIT = 200
DEFAULT_LIMIT = 50
_CSV_BATCH = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """`text` finds an order's number, or a part of the buyer's name or e-mail."""

    sale_id: str | None = None
    state: str | None = None
    payment: str | None = None
    text: str | None = None


def read_filters(query: Mapping[str, str]) -> Filters:
    """Raises `Invalid`."""
    return Filters(
        query.get("show") or None,
        _one_of(query, "state", [state.value for state in OrderState]),
        _one_of(query, "payment", [state.value for state in PaymentState]),
        query.get("q", "").strip()[:200] or None,
    )


def read_limit(query: Mapping[str, str]) -> int:
    """Raises `Invalid`."""
    text = query.get("limit") or str(DEFAULT_LIMIT)
    if not text.isascii() or not text.isdigit() or len(text) > 6 or not 1 <= int(text) <= MAX_LIMIT:
        raise Invalid(f"limit: must be 1 to {MAX_LIMIT}", {"limit": f"must be 1 to {MAX_LIMIT}"})
    return int(text)


class OrderLists:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_shop(
        self, shop_id: str, filters: Filters, cursor: str | None, limit: int
    ) -> tuple[list[Row[Any]], str | None]:
        """Newest first, and the cursor of the next page. Raises `Invalid` for a cursor that is none of ours."""
        return await self._page(_filtered(shop_id, filters), cursor, limit)

    async def of_buyer(
        self, buyer_ids: Iterable[str], cursor: str | None, limit: int
    ) -> tuple[list[Row[Any]], str | None]:
        """The orders made under any of these ids, newest first. Raises `Invalid`."""
        return await self._page(orders_with_checkouts().where(t.order.c.buyer_id.in_(list(buyer_ids))), cursor, limit)

    async def all_of_shop(self, shop_id: str, filters: Filters) -> AsyncGenerator[list[Row[Any]]]:
        """All pages, for a file."""
        cursor = None
        while True:
            rows, cursor = await self.of_shop(shop_id, filters, cursor, _CSV_BATCH)
            yield rows
            if cursor is None:
                return

    async def _page(self, wanted: Select[Any], cursor: str | None, limit: int) -> tuple[list[Row[Any]], str | None]:
        if cursor:
            created_ms, order_id = _read_cursor(cursor)
            same_moment = and_(t.order.c.created_ms == created_ms, t.order.c.order_id < order_id)
            wanted = wanted.where(or_(t.order.c.created_ms < created_ms, same_moment))
        wanted = wanted.order_by(t.order.c.created_ms.desc(), t.order.c.order_id.desc()).limit(limit + 1)
        async with self._database.read() as db:
            rows = list(await db.execute(wanted))
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], _cursor(rows[limit - 1])


CSV_HEADER = (
    "number", "order_id", "created_at", "state", "payment", "test", "name", "email", "phone", "address",
    "lines", "items", "shipping", "total", "refunded", "currency", "carrier", "tracking",
)  # fmt: skip


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """RFC 4180. A text that a spreadsheet would run as a formula begins with an apostrophe instead."""
    out = io.StringIO()
    csv.writer(out).writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def csv_row(order: OrderView) -> tuple[object, ...]:
    contact = order.contact
    return (
        order.number,
        order.order_id,
        order.created_at,
        order.state,
        order.payment.state,
        "test" if order.payment.is_test else "",
        contact.name if contact else "",
        contact.email if contact else "",
        (contact.phone or "") if contact else "",
        ", ".join(" ".join(line.split("\n")) for line in (order.address or {}).values()),
        "; ".join(f"{line.quantity} x {line.sku} {line.title} {line.variant_title}".strip() for line in order.lines),
        order.items.amount,
        order.shipping.price.amount if order.shipping else "0",
        order.total.amount,
        order.refunded.amount,
        order.total.currency,
        order.carrier or "",
        order.tracking or "",
    )


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{cell}"
    return cell


def _filtered(shop_id: str, filters: Filters) -> Select[Any]:
    wanted = orders_with_checkouts().where(t.order.c.shop_id == shop_id)
    if filters.sale_id:
        wanted = wanted.where(t.order.c.sale_id == filters.sale_id)
    if filters.state:
        wanted = wanted.where(t.order.c.state == filters.state)
    if filters.payment:
        wanted = wanted.where(t.checkout.c.payment_state == filters.payment)
    if filters.text:
        found = [
            t.checkout.c.contact["name"].as_string().icontains(filters.text, autoescape=True),
            t.checkout.c.contact["email"].as_string().icontains(filters.text, autoescape=True),
        ]
        number = filters.text.lstrip("#")
        if number.isascii() and number.isdigit() and len(number) <= 9:
            found.append(t.order.c.number == int(number))
        wanted = wanted.where(or_(*found))
    return wanted


def _one_of(query: Mapping[str, str], name: str, allowed: list[str]) -> str | None:
    value = query.get(name) or None
    if value is not None and value not in allowed:
        reason = f"must be one of {', '.join(allowed)}"
        raise Invalid(f"{name}: {reason}", {name: reason})
    return value


def _cursor(row: Row[Any]) -> str:
    return base64.urlsafe_b64encode(f"{row.created_ms}.{row.order_id}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[int, str]:
    try:
        text = base64.urlsafe_b64decode(cursor[:200].encode("ascii") + b"=" * (-len(cursor) % 4)).decode()
        created_ms, _, order_id = text.partition(".")
        moment = int(created_ms)
        if not 0 <= moment < 2**53 or "\0" in order_id:
            raise ValueError("out of range")
        return moment, order_id
    except (ValueError, binascii.Error):
        raise Invalid("cursor: is none of ours", {"cursor": "is none of ours"}) from None
