"""Sales: the scopes of stock. A show is a sale; each shop also has a standing sale, its stock on the shelf.

SQL says what a sale is; Redis sells from a copy of it (stock/store.py). This file keeps the two together: making and
loading a sale, opening and closing it, its items, and the ways in and out for units (stock/moves.py).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec
from redis.asyncio import Redis
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.database import Database
from checkout.errors import Invalid, NotFound, OutOfStock, Rebuilding, WrongState
from checkout.journal.journal import Journal, rebuilding
from checkout.journal.outbox import Outbox
from checkout.outside import Clock, NewId
from checkout.stock.loading import Loader
from checkout.stock.moves import DEFAULT_LIMIT, Moves
from checkout.stock.store import StockStore
from checkout.tables import image, product, sale, sale_item, variant
from checkout.upsert import insert_new

COOL_DOWN_MS: Final = 10_000
"""How long a buyer whose hold lapsed waits before holding the same variant again."""

Answer = TypeVar("Answer")


class _Unchanged:
    """The type of "leave it as it is", where None means "none"."""


UNCHANGED: Final = _Unchanged()


class SaleItem(msgspec.Struct, frozen=True):
    """A variant in a sale. `price_minor` is the show's price where there is one, `full_price_minor` the variant's."""

    variant_id: str
    product_id: str
    shop_id: str
    title: str
    variant_title: str
    sku: str
    image_id: str | None
    price_minor: int
    full_price_minor: int
    currency: str
    weight_g: int | None
    per_buyer_limit: int
    position: int
    total: int
    allocated: int


class _Rules(msgspec.Struct, frozen=True):
    epoch: int
    open: bool
    hold_ttl_ms: int
    limits: dict[str, int]


class Sales:
    """Methods that reach Redis raise `Unavailable` when it is away, and `NotFound` for a sale that does not exist."""

    def __init__(
        self,
        database: Database,
        redis: Redis,
        store: StockStore,
        journal: Journal,
        outbox: Outbox,
        now_ms: Clock,
        new_id: NewId,
        *,
        cool_down_ms: int = COOL_DOWN_MS,
    ) -> None:
        self._database = database
        self._store = store
        self.journal = journal
        self._outbox = outbox
        self._now_ms = now_ms
        self._cool_down_ms = cool_down_ms
        self._loader = Loader(database, redis, store, now_ms, cool_down_ms=cool_down_ms)
        self._moves = Moves(database, store, self._loader, now_ms, new_id)

    # --- a sale's life ---

    async def create(
        self, db: AsyncConnection, sale_id: str, shop_id: str, kind: str, hold_ttl_s: int, open: bool
    ) -> None:
        """Writes a sale, `kind` "standing" or "show", inside the caller's transaction; `load` it after the commit."""
        if kind not in ("standing", "show"):
            raise ValueError(f"no such kind of sale: {kind!r}")
        await db.execute(
            insert(sale).values(
                sale_id=sale_id,
                shop_id=shop_id,
                kind=kind,
                open=open,
                hold_ttl_s=hold_ttl_s,
                epoch=0,
                created_ms=self._now_ms(),
            )
        )

    async def load(self, sale_id: str) -> None:
        """Puts the sale into Redis from SQL in a new epoch; holds that are only HELD are lost.

        Of several callers at once, in any process, one does it and the others wait. Raises `NotFound`, `Rebuilding`.
        """
        await self._loader.load(sale_id)

    async def ensure_loaded(self, sale_id: str) -> None:
        """Loads the sale if Redis has lost it or is in another epoch than SQL. Raises `NotFound`, `Rebuilding`."""
        await self._loader.ensure_loaded(sale_id)

    async def verify(self, sale_id: str) -> bool:
        """Loads the sale if Redis is behind SQL (an old file, a promoted replica); True if it was."""
        return await self._loader.verify(sale_id)

    async def watch(self) -> list[str]:
        """For `jobs`, each second: mends what of the sales in use Redis lost; after its restart verifies all of them.

        Returns the sales that were loaded.
        """
        loaded, astray = await self._loader.watch()
        for sale_id in astray:
            await self._apply_rules(sale_id)
        if loaded:
            await self._outbox.drain()
        return loaded

    async def with_loaded(self, sale_id: str, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """`call()`, and once more after loading the sale if Redis has lost it."""
        try:
            return await call()
        except Rebuilding:
            await self.ensure_loaded(sale_id)
            return await call()

    async def set_open(self, sale_id: str, open: bool) -> None:
        """May new holds be made? Raises `WrongState` for opening a sale that was closed for good."""
        async with self._database.write() as db:
            row = await _sale(db, sale_id)
            if open and row.closed_ms is not None:
                raise WrongState("This sale is over.", {"sale_id": sale_id, "state": "closed"})
            await db.execute(update(sale).where(sale.c.sale_id == sale_id).values(open=open))
        await self._apply_rules(sale_id)

    async def set_hold_ttl(self, sale_id: str, hold_ttl_s: int) -> None:
        """For holds made from now on."""
        async with self._database.write() as db:
            await _sale(db, sale_id)
            await db.execute(update(sale).where(sale.c.sale_id == sale_id).values(hold_ttl_s=hold_ttl_s))
        await self._apply_rules(sale_id)

    async def close(self, sale_id: str) -> None:
        """Ends a show's sale: no new holds, free units back to the shop's standing sale.

        Units of holds come back when their hold ends: call it again while more units are here than were sold,
        as those do who end the show. Idempotent.

        Raises:
            WrongState: a standing sale never ends.
        """
        async with self._database.write() as db:
            row = await _sale(db, sale_id)
            if row.kind != "show":
                raise WrongState("A shop's standing sale does not end.", {"sale_id": sale_id, "state": row.kind})
            if row.closed_ms is None:
                closed = update(sale).where(sale.c.sale_id == sale_id)
                await db.execute(closed.values(closed_ms=self._now_ms(), open=False))
            shelf_id = await _standing_sale(db, row.shop_id)
        await self._apply_rules(sale_id)
        if shelf_id is not None:
            await self._give_units_back(sale_id, shelf_id)

    # --- items ---

    async def set_item(
        self,
        sale_id: str,
        variant_id: str,
        show_price_minor: int | _Unchanged | None = UNCHANGED,
        per_buyer_limit: int | _Unchanged = UNCHANGED,
        position: int | _Unchanged = UNCHANGED,
    ) -> None:
        """Says how a variant is sold here; it may be said before any units come. A price of None is the variant's own.

        Raises:
            NotFound: no such sale, or no such variant of its shop.
            Invalid: a negative price, a limit below 1.
        """
        given = {"show_price_minor": show_price_minor, "per_buyer_limit": per_buyer_limit, "position": position}
        values: dict[str, Any] = {name: value for name, value in given.items() if not isinstance(value, _Unchanged)}
        if (values.get("show_price_minor") or 0) < 0:
            raise Invalid("A price is not negative.", {"show_price": "must not be negative"})
        if values.get("per_buyer_limit", 1) < 1:
            raise Invalid("The limit is at least 1.", {"per_buyer_limit": "must be at least 1"})
        async with self._database.write() as db:
            await _check_owned(db, sale_id, [variant_id])
            is_new = await insert_new(db, sale_item, [_fresh_item(sale_id, variant_id) | values])
            if not is_new and values:
                item = (sale_item.c.sale_id == sale_id) & (sale_item.c.variant_id == variant_id)
                await db.execute(update(sale_item).where(item).values(**values))
        if is_new or "per_buyer_limit" in values:
            await self._apply_rules(sale_id)

    async def add_items(self, sale_id: str, variant_ids: Sequence[str]) -> None:
        """Makes variants known here before any units come: they are out of stock then, and not unknown.

        Raises:
            NotFound: no such sale, or no such variant of its shop.
        """
        if not variant_ids:
            return
        async with self._database.write() as db:
            await _check_owned(db, sale_id, variant_ids)
            await insert_new(db, sale_item, [_fresh_item(sale_id, each) for each in variant_ids])
        await self._apply_rules(sale_id)

    async def items(self, sale_id: str) -> list[SaleItem]:
        """The sale's variants that are still in the catalogue, in their places."""
        wanted = (
            select(
                sale_item,
                variant.c.product_id,
                variant.c.shop_id,
                variant.c.title.label("variant_title"),
                variant.c.sku,
                variant.c.price_minor.label("full_price_minor"),
                variant.c.currency,
                variant.c.weight_g,
                product.c.title,
            )
            .join(variant, variant.c.variant_id == sale_item.c.variant_id)
            .join(product, product.c.product_id == variant.c.product_id)
            .where(sale_item.c.sale_id == sale_id, variant.c.deleted_ms.is_(None), product.c.deleted_ms.is_(None))
            .order_by(sale_item.c.position, sale_item.c.variant_id)
        )
        async with self._database.read() as db:
            rows = (await db.execute(wanted)).all()
            images = await _first_images(db, sale_id)
        return [_item(row, images.get(row.product_id)) for row in rows]

    # --- units ---

    async def move(self, variant_id: str, from_sale_id: str | None, to_sale_id: str | None, units: int) -> str:
        """Moves units; from None they are new, to None they leave the books. The move's id.

        Raises:
            OutOfStock: not that many are available; `details` variant_id, available.
            Invalid, NotFound: as `ask_move`.
            Rebuilding, Unavailable: it was cut on its way, and `finish_moves` will finish it.
        """
        async with self._database.write() as db:
            move_id = await self._moves.ask(db, variant_id, from_sale_id, to_sale_id, units)
        if not await self._moves.finish(move_id):
            raise OutOfStock("There are not that many left.", {"variant_id": variant_id, "available": 0})
        return move_id

    async def ask_move(
        self, db: AsyncConnection, variant_id: str, from_sale_id: str | None, to_sale_id: str | None, units: int
    ) -> str:
        """Writes a move down inside the caller's transaction; `finish_moves` after the commit does it.

        Raises:
            Invalid: no units or too many, or nowhere to go.
            NotFound: no such variant or sale, or not all of one shop.
        """
        return await self._moves.ask(db, variant_id, from_sale_id, to_sale_id, units)

    async def finish_moves(self) -> int:
        """Goes on with every move that is under way; how many came to an end. For `jobs`; safe to run twice."""
        return await self._moves.finish_all()

    # --- inside ---

    async def _give_units_back(self, sale_id: str, shelf_id: str) -> None:
        async with self._database.read() as db:
            unsold = (sale_item.c.sale_id == sale_id) & (sale_item.c.total > sale_item.c.allocated)
            variants = set((await db.execute(select(sale_item.c.variant_id).where(unsold))).scalars())
        if not variants:
            return
        stock = await self.with_loaded(sale_id, lambda: self._store.stock(sale_id))
        for variant_id in sorted(variants & stock.keys()):
            available = stock[variant_id].available
            if available > 0:
                try:
                    await self.move(variant_id, sale_id, shelf_id, available)
                except OutOfStock:
                    # Somebody else gives them back in this moment; what then is left comes with the next call.
                    continue

    async def _apply_rules(self, sale_id: str) -> None:
        """Makes Redis say what SQL says. Whoever applies looks again afterwards, so that the last word is SQL's."""
        for _ in range(20):
            rules = await self._rules(sale_id)
            try:
                await self._store.set_rules(
                    sale_id,
                    rules.epoch,
                    open=rules.open,
                    hold_ttl_ms=rules.hold_ttl_ms,
                    cool_down_ms=self._cool_down_ms,
                    limits=rules.limits,
                )
            except Rebuilding:
                await self.ensure_loaded(sale_id)
                continue
            if await self._rules(sale_id) == rules:
                return
        raise rebuilding()

    async def _rules(self, sale_id: str) -> _Rules:
        async with self._database.read() as db:
            row = await _sale(db, sale_id)
            items = select(sale_item.c.variant_id, sale_item.c.per_buyer_limit).where(sale_item.c.sale_id == sale_id)
            limits = {item.variant_id: item.per_buyer_limit for item in (await db.execute(items)).all()}
        return _Rules(row.epoch, row.open, row.hold_ttl_s * 1000, limits)


async def _sale(db: AsyncConnection, sale_id: str) -> Any:
    row = (await db.execute(select(sale).where(sale.c.sale_id == sale_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such sale.", {"sale_id": sale_id})
    return row


async def _check_owned(db: AsyncConnection, sale_id: str, variant_ids: Sequence[str]) -> None:
    """Raises `NotFound` unless all are variants of the sale's shop."""
    shop_id = (await _sale(db, sale_id)).shop_id
    owned = select(variant.c.variant_id).where(variant.c.variant_id.in_(variant_ids), variant.c.shop_id == shop_id)
    found = set((await db.execute(owned)).scalars())
    for variant_id in variant_ids:
        if variant_id not in found:
            raise NotFound("There is no such variant.", {"variant_id": variant_id})


def _fresh_item(sale_id: str, variant_id: str) -> dict[str, Any]:
    empty = {"total": 0, "allocated": 0, "per_buyer_limit": DEFAULT_LIMIT, "position": 0}
    return {"sale_id": sale_id, "variant_id": variant_id, **empty}


async def _standing_sale(db: AsyncConnection, shop_id: str) -> str | None:
    standing = select(sale.c.sale_id).where(sale.c.shop_id == shop_id, sale.c.kind == "standing")
    return (await db.execute(standing.order_by(sale.c.created_ms).limit(1))).scalar_one_or_none()


async def _first_images(db: AsyncConnection, sale_id: str) -> Mapping[str, str]:
    """Product id -> its first picture."""
    products = (
        select(variant.c.product_id)
        .join(sale_item, sale_item.c.variant_id == variant.c.variant_id)
        .where(sale_item.c.sale_id == sale_id)
    )
    wanted = select(image.c.product_id, image.c.image_id).where(image.c.product_id.in_(products))
    first: dict[str, str] = {}
    for row in (await db.execute(wanted.order_by(image.c.position, image.c.image_id))).all():
        first.setdefault(row.product_id, row.image_id)
    return first


def _item(row: Any, image_id: str | None) -> SaleItem:
    return SaleItem(
        variant_id=row.variant_id,
        product_id=row.product_id,
        shop_id=row.shop_id,
        title=row.title,
        variant_title=row.variant_title,
        sku=row.sku,
        image_id=image_id,
        price_minor=row.full_price_minor if row.show_price_minor is None else row.show_price_minor,
        full_price_minor=row.full_price_minor,
        currency=row.currency,
        weight_g=row.weight_g,
        per_buyer_limit=row.per_buyer_limit,
        position=row.position,
        total=row.total,
        allocated=row.allocated,
    )
