"""What a bag costs: items, discount, shipping, total. Pure.

A quote is a function of the hold's lines and of the terms that were written into the hold when it was placed, so it
stays as it was for as long as the hold lives, whatever the shop changes meanwhile. Prices include tax.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from checkout.money import MAX_MINOR
from checkout.outside import ShippingOption


class Priced(Protocol):
    """A line of a bag: `checkout.stock.model.Line` is one."""

    @property
    def quantity(self) -> int: ...
    @property
    def price_minor(self) -> int: ...


class Terms(msgspec.Struct, frozen=True):
    """What is written into a hold beside its lines: all that a quote depends on."""

    shop_id: str
    currency: str
    shipping_options: tuple[ShippingOption, ...] = ()


class QuotedOption(msgspec.Struct, frozen=True):
    """A way to send this very bag. Amounts in minor units."""

    option_id: str
    title: str
    price_minor: int
    total_minor: int
    days_text: str | None = None


class Quote(msgspec.Struct, frozen=True):
    """Amounts in minor units of `currency`. `shipping_option` is None if the shop has no shipping options."""

    currency: str
    items_minor: int
    discount_minor: int
    shipping_options: tuple[QuotedOption, ...]
    shipping_option: str | None
    shipping_minor: int
    total_minor: int

    @property
    def chosen(self) -> QuotedOption | None:
        return next((option for option in self.shipping_options if option.option_id == self.shipping_option), None)


class TooMuchMoney(ValueError):
    """A total beyond what a JavaScript client can hold exactly (2^53 - 1 minor units)."""


class NoSuchOption(ValueError):
    """The bag cannot be sent that way."""


def quote(lines: Iterable[Priced], terms: Terms, shipping_option: str | None = None) -> Quote:
    """The price of a bag, sent by `shipping_option`, or by the cheapest (the shop's first of equals) if None.

    Raises:
        NoSuchOption: `shipping_option` is not among the terms.
        TooMuchMoney
    """
    items_minor = sum(line.quantity * line.price_minor for line in lines)
    discount_minor = 0
    options = tuple(_quoted(option, items_minor, discount_minor) for option in terms.shipping_options)
    if max([items_minor, *(option.total_minor for option in options)]) > MAX_MINOR:
        raise TooMuchMoney("the total is too large")
    chosen = _choose(options, shipping_option)
    shipping_minor = chosen.price_minor if chosen else 0
    return Quote(
        currency=terms.currency,
        items_minor=items_minor,
        discount_minor=discount_minor,
        shipping_options=options,
        shipping_option=chosen.option_id if chosen else None,
        shipping_minor=shipping_minor,
        total_minor=items_minor - discount_minor + shipping_minor,
    )


def encode_terms(terms: Terms) -> str:
    """The JSON that a hold keeps."""
    return msgspec.json.encode(terms).decode()


def decode_terms(text: str) -> Terms:
    return msgspec.json.decode(text, type=Terms)


def _quoted(option: ShippingOption, items_minor: int, discount_minor: int) -> QuotedOption:
    free = option.free_from_minor is not None and items_minor >= option.free_from_minor
    price_minor = 0 if free else option.price_minor
    total_minor = items_minor - discount_minor + price_minor
    return QuotedOption(option.option_id, option.title, price_minor, total_minor, option.days_text)


def _choose(options: tuple[QuotedOption, ...], wanted: str | None) -> QuotedOption | None:
    if wanted is not None:
        for option in options:
            if option.option_id == wanted:
                return option
        raise NoSuchOption(wanted)
    return min(options, key=lambda option: option.price_minor, default=None)
