"""A show as it is seen: the whole view for its page, cards for lists, counts for the shop's people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from msgspec import UNSET
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.caller import Caller
from checkout.database import Database
from checkout.errors import Unavailable
from checkout.money import from_minor
from checkout.orders.wire import ImageView
from checkout.outside import Clock
from checkout.pictures import picture as picture_of
from checkout.sales import SaleItem, Sales
from checkout.stock.store import StockStore, VariantStock
from checkout.tables import checkout, image, order, order_line, product, sale_item, variant
from checkout.wire import rfc3339
from live.accounts.directory import Shop, ShopDirectory, public_view
from live.settings import Settings
from live.shows import records as show_records
from live.shows.records import ShowRecord
from live.shows.shared_views import PublicView, SharedViews
from live.shows.wire import Counts, LineView, ProductCard, ShopName, ShowCard, ShowView

ViewersOf = Callable[[str], Awaitable[int]]
"""How many are watching a show now."""

# Paid once, whatever came after: a refunded order stays in the show's turnover.
PAID_STATES = ("paid", "part_refunded", "refunded", "disputed")

CARD_PRODUCTS = 3


class ShowViews:
    def __init__(
        self,
        database: Database,
        sales: Sales,
        store: StockStore,
        shops: ShopDirectory,
        settings: Settings,
        viewers_of: ViewersOf,
        now_ms: Clock,
    ) -> None:
        self._database = database
        self._sales = sales
        self._store = store
        self._shops = shops
        self._settings = settings
        self._viewers_of = viewers_of

        self._shared = SharedViews(self._find, now_ms)

    async def public(self, id_or_slug: str, *, fresh: bool = False) -> PublicView:
        """As anyone sees the show, up to a second old unless `fresh`. Raises `NotFound`."""
        return await self._shared.get(id_or_slug, fresh=fresh)

    def forget(self, show_id: str) -> None:
        """Call it after each change of the show."""
        self._shared.forget(show_id)

    async def staff(self, record: ShowRecord, base_url: str) -> PublicView:
        """As the shop's people see it, made anew: they look at what they have just done, in whichever process."""
        made = await self._make(record)
        currency = (await self._shops.get(record.shop_id)).currency
        async with self._database.read() as db:
            counts = await _counts(db, [record.show_id], currency)
        # The structs are frozen so that nobody shares a half-made one; the staff's copy is a new one.
        view = _with(
            addressed(made.view, base_url),
            whip_url=whip_url(record, base_url),
            has_publisher=record.has_publisher,
            counts=counts[record.show_id],
        )
        return PublicView(view, made.stock_known)

    async def _find(self, id_or_slug: str) -> PublicView:
        async with self._database.read() as db:
            record = await show_records.find(db, id_or_slug)
        return await self._make(record)

    async def _make(self, record: ShowRecord) -> PublicView:
        shop = await self._shops.get(record.shop_id)
        items = [item for item in await self._sales.items(record.show_id) if item.total > 0]
        async with self._database.read() as db:
            images = await _images(db, [item.image_id for item in items])
        stock = await self._stock(record.show_id)
        line_up = _line_up(items, images, stock or {})
        view = ShowView(
            show_id=record.show_id,
            slug=record.slug,
            title=record.title,
            state=record.state.value,
            starts_at=_time(record.starts_ms),
            started_at=_time(record.started_ms),
            ended_at=_time(record.ended_ms),
            interrupted_until=_time(record.interrupted_until_ms),
            auto_start=record.auto_start,
            hold_ttl_s=record.hold_ttl_s,
            watch_url=f"/live/{record.slug}",
            pinned=record.pinned_variant_id,
            shop=public_view(shop),
            poster=_poster([line.image for line in line_up]),
            viewers=await self._viewers(record.show_id),
            line_up=line_up,
            test_payments=self._test_payments(shop),
            interrupted_limit_s=record.interrupted_limit_s,
        )
        return PublicView(view, stock is not None)

    async def _stock(self, show_id: str) -> Mapping[str, VariantStock] | None:
        """None while Redis is away or the sale is being restored."""
        try:
            return await self._sales.with_loaded(show_id, lambda: self._store.stock(show_id))
        except Unavailable:
            return None

    async def cards(self, records: Sequence[ShowRecord], caller: Caller, base_url: str) -> list[ShowCard]:
        """Cards in the order of `records`, whatever their number, by a handful of queries."""
        ids = [record.show_id for record in records]
        async with self._database.read() as db:
            products = await _first_products(db, ids)
        by_shop: dict[str, Mapping[str, Counts]] = {}
        cards: list[ShowCard] = []
        for record in records:
            shop = await self._shops.get(record.shop_id)
            card = await self._card(record, shop, products.get(record.show_id, []), base_url)
            if caller.has_role(record.shop_id):
                if record.shop_id not in by_shop:
                    own = [other.show_id for other in records if other.shop_id == record.shop_id]
                    async with self._database.read() as db:
                        by_shop[record.shop_id] = await _counts(db, own, shop.currency)
                counts = by_shop[record.shop_id][record.show_id]
                card = _with(card, has_publisher=record.has_publisher, counts=counts)
            cards.append(card)
        return cards

    async def _card(self, record: ShowRecord, shop: Shop, products: list[ProductCard], base_url: str) -> ShowCard:
        return ShowCard(
            show_id=record.show_id,
            slug=record.slug,
            title=record.title,
            state=record.state.value,
            starts_at=_time(record.starts_ms),
            started_at=_time(record.started_ms),
            ended_at=_time(record.ended_ms),
            watch_url=f"{base_url}/live/{record.slug}",
            poster=_poster([product.image for product in products]),
            viewers=await self._viewers(record.show_id),
            shop=ShopName(shop.shop_id, shop.slug, shop.name),
            products=products[:CARD_PRODUCTS],
        )

    async def _viewers(self, show_id: str) -> int:
        try:
            return await self._viewers_of(show_id)
        except (Unavailable, RedisError):
            # Nobody can be counted while Redis is away; the page is still worth showing.
            return 0

    def _test_payments(self, shop: Shop) -> bool:
        allowed = self._settings.test_card or self._settings.demo
        return allowed and "test_card" in shop.payment_methods


