from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from checkout.stock.coalesce import Coalescer


class Sender:
    """Answers the double of each number, chokes on -13; keeps the batches it was given; can be held."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.free = asyncio.Event()
        self.free.set()
        self.asked = asyncio.Event()

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        self.asked.set()
        await self.free.wait()
        if -13 in numbers:
            raise ValueError("thirteen")
        return [2 * number for number in numbers]


async def test_a_ticks_calls_go_together_in_order() -> None:
    sender = Sender()
    coalescer = Coalescer(sender, most=64)
    assert await asyncio.gather(*(coalescer.ask(i) for i in range(100))) == [2 * i for i in range(100)]
    assert sender.batches == [list(range(64)), list(range(64, 100))]
    assert coalescer.idle


async def test_what_comes_while_one_is_under_way_goes_next() -> None:
    sender = Sender()
    sender.free.clear()
    coalescer = Coalescer(sender, most=64)
    first = asyncio.create_task(coalescer.ask(1))
    await sender.asked.wait()
    rest = [asyncio.create_task(coalescer.ask(i)) for i in (2, 3)]
    await asyncio.sleep(0)
    sender.free.set()
    assert [await first, *(await asyncio.gather(*rest))] == [2, 4, 6]
    assert sender.batches == [[1], [2, 3]]


async def test_no_call_is_left_behind_when_one_ends_as_another_comes() -> None:
    coalescer = Coalescer(Sender(), most=2)

    async def chain(start: int) -> None:
        for number in range(start, start + 200):
            assert await coalescer.ask(number + 20) == 2 * (number + 20)

    await asyncio.wait_for(asyncio.gather(*(chain(i * 1000) for i in range(7))), 20)


async def test_an_error_reaches_its_batch_alone() -> None:
    coalescer = Coalescer(Sender(), most=2)
    results = await asyncio.gather(*(coalescer.ask(i) for i in (12, -13, 14)), return_exceptions=True)
    assert [type(result) for result in results] == [ValueError, ValueError, int]
    assert await coalescer.ask(1) == 2


async def test_who_gave_up_before_it_was_sent_is_skipped() -> None:
    sender = Sender()
    sender.free.clear()
    coalescer = Coalescer(sender, most=1)
    first = asyncio.create_task(coalescer.ask(1))
    second = asyncio.create_task(coalescer.ask(2))
    third = asyncio.create_task(coalescer.ask(3))
    await sender.asked.wait()
    second.cancel()
    await asyncio.sleep(0)
    sender.free.set()
    assert (await first, await third) == (2, 6)
    assert sender.batches == [[1], [3]]
    with pytest.raises(asyncio.CancelledError):
        await second
