"""What follows a commit in SQL: the log and Redis are told. If they can't be, `jobs` tells them later.

Nothing here may fail the request whose change is already committed, and no step depends on the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from checkout.errors import Refusal
from checkout.journal.outbox import Outbox
from checkout.orders.rebuilds import Rebuilds
from checkout.sales import Sales
from checkout.stock.holds import Line
from checkout.stock.store import StockStore

logger = structlog.get_logger("orders")

_Failure = (Refusal, RedisError, SQLAlchemyError)


class AfterCommit:
    def __init__(self, store: StockStore, sales: Sales, outbox: Outbox, rebuilds: Rebuilds) -> None:
        self._store = store
        self._sales = sales
        self._outbox = outbox
        self._rebuilds = rebuilds

    async def publish(self) -> None:
        """Appends what waits in the outbox."""
        try:
            await self._outbox.drain()
        except _Failure as failure:
            logger.warning("the outbox waits", reason=_reason(failure))

    async def commit_hold(self, sale_id: str, hold_id: str) -> None:
        """The units are sold: the gate is committed."""
        try:
            async with self._rebuilds.watch(sale_id):
                await self._store.commit(sale_id, hold_id)
        except _Failure as failure:
            # SQL has the truth: a rebuild or the next reconciliation brings Redis level with it.
            logger.warning("a paid hold waits for Redis", hold_id=hold_id, reason=_reason(failure))

    async def abandon_hold(self, sale_id: str, hold_id: str) -> None:
        """The units are free again: the gate is void."""
        try:
            async with self._rebuilds.watch(sale_id):
                await self._store.abandon(sale_id, hold_id)
        except _Failure as failure:
            logger.warning("a given up hold waits for Redis", hold_id=hold_id, reason=_reason(failure))

    async def forgive(self, sale_id: str, hold_id: str, buyer_id: str, lines: Sequence[Line]) -> None:
        """The sold order was cancelled: it no longer counts against the buyer's limits."""
        try:
            async with self._rebuilds.watch(sale_id):
                await self._store.forgive(sale_id, hold_id, buyer_id, lines)
        except _Failure as failure:
            logger.warning("a cancelled order still counts in Redis", hold_id=hold_id, reason=_reason(failure))

    async def finish_moves(self) -> None:
        """Units that a refund puts back reach the shelf."""
        try:
            await self._sales.finish_moves()
        except _Failure as failure:
            logger.warning("restocked units wait for Redis", reason=_reason(failure))


def _reason(failure: Exception) -> str:
    return failure.code if isinstance(failure, Refusal) else repr(failure)
