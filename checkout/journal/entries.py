"""The entry of a sale's log, and the kinds of entries that commerce writes.

An entry has one offset, a kind in the past tense with a version, and two bags of fields: `data`, seen by whoever
`visibility` allows, and `staff`, seen by the shop's people alone. People appear by opaque person id, and in public
fields only by a masked name.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec


class Visibility(enum.Enum):
    PUBLIC = "public"
    STAFF = "staff"
    PRIVATE = "private"  # to one person, by notice; the shop's people see it in the log


@dataclass(frozen=True, slots=True)
class Kind:
    """`fields` and `staff_fields` say what the entry carries, for readers and for the documents."""

    name: str
    version: int
    visibility: Visibility
    fields: str = ""
    staff_fields: str = ""


class NewEntry(msgspec.Struct, frozen=True):
    """An entry on its way to the log. With an `event_id` appending it twice gives the first offset again."""

    kind: Kind
    data: dict[str, Any] = msgspec.field(default_factory=dict)
    staff: dict[str, Any] = msgspec.field(default_factory=dict)
    event_id: str | None = None
    at_ms: int | None = None  # None: now


class Entry(msgspec.Struct, frozen=True):
    """An entry as read back. `offset` is dense within a sale and never used again."""

    offset: int
    at_ms: int
    kind: str
    version: int
    visibility: str
    data: dict[str, Any]
    staff: dict[str, Any]
    event_id: str | None = None


def by_name(kinds: Iterable[Kind]) -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds}


_PUBLIC, _STAFF = Visibility.PUBLIC, Visibility.STAFF

STOCK_CHANGED = Kind("stock.changed", 1, _PUBLIC, "variant_id, available, initial")
HOLD_PLACED = Kind("hold.placed", 1, _STAFF, "", "hold_id, buyer, lines: [{variant_id, quantity}], expires_ms")
HOLD_CHANGED = Kind("hold.changed", 1, _STAFF, "", "hold_id, buyer, lines (as they are now), expires_ms")
HOLD_REFUSED = Kind("hold.refused", 1, _STAFF, "", "buyer, reason, lines: [{variant_id, quantity}]")
HOLD_LAPSED = Kind("hold.lapsed", 1, _STAFF, "", "hold_id, buyer, lines, reason: expired | released")
CHECKOUT_OPENED = Kind("checkout.opened", 1, _STAFF, "", "hold_id, buyer")
ORDER_PLACED = Kind(
    "order.placed", 1, _STAFF, "", "order_id, buyer, lines: [{variant_id, quantity, price}], total, currency, is_test"
)
ORDER_PAID = Kind(
    "order.paid", 1, _PUBLIC, "name (masked), lines: [{variant_id, quantity}]", "as order.placed, with payment_id"
)
ORDER_CANCELLED = Kind(
    "order.cancelled", 1, _STAFF, "", "order_id, buyer, reason: expired | given_back | seller, or the seller's words"
)
ORDER_REFUNDED = Kind("order.refunded", 1, _STAFF, "", "order_id, buyer, amount, currency, reason, is_test")

COMMERCE_KINDS = by_name(
    (
        STOCK_CHANGED,
        HOLD_PLACED,
        HOLD_CHANGED,
        HOLD_REFUSED,
        HOLD_LAPSED,
        CHECKOUT_OPENED,
        ORDER_PLACED,
        ORDER_PAID,
        ORDER_CANCELLED,
        ORDER_REFUNDED,
    )
)
