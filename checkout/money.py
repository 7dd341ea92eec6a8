"""Money as integer minor units with an ISO 4217 currency. Pure.

IDR counts whole rupiah here (digits 0): sen are not in use, and fractions of a rupiah are refused. Providers that
count rupiah x 100 (Stripe) convert in their own file.
"""

from __future__ import annotations

import re

import msgspec

# Digits after the decimal point that the currency is shown and asked with (ISO 4217 except IDR, see above).
DIGITS: dict[str, int] = {
    "IDR": 0, "JPY": 0, "KRW": 0, "VND": 0, "CLP": 0,
    "AUD": 2, "BRL": 2, "CAD": 2, "CHF": 2, "CNY": 2, "DKK": 2, "EUR": 2, "GBP": 2, "HKD": 2, "INR": 2, "MXN": 2,
    "MYR": 2, "NOK": 2, "NZD": 2, "PHP": 2, "PLN": 2, "SEK": 2, "SGD": 2, "THB": 2, "TRY": 2, "TWD": 2, "USD": 2,
    "ZAR": 2,
    "BHD": 3, "KWD": 3,
}  # fmt: skip

# JavaScript clients must be able to hold any amount exactly.
MAX_MINOR = 2**53 - 1

_DECIMAL = re.compile(r"-?(0|[1-9]\d*)(?:\.(\d+))?", re.ASCII)


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The wire form: `{"amount": "150000", "currency": "IDR"}`, a decimal string with at most the currency's digits."""

    amount: str
    currency: str


def to_minor(money: Money) -> int:
    """Minor units of a wire amount.

    Raises:
        ValueError: unknown currency, not a plain decimal, more digits than the currency has, or beyond 2^53 - 1.
    """
    digits = DIGITS.get(money.currency)
    if digits is None:
        raise ValueError(f"unknown currency {money.currency[:8]!r}")
    match = _DECIMAL.fullmatch(money.amount) if len(money.amount) <= 24 else None
    if match is None:
        raise ValueError("amount is not a decimal number")
    fraction = match.group(2) or ""
    if len(fraction) > digits:
        raise ValueError(f"{money.currency} has at most {digits} digits after the point")
    minor = int(match.group(1)) * 10**digits + int((fraction or "0").ljust(digits, "0") or "0")
    if minor > MAX_MINOR:
        raise ValueError("amount is too large")
    return -minor if money.amount.startswith("-") else minor


def from_minor(minor: int, currency: str) -> Money:
    """The wire form of `minor` units, with exactly the currency's digits.

    Raises:
        KeyError: unknown currency.
    """
    digits = DIGITS[currency]
    if digits == 0:
        return Money(str(minor), currency)
    sign = "-" if minor < 0 else ""
    whole, fraction = divmod(abs(minor), 10**digits)
    return Money(f"{sign}{whole}.{fraction:0{digits}d}", currency)
