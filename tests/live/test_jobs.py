from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from checkout.errors import Unavailable
from live.jobs import Duty, Jobs
from live.signalling.engine import EngineState, Report


class Engine:
    """Goes away after the reports of each turn; `turns` holds what each connection tells."""

    def __init__(self, *turns: tuple[EngineState, list[Report]]) -> None:
        self.turns = list(turns)
        self.asked_after: list[int] = []

    async def state(self) -> EngineState:
        if not self.turns:
            raise Unavailable("away", retry_after_s=1)
        return self.turns[0][0]

    async def reports(self, after: int) -> AsyncIterator[Report]:
        self.asked_after.append(after)
        for report in self.turns.pop(0)[1]:
            yield report
        raise Unavailable("away", retry_after_s=1)


class Shows:
    def __init__(self) -> None:
        self.told: list[str] = []
        self.changed = asyncio.Event()

    async def apply_report(self, report: Report) -> None:
        self.told.append(f"report {report.sequence}")
        self.changed.set()

    async def reconcile(self, state: EngineState) -> None:
        self.told.append(f"state {state.sequence}")
        self.changed.set()


async def test_after_each_reconnect_the_whole_truth_comes_first() -> None:
    shows = Shows()
    engine = Engine(
        (EngineState("a", 3, []), [Report(4, 0, "publisher_joined", "shw_1")]),
        (EngineState("b", 9, []), [Report(10, 0, "publisher_left", "shw_1"), Report(11, 0, "publisher_left", "x")]),
    )
    stop = asyncio.Event()
    running = asyncio.create_task(Jobs([], shows, [engine], longest_pause_s=0.01).run(stop))
    async with asyncio.timeout(5):
        while len(shows.told) < 5:
            shows.changed.clear()
            await shows.changed.wait()
    stop.set()
    await running
    assert shows.told == ["state 3", "report 4", "state 9", "report 10", "report 11"]
    assert engine.asked_after == [3, 9]


async def test_a_duty_that_fails_goes_on_and_the_others_do_not_notice() -> None:
    done, calls = asyncio.Event(), {"bad": 0, "good": 0}

    async def bad() -> None:
        calls["bad"] += 1
        if calls["bad"] == 3:
            done.set()
        raise (Unavailable("away", retry_after_s=1) if calls["bad"] % 2 else RuntimeError("a bug"))

    async def good() -> None:
        calls["good"] += 1

    stop = asyncio.Event()
    duties = [Duty("bad", 0.001, bad), Duty("good", 0.001, good)]
    running = asyncio.create_task(Jobs(duties, Shows(), [], longest_pause_s=0.005).run(stop))
    async with asyncio.timeout(5):
        await done.wait()
    stop.set()
    await running
    assert calls["good"] >= 1
    assert not [task for task in asyncio.all_tasks() if task.get_name() in ("bad", "good")]


async def test_stopping_ends_a_duty_in_its_midst() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def endless() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    stop = asyncio.Event()
    running = asyncio.create_task(Jobs([Duty("endless", 1, endless)], Shows(), []).run(stop))
    await began.wait()
    stop.set()
    await running
    assert ended.is_set()
