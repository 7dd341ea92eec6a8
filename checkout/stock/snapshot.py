"""What SQL knows of a sale at one moment, as lua/load.lua takes it; taking it begins the sale's next epoch."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.order import OrderState
from checkout.stock.holds import HoldState, Line, fingerprint
from checkout.tables import (
    allocation,
    checkout,
    hold_gate,
    journal_entry,
    order,
    outbox,
    sale,
    sale_item,
    stock_move,
)

OFFSET_GAP = 1_000_000
"""More entries than can be served between two archivings: a new epoch begins this far above what SQL has seen."""

_REMEMBERED_MS = 7 * 86_400_000
_TOLD_WITHIN_MS = 86_400_000


class Snapshot(msgspec.Struct, frozen=True):
    sale_id: str
    epoch: int
    open: bool
    hold_ttl_ms: int
    offset: int
    state: dict[str, Any]


async def take_snapshot(db: AsyncConnection, sale_id: str, epoch: int, now_ms: int) -> Snapshot | None:
    """Begins the epoch after `epoch` and reads the sale; None if another load began it first.

    The row lock of the update orders this with every ledger write and move (they lock the row for sharing).
    """
    begun = update(sale).where(sale.c.sale_id == sale_id, sale.c.epoch == epoch).values(epoch=epoch + 1)
    if (await db.execute(begun)).rowcount != 1:
        return None
    row = (await db.execute(select(sale).where(sale.c.sale_id == sale_id))).one()
    # What was served and is not archived may be lost with Redis, so the new epoch keeps well clear of it.
    offset = await last_served(db, sale_id) + OFFSET_GAP if epoch else 0
    await _ask_again_for_events(db, sale_id)
    return Snapshot(sale_id, epoch + 1, row.open, row.hold_ttl_s * 1000, offset, await _state(db, sale_id, now_ms))


async def last_served(db: AsyncConnection, sale_id: str) -> int:
    """The highest offset of the sale's log that SQL has heard of."""
    archived = select(func.max(journal_entry.c.offset)).where(journal_entry.c.sale_id == sale_id)
    appended = select(func.max(outbox.c.offset)).where(outbox.c.sale_id == sale_id)
    return max((await db.execute(archived)).scalar_one() or 0, (await db.execute(appended)).scalar_one() or 0)


async def _ask_again_for_events(db: AsyncConnection, sale_id: str) -> None:
    """Events that only Redis had go through the outbox again; where the log is still there that changes nothing."""
    archived = select(func.coalesce(func.max(journal_entry.c.offset), 0)).where(journal_entry.c.sale_id == sale_id)
    await db.execute(
        update(outbox)
        .where(outbox.c.sale_id == sale_id, outbox.c.offset > archived.scalar_subquery())
        .values(offset=None)
    )


async def _state(db: AsyncConnection, sale_id: str, now_ms: int) -> dict[str, Any]:
    gates = (
        await db.execute(
            select(hold_gate, allocation.c.variant_id, allocation.c.quantity, allocation.c.price_minor)
            .join(allocation, allocation.c.hold_id == hold_gate.c.hold_id)
            .where(hold_gate.c.sale_id == sale_id, hold_gate.c.state.in_(("allocated", "committed")))
            .order_by(hold_gate.c.hold_id, allocation.c.variant_id)
        )
    ).all()
    buyers: Counter[str] = Counter()
    paying: Counter[str] = Counter()
    holds: dict[str, tuple[Any, list[Line]]] = {}
    cancelled = await _cancelled(db, sale_id)
    for gate in gates:
        if gate.hold_id not in cancelled:
            buyers[f"{gate.buyer_id}|{gate.variant_id}"] += gate.quantity
        if gate.state == "allocated":
            paying[gate.variant_id] += gate.quantity
        elif gate.created_ms <= now_ms - _REMEMBERED_MS:
            continue
        lines = holds.setdefault(gate.hold_id, (gate, []))[1]
        lines.append(Line(gate.variant_id, gate.quantity, gate.price_minor))
    taken, members = await _moves(db, sale_id)
    return {
        "items": await _items(db, sale_id, paying, taken),
        "buyers": list(buyers.items()),
        "holds": [
            (hold_id, _record(gate, lines), gate.terms, gate.deadline_ms, gate.buyer_id)
            for hold_id, (gate, lines) in holds.items()
            if gate.state == "allocated"
        ],
        "committed": [
            (hold_id, _record(gate, lines), gate.terms, gate.created_ms + _REMEMBERED_MS)
            for hold_id, (gate, lines) in holds.items()
            if gate.state == "committed"
        ],
        # Those that Redis may yet be told of, though they are not counted here.
        "moves": [*members, *(f"f|{i}" for i, at_ms in cancelled.items() if at_ms > now_ms - _TOLD_WITHIN_MS)],
    }


async def _cancelled(db: AsyncConnection, sale_id: str) -> dict[str, int]:
    """Holds that were sold and whose order was cancelled since -> when the order was last changed."""
    wanted = (
        select(checkout.c.hold_id, func.max(order.c.updated_ms).label("at_ms"))
        .join(order, order.c.checkout_id == checkout.c.checkout_id)
        .join(hold_gate, hold_gate.c.hold_id == checkout.c.hold_id)
        .where(hold_gate.c.sale_id == sale_id, hold_gate.c.state == "committed")
        .where(order.c.state == OrderState.CANCELLED.value)
        .group_by(checkout.c.hold_id)
    )
    return {row.hold_id: row.at_ms for row in await db.execute(wanted)}


async def _items(
    db: AsyncConnection, sale_id: str, paying: Counter[str], taken: Counter[str]
) -> list[tuple[str, int, int, int, int]]:
    rows = (await db.execute(select(sale_item).where(sale_item.c.sale_id == sale_id))).all()
    return [
        (
            row.variant_id,
            row.total - row.allocated - taken[row.variant_id],
            paying[row.variant_id],
            row.allocated - paying[row.variant_id],
            row.per_buyer_limit,
        )
        for row in rows
    ]


async def _moves(db: AsyncConnection, sale_id: str) -> tuple[Counter[str], list[str]]:
    """Units that have left but are booked out later, and the moves that Redis must not do once more."""
    taken: Counter[str] = Counter()
    members: list[str] = []
    under_way = select(stock_move).where(
        stock_move.c.state.in_(("taken", "booked")),
        (stock_move.c.from_sale_id == sale_id) | (stock_move.c.to_sale_id == sale_id),
    )
    for move in (await db.execute(under_way)).all():
        if move.from_sale_id == sale_id:
            members.append(f"t|{move.move_id}")
            if move.state == "taken":
                taken[move.variant_id] += move.units
        if move.to_sale_id == sale_id and move.state == "booked":
            members.append(f"p|{move.move_id}")
    return taken, members


def _record(gate: Any, lines: list[Line]) -> str:
    """As lua/holds.lua keeps it. The request is forgotten; that it asked for what is being paid is the best guess."""
    state = HoldState.PAYING if gate.state == "allocated" else HoldState.COMMITTED
    record = {
        "state": state.value,
        "deadline": gate.deadline_ms,
        "buyer": gate.buyer_id,
        "lines": [(line.variant_id, line.quantity, str(line.price_minor)) for line in lines],
        "fingerprint": fingerprint(lines),
        "changes": [],
    }
    return msgspec.json.encode(record).decode()
