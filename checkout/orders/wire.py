"""The JSON of holds, checkouts and orders: the types that validate requests, answer, and make the API document."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from checkout.money import Money

ShortId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Quantity = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
QuantityChange = Annotated[int, msgspec.Meta(ge=-10_000, le=10_000)]


# --- requests ---


class LineWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    variant_id: ShortId
    quantity: Quantity


class HoldWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: Annotated[list[LineWanted], msgspec.Meta(min_length=1, max_length=50)]
    coupon: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class LineChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`quantity` is added; a negative one takes out."""

    variant_id: ShortId
    quantity: QuantityChange


class LinesChanged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: Annotated[list[LineChange], msgspec.Meta(min_length=1, max_length=50)]


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    email: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
    phone: Annotated[str, msgspec.Meta(max_length=40)] | None = None


Address = Annotated[str, msgspec.Meta(max_length=1000)] | dict[str, str]


class OrderWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`address` is one text, or named lines such as street, city, region, postal_code, country, note."""

    contact: Contact
    payment_method: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    address: Address | None = None
    shipping_option: ShortId | None = None


class PayWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Each way to pay takes its own field."""

    card_number: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    confirmation_token: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class ShipWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    carrier: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    tracking: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class CancelWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`restock` puts the units of a paid order back on the shelf; those of an unpaid one go back by themselves."""

    reason: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    restock: bool = False


class RefundWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without `amount`: all that has not been refunded yet. `restock` puts the order's units back on the shelf."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    amount: Money | None = None
    restock: bool = False


class ProblemTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body without fields."""


# --- answers ---


class ImageSize(msgspec.Struct, frozen=True):
    url: str
    width: int


class ImageView(msgspec.Struct, frozen=True):
    image_id: str
    width: int
    height: int
    url: str
    sizes: list[ImageSize]


class HoldLine(msgspec.Struct, frozen=True):
    variant_id: str
    product_id: str
    title: str
    variant_title: str
    image: ImageView | None
    quantity: int
    price: Money
    total: Money


class OptionView(msgspec.Struct, frozen=True):
    option_id: str
    title: str
    price: Money
    total: Money
    days_text: str | None


class QuoteView(msgspec.Struct, frozen=True):
    items: Money
    discount: Money
    shipping_options: list[OptionView]
    shipping_option: str | None
    shipping: Money
    total: Money


class HoldView(msgspec.Struct, frozen=True):
    """`checkout_id` is there once an order was placed from the hold."""

    hold_id: str
    sale_id: str
    shop_id: str
    state: str
    expires_at: str
    lines: list[HoldLine]
    quote: QuoteView
    payment_methods: list[str]
    checkout_id: str | None


class OpenHold(msgspec.Struct, frozen=True):
    hold: HoldView | None


class VariantStockView(msgspec.Struct, frozen=True):
    variant_id: str
    initial: int
    available: int
    held: int
    paying: int
    sold: int


class StockView(msgspec.Struct, frozen=True):
    variants: list[VariantStockView]


class PaymentView(msgspec.Struct, frozen=True):
    provider: str
    state: str
    is_test: bool
    pay_by: str
    paid_at: str | None


class CheckoutOrder(msgspec.Struct, frozen=True):
    order_id: str
    number: int
    state: str
    order_url: str
    shop_id: str
    total: Money


class CheckoutView(msgspec.Struct, frozen=True):
    checkout_id: str
    hold_id: str
    total: Money
    payment: PaymentView
    orders: list[CheckoutOrder]


class OrderShop(msgspec.Struct, frozen=True):
    shop_id: str
    slug: str
    name: str
    contact_email: str | None
    returns_policy: str | None


class OrderLine(msgspec.Struct, frozen=True):
    variant_id: str
    product_id: str
    title: str
    variant_title: str
    sku: str
    image: ImageView | None
    quantity: int
    price: Money
    total: Money


class ShippingView(msgspec.Struct, frozen=True):
    option_id: str
    title: str
    price: Money


class ContactView(msgspec.Struct, frozen=True):
    name: str
    email: str
    phone: str | None = None


class HistoryView(msgspec.Struct, frozen=True):
    """`by` is buyer, seller or system."""

    at: str
    kind: str
    by: str
    data: dict[str, Any]


class OrderView(msgspec.Struct, frozen=True):
    """`contact` and `address` only for the buyer and the shop's owners and hosts; `history` only for a single order."""

    order_id: str
    number: int
    state: str
    shop: OrderShop
    show_id: str | None
    payment: PaymentView
    lines: list[OrderLine]
    items: Money
    shipping: ShippingView | None
    total: Money
    refunded: Money
    contact: ContactView | None
    address: dict[str, str] | None
    carrier: str | None
    tracking: str | None
    created_at: str
    checkout_id: str | None
    order_url: str
    history: list[HistoryView] | msgspec.UnsetType = msgspec.UNSET


class OrderList(msgspec.Struct, frozen=True):
    orders: list[OrderView]
    next: str | None
