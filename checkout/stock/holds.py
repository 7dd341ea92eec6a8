"""What a hold is: its lines, its states and which state may follow which. Pure."""

from __future__ import annotations

import base64
import enum
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from checkout.errors import Invalid


class HoldState(enum.Enum):
    HELD = "HELD"  # set aside until the deadline
    PAYING = "PAYING"  # the ledger may allocate, the provider may be asked
    CLOSING = "CLOSING"  # the provider is being asked to cancel
    COMMITTED = "COMMITTED"  # sold
    RELEASED = "RELEASED"  # given back, or never paid
    EXPIRED = "EXPIRED"  # lapsed while HELD


TRANSITIONS: dict[tuple[HoldState, str], HoldState] = {
    (HoldState.HELD, "release"): HoldState.RELEASED,
    (HoldState.HELD, "lapse"): HoldState.EXPIRED,
    (HoldState.HELD, "begin_pay"): HoldState.PAYING,
    (HoldState.PAYING, "close"): HoldState.CLOSING,
    (HoldState.PAYING, "commit"): HoldState.COMMITTED,
    (HoldState.PAYING, "abandon"): HoldState.RELEASED,
    (HoldState.CLOSING, "commit"): HoldState.COMMITTED,
    (HoldState.CLOSING, "abandon"): HoldState.RELEASED,
}
"""Every step that changes a state. A pair that is not here changes nothing."""

COUNTER_OF: dict[HoldState, str] = {
    HoldState.HELD: "held",
    HoldState.PAYING: "paying",
    HoldState.CLOSING: "paying",
    HoldState.COMMITTED: "sold",
    HoldState.RELEASED: "available",
    HoldState.EXPIRED: "available",
}
"""Where a hold's units are counted in each state."""

OPEN_STATES = frozenset({HoldState.HELD, HoldState.PAYING})

MAX_QUANTITY = 1_000_000
MAX_LINES = 100


@dataclass(frozen=True, slots=True)
class Line:
    variant_id: str
    quantity: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Units set aside for one buyer. `terms` is an opaque JSON text: what the quote was made from.

    `deadline_ms` is that of the hold while HELD, that of the payment from PAYING on. `epoch` is the life of the sale in
    Redis that this was read in; 0 means unknown.
    """

    hold_id: str
    sale_id: str
    buyer_id: str
    state: HoldState
    deadline_ms: int
    lines: tuple[Line, ...]
    terms: str = "{}"
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class VariantStock:
    """`initial` is moved in minus moved out; `initial = available + held + paying + sold` at every moment."""

    initial: int
    available: int
    held: int
    paying: int
    sold: int


def hold_id_of(sale_id: str, buyer_id: str, idempotency_key: str) -> str:
    """The id that this buyer's key stands for in this sale, whoever computes it, however often."""
    text = json.dumps([sale_id, buyer_id, idempotency_key]).encode()
    digest = base64.b32encode(hashlib.sha256(text).digest()[:20]).decode().lower()
    return f"{sale_id}.{digest}"


def sale_of(hold_id: str) -> str:
    """The sale that a hold belongs to. Raises nothing: an id that is none names a sale that does not exist."""
    return hold_id.rpartition(".")[0]


def merge(lines: Sequence[Line]) -> tuple[Line, ...]:
    """One line a variant, quantities added, the lowest price, in the order of first mention.

    Two lines that share a variant must be checked as one, or each would pass alone.
    """
    merged: dict[str, Line] = {}
    for line in lines:
        before = merged.get(line.variant_id)
        if before is not None:
            line = Line(line.variant_id, before.quantity + line.quantity, min(before.price_minor, line.price_minor))
        merged[line.variant_id] = line
    return tuple(merged.values())


def changed_lines(lines: Sequence[Line], deltas: Sequence[Line]) -> tuple[Line, ...]:
    """The bag after the deltas. The price of a line that is there already can only fall."""
    bag = {line.variant_id: line for line in lines}
    for delta in deltas:
        line = bag.get(delta.variant_id)
        if line is not None:
            bag[delta.variant_id] = Line(
                delta.variant_id, line.quantity + delta.quantity, min(line.price_minor, delta.price_minor)
            )
        elif delta.quantity > 0:
            bag[delta.variant_id] = delta
    return tuple(line for line in bag.values() if line.quantity > 0)


def checked(lines: Sequence[Line], *, least: int) -> tuple[Line, ...]:
    """`merge` of lines whose quantities lie between `least` and `MAX_QUANTITY`. Raises `Invalid`."""
    if not 1 <= len(lines) <= MAX_LINES:
        raise Invalid(f"Between 1 and {MAX_LINES} lines.", {"lines": f"must be 1 to {MAX_LINES} lines"})
    for i, line in enumerate(lines):
        if not least <= line.quantity <= MAX_QUANTITY:
            raise Invalid("The quantity is out of range.", {f"lines[{i}].quantity": "is out of range"})
    merged = merge(lines)
    if any(not least <= line.quantity <= MAX_QUANTITY for line in merged):
        raise Invalid("The quantity is out of range.", {"lines": "the quantities add up to too many"})
    return merged


def fingerprint(lines: Sequence[Line]) -> str:
    """Tells one request's items from another's: variants and quantities, not prices, which the server sets."""
    text = json.dumps(sorted((line.variant_id, line.quantity) for line in lines)).encode()
    return base64.b32encode(hashlib.sha256(text).digest()[:10]).decode().lower()
