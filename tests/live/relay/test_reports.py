from __future__ import annotations

import asyncio

import pytest

from live.relay.reports import KEPT, Reports, ReportsLost


async def test_gives_what_is_kept_and_then_what_comes():
    reports = Reports(1_000)
    reports.add("publisher_joined", "shw_1", 5)
    stream = reports.after(1_000)
    first = await anext(stream)
    assert (first.sequence, first.kind, first.show_id, first.at_ms) == (1_001, "publisher_joined", "shw_1", 5)
    coming = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    reports.add("viewers_counted", "shw_1", 6, 3)
    assert (await coming).viewers == 3


@pytest.mark.parametrize("after", [0, 999, 1_001, 9_999_999])
async def test_numbers_of_another_life_are_refused(after: int):
    with pytest.raises(ReportsLost):
        await anext(Reports(1_000).after(after))


async def test_what_was_pushed_out_is_refused():
    reports = Reports(0)
    for at_ms in range(KEPT + 1):
        reports.add("publisher_left", "shw_1", at_ms)
    with pytest.raises(ReportsLost):
        await anext(reports.after(0))
    assert (await anext(reports.after(1))).sequence == 2
