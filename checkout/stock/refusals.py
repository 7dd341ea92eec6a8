"""From a code, as the scripts and the model speak of it, to the refusal that callers see. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checkout.errors import (
    CoolingDown,
    HoldExpired,
    HoldOpen,
    IdempotencyKeyReused,
    Invalid,
    LimitReached,
    NotFound,
    OutOfStock,
    Rebuilding,
    Refusal,
    SaleNotOpen,
    WrongState,
)

_REASONS: dict[str, tuple[type[Refusal], str]] = {
    "out_of_stock": (OutOfStock, "There are not that many left."),
    "limit_reached": (LimitReached, "That is more than one buyer may have."),
    "cooling_down": (CoolingDown, "Your time for this product just ran out. Wait a moment before you take it again."),
    "show_not_live": (SaleNotOpen, "Nothing can be bought here now."),
    "hold_open": (HoldOpen, "You have a bag already: add to it, or give it back first."),
    "hold_expired": (HoldExpired, "The time for this bag has run out."),
    "idempotency_key_reused": (IdempotencyKeyReused, "This Idempotency-Key was used for other items."),
    "not_found": (NotFound, "There is no such thing here."),
    "wrong_state": (WrongState, "The bag is in a state that does not allow this."),
    "invalid": (Invalid, "The bag does not hold that many."),
    "rebuilding": (Rebuilding, "The stock is being restored. Try again in a moment."),
}


def refusal(code: str, details: Mapping[str, Any], now_ms: int) -> Refusal:
    """The refusal for a code. `now_ms` turns the moment at which a pause ends into seconds to wait."""
    reason, message = _REASONS[code]
    wait_s: int | None = 1 if reason is Rebuilding else None
    if reason is CoolingDown:
        wait_s = max(1, -(-(int(details["until_ms"]) - now_ms) // 1000))
        details = {"variant_id": details["variant_id"], "retry_after_s": wait_s}
    return reason(message, details, retry_after_s=wait_s)
