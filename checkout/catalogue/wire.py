"""The wire types of products. Requests forbid unknown fields."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from checkout.money import Money
from checkout.orders.wire import ImageView

MAX_VARIANTS = 100
MAX_STOCK = 10_000_000

Title = Annotated[str, Meta(min_length=1, max_length=200)]
VariantTitle = Annotated[str, Meta(max_length=200)]
Description = Annotated[str, Meta(max_length=20_000)]
Sku = Annotated[str, Meta(min_length=1, max_length=100)]
Stock = Annotated[int, Meta(ge=0, le=MAX_STOCK)]
WeightG = Annotated[int, Meta(ge=0, le=1_000_000)]
AnyId = Annotated[str, Meta(min_length=1, max_length=64)]


class NewVariant(Struct, frozen=True, forbid_unknown_fields=True):
    sku: Sku
    price: Money
    title: VariantTitle = ""
    stock: Stock = 0
    weight_g: WeightG | None = None


class NewProduct(Struct, frozen=True, forbid_unknown_fields=True):
    """`shop_id` only matters to people with several shops."""

    title: Title
    variants: Annotated[list[NewVariant], Meta(min_length=1, max_length=MAX_VARIANTS)]
    description: Description = ""
    shop_id: AnyId | None = None


class VariantChange(Struct, frozen=True, forbid_unknown_fields=True):
    """With `variant_id` only the fields that are sent change; without, it is a new variant and needs sku and price.

    `stock` is how many shall be on the shelf now. `deleted: true` takes the variant away.
    """

    variant_id: AnyId | UnsetType = UNSET
    sku: Sku | UnsetType = UNSET
    title: VariantTitle | UnsetType = UNSET
    price: Money | UnsetType = UNSET
    stock: Stock | UnsetType = UNSET
    weight_g: WeightG | UnsetType | None = UNSET
    deleted: bool = False


class ProductChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Only the fields that are sent change. `images` gives all image ids in their new order."""

    title: Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    variants: Annotated[list[VariantChange], Meta(max_length=MAX_VARIANTS)] | UnsetType = UNSET
    images: Annotated[list[AnyId], Meta(max_length=20)] | UnsetType = UNSET


class VariantView(Struct, frozen=True):
    """`stock` is what can be bought from the shelf now; units in shows are not among it."""

    variant_id: str
    sku: str
    title: str
    price: Money
    stock: int
    weight_g: int | None


class ProductView(Struct, frozen=True):
    product_id: str
    shop_id: str
    title: str
    description: str
    images: list[ImageView]
    variants: list[VariantView]
    created_at: str


class Products(Struct, frozen=True):
    products: list[ProductView]
    next: str | None