def addressed(view: ShowView, base_url: str) -> ShowView:
    """The same view with its page's address under `base_url`; paths remain paths without one."""
    return _with(view, watch_url=f"{base_url}{view.watch_url}") if base_url else view


def whip_url(record: ShowRecord, base_url: str) -> str:
    return f"{base_url}/whip/{record.show_id}"


def _time(ms: int | None) -> str | None:
    return None if ms is None else rfc3339(ms)


def _with(made: Any, **changes: Any) -> Any:
    fields = {name: getattr(made, name) for name in made.__struct_fields__}
    return type(made)(**{name: value for name, value in (fields | changes).items() if value is not UNSET})


def _line_up(
    items: Sequence[SaleItem], images: Mapping[str, ImageView], stock: Mapping[str, VariantStock]
) -> list[LineView]:
    lines: list[LineView] = []
    for number, item in enumerate(items, 1):
        there = stock.get(item.variant_id)
        reduced = item.price_minor != item.full_price_minor
        lines.append(
            LineView(
                number=number,
                variant_id=item.variant_id,
                product_id=item.product_id,
                title=item.title,
                variant_title=item.variant_title,
                sku=item.sku,
                image=images.get(item.image_id or ""),
                price=from_minor(item.price_minor, item.currency),
                full_price=from_minor(item.full_price_minor, item.currency) if reduced else None,
                per_buyer_limit=item.per_buyer_limit,
                initial=there.initial if there else item.total,
                available=there.available if there else 0,
                held=there.held if there else 0,
                paying=there.paying if there else 0,
                sold=there.sold if there else 0,
            )
        )
    return lines


