"""A cancelled order does not count against what its buyer may have: Redis, which still counts it as sold, is told.

SQL's own count leaves cancelled orders out. A rebuild of the sale does so too (stock/snapshot.py).
"""

from __future__ import annotations

from sqlalchemy import select

from checkout import tables as t
from checkout.order import OrderState
from checkout.orders.parts import Parts
from checkout.stock.holds import Line


async def forgive(parts: Parts, hold_id: str) -> None:
    """After a paid order of this hold was cancelled. Repeating it within a day changes nothing."""
    wanted = (
        select(t.hold_gate.c.sale_id, t.hold_gate.c.buyer_id, t.allocation.c.variant_id, t.allocation.c.quantity)
        .join(t.allocation, t.allocation.c.hold_id == t.hold_gate.c.hold_id)
        .where(t.hold_gate.c.hold_id == hold_id, t.hold_gate.c.state == "committed")
    )
    async with parts.database.read() as db:
        rows = (await db.execute(wanted)).all()
    if rows:
        lines = [Line(row.variant_id, row.quantity, 0) for row in rows]
        await parts.after_commit.forgive(rows[0].sale_id, hold_id, rows[0].buyer_id, lines)


async def forgive_cancelled_since(parts: Parts, since_ms: int) -> None:
    """Repeats it for every order that was cancelled since then, in case Redis missed it."""
    wanted = (
        select(t.checkout.c.hold_id)
        .join(t.order, t.order.c.checkout_id == t.checkout.c.checkout_id)
        .join(t.order_event, t.order_event.c.order_id == t.order.c.order_id)
        .join(t.hold_gate, t.hold_gate.c.hold_id == t.checkout.c.hold_id)
        .where(t.order.c.state == OrderState.CANCELLED.value, t.order.c.updated_ms > since_ms)
        # A later refund touches the order too; by then Redis may have forgotten that it was told.
        .where(t.order_event.c.kind == "cancelled", t.order_event.c.at_ms > since_ms)
        .where(t.hold_gate.c.state == "committed")
        .distinct()
    )
    async with parts.database.read() as db:
        hold_ids = list((await db.execute(wanted)).scalars())
    for hold_id in hold_ids:
        await forgive(parts, hold_id)
