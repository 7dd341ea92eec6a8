"""Events born in SQL on their way into a sale's log.

An event is a row written in the transaction that made it happen. After the commit it is appended by a script that is
idempotent by the event's id: nothing is published before its commit, and nothing committed stays unpublished.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.database import Database
from checkout.errors import Rebuilding
from checkout.journal.entries import Kind, NewEntry, Visibility
from checkout.journal.journal import Journal
from checkout.outside import Clock, NewId
from checkout.tables import outbox, sale


class Outbox:
    def __init__(self, database: Database, journal: Journal, now_ms: Clock, new_id: NewId) -> None:
        self._database = database
        self._journal = journal
        self._now_ms = now_ms
        self._new_id = new_id
        # The drain that looks at the rows now, and the one that follows it, which everybody who comes meanwhile joins.
        self._running: asyncio.Task[int] | None = None
        self._following: asyncio.Task[int] | None = None

    async def add(self, db: AsyncConnection, sale_id: str, entry: NewEntry) -> str:
        """Writes the event inside the caller's transaction; call `drain` after the commit. Returns the event's id."""
        event_id = entry.event_id or self._new_id("evt")
        await db.execute(
            insert(outbox).values(
                event_id=event_id,
                sale_id=sale_id,
                at_ms=self._now_ms() if entry.at_ms is None else entry.at_ms,
                kind=entry.kind.name,
                version=entry.kind.version,
                visibility=entry.kind.visibility.value,
                data=entry.data,
                staff=entry.staff,
            )
        )
        return event_id

    async def drain(self, limit: int = 500) -> int:
        """Appends what waits, in the order of the rows; how many were appended. Safe to run twice at once.

        Everything that was committed before the call is looked at. Of many callers at once only the first one's look
        may be under way already; all others share the next look: one for all, instead of each for all. `limit` is
        how many rows one look reads at once.

        Events of a sale that is not loaded keep waiting (`Sales.watch` loads it), those of other sales go on.

        Raises:
            Unavailable: Redis or the database is away.
        """
        if self._following is None:
            self._following = asyncio.create_task(self._follow(self._running, limit), name="outbox")
        # Shared: whoever is cancelled doesn't take it from the others.
        return await asyncio.shield(self._following)

    async def close(self) -> None:
        """Ends what still runs because its callers were cancelled; what waits is appended another time."""
        tasks = [task for task in (self._running, self._following) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- inside ---

    async def _follow(self, before: asyncio.Task[int] | None, limit: int) -> int:
        if before is not None:
            await asyncio.wait([before])
        # From here on it looks: who comes now may have committed too late for it, and needs one more.
        self._running, self._following = self._following, None
        return await self._drain_all(limit)

    async def _drain_all(self, limit: int) -> int:
        drained, after = 0, 0
        while True:
            rows = await self._waiting(after, limit)
            by_sale: dict[str, list[Any]] = {}
            for row in rows:
                by_sale.setdefault(row.sale_id, []).append(row)
            for sale_id, events in by_sale.items():
                try:
                    offsets = await self._journal.append(sale_id, [_entry(event) for event in events])
                except Rebuilding:
                    continue
                drained += await self._note(sale_id, events, offsets)
            if len(rows) < limit:
                return drained
            after = rows[-1].row

    async def _waiting(self, after: int, limit: int) -> Sequence[Any]:
        waiting = (
            select(outbox, sale.c.epoch)
            .join(sale, sale.c.sale_id == outbox.c.sale_id)
            .where(outbox.c.offset.is_(None), outbox.c.row > after)
            .order_by(outbox.c.row)
            .limit(limit)
        )
        async with self._database.read() as db:
            return (await db.execute(waiting)).all()

    async def _note(self, sale_id: str, events: Sequence[Any], offsets: Sequence[int]) -> int:
        async with self._database.write() as db:
            lock = select(sale.c.epoch).where(sale.c.sale_id == sale_id).with_for_update(read=True)
            if (await db.execute(lock)).scalar_one() != events[0].epoch:
                # Redis was rebuilt meanwhile, and the log that we appended to may be gone: the next drain appends
                # again, which changes nothing if it is not.
                return 0
            await db.execute(
                update(outbox)
                .where(outbox.c.row == bindparam("of_row"), outbox.c.offset.is_(None))
                .values(offset=bindparam("given")),
                [{"of_row": event.row, "given": offset} for event, offset in zip(events, offsets, strict=True)],
            )
        return len(events)


def _entry(row: Any) -> NewEntry:
    # The row's own kind, not today's table of kinds: an older version of an event stays what it was.
    kind = Kind(row.kind, row.version, Visibility(row.visibility))
    return NewEntry(kind, row.data, row.staff, row.event_id, row.at_ms)
