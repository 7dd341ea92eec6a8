"""Turns what somebody typed into what is kept, or says which field is wrong."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checkout.errors import Invalid
from checkout.money import DIGITS
from live.accounts.names import clean_name, normalise_email


def checked(field: str, check: Callable[[str], str], text: str) -> str:
    """`check(text)`; its ValueError becomes an `Invalid` whose details name `field`."""
    try:
        return check(text)
    except ValueError as error:
        raise Invalid(f"{field}: {error}", {field: str(error)}) from None


def email_of(text: str, field: str = "email") -> str:
    return checked(field, normalise_email, text)


def name_of(text: str, max_length: int, field: str = "name") -> str:
    return checked(field, lambda raw: clean_name(raw, max_length), text)


def timezone_of(text: str, field: str = "timezone") -> str:
    """A name of the IANA time zone database, such as `Asia/Jakarta`, that a browser knows too; or `UTC`."""
    try:
        # The system's folder also holds names that are its own: `localtime`, `posix/...`.
        if text != "UTC" and ("/" not in text or text.startswith(("posix/", "right/"))):
            raise ValueError("not a region and a city")
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # ValueError is for names that look like paths, OSError for the database's folders ("Asia").
        raise Invalid(f"{field}: no such time zone", {field: "no such time zone"}) from None


def currency_of(text: str, field: str = "currency") -> str:
    if text not in DIGITS:
        raise Invalid(f"{field}: unknown currency", {field: f"one of {', '.join(sorted(DIGITS))}"})
    return text
