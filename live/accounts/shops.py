"""Making and changing shops. Reading them is in `directory.py`."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec
import structlog
from msgspec import UNSET
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.caller import Role
from checkout.database import Database
from checkout.errors import Invalid, Unavailable
from checkout.money import Money, to_minor
from checkout.outside import Clock, NewId, ShippingOption
from checkout.tables import image, product
from checkout.text import clean_line, clean_text
from live.accounts.callers import Callers
from live.accounts.directory import BankAccount, Contact, Look, Policies, Shop, ShopDirectory
from live.accounts.fields import checked, currency_of, email_of, name_of, timezone_of
from live.accounts.names import check_slug, free_slug, slug_from
from live.accounts.people import People
from live.accounts.wire import NewShop, ShippingOptionIn, ShopChange
from live.errors import CurrencyFixed, SlugTaken
from live.tables import shop

logger = structlog.get_logger("accounts")

MAX_SHOP_NAME = 120
STANDING_HOLD_TTL_S = 600
"""How long a bag from the shelf is kept for its buyer. A show chooses its own time."""

PAYMENT_METHODS = ("test_card", "stripe", "bank_transfer", "cash_on_delivery")
_FIRST_METHODS = ["test_card", "stripe"]
"""What a new shop takes, as far as the server offers it. The other two are the seller's work, so theirs to turn on."""

_MAKING_LOCK = 0x6D616B696E67
"""PostgreSQL's advisory lock for making accounts and shops: who is first, and which slugs are free, is then certain."""


class StandingSales(Protocol):
    """What of `checkout.sales.Sales` is needed here."""

    async def create(
        self, db: AsyncConnection, sale_id: str, shop_id: str, kind: str, hold_ttl_s: int, open: bool
    ) -> object: ...
    async def load(self, sale_id: str) -> object: ...


class ShopKeeper:
    def __init__(
        self,
        database: Database,
        sales: StandingSales,
        directory: ShopDirectory,
        people: People,
        callers: Callers,
        now_ms: Clock,
        new_id: NewId,
    ) -> None:
        self._database = database
        self._sales = sales
        self._directory = directory
        self._people = people
        self._callers = callers
        self._now_ms = now_ms
        self._new_id = new_id

    async def make(self, db: AsyncConnection, wish: NewShop, owner_id: str, at: str = "") -> tuple[str, str]:
        """(shop id, standing sale's id), written in the caller's transaction under `lock_making`; `open` it after the
        commit. `at` stands before the fields' names in refusals.

        Raises:
            Invalid: name, slug, currency or time zone. SlugTaken: the chosen slug.
        """
        name = name_of(wish.name, MAX_SHOP_NAME, f"{at}name")
        currency = currency_of(wish.currency, f"{at}currency")
        shop_id, sale_id = self._new_id("shp"), self._new_id("sal")
        values = {
            "shop_id": shop_id,
            "slug": await self._slug(db, wish.slug, name),
            "name": name,
            "currency": currency,
            "timezone": timezone_of(wish.timezone, f"{at}timezone"),
            "look": {},
            "contact": {},
            "policies": {},
            "shipping_options": _first_shipping(currency),
            "payment_methods": _FIRST_METHODS,
            "bank_account": {},
            "standing_sale_id": sale_id,
            "created_ms": self._now_ms(),
        }
        await db.execute(insert(shop).values(values))
        await self._people.add(db, shop_id, owner_id, Role.OWNER)
        await self._sales.create(db, sale_id, shop_id, "standing", STANDING_HOLD_TTL_S, True)
        return shop_id, sale_id

    async def make_another(self, wish: NewShop, owner_id: str) -> str:
        """A further shop for an account that exists; its id. Raises as `make`."""
        async with self._database.write() as db:
            await lock_making(db)
            shop_id, standing_sale_id = await self.make(db, wish, owner_id)
        self._callers.forget(owner_id)
        await self.open(standing_sale_id)
        return shop_id

    async def open(self, standing_sale_id: str) -> None:
        """Puts the new shop's shelf into Redis. If Redis is away, the shelf is put there when it is first asked for:
        the shop is made all the same."""
        self._directory.forget()
        try:
            await self._sales.load(standing_sale_id)
        except Unavailable as refusal:
            logger.warning("a new shop's shelf waits for Redis", sale_id=standing_sale_id, reason=refusal.code)

    async def change(self, shop_id: str, change: ShopChange) -> Shop:
        """Raises `Invalid`, `SlugTaken`, `CurrencyFixed`, `NotFound`."""
        old = await self._directory.get(shop_id)
        async with self._database.write() as db:
            await lock_making(db)
            values = _plain_values(change)
            if change.slug is not UNSET and change.slug != old.slug:
                values["slug"] = await self._slug(db, change.slug, "")
            if change.currency is not UNSET and change.currency != old.currency:
                values |= await self._currency(db, shop_id, change.currency)
            currency = values.get("currency", old.currency)
            if change.shipping_options is not UNSET:
                values["shipping_options"] = shipping_options(change.shipping_options, currency)
            if change.look is not UNSET:
                values["look"] = await self._look(db, shop_id, Look(change.look.accent, change.look.logo_image))
            if values:
                await db.execute(update(shop).where(shop.c.shop_id == shop_id).values(values))
        self._directory.forget()
        return await self._directory.get(shop_id)

    async def _slug(self, db: AsyncConnection, wanted: str | None, name: str) -> str:
        if wanted is not None:
            checked("slug", check_slug, wanted)
            if (await db.execute(select(shop.c.shop_id).where(shop.c.slug == wanted))).first() is not None:
                raise SlugTaken("Another shop has that address.", {"slug": wanted})
            return wanted
        base = slug_from(name)
        # A slug holds only letters, digits and hyphens: nothing in it means anything to LIKE.
        like = await db.execute(select(shop.c.slug).where((shop.c.slug == base) | shop.c.slug.like(f"{base}-%")))
        return free_slug(base, frozenset(like.scalars()))

    async def _currency(self, db: AsyncConnection, shop_id: str, wanted: str) -> dict[str, Any]:
        currency_of(wanted)
        if (await db.execute(select(func.count()).where(product.c.shop_id == shop_id))).scalar_one():
            raise CurrencyFixed("The currency can't change once there are products.")
        # Amounts in the old currency mean nothing in the new one.
        return {"currency": wanted, "shipping_options": _first_shipping(wanted)}

    async def _look(self, db: AsyncConnection, shop_id: str, look: Look) -> dict[str, Any]:
        if look.logo_image is not None:
            query = select(image.c.image_id).where(image.c.image_id == look.logo_image, image.c.shop_id == shop_id)
            if (await db.execute(query)).first() is None:
                raise Invalid("look.logo_image: no such picture", {"look.logo_image": "no such picture in this shop"})
        return msgspec.to_builtins(look)


