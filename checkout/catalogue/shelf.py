"""How many of each variant are on a shop's shelf (its standing sale), and putting more there or taking some away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeVar

import structlog
from sqlalchemy import select

from checkout.database import Database
from checkout.errors import OutOfStock, Unavailable
from checkout.stock.holds import VariantStock
from checkout.tables import sale_item

logger = structlog.get_logger("catalogue")

_TRIES = 4

Answer = TypeVar("Answer")


class StockMoves(Protocol):
    """What of `checkout.sales.Sales` is needed here."""

    async def move(self, variant_id: str, from_sale_id: str | None, to_sale_id: str | None, units: int) -> object: ...
    async def finish_moves(self) -> object: ...
    async def add_items(self, sale_id: str, variant_ids: Sequence[str]) -> None: ...
    async def with_loaded(self, sale_id: str, call: Callable[[], Awaitable[Answer]]) -> Answer: ...


class StockCounts(Protocol):
    """What of `checkout.stock.store.StockStore` is needed here."""

    async def stock(self, sale_id: str) -> Mapping[str, VariantStock]: ...


class Shelf:
    def __init__(self, database: Database, moves: StockMoves, counts: StockCounts) -> None:
        self._database = database
        self._moves = moves
        self._counts = counts

    async def available(self, sale_id: str, variant_ids: Sequence[str]) -> dict[str, int]:
        """What can be bought now; 0 for a variant that was never on the shelf.

        While Redis is away, SQL answers: units in somebody's open bag then count as on the shelf.
        """
        if not variant_ids:
            return {}
        try:
            counted = await self._count(sale_id)
        except Unavailable as refusal:
            logger.warning("stock is read from SQL", sale_id=sale_id, reason=refusal.code)
            return await self._from_sql(sale_id, variant_ids)
        return {each: counted[each].available if each in counted else 0 for each in variant_ids}

    async def make_known(self, sale_id: str, variant_ids: Sequence[str]) -> None:
        """Gives variants their place on the shelf, with no units yet: sold out, not unknown. Raises `Unavailable`."""
        await self._moves.add_items(sale_id, variant_ids)

    async def put(self, sale_id: str, variant_id: str, units: int) -> None:
        """Raises `Unavailable`."""
        if units > 0:
            await self._moves.move(variant_id, None, sale_id, units)

    async def set_available(self, sale_id: str, variant_id: str, units: int) -> None:
        """Moves in or out what is missing or too many. Those who buy meanwhile make it a new sum, a few times.

        Raises:
            OutOfStock, Unavailable
        """
        # A move that an earlier try left on its way would else be counted as missing, and made twice.
        await self._moves.finish_moves()
        for left in reversed(range(_TRIES)):
            now = await self._exactly_available(sale_id, variant_id)
            try:
                if units > now:
                    await self._moves.move(variant_id, None, sale_id, units - now)
                elif units < now:
                    await self._moves.move(variant_id, sale_id, None, now - units)
                return
            except OutOfStock:
                if not left:
                    raise

    async def take_all(self, sale_id: str, variant_id: str) -> int:
        """Takes what can be bought off the shelf; how many units that were. Raises `OutOfStock`, `Unavailable`."""
        # A move that an earlier try left on its way would else be counted as missing, and made twice.
        await self._moves.finish_moves()
        for left in reversed(range(_TRIES)):
            now = await self._exactly_available(sale_id, variant_id)
            try:
                if now:
                    await self._moves.move(variant_id, sale_id, None, now)
                return now
            except OutOfStock:
                if not left:
                    raise
        return 0

    async def _count(self, sale_id: str) -> Mapping[str, VariantStock]:
        return await self._moves.with_loaded(sale_id, lambda: self._counts.stock(sale_id))

    async def _exactly_available(self, sale_id: str, variant_id: str) -> int:
        counted = (await self._count(sale_id)).get(variant_id)
        return counted.available if counted is not None else 0

    async def _from_sql(self, sale_id: str, variant_ids: Sequence[str]) -> dict[str, int]:
        query = select(sale_item.c.variant_id, (sale_item.c.total - sale_item.c.allocated).label("free")).where(
            sale_item.c.sale_id == sale_id, sale_item.c.variant_id.in_(variant_ids)
        )
        async with self._database.read() as db:
            found = {row.variant_id: int(row.free) for row in await db.execute(query)}
        return {each: found.get(each, 0) for each in variant_ids}
