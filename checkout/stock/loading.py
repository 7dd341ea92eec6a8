"""Puts a sale into Redis from SQL, at its making and whenever Redis has lost it or is behind.

What SQL knows comes back exactly: units (available = total - allocated), holds that are being paid, what each buyer
has. Holds that were only HELD are lost. Each load is a new epoch, taken in SQL under the sale's row lock: a ledger
write that comes before it is counted, one that comes after it sees the new epoch and refuses holds of the old one.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import ConnectionError, TimeoutError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.database import Database
from checkout.each import Each
from checkout.errors import NotFound, Rebuilding
from checkout.journal.journal import rebuilding
from checkout.lua import redis_is_away
from checkout.outside import Clock
from checkout.stock.keys import key_of
from checkout.stock.snapshot import Snapshot, last_served, take_snapshot
from checkout.stock.store import StockStore
from checkout.tables import hold_gate, outbox, sale, sale_item

logger = structlog.get_logger("stock")

_LOCK_MS = 5_000
_POLL_S = 0.02
_PATIENCE_S = 8.0

# Redis remembers finished holds for seven days; gates older than this prove nothing.
_COMPARED_MS = 6 * 86_400_000
_COMPARED_HOLDS = 1_000
_TAKEN_UP = frozenset({"PAYING", "CLOSING", "COMMITTED"})


class Loader:
    """`cool_down_ms`: how long a buyer waits after a hold lapsed before the same variant may be held again."""

    def __init__(
        self, database: Database, redis: Redis, store: StockStore, now_ms: Clock, *, cool_down_ms: int
    ) -> None:
        self._database = database
        self._redis: Any = redis
        self._store = store
        self._now_ms = now_ms
        self._cool_down_ms = cool_down_ms
        self._run_id: str | None = None
        self._unverified: set[str] = set()
        self._each = Each(logger, "a sale could not be made whole")

    async def load(self, sale_id: str) -> None:
        """A new epoch, from SQL. Of several callers at once one does it and the others wait for it.

        Raises:
            NotFound: no such sale.
            Rebuilding: another process has been at it for longer than we wait.
            Unavailable: Redis is away.
        """
        epoch = await self._sql_epoch(sale_id)
        await self._load_after(sale_id, epoch)

    async def ensure_loaded(self, sale_id: str) -> None:
        """Loads the sale if Redis has lost it or holds another epoch than SQL. Raises as `load`."""
        epoch = await self._sql_epoch(sale_id)
        if not await self._is_loaded(sale_id, epoch):
            await self._load_after(sale_id, epoch, only_if_lost=True)

    async def verify(self, sale_id: str) -> bool:
        """Compares Redis with SQL in depth and loads the sale if Redis is behind; True if it was.

        For each reconnect to a Redis that may have been restarted from an old file. Raises as `load`.
        """
        epoch = await self._sql_epoch(sale_id)
        if not await self._is_behind(sale_id, epoch):
            return False
        logger.warning("redis is behind", sale_id=sale_id, epoch=epoch)
        await self._load_after(sale_id, epoch)
        return True

    async def watch(self) -> tuple[list[str], list[str]]:
        """Loads what Redis lost, and verifies everything in use when Redis is another process than before.

        Returns the sales that were loaded, and those of which Redis knows other rules than SQL.
        """
        in_use = await self._in_use()
        try:
            run_id = (await self._redis.info("server"))["run_id"]
            async with self._redis.pipeline(transaction=False) as pipe:
                for row in in_use:
                    pipe.hmget(key_of(row.sale_id, "m"), "epoch", "open", "hold_ttl_ms")
                found = await pipe.execute() if in_use else []
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        if self._run_id != run_id:
            self._run_id, self._unverified = run_id, {row.sale_id for row in in_use}
        loaded: list[str] = []
        astray: list[str] = []
        for row, (epoch, is_open, hold_ttl_ms) in zip(in_use, found, strict=True):
            with self._each.item(row.sale_id):
                if epoch is None or int(epoch) != row.epoch:
                    await self.ensure_loaded(row.sale_id)
                    loaded.append(row.sale_id)
                elif row.sale_id in self._unverified and await self.verify(row.sale_id):
                    loaded.append(row.sale_id)
                elif (is_open, hold_ttl_ms) != (str(int(row.open)), str(row.hold_ttl_s * 1000)):
                    astray.append(row.sale_id)
                # Only now: one that failed is verified in the next round.
                self._unverified.discard(row.sale_id)
        return loaded, astray

    # --- inside ---

    async def _load_after(self, sale_id: str, epoch: int, *, only_if_lost: bool = False) -> None:
        """Makes Redis know an epoch above `epoch` or, with `only_if_lost`, whatever epoch SQL has."""
        lock, token = key_of(sale_id, "loading"), secrets.token_hex(8)
        give_up_at = asyncio.get_running_loop().time() + _PATIENCE_S
        while asyncio.get_running_loop().time() < give_up_at:
            # The lock only saves work: that one load wins is decided by the epoch, in SQL and again in the script.
            if not await self._lock(lock, token):
                await asyncio.sleep(_POLL_S)
                continue
            try:
                now_epoch = await self._sql_epoch(sale_id)
                is_wanted = now_epoch > epoch or only_if_lost
                if is_wanted and await self._is_loaded(sale_id, now_epoch):
                    return
                snapshot = await self._snapshot(sale_id, now_epoch)
                if snapshot is not None and await self._put(snapshot):
                    logger.info("sale loaded", sale_id=sale_id, epoch=snapshot.epoch)
                    return
            finally:
                await self._unlock(lock, token)
        raise rebuilding()

    async def _snapshot(self, sale_id: str, epoch: int) -> Snapshot | None:
        async with self._database.write() as db:
            return await take_snapshot(db, sale_id, epoch, self._now_ms())

    async def _put(self, snapshot: Snapshot) -> bool:
        return await self._store.load(
            snapshot.sale_id,
            snapshot.epoch,
            open=snapshot.open,
            hold_ttl_ms=snapshot.hold_ttl_ms,
            cool_down_ms=self._cool_down_ms,
            offset=snapshot.offset,
            state=snapshot.state,
        )

    async def _lock(self, key: str, token: str) -> bool:
        try:
            return bool(await self._redis.set(key, token, nx=True, px=_LOCK_MS))
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error

    async def _unlock(self, key: str, token: str) -> None:
        try:
            if await self._redis.get(key) == token:
                await self._redis.delete(key)
        except (ConnectionError, TimeoutError):
            # It ends by itself after five seconds.
            logger.warning("a lock was left to run out", key=key)

    async def _sql_epoch(self, sale_id: str) -> int:
        async with self._database.read() as db:
            epoch = (await db.execute(select(sale.c.epoch).where(sale.c.sale_id == sale_id))).scalar_one_or_none()
        if epoch is None:
            raise NotFound("There is no such sale.", {"sale_id": sale_id})
        return epoch

    async def _is_loaded(self, sale_id: str, epoch: int) -> bool:
        try:
            return (await self._store.journal.position(sale_id)).epoch == epoch
        except Rebuilding:
            return False

    async def _is_behind(self, sale_id: str, epoch: int) -> bool:
        async with self._database.read() as db:
            served = await last_served(db, sale_id)
            gates = await self._recent_gates(db, sale_id)
        try:
            position = await self._store.journal.position(sale_id)
        except Rebuilding:
            return True
        if position.epoch != epoch or position.offset < served:
            return True
        # SQL was read first. A hold is PAYING in Redis before its gate is made and until its gate is void, so a gate
        # without its hold means that Redis lost it, unless the gate was voided since.
        missing = await self._not_taken_up(sale_id, gates)
        if not missing:
            return False
        async with self._database.read() as db:
            still = await self._recent_gates(db, sale_id)
        return any(hold_id in still for hold_id in missing)

    async def _recent_gates(self, db: AsyncConnection, sale_id: str) -> set[str]:
        wanted = (
            select(hold_gate.c.hold_id)
            .where(
                hold_gate.c.sale_id == sale_id,
                hold_gate.c.state.in_(("allocated", "committed")),
                hold_gate.c.created_ms > self._now_ms() - _COMPARED_MS,
            )
            .order_by(hold_gate.c.created_ms.desc())
            .limit(_COMPARED_HOLDS)
        )
        return set((await db.execute(wanted)).scalars())

    async def _not_taken_up(self, sale_id: str, hold_ids: set[str]) -> list[str]:
        ids = sorted(hold_ids)
        if not ids:
            return []
        try:
            records = await self._redis.hmget(key_of(sale_id, "r"), ids)
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        return [
            hold_id
            for hold_id, record in zip(ids, records, strict=True)
            if record is None or not any(f'"state":"{state}"' in record for state in _TAKEN_UP)
        ]

    async def _in_use(self) -> Sequence[Any]:
        has_units = select(sale_item.c.sale_id).where(sale_item.c.total > sale_item.c.allocated)
        has_events = select(outbox.c.sale_id).where(outbox.c.offset.is_(None))
        wanted = select(sale.c.sale_id, sale.c.epoch, sale.c.open, sale.c.hold_ttl_s).where(
            sale.c.closed_ms.is_(None) | sale.c.sale_id.in_(has_units) | sale.c.sale_id.in_(has_events)
        )
        async with self._database.read() as db:
            return (await db.execute(wanted)).all()