async def lock_making(db: AsyncConnection) -> None:
    """Waits until no other transaction makes an account or a shop. On SQLite a write transaction is alone anyway."""
    if db.dialect.name == "postgresql":
        await db.execute(select(func.pg_advisory_xact_lock(_MAKING_LOCK)))


def shipping_options(options: list[ShippingOptionIn], currency: str) -> list[dict[str, Any]]:
    """As they are kept. Options without an id get one out of their title. Raises `Invalid`."""
    made: list[ShippingOption] = []
    for index, option in enumerate(options):
        at = f"shipping_options[{index}]"
        title = clean_line(option.title)
        if not title:
            raise Invalid(f"{at}.title: empty", {f"{at}.title": "empty"})
        taken = frozenset(other.option_id for other in made)
        option_id = option.option_id or free_slug(slug_from(title), taken)
        if option_id in taken:
            raise Invalid(f"{at}.option_id: twice", {f"{at}.option_id": "another option has that id"})
        free_from = None if option.free_from is None else _amount(option.free_from, currency, f"{at}.free_from")
        days = clean_line(option.days_text or "") or None
        price = _amount(option.price, currency, f"{at}.price")
        made.append(ShippingOption(option_id, title, price, free_from, days))
    return [msgspec.to_builtins(option) for option in made]


def _amount(money: Money, currency: str, field: str) -> int:
    try:
        if money.currency != currency:
            raise ValueError(f"must be in {currency}")
        minor = to_minor(money)
        if minor < 0:
            raise ValueError("must not be negative")
    except ValueError as error:
        raise Invalid(f"{field}: {error}", {field: str(error)}) from None
    return minor


def _first_shipping(currency: str) -> list[dict[str, Any]]:
    if currency != "IDR":
        return []
    return [msgspec.to_builtins(ShippingOption("reguler", "Reguler", 15_000))]


def _plain_values(change: ShopChange) -> dict[str, Any]:
    """The changes that need no look into the database."""
    values: dict[str, Any] = {}
    if change.name is not UNSET:
        values["name"] = name_of(change.name, MAX_SHOP_NAME)
    if change.timezone is not UNSET:
        values["timezone"] = timezone_of(change.timezone)
    if change.contact is not UNSET:
        sent = change.contact
        email = email_of(sent.email, "contact.email") if sent.email else None
        address = clean_text(sent.address or "") or None
        values["contact"] = msgspec.to_builtins(Contact(email, _line(sent.phone), address))
    if change.policies is not UNSET:
        texts = [clean_text(text or "") or None for text in (change.policies.returns, change.policies.privacy)]
        values["policies"] = msgspec.to_builtins(Policies(*texts))
    if change.bank_account is not UNSET:
        sent = change.bank_account
        kept = BankAccount(_line(sent.bank), _line(sent.holder), _line(sent.number))
        values["bank_account"] = msgspec.to_builtins(kept)
    if change.payment_methods is not UNSET:
        unknown = [method for method in change.payment_methods if method not in PAYMENT_METHODS]
        if unknown:
            allowed = f"any of {', '.join(PAYMENT_METHODS)}"
            raise Invalid(f"payment_methods: {allowed}", {"payment_methods": allowed})
        values["payment_methods"] = list(dict.fromkeys(change.payment_methods))
    return values


def _line(text: str | None) -> str | None:
    return clean_line(text or "") or None
