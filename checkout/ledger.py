"""The books of promised units, in SQL: the gate that every payment passes before a provider is asked for money.

One gate row a hold, under the hold's unique id: `allocated -> committed | void`. A void row may also come first; then
an allocation of that hold can never happen. `sale_item.allocated` never passes `total`, whatever Redis believed.
Nothing here talks to anything but the caller's open write transaction.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.errors import HoldExpired, NotFound, OutOfStock, WrongState
from checkout.outside import Clock
from checkout.stock.holds import Hold, merge
from checkout.tables import allocation, hold_gate, sale, sale_item
from checkout.upsert import insert_new


class Ledger:
    def __init__(self, now_ms: Clock) -> None:
        self._now_ms = now_ms

    async def allocate(self, db: AsyncConnection, hold: Hold, deadline_ms: int) -> None:
        """Promises the hold's units until `deadline_ms`; repeated it changes nothing. Refused, it leaves no trace.

        Raises:
            OutOfStock: the books have fewer units than Redis believed; `details` variant_id, available.
            HoldExpired: the hold was voided, or its sale was rebuilt since the hold was read.
        """
        async with db.begin_nested():
            if not await self._open_gate(db, hold, deadline_ms):
                return
            await self._check_epoch(db, hold)
            # In the order of their ids, so that two bags never wait for each other.
            for line in sorted(merge(hold.lines), key=lambda line: line.variant_id):
                await self._take(db, hold.sale_id, line.variant_id, line.quantity)
                await db.execute(
                    insert(allocation).values(
                        hold_id=hold.hold_id,
                        variant_id=line.variant_id,
                        sale_id=hold.sale_id,
                        quantity=line.quantity,
                        price_minor=line.price_minor,
                    )
                )

    async def commit(self, db: AsyncConnection, hold_id: str) -> None:
        """The money has come: allocated -> committed. Repeated it changes nothing.

        Raises:
            NotFound: nothing was allocated for this hold.
            WrongState: it is void.
        """
        state = await self._state(db, hold_id, lock=True)
        if state is None:
            raise NotFound("There is no such hold.", {"hold_id": hold_id})
        if state == "void":
            raise WrongState("The hold was given up.", {"hold_id": hold_id, "state": "void"})
        await db.execute(update(hold_gate).where(hold_gate.c.hold_id == hold_id).values(state="committed"))

    async def void(self, db: AsyncConnection, hold_id: str, sale_id: str, buyer_id: str) -> bool:
        """Makes sure that this hold is never paid, and gives its units back; False if it is paid already."""
        row = self._gate_row(hold_id, sale_id, buyer_id, "void", self._now_ms())
        if await insert_new(db, hold_gate, [row]):
            return True
        state = await self._state(db, hold_id, lock=True)
        if state == "allocated":
            await db.execute(update(hold_gate).where(hold_gate.c.hold_id == hold_id).values(state="void"))
            await self._give_back(db, hold_id)
        return state != "committed"

    async def state(self, db: AsyncConnection, hold_id: str) -> str | None:
        """`allocated`, `committed`, `void`, or None when the gate was never touched."""
        return await self._state(db, hold_id, lock=False)

    async def _open_gate(self, db: AsyncConnection, hold: Hold, deadline_ms: int) -> bool:
        """True if the gate was made now, False if it is there already and not void."""
        row = self._gate_row(hold.hold_id, hold.sale_id, hold.buyer_id, "allocated", deadline_ms)
        if await insert_new(db, hold_gate, [{**row, "terms": hold.terms}]):
            return True
        if await self._state(db, hold.hold_id, lock=True) == "void":
            raise HoldExpired("The time for this bag has run out.", {"hold_id": hold.hold_id})
        return False

    async def _check_epoch(self, db: AsyncConnection, hold: Hold) -> None:
        # The lock makes a rebuild wait for us or us for it: it either counts this allocation or has changed the epoch.
        lock = select(sale.c.epoch).where(sale.c.sale_id == hold.sale_id).with_for_update(read=True)
        epoch = (await db.execute(lock)).scalar_one_or_none()
        if epoch is None:
            raise NotFound("There is no such sale.", {"sale_id": hold.sale_id})
        if hold.epoch and epoch != hold.epoch:
            raise HoldExpired("The stock was restored meanwhile. Take the items again.", {"hold_id": hold.hold_id})

    async def _take(self, db: AsyncConnection, sale_id: str, variant_id: str, units: int) -> None:
        item = (sale_item.c.sale_id == sale_id) & (sale_item.c.variant_id == variant_id)
        allocated = sale_item.c.allocated + units
        taken = update(sale_item).where(item, allocated <= sale_item.c.total).values(allocated=allocated)
        if (await db.execute(taken)).rowcount == 1:
            return
        left = await db.execute(select(sale_item.c.total - sale_item.c.allocated).where(item))
        raise OutOfStock(
            "There are not that many left.", {"variant_id": variant_id, "available": left.scalar_one_or_none() or 0}
        )

    async def _give_back(self, db: AsyncConnection, hold_id: str) -> None:
        lines = select(allocation).where(allocation.c.hold_id == hold_id).order_by(allocation.c.variant_id)
        for line in (await db.execute(lines)).all():
            await db.execute(
                update(sale_item)
                .where(sale_item.c.sale_id == line.sale_id, sale_item.c.variant_id == line.variant_id)
                .values(allocated=sale_item.c.allocated - line.quantity)
            )

    async def _state(self, db: AsyncConnection, hold_id: str, *, lock: bool) -> str | None:
        found = select(hold_gate.c.state).where(hold_gate.c.hold_id == hold_id)
        return (await db.execute(found.with_for_update() if lock else found)).scalar_one_or_none()

    def _gate_row(self, hold_id: str, sale_id: str, buyer_id: str, state: str, deadline_ms: int) -> dict[str, Any]:
        return {
            "hold_id": hold_id,
            "sale_id": sale_id,
            "buyer_id": buyer_id,
            "state": state,
            "deadline_ms": deadline_ms,
            "created_ms": self._now_ms(),
            "terms": "{}",
        }
