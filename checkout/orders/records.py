"""Checkouts, orders and payments as rows: reading them, writing their histories, changing payment states safely.

Everything here runs inside the caller's transaction. Who may see or change a row is the caller's question, but a read
for a shop or a buyer is always bound to it.

The row of the checkout is the lock: whatever pays, declines, or gives up a checkout first updates it on condition of
its present state, so that of two only one goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout import tables as t
from checkout.errors import NotFound, WrongState
from checkout.order import (
    OrderAction,
    OrderState,
    PaymentAction,
    PaymentState,
    next_order_state,
    next_payment_state,
    payment_sources,
)

BUYER, SELLER, SYSTEM = "buyer", "seller", "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: `role` is BUYER, SELLER or SYSTEM; `person_id` is kept for the shop's own records."""

    role: str
    person_id: str | None = None


THE_SYSTEM = Actor(SYSTEM)


async def checkout_row(db: AsyncConnection, checkout_id: str) -> Row[Any]:
    """Raises `NotFound`."""
    row = (await db.execute(select(t.checkout).where(t.checkout.c.checkout_id == checkout_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such checkout.")
    return row


async def checkout_of_hold(db: AsyncConnection, hold_id: str) -> Row[Any] | None:
    return (await db.execute(select(t.checkout).where(t.checkout.c.hold_id == hold_id))).one_or_none()


async def order_row(db: AsyncConnection, order_id: str) -> Row[Any]:
    """Raises `NotFound`."""
    row = (await db.execute(select(t.order).where(t.order.c.order_id == order_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such order.")
    return row


async def orders_of(db: AsyncConnection, checkout_id: str) -> list[Row[Any]]:
    found = await db.execute(select(t.order).where(t.order.c.checkout_id == checkout_id).order_by(t.order.c.order_id))
    return list(found)


async def lines_of(db: AsyncConnection, order_id: str) -> list[Row[Any]]:
    wanted = select(t.order_line).where(t.order_line.c.order_id == order_id).order_by(t.order_line.c.line_no)
    return list(await db.execute(wanted))


async def gate_state(db: AsyncConnection, hold_id: str) -> str | None:
    """`allocated`, `committed`, `void`, or None if the ledger never heard of the hold."""
    wanted = select(t.hold_gate.c.state).where(t.hold_gate.c.hold_id == hold_id)
    return (await db.execute(wanted)).scalar_one_or_none()


async def add_event(
    db: AsyncConnection, order_id: str, at_ms: int, kind: str, actor: Actor, data: Mapping[str, Any] | None = None
) -> None:
    """One line of the order's history, seen by its buyer and its seller."""
    values = {**(data or {}), "role": actor.role}
    await db.execute(
        insert(t.order_event).values(order_id=order_id, at_ms=at_ms, kind=kind, by=actor.person_id, data=values)
    )


async def change_order(
    db: AsyncConnection, order: Row[Any], action: OrderAction, now_ms: int, **values: Any
) -> OrderState:
    """Takes the order through `action`; two at a time can't both.

    Raises:
        WrongState: not in a state that allows it.
    """
    state = next_order_state(OrderState(order.state), action)
    changed = await db.execute(
        update(t.order)
        .where(t.order.c.order_id == order.order_id, t.order.c.state == order.state)
        .values(state=state.value, updated_ms=now_ms, **values)
    )
    if changed.rowcount == 0:
        fresh = await order_row(db, order.order_id)
        next_order_state(OrderState(fresh.state), action)
        return await change_order(db, fresh, action, now_ms, **values)
    return state


async def change_payment(db: AsyncConnection, checkout_id: str, action: PaymentAction, *allowed: PaymentState) -> None:
    """Takes the checkout's payment through `action`, and holds its row until the transaction ends.

    With `allowed`, only from those states.

    Raises:
        NotFound, WrongState
    """
    sources = [state.value for state in allowed] or payment_sources(action)
    target = next_payment_state(PaymentState(sources[0]), action)
    changed = await db.execute(
        update(t.checkout)
        .where(t.checkout.c.checkout_id == checkout_id, t.checkout.c.payment_state.in_(sources))
        .values(payment_state=target.value)
    )
    if changed.rowcount == 0:
        state = (await checkout_row(db, checkout_id)).payment_state
        raise WrongState(f"One cannot {action.value} this payment: it is {state}.", {"state": state})


async def next_number(db: AsyncConnection, shop_id: str) -> int:
    """The shop's next order number. Waits for another order of the shop that is being written just now.

    PostgreSQL holds a lock of its own for it until the transaction ends. Nothing else waits under it, so that it can't
    be part of a deadlock, as a lock on a row that others share could. SQLite has one writer anyhow.
    """
    if db.dialect.name == "postgresql":
        await db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"order number {shop_id}", 0))))
    last = (await db.execute(select(func.max(t.order.c.number)).where(t.order.c.shop_id == shop_id))).scalar_one()
    return (last or 0) + 1
