"""What the log says of an order. Pure.

Amounts are decimal strings as in `Money.amount`, with the currency beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checkout.money import from_minor


def order_fields(
    order_id: str, buyer_id: str, lines: Iterable[Any], total_minor: int, currency: str, *, is_test: bool
) -> dict[str, Any]:
    """The fields that only the shop's people see. `lines` have variant_id, quantity, price_minor."""
    return {
        "order_id": order_id,
        "buyer": buyer_id,
        "lines": [
            {
                "variant_id": line.variant_id,
                "quantity": line.quantity,
                "price": from_minor(line.price_minor, currency).amount,
            }
            for line in lines
        ],
        "total": from_minor(total_minor, currency).amount,
        "currency": currency,
        "is_test": is_test,
    }


def refund_fields(
    order_id: str, buyer_id: str, amount_minor: int, currency: str, reason: str, *, is_test: bool
) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "buyer": buyer_id,
        "amount": from_minor(amount_minor, currency).amount,
        "currency": currency,
        "reason": reason,
        "is_test": is_test,
    }
