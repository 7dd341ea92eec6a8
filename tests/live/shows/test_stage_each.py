"""One show that fails stops nobody after it."""

from __future__ import annotations

from typing import Any

import pytest

from checkout.sales import Sales
from live.shows import stage
from tests.live.shows.conftest import HOST, House


@pytest.mark.parametrize("failing", [0, 1])
async def test_a_show_that_cannot_be_expired_stops_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    shows = [await house.on_air(interrupted_limit_s=60) for _ in range(2)]
    for show_id in shows:
        await house.report(show_id, "publisher_left")
    house.clock.forward(s=60)
    locked = stage._locked

    async def fail(db: Any, show_id: str) -> Any:
        if show_id == shows[failing]:
            raise ZeroDivisionError
        return await locked(db, show_id)

    monkeypatch.setattr(stage, "_locked", fail)
    assert await house.shows.expire_interrupted() == 1
    assert await house.state(shows[1 - failing]) == "ended"
    monkeypatch.undo()
    assert await house.shows.expire_interrupted() == 1
    assert await house.state(shows[failing]) == "ended"


@pytest.mark.parametrize("failing", [0, 1])
async def test_a_sale_that_cannot_be_closed_stops_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    shows = [await house.on_air() for _ in range(2)]
    before = await house.shelf()
    close, broken = Sales.close, set(shows)

    async def fail(self: Sales, sale_id: str) -> Any:
        if sale_id in broken:
            raise ZeroDivisionError
        return await close(self, sale_id)

    monkeypatch.setattr(Sales, "close", fail)
    for show_id in shows:
        with pytest.raises(ZeroDivisionError):
            await house.shows.end(HOST, show_id)
    broken.discard(shows[1 - failing])
    await house.shows.tidy()
    assert await house.shelf() == before + 10
    broken.clear()
    await house.shows.tidy()
    assert await house.shelf() == before + 20
