"""A database that is busy at the wrong moment: the buyer is told to come again, and money that was taken counts."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.database import database_is_away
from checkout.errors import Unavailable
from checkout.orders import paying
from tests.checkout.orders.counter import BUDI, GOOD, Counter

Busy = Callable[[int], None]


@pytest.fixture
def busy_writes(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Busy:
    """`busy_writes(n)`: the next n writes find the database busy."""
    left = 0
    write = counter.database.write

    @asynccontextmanager
    async def maybe() -> AsyncGenerator[AsyncConnection]:
        nonlocal left
        if left:
            left -= 1
            raise database_is_away()
        async with write() as db:
            yield db

    def set_left(number: int) -> None:
        nonlocal left
        left = number

    monkeypatch.setattr(counter.database, "write", maybe)
    monkeypatch.setattr(paying, "_PAUSES_S", (0.0, 0.0, 0.0))
    return set_left


async def test_busy_at_the_begin_takes_no_money(counter: Counter, busy_writes: Busy) -> None:
    checkout = await counter.place()
    busy_writes(1)
    with pytest.raises(Unavailable):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    assert counter.bank.asked == []
    assert (await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)).payment.state == "paid"
    await counter.check_books()


async def test_busy_for_a_moment_after_the_money_was_taken(counter: Counter, busy_writes: Busy) -> None:
    checkout = await counter.place()
    take = counter.bank.pay

    async def pay(*arguments: Any) -> Any:
        busy_writes(3)
        return await take(*arguments)

    counter.bank.pay = pay  # type: ignore[method-assign]
    assert (await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)).payment.state == "paid"
    assert await counter.stock() == (10, 9, 0, 0, 1)
    await counter.check_books()


async def test_busy_for_long_after_the_money_was_taken(counter: Counter, busy_writes: Busy) -> None:
    checkout = await counter.place()
    take = counter.bank.pay

    async def pay(*arguments: Any) -> Any:
        busy_writes(1000)
        return await take(*arguments)

    counter.bank.pay = pay  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    assert len(counter.bank.paid) == 1
    busy_writes(0)
    counter.clock.forward(s=91)
    await counter.orders.reconcile()
    assert (await counter.orders.checkout(checkout.checkout_id, BUDI)).payment.state == "paid"
    assert await counter.stock() == (10, 9, 0, 0, 1)
    assert len(await counter.entries("order.paid")) == 1
    await counter.check_books()


async def test_a_commit_that_counted_although_it_seemed_to_fail(
    counter: Counter, busy_writes: Busy, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = await counter.place()
    write, take = counter.database.write, counter.bank.pay

    @asynccontextmanager
    async def lose_the_answer() -> AsyncGenerator[AsyncConnection]:
        monkeypatch.setattr(counter.database, "write", write)
        async with write() as db:
            yield db
        raise database_is_away()

    async def pay(*arguments: Any) -> Any:
        monkeypatch.setattr(counter.database, "write", lose_the_answer)
        return await take(*arguments)

    counter.bank.pay = pay  # type: ignore[method-assign]
    assert (await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)).payment.state == "paid"
    assert counter.bank.kept == sum(counter.bank.paid.values()) > 0
    assert await counter.stock() == (10, 9, 0, 0, 1)
    assert len(await counter.entries("order.paid")) == 1
    await counter.check_books()


async def test_a_log_that_cannot_be_told_fails_nobody_and_the_units_are_sold(
    counter: Counter, busy_writes: Busy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outbox finds the database busy: only what it has to say comes later."""
    checkout = await counter.place()

    async def busy(*_: Any) -> int:
        raise database_is_away()

    monkeypatch.setattr(counter.outbox, "drain", busy)
    assert (await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)).payment.state == "paid"
    assert await counter.stock() == (10, 9, 0, 0, 1)
    monkeypatch.undo()
    await counter.outbox.drain()
    assert len(await counter.entries("order.paid")) == 1
