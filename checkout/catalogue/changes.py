"""What somebody asked of a product, checked and turned into values for its rows. Pure.

Prices are in the shop's currency, a SKU stands once in a product, and a product keeps a variant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET

from checkout.catalogue.wire import MAX_VARIANTS, NewVariant, VariantChange
from checkout.errors import Invalid, NotFound
from checkout.money import Money, to_minor
from checkout.text import clean_line, clean_text, is_visible


@dataclass(slots=True)
class VariantPlan:
    """Values by variant id for those that change, a list of (values, stock) for new ones, ids of those that go, and
    the stock that some shall have."""

    changed: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    added: list[tuple[dict[str, Any], int]] = field(default_factory=list[tuple[dict[str, Any], int]])
    deleted: list[str] = field(default_factory=list[str])
    stock: dict[str, int] = field(default_factory=dict[str, int])


def title_of(text: str, at: str = "title") -> str:
    """Raises `Invalid`."""
    title = clean_line(text)
    if not any(map(is_visible, title)):
        raise invalid(at, "empty")
    return title


def description_of(text: str) -> str:
    return clean_text(text)


def new_variants(variants: Sequence[NewVariant], currency: str) -> list[tuple[dict[str, Any], int]]:
    """(values, stock) of each. Raises `Invalid`."""
    made: list[tuple[dict[str, Any], int]] = []
    for index, new in enumerate(variants):
        values = _new_values(new.sku, new.title, new.price, new.weight_g, currency, f"variants[{index}]")
        made.append((values, new.stock))
    _check_skus(values["sku"] for values, _ in made)
    return made


def plan(changes: Sequence[VariantChange], known: Mapping[str, str], currency: str) -> VariantPlan:
    """`known` maps the product's variant ids to their SKUs.

    Raises:
        Invalid
        NotFound: a variant that is not this product's.
    """
    skus = dict(known)
    made = VariantPlan()
    for index, change in enumerate(changes):
        at = f"variants[{index}]"
        if change.variant_id is UNSET:
            made.added.append(_added(change, currency, at))
            continue
        if change.variant_id not in skus:
            raise NotFound("This product has no such variant.", {f"{at}.variant_id": change.variant_id})
        if change.variant_id in made.changed:
            raise invalid(f"{at}.variant_id", "twice in one request")
        values = made.changed[change.variant_id] = _changed(change, currency, at)
        if change.deleted:
            made.deleted.append(change.variant_id)
            continue
        skus[change.variant_id] = values.get("sku", skus[change.variant_id])
        if change.stock is not UNSET:
            made.stock[change.variant_id] = change.stock
    left = [sku for variant_id, sku in skus.items() if variant_id not in made.deleted]
    _check_skus([*left, *(values["sku"] for values, _ in made.added)])
    if not 1 <= len(left) + len(made.added) <= MAX_VARIANTS:
        raise invalid("variants", f"a product has 1 to {MAX_VARIANTS} variants")
    return made


def invalid(field: str, reason: str) -> Invalid:
    return Invalid(f"{field}: {reason}", {field: reason})


def _added(change: VariantChange, currency: str, at: str) -> tuple[dict[str, Any], int]:
    if change.sku is UNSET or change.price is UNSET:
        raise invalid(at, "a new variant needs sku and price")
    if change.deleted:
        raise invalid(f"{at}.deleted", "a new variant can't be deleted")
    title = "" if change.title is UNSET else change.title
    weight_g = None if change.weight_g is UNSET else change.weight_g
    stock = 0 if change.stock is UNSET else change.stock
    return _new_values(change.sku, title, change.price, weight_g, currency, at), stock


def _new_values(sku: str, title: str, price: Money, weight_g: int | None, currency: str, at: str) -> dict[str, Any]:
    return {
        "sku": title_of(sku, f"{at}.sku"),
        "title": clean_line(title),
        "price_minor": _price(price, currency, at),
        "currency": currency,
        "weight_g": weight_g,
    }


def _changed(change: VariantChange, currency: str, at: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if change.sku is not UNSET:
        values["sku"] = title_of(change.sku, f"{at}.sku")
    if change.title is not UNSET:
        values["title"] = clean_line(change.title)
    if change.price is not UNSET:
        values["price_minor"] = _price(change.price, currency, at)
    if change.weight_g is not UNSET:
        values["weight_g"] = change.weight_g
    return values


def _price(price: Money, currency: str, at: str) -> int:
    if price.currency != currency:
        raise invalid(f"{at}.price.currency", f"this shop's prices are in {currency}")
    try:
        minor = to_minor(price)
    except ValueError as error:
        raise invalid(f"{at}.price.amount", str(error)) from None
    if minor < 0:
        raise invalid(f"{at}.price.amount", "must not be negative")
    return minor


def _check_skus(skus: Iterable[str]) -> None:
    seen: set[str] = set()
    for sku in skus:
        if sku in seen:
            raise invalid("variants.sku", f"{sku!r} stands twice in this product")
        seen.add(sku)
