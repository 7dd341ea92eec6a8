"""Units on their way between two sales, into the books (restock) or out of them.

    asked --> taken --> booked --> done         taken: they have left the one sale's Redis
      |         |                               booked: SQL has moved them
      +---------+--> refused                    done: they are in the other sale's Redis

Every step is idempotent by the move's id, so whoever finds a move that a crash cut goes on with it. Units on their way
are in no sale: for a moment there are too few, never too many.
"""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.database import Database
from checkout.each import Each
from checkout.errors import Invalid, NotFound, OutOfStock, Rebuilding
from checkout.journal.journal import rebuilding
from checkout.outside import Clock, NewId
from checkout.stock.holds import MAX_QUANTITY
from checkout.stock.loading import Loader
from checkout.stock.store import StockStore
from checkout.tables import sale, sale_item, stock_move, variant
from checkout.upsert import insert_new

logger = structlog.get_logger("stock")

DEFAULT_LIMIT = 5

# A step is tried again when another process did it first or the sale was rebuilt in between.
_TRIES = 20


class _BooksDisagree(Exception):
    """Never leaves this file: Redis let units go that SQL has promised to somebody."""


class Moves:
    def __init__(self, database: Database, store: StockStore, loader: Loader, now_ms: Clock, new_id: NewId) -> None:
        self._database = database
        self._store = store
        self._loader = loader
        self._now_ms = now_ms
        self._new_id = new_id
        self._each = Each(logger, "a move could not be finished")

    async def ask(
        self, db: AsyncConnection, variant_id: str, from_sale_id: str | None, to_sale_id: str | None, units: int
    ) -> str:
        """Writes the move down inside the caller's transaction; `finish` does it after the commit. The move's id.

        Raises:
            Invalid: no units, too many, or no way to go.
            NotFound: no such variant or sale, or not all of one shop.
        """
        if not 1 <= units <= MAX_QUANTITY:
            raise Invalid("The number of units is out of range.", {"units": f"must be 1 to {MAX_QUANTITY}"})
        ends = [sale_id for sale_id in (from_sale_id, to_sale_id) if sale_id is not None]
        if not ends or len(set(ends)) != len(ends):
            raise Invalid("A move goes from one sale to another.", {"to_sale_id": "must differ"})
        of_variant = select(variant.c.shop_id).where(variant.c.variant_id == variant_id)
        of_ends = select(sale.c.shop_id).where(sale.c.sale_id.in_(ends))
        shops = [*(await db.execute(of_variant)).scalars(), *(await db.execute(of_ends)).scalars()]
        if len(shops) != 1 + len(ends) or len(set(shops)) != 1:
            raise NotFound("There is no such variant or sale.", {"variant_id": variant_id})
        move_id = self._new_id("mov")
        await db.execute(
            insert(stock_move).values(
                move_id=move_id,
                variant_id=variant_id,
                from_sale_id=from_sale_id,
                to_sale_id=to_sale_id,
                units=units,
                state="asked",
                created_ms=self._now_ms(),
            )
        )
        return move_id

    async def finish(self, move_id: str) -> bool:
        """Takes a move to its end; False if it was refused by somebody else's try.

        Raises:
            OutOfStock: refused now; `details` variant_id, available.
            Rebuilding, Unavailable: it stays where it is, and `jobs` goes on with it.
        """
        for _ in range(_TRIES):
            move = await self._read(move_id)
            if move.state in ("done", "refused"):
                return move.state == "done"
            try:
                await self._step(move)
            except Rebuilding:
                for sale_id in (move.from_sale_id, move.to_sale_id):
                    if sale_id is not None:
                        await self._loader.ensure_loaded(sale_id)
        raise rebuilding()

    async def finish_all(self, limit: int = 500) -> int:
        """Goes on with every move under way, the oldest first; how many came to an end."""
        under_way = (
            select(stock_move.c.move_id)
            .where(stock_move.c.state.in_(("asked", "taken", "booked")))
            .order_by(stock_move.c.created_ms, stock_move.c.move_id)
            .limit(limit)
        )
        async with self._database.read() as db:
            move_ids = (await db.execute(under_way)).scalars().all()
        ended = 0
        for move_id in move_ids:
            with self._each.item(move_id):
                try:
                    await self.finish(move_id)
                except OutOfStock as refusal:
                    logger.info("a move was refused", move_id=move_id, **refusal.details)
                ended += 1
        return ended

    # --- the steps ---

    async def _step(self, move: Any) -> None:
        if move.state == "asked":
            await self._take(move)
        elif move.state == "taken":
            await self._book(move)
        else:
            await self._put(move)

    async def _take(self, move: Any) -> None:
        if move.from_sale_id is None:
            await self._advance(move, "taken")
            return
        try:
            await self._store.take(move.from_sale_id, move.move_id, move.variant_id, move.units, move.from_epoch)
        except OutOfStock:
            if await self._advance(move, "refused"):
                raise
        else:
            await self._advance(move, "taken")

    async def _advance(self, move: Any, state: str) -> bool:
        """asked -> `state`, if Redis is still in the life in which it answered; else the answer is worth nothing."""
        async with self._database.write() as db:
            if move.from_sale_id is not None and await _share_sale(db, move.from_sale_id) != move.from_epoch:
                return False
            return await _set_state(db, move.move_id, "asked", state)

    async def _book(self, move: Any) -> None:
        try:
            async with self._database.write() as db:
                for sale_id in sorted(filter(None, (move.from_sale_id, move.to_sale_id))):
                    await _share_sale(db, sale_id)
                if not await _set_state(db, move.move_id, "taken", "booked"):
                    return
                await _book_out(db, move)
                await _book_in(db, move)
        except _BooksDisagree:
            logger.error("redis let go of promised units", move_id=move.move_id, sale_id=move.from_sale_id)
            async with self._database.write() as db:
                refused = await _set_state(db, move.move_id, "taken", "refused")
            # The books are right: the sale is put into Redis anew from them.
            await self._loader.load(move.from_sale_id)
            if refused:
                raise OutOfStock(
                    "There are not that many left.", {"variant_id": move.variant_id, "available": 0}
                ) from None

    async def _put(self, move: Any) -> None:
        if move.to_sale_id is not None:
            limit = move.per_buyer_limit or DEFAULT_LIMIT
            await self._store.put(move.to_sale_id, move.move_id, move.variant_id, move.units, move.to_epoch, limit)
        async with self._database.write() as db:
            await _set_state(db, move.move_id, "booked", "done")

    async def _read(self, move_id: str) -> Any:
        """The move, with the epochs of both sales as they were when it was in this state."""
        source, target = sale.alias("source"), sale.alias("target")
        wanted = (
            select(
                stock_move,
                source.c.epoch.label("from_epoch"),
                target.c.epoch.label("to_epoch"),
                sale_item.c.per_buyer_limit,
            )
            .join(source, source.c.sale_id == stock_move.c.from_sale_id, isouter=True)
            .join(target, target.c.sale_id == stock_move.c.to_sale_id, isouter=True)
            .join(
                sale_item,
                (sale_item.c.sale_id == stock_move.c.to_sale_id) & (sale_item.c.variant_id == stock_move.c.variant_id),
                isouter=True,
            )
            .where(stock_move.c.move_id == move_id)
        )
        async with self._database.read() as db:
            move = (await db.execute(wanted)).one_or_none()
        if move is None:
            raise NotFound("There is no such move.", {"move_id": move_id})
        return move


