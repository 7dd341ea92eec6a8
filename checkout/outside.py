"""What `checkout` needs of the outside, as types: the composition root passes the real ones in.

Time, ids and chance come in through these, so that tests can hold them still.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

Clock = Callable[[], int]
"""Milliseconds since 1970-01-01 UTC."""

NewId = Callable[[str], str]
"""`new_id("ord")` -> a fresh opaque id such as `ord_01k2v9...`, sortable by time of making."""


class ShippingOption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to send a bag. `price_minor` is in the shop's currency; free from `free_from_minor` of goods on."""

    option_id: str
    title: str
    price_minor: int
    free_from_minor: int | None = None
    days_text: str | None = None


class ShopTerms(msgspec.Struct, frozen=True):
    """What a quote and an order need to know of a shop. `standing_sale_id` is its stock on the shelf."""

    shop_id: str
    slug: str
    name: str
    standing_sale_id: str
    currency: str
    shipping_options: tuple[ShippingOption, ...]
    payment_methods: tuple[str, ...]
    contact_email: str | None = None
    returns_policy: str | None = None
    privacy_policy: str | None = None


class Shops(Protocol):
    """The shops' side of the house, as far as commerce needs it."""

    async def terms(self, shop_id: str) -> ShopTerms:
        """The shop's present terms. Raises `NotFound`."""
        ...
