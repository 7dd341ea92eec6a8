"""What one relay worker says is of its own shows only."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from live.signalling.engine import EngineState, ShowState
from live.tables import show
from tests.live.shows.conftest import House


async def _put(house: House, show_id: str, worker: int) -> None:
    async with house.database.write() as db:
        await db.execute(update(show).where(show.c.show_id == show_id).values(relay_worker=worker))


def _state(house: House, worker: int, workers: int, *shows: ShowState) -> EngineState:
    house.sequence += 1
    return EngineState("run", house.sequence, list(shows), worker, workers)


async def test_a_worker_that_started_anew_interrupts_its_own_shows_only(house: House):
    first, second = await house.on_air(2), await house.on_air(2)
    await _put(house, first, 0)
    await _put(house, second, 1)
    await house.shows.reconcile(_state(house, 1, 2))
    assert [await house.state(first), await house.state(second)] == ["live", "interrupted"]
    await house.shows.reconcile(_state(house, 1, 2, ShowState(second, True, 3, True)))
    assert [await house.state(first), await house.state(second)] == ["live", "live"]
    await house.shows.reconcile(_state(house, 0, 2))
    assert [await house.state(first), await house.state(second)] == ["interrupted", "live"]


@pytest.mark.parametrize("worker", [-1, 2, 7])
async def test_the_first_one_answers_for_shows_of_nobody(house: House, worker: int):
    """After a start with fewer workers."""
    show_id = await house.on_air(2)
    await _put(house, show_id, worker)
    await house.shows.reconcile(_state(house, 1, 2))
    assert await house.state(show_id) == "live"
    await house.shows.reconcile(_state(house, 0, 2))
    assert await house.state(show_id) == "interrupted"