def _poster(images: Sequence[ImageView | None]) -> str | None:
    """The largest size of the first picture there is."""
    first = next((image for image in images if image is not None), None)
    return max(first.sizes, key=lambda size: size.width).url if first else None


async def _images(db: AsyncConnection, image_ids: Sequence[str | None]) -> dict[str, ImageView]:
    wanted = {image_id for image_id in image_ids if image_id}
    if not wanted:
        return {}
    query = select(image.c.image_id, image.c.width, image.c.height).where(image.c.image_id.in_(wanted))
    rows = (await db.execute(query)).all()
    return {row.image_id: picture_of(row.image_id, row.width, row.height) for row in rows}


async def _first_products(db: AsyncConnection, show_ids: Sequence[str]) -> dict[str, list[ProductCard]]:
    """Each show's first products with a picture of each, in the line-up's order."""
    if not show_ids:
        return {}
    picture = (
        select(image.c.image_id)
        .where(image.c.product_id == product.c.product_id)
        .order_by(image.c.position, image.c.image_id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            sale_item.c.sale_id, sale_item.c.variant_id, sale_item.c.show_price_minor, product.c.product_id,
            product.c.title, variant.c.price_minor, variant.c.currency, picture.label("image_id"),
        )
        .join(variant, variant.c.variant_id == sale_item.c.variant_id)
        .join(product, product.c.product_id == variant.c.product_id)
        .where(sale_item.c.sale_id.in_(show_ids), sale_item.c.total > 0)
        .order_by(sale_item.c.sale_id, sale_item.c.position, sale_item.c.variant_id)
    )  # fmt: skip
    rows = (await db.execute(query)).all()
    chosen: dict[str, dict[str, Any]] = {}
    for row in rows:
        products = chosen.setdefault(row.sale_id, {})
        if len(products) < CARD_PRODUCTS:
            products.setdefault(row.product_id, row)
    images = await _images(db, [row.image_id for products in chosen.values() for row in products.values()])
    return {
        show_id: [
            ProductCard(
                row.variant_id,
                row.title,
                images.get(row.image_id or ""),
                from_minor(row.price_minor if row.show_price_minor is None else row.show_price_minor, row.currency),
            )
            for row in products.values()
        ]
        for show_id, products in chosen.items()
    }


async def _counts(db: AsyncConnection, show_ids: Sequence[str], currency: str) -> dict[str, Counts]:
    """For shows of one shop."""
    made_query = select(order.c.sale_id, func.count()).where(order.c.sale_id.in_(show_ids)).group_by(order.c.sale_id)
    made = {row[0]: row[1] for row in (await db.execute(made_query)).all()}
    paid_orders = order.join(checkout, checkout.c.checkout_id == order.c.checkout_id)
    is_paid = checkout.c.payment_state.in_(PAID_STATES) & order.c.sale_id.in_(show_ids)
    paid_query = (
        select(order.c.sale_id, func.count(), func.sum(order.c.total_minor))
        .select_from(paid_orders)
        .where(is_paid)
        .group_by(order.c.sale_id)
    )
    paid = {row[0]: (row[1], int(row[2])) for row in (await db.execute(paid_query)).all()}
    items_query = (
        select(order.c.sale_id, func.sum(order_line.c.quantity))
        .select_from(paid_orders.join(order_line, order_line.c.order_id == order.c.order_id))
        .where(is_paid)
        .group_by(order.c.sale_id)
    )
    items = {row[0]: int(row[1]) for row in (await db.execute(items_query)).all()}
    return {
        show_id: Counts(
            made.get(show_id, 0),
            paid.get(show_id, (0, 0))[0],
            items.get(show_id, 0),
            from_minor(paid.get(show_id, (0, 0))[1], currency),
        )
        for show_id in show_ids
    }
