"""Shops as everybody reads them: by id or slug, kept for a few seconds. Writing is in `shops.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, or_, select

from checkout.database import Database
from checkout.errors import NotFound
from checkout.outside import Clock, ShippingOption, ShopTerms
from live.tables import shop

_CACHE_MS = 5_000
_MAX_CACHED = 2_000


class Look(msgspec.Struct, frozen=True, omit_defaults=True):
    """`accent` is a CSS colour `#rrggbb`; `logo_image` one of the shop's image ids."""

    accent: str | None = None
    logo_image: str | None = None


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Shown to buyers."""

    email: str | None = None
    phone: str | None = None
    address: str | None = None


class Policies(msgspec.Struct, frozen=True, omit_defaults=True):
    returns: str | None = None
    privacy: str | None = None


class BankAccount(msgspec.Struct, frozen=True, omit_defaults=True):
    bank: str | None = None
    holder: str | None = None
    number: str | None = None


class PublicShop(msgspec.Struct, frozen=True):
    """What anyone may see of a shop."""

    shop_id: str
    slug: str
    name: str
    currency: str
    look: Look
    contact: Contact
    policies: Policies


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One row, its JSON columns as types."""

    shop_id: str
    slug: str
    name: str
    currency: str
    timezone: str
    look: Look
    contact: Contact
    policies: Policies
    shipping_options: tuple[ShippingOption, ...]
    payment_methods: tuple[str, ...]
    bank_account: BankAccount
    standing_sale_id: str
    created_ms: int


class ShopDirectory:
    """Implements `checkout.outside.Shops`."""

    def __init__(self, database: Database, now_ms: Clock) -> None:
        self._database = database
        self._now_ms = now_ms
        self._cache: dict[str, tuple[int, Shop]] = {}
        self._generation = 0

    async def find(self, id_or_slug: str) -> Shop:
        """Ids have an underscore and slugs have none, so that one can't pass as the other. Raises `NotFound`."""
        cached = self._cache.get(id_or_slug)
        if cached is not None and self._now_ms() < cached[0]:
            return cached[1]
        generation = self._generation
        async with self._database.read() as db:
            query = select(shop).where(or_(shop.c.shop_id == id_or_slug, shop.c.slug == id_or_slug))
            row = (await db.execute(query)).first()
        if row is None:
            raise NotFound("There is no such shop.")
        found = shop_of(row)
        if generation == self._generation:
            if len(self._cache) >= _MAX_CACHED:
                self._cache.clear()
            self._cache[id_or_slug] = (self._now_ms() + _CACHE_MS, found)
        return found

    async def get(self, shop_id: str) -> Shop:
        """Raises `NotFound`."""
        return await self.find(shop_id)

    async def by_slug(self, slug: str) -> Shop:
        """Raises `NotFound`."""
        return await self.find(slug)

    async def terms(self, shop_id: str) -> ShopTerms:
        """By id or slug. Raises `NotFound`."""
        found = await self.find(shop_id)
        return ShopTerms(
            shop_id=found.shop_id,
            slug=found.slug,
            name=found.name,
            standing_sale_id=found.standing_sale_id,
            currency=found.currency,
            shipping_options=found.shipping_options,
            payment_methods=found.payment_methods,
            contact_email=found.contact.email,
            returns_policy=found.policies.returns,
            privacy_policy=found.policies.privacy,
        )

    async def public(self) -> list[Shop]:
        """All shops of this server, oldest first (at most a hundred): for the front page."""
        async with self._database.read() as db:
            rows = (await db.execute(select(shop).order_by(shop.c.created_ms, shop.c.shop_id).limit(100))).all()
        return [shop_of(row) for row in rows]

    def forget(self) -> None:
        """Some shop changed. Shops are few and change seldom, so all are read again."""
        self._generation += 1
        self._cache.clear()


def public_view(found: Shop) -> PublicShop:
    return PublicShop(
        shop_id=found.shop_id,
        slug=found.slug,
        name=found.name,
        currency=found.currency,
        look=found.look,
        contact=found.contact,
        policies=found.policies,
    )


def shop_of(row: Row[Any]) -> Shop:
    return Shop(
        shop_id=row.shop_id,
        slug=row.slug,
        name=row.name,
        currency=row.currency,
        timezone=row.timezone,
        look=msgspec.convert(row.look, Look),
        contact=msgspec.convert(row.contact, Contact),
        policies=msgspec.convert(row.policies, Policies),
        shipping_options=msgspec.convert(row.shipping_options, tuple[ShippingOption, ...]),
        payment_methods=tuple(row.payment_methods),
        bank_account=msgspec.convert(row.bank_account, BankAccount),
        standing_sale_id=row.standing_sale_id,
        created_ms=row.created_ms,
    )
