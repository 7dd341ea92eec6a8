"""The rows of products, variants and images. Every query is bound to the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.errors import NotFound
from checkout.tables import image, product, sale, sale_item, variant

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """A product with its variants and images, both in their order, deleted variants left out."""

    row: AnyRow
    variants: Sequence[AnyRow]
    images: Sequence[AnyRow]


async def shop_of_product(db: AsyncConnection, product_id: str) -> str:
    """Whose it is, also if it is deleted: to be checked against the caller's roles before anything else is read.

    Raises:
        NotFound
    """
    shop_id = (
        await db.execute(select(product.c.shop_id).where(product.c.product_id == product_id))
    ).scalar_one_or_none()
    if shop_id is None:
        raise no_product()
    return shop_id


async def find(db: AsyncConnection, shop_id: str, product_id: str) -> ProductRecord:
    """Raises `NotFound`, also for a deleted one."""
    row = (await db.execute(_living(shop_id).where(product.c.product_id == product_id))).first()
    if row is None:
        raise no_product()
    return (await _with_parts(db, shop_id, [row]))[0]


async def page(
    db: AsyncConnection, shop_id: str, *, words: str, after: tuple[int, str] | None, limit: int
) -> list[ProductRecord]:
    """Newest first, from behind `after` on."""
    query = _living(shop_id)
    if words:
        query = query.where(_matches(shop_id, words))
    if after is not None:
        at_ms, product_id = after
        earlier = and_(product.c.created_ms == at_ms, product.c.product_id < product_id)
        query = query.where(or_(product.c.created_ms < at_ms, earlier))
    query = query.order_by(product.c.created_ms.desc(), product.c.product_id.desc()).limit(limit)
    return await _with_parts(db, shop_id, (await db.execute(query)).all())


async def shows_with(db: AsyncConnection, shop_id: str, variant_ids: Sequence[str]) -> list[str]:
    """The sales of shows that are not over and still have units of one of these."""
    query = (
        select(sale.c.sale_id)
        .join(sale_item, sale_item.c.sale_id == sale.c.sale_id)
        .where(
            sale.c.shop_id == shop_id,
            sale.c.kind == "show",
            sale.c.closed_ms.is_(None),
            sale_item.c.variant_id.in_(variant_ids),
            sale_item.c.total > 0,
        )
        .distinct()
    )
    return list((await db.execute(query)).scalars())


def no_product() -> NotFound:
    return NotFound("There is no product of yours with that id.")


def _living(shop_id: str) -> Select[*tuple[Any, ...]]:
    return select(product).where(product.c.shop_id == shop_id, product.c.deleted_ms.is_(None))


def _matches(shop_id: str, words: str) -> ColumnElement[bool]:
    lowered = words.lower()
    by_sku = select(variant.c.product_id).where(
        variant.c.shop_id == shop_id,
        variant.c.deleted_ms.is_(None),
        func.lower(variant.c.sku).contains(lowered, autoescape=True),
    )
    return or_(func.lower(product.c.title).contains(lowered, autoescape=True), product.c.product_id.in_(by_sku))


async def _with_parts(db: AsyncConnection, shop_id: str, rows: Sequence[AnyRow]) -> list[ProductRecord]:
    product_ids = [row.product_id for row in rows]
    if not product_ids:
        return []
    variants = await db.execute(
        select(variant)
        .where(variant.c.shop_id == shop_id, variant.c.product_id.in_(product_ids), variant.c.deleted_ms.is_(None))
        .order_by(variant.c.position, variant.c.variant_id)
    )
    images = await db.execute(
        select(image)
        .where(image.c.shop_id == shop_id, image.c.product_id.in_(product_ids))
        .order_by(image.c.position, image.c.image_id)
    )
    variants_of = _grouped(variants.all())
    images_of = _grouped(images.all())
    return [ProductRecord(row, variants_of.get(row.product_id, []), images_of.get(row.product_id, [])) for row in rows]


def _grouped(rows: Sequence[AnyRow]) -> dict[str, list[AnyRow]]:
    groups: dict[str, list[AnyRow]] = {}
    for row in rows:
        groups.setdefault(row.product_id, []).append(row)
    return groups
