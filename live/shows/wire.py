"""What goes over HTTP about shows: requests (unknown fields refused) and answers."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from checkout.money import Money
from checkout.orders.wire import ImageView
from live.accounts.directory import PublicShop

Id = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$")]
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Time = Annotated[str, Meta(max_length=40, description="RFC 3339")]
Units = Annotated[int, Meta(ge=1, le=1_000_000)]
HoldTtl = Annotated[int, Meta(ge=30, le=3600, description="seconds")]
InterruptedLimit = Annotated[int, Meta(ge=10, le=86_400, description="seconds")]
BuyerLimit = Annotated[int, Meta(ge=1, le=10_000)]


class NewLine(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`units` move from the variant's stock on the shelf into the show."""

    variant_id: Id
    units: Units
    show_price: Money | None = None
    per_buyer_limit: BuyerLimit | None = None


class NewShow(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: Title
    line_up: Annotated[list[NewLine], Meta(max_length=200)] = []
    starts_at: Time | None = None
    hold_ttl_s: HoldTtl = 300
    auto_start: bool = True
    interrupted_limit_s: InterruptedLimit | None = None


class MadeShow(msgspec.Struct, frozen=True):
    """`stream_key` is shown this once."""

    show_id: str
    slug: str
    watch_url: str
    whip_url: str
    stream_key: str


class ShowPatch(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What is absent stays. `starts_at` and `auto_start` change only before the show."""

    title: Title | UnsetType = UNSET
    starts_at: Time | UnsetType | None = UNSET
    auto_start: bool | UnsetType = UNSET
    hold_ttl_s: HoldTtl | UnsetType = UNSET
    interrupted_limit_s: InterruptedLimit | UnsetType = UNSET


class LineChange(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`units` are added, or taken out when negative. A `show_price` of null gives the variant's own price back."""

    variant_id: Id
    units: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)] = 0
    show_price: Money | UnsetType | None = UNSET
    per_buyer_limit: BuyerLimit | UnsetType = UNSET


class LineUpChange(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    lines: Annotated[list[LineChange], Meta(min_length=1, max_length=200)]


class PinRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    variant_id: Id


class StreamKey(msgspec.Struct, frozen=True):
    whip_url: str
    stream_key: str


class LineView(msgspec.Struct, frozen=True):
    """`full_price` is there when the show's price is another one. The five counts keep the invariant
    `available + held + paying + sold = initial`."""

    number: int
    variant_id: str
    product_id: str
    title: str
    variant_title: str
    sku: str
    image: ImageView | None
    price: Money
    full_price: Money | None
    per_buyer_limit: int
    initial: int
    available: int
    held: int
    paying: int
    sold: int


class Counts(msgspec.Struct, frozen=True):
    """Of the show's orders: made, paid (also if refunded later), units and money of the paid ones."""

    orders: int
    paid_orders: int
    items_sold: int
    paid_total: Money


class ShowView(msgspec.Struct, frozen=True, omit_defaults=False):
    """A show as anyone may see it; the last three fields are for the shop's people alone."""

    show_id: str
    slug: str
    title: str
    state: str
    starts_at: str | None
    started_at: str | None
    ended_at: str | None
    interrupted_until: str | None
    auto_start: bool
    hold_ttl_s: int
    watch_url: str
    pinned: str | None
    shop: PublicShop
    poster: str | None
    viewers: int
    line_up: list[LineView]
    test_payments: bool
    interrupted_limit_s: int
    whip_url: str | UnsetType = UNSET
    has_publisher: bool | UnsetType = UNSET
    counts: Counts | UnsetType = UNSET


class ShopName(msgspec.Struct, frozen=True):
    shop_id: str
    slug: str
    name: str


class ProductCard(msgspec.Struct, frozen=True):
    variant_id: str
    title: str
    image: ImageView | None
    price: Money


class ShowCard(msgspec.Struct, frozen=True):
    """A show in a list. `has_publisher` and `counts` are for the shop's people alone."""

    show_id: str
    slug: str
    title: str
    state: str
    starts_at: str | None
    started_at: str | None
    ended_at: str | None
    watch_url: str
    poster: str | None
    viewers: int
    shop: ShopName
    products: list[ProductCard]
    has_publisher: bool | UnsetType = UNSET
    counts: Counts | UnsetType = UNSET


class ShowList(msgspec.Struct, frozen=True):
    shows: list[ShowCard]
    next: str | None = None