async def _share_sale(db: AsyncConnection, sale_id: str) -> int:
    """The sale's epoch, which stays until this transaction ends."""
    shared = select(sale.c.epoch).where(sale.c.sale_id == sale_id).with_for_update(read=True)
    return (await db.execute(shared)).scalar_one()


async def _set_state(db: AsyncConnection, move_id: str, before: str, after: str) -> bool:
    changed = update(stock_move).where(stock_move.c.move_id == move_id, stock_move.c.state == before)
    return (await db.execute(changed.values(state=after))).rowcount == 1


async def _book_out(db: AsyncConnection, move: Any) -> None:
    if move.from_sale_id is None:
        return
    left = sale_item.c.total - move.units
    out = (
        update(sale_item)
        .where(
            sale_item.c.sale_id == move.from_sale_id,
            sale_item.c.variant_id == move.variant_id,
            left >= sale_item.c.allocated,
        )
        .values(total=left)
    )
    if (await db.execute(out)).rowcount != 1:
        raise _BooksDisagree("The books have fewer units.")


async def _book_in(db: AsyncConnection, move: Any) -> None:
    if move.to_sale_id is None:
        return
    key = {"sale_id": move.to_sale_id, "variant_id": move.variant_id}
    empty = {"total": 0, "allocated": 0, "per_buyer_limit": DEFAULT_LIMIT, "position": 0}
    await insert_new(db, sale_item, [{**key, **empty}])
    item = (sale_item.c.sale_id == move.to_sale_id) & (sale_item.c.variant_id == move.variant_id)
    await db.execute(update(sale_item).where(item).values(total=sale_item.c.total + move.units))
