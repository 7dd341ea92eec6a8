"""Which relay worker has a show: chosen once, when it is first published or watched, and written in its row."""

from __future__ import annotations

import structlog
from sqlalchemy import case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.database import Database
from live.shows.transitions import ON_AIR, OVER
from live.tables import show

logger = structlog.get_logger("signalling")


class RelayWorkers:
    """`count` workers, numbered from 0. A show keeps its worker until there are so few that its number is none.

    Least loaded rather than by a hash of the id: a server has few shows at once, and a hash would put every second
    pair of them on one of two cores.
    """

    def __init__(self, database: Database, count: int) -> None:
        self._database = database
        self._count = count

    async def of(self, show_id: str) -> int:
        """The first one's number for a show that has none yet: it knows as little of it as the others."""
        if self._count == 1:
            return 0
        async with self._database.read() as db:
            return await self._written(db, show_id) or 0

    async def choose(self, show_id: str) -> int:
        """The show's worker, now written down if it was not before."""
        if self._count == 1:
            return 0
        async with self._database.read() as db:
            worker = await self._written(db, show_id)
        if worker is not None:
            return worker
        async with self._database.write() as db:
            # Locked, and looked at again: two viewers may have come at once.
            await db.execute(select(show.c.show_id).where(show.c.show_id == show_id).with_for_update())
            worker = await self._written(db, show_id)
            if worker is None:
                worker = await self._least_loaded(db)
                await db.execute(update(show).where(show.c.show_id == show_id).values(relay_worker=worker))
                logger.info("a show has its relay worker", show_id=show_id, worker=worker)
        return worker

    async def _written(self, db: AsyncConnection, show_id: str) -> int | None:
        worker = (await db.execute(select(show.c.relay_worker).where(show.c.show_id == show_id))).scalar()
        return worker if worker is not None and 0 <= worker < self._count else None

    async def _least_loaded(self, db: AsyncConnection) -> int:
        """By shows on air, then by shows to come."""
        live = or_(show.c.state.in_([state.value for state in ON_AIR]), show.c.has_publisher)
        to_come = show.c.state.not_in([state.value for state in OVER])
        query = select(show.c.relay_worker, func.sum(case((live, 1), else_=0)), func.count()).where(to_come)
        loads = {row[0]: (int(row[1]), int(row[2])) for row in await db.execute(query.group_by(show.c.relay_worker))}
        return min(range(self._count), key=lambda worker: (*loads.get(worker, (0, 0)), worker))
