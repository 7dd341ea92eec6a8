"""The tree of everything that `checkout` and `live` refuse, and why.

    Refusal
    ├── Malformed, Invalid, NotSignedIn, Forbidden, NotFound, TooLarge, TooSlow, WrongContentType, TooMany, Unavailable
    └── Conflict
        (domain reasons are subclasses, declared beside the code that raises them or below)

A reason is a class with a stable `code` (what programs match on) and a `fault` (what kind of failure it is, which
`endpoint.py` maps to an HTTP status). Domain code raises these and never a `web.HTTP*`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, ClassVar


class Fault(enum.Enum):
    MALFORMED = enum.auto()
    INVALID = enum.auto()
    NOT_SIGNED_IN = enum.auto()
    FORBIDDEN = enum.auto()
    NOT_FOUND = enum.auto()
    TOO_SLOW = enum.auto()
    CONFLICT = enum.auto()
    PAYMENT_REQUIRED = enum.auto()
    NOT_ACCEPTABLE = enum.auto()
    PRECONDITION_FAILED = enum.auto()
    PRECONDITION_REQUIRED = enum.auto()
    TOO_LARGE = enum.auto()
    WRONG_CONTENT_TYPE = enum.auto()
    TOO_MANY = enum.auto()
    UNAVAILABLE = enum.auto()


class Refusal(Exception):
    """Base of every refusal. `message` is for people, `details` for programs; neither may hold a secret."""

    code: ClassVar[str] = "refused"
    fault: ClassVar[Fault] = Fault.CONFLICT

    def __init__(self, message: str, details: Mapping[str, Any] | None = None, *, retry_after_s: int | None = None):
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = dict(details or {})
        self.retry_after_s = retry_after_s


class Malformed(Refusal):
    code, fault = "malformed", Fault.MALFORMED


class Invalid(Refusal):
    """Values that parse but may not be. `details` maps the field's path to what is wrong with it."""

    code, fault = "invalid", Fault.INVALID


class NotSignedIn(Refusal):
    code, fault = "not_signed_in", Fault.NOT_SIGNED_IN


class Forbidden(Refusal):
    code, fault = "forbidden", Fault.FORBIDDEN


class NotFound(Refusal):
    code, fault = "not_found", Fault.NOT_FOUND


class Conflict(Refusal):
    code, fault = "conflict", Fault.CONFLICT


class TooLarge(Refusal):
    code, fault = "too_large", Fault.TOO_LARGE


class TooSlow(Refusal):
    """The body was not there in time."""

    code, fault = "too_slow", Fault.TOO_SLOW


class WrongContentType(Refusal):
    code, fault = "wrong_content_type", Fault.WRONG_CONTENT_TYPE


class TooMany(Refusal):
    """Rate limited; always carries `retry_after_s`."""

    code, fault = "too_many", Fault.TOO_MANY


class Unavailable(Refusal):
    """A part we need is away; always carries `retry_after_s`."""

    code, fault = "unavailable", Fault.UNAVAILABLE


class Rebuilding(Unavailable):
    """The sale's Redis side was lost and is being rebuilt from SQL."""

    code = "rebuilding"


class OutOfStock(Conflict):
    code = "out_of_stock"


class LimitReached(Conflict):
    """More than one buyer may have; `details` holds `variant_id` and `limit`."""

    code = "limit_reached"


class SaleNotOpen(Conflict):
    """The show is not live (or the sale is closed): no new holds."""

    code = "show_not_live"


class CoolingDown(Conflict):
    """A hold of this buyer on this variant lapsed a moment ago."""

    code = "cooling_down"


class HoldOpen(Conflict):
    """One open hold per buyer and sale; `details.hold_id` names the open one, to which lines can be added."""

    code = "hold_open"


class HoldExpired(Conflict):
    code = "hold_expired"


class IdempotencyKeyReused(Invalid):
    code = "idempotency_key_reused"


class WrongState(Conflict):
    """The thing is not in a state that allows this; `details.state` says which it is in."""

    code = "wrong_state"


class CardDeclined(Refusal):
    code, fault = "card_declined", Fault.PAYMENT_REQUIRED
