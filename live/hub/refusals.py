"""Reasons that only the hub has, as branches of the one tree in `checkout/errors.py`."""

from __future__ import annotations

from checkout.errors import Conflict, Fault, Invalid, Malformed, Refusal


class TextTooLong(Invalid):
    """A chat text over the limit is refused, never cut: half a sentence may say the opposite."""

    code = "too_long"


class EmptyText(Invalid):
    """Nothing that could be seen is left of the text."""

    code = "empty_text"


class Muted(Refusal):
    """`details.seconds_left` says for how long still."""

    code, fault = "muted", Fault.FORBIDDEN


class NotJoined(Conflict):
    """The event needs a show: `join` first."""

    code = "not_joined"


class UnknownEvent(Malformed):
    code = "unknown_event"
