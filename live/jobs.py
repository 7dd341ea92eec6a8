"""What has to happen by itself, one task a duty. Safe to run twice: every duty is idempotent where it is done.

The duties themselves live where their rules live (orders, sales, shows, journal); here is only when.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog

from checkout.errors import Refusal
from live.signalling.engine import EngineState, MediaReports, Report

if TYPE_CHECKING:
    from live.app import Services

logger = structlog.get_logger("jobs")

LONGEST_PAUSE_S = 30.0
# A duty that fails is logged when it begins to fail, then once in so many tries, and when it works again.
LOG_EVERY = 30


@dataclass(frozen=True, slots=True)
class Duty:
    """`do` runs, then a pause of `every_s` seconds; after failures the pauses double up to half a minute."""

    name: str
    every_s: float
    do: Callable[[], Awaitable[object]]


class ShowsSide(Protocol):
    async def apply_report(self, report: Report) -> None: ...
    async def reconcile(self, state: EngineState) -> None: ...


class Jobs:
    """`run` owns all the tasks: they end with it."""

    def __init__(
        self,
        duties: Sequence[Duty],
        shows: ShowsSide,
        engines: Sequence[MediaReports],
        *,
        longest_pause_s: float = LONGEST_PAUSE_S,
    ) -> None:
        self._duties = tuple(duties)
        self._shows = shows
        self._engines = tuple(engines)
        self._longest_pause_s = longest_pause_s

    async def run(self, stop: asyncio.Event) -> None:
        tasks = [asyncio.create_task(self._repeat(duty), name=duty.name) for duty in self._duties]
        tasks += [
            asyncio.create_task(self._repeat(self._listening(engine, number)), name=f"engine {number}")
            for number, engine in enumerate(self._engines)
        ]
        logger.info("jobs run", duties=[task.get_name() for task in tasks])
        try:
            await stop.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _listening(self, engine: MediaReports, number: int) -> Duty:
        async def listen() -> None:
            # First the whole truth, then what comes after it: whatever was missed while nobody listened is in it.
            state = await engine.state()
            await self._shows.reconcile(state)
            async for report in engine.reports(state.sequence):
                await self._shows.apply_report(report)

        return Duty(f"engine {number}", 1.0, listen)

    async def _repeat(self, duty: Duty) -> None:
        failures = 0
        while True:
            pause_s = duty.every_s
            try:
                await duty.do()
                if failures:
                    logger.info("works again", duty=duty.name, failures=failures)
                failures = 0
            except Refusal as refusal:
                # Redis or the relay is away: expected, and over by itself.
                failures = self._failed(duty, failures, refusal.code)
            except Exception as error:
                if failures == 0:
                    logger.exception("a duty failed", duty=duty.name)
                failures = self._failed(duty, failures, repr(error))
            if failures:
                pause_s = min(max(duty.every_s, 0.2) * 2 ** min(failures - 1, 10), self._longest_pause_s)
            await asyncio.sleep(pause_s)

    def _failed(self, duty: Duty, failures: int, why: str) -> int:
        if failures % LOG_EVERY == 0:
            logger.warning("a duty waits", duty=duty.name, why=why, failures=failures + 1)
        return failures + 1


def jobs_of(services: Services) -> Jobs:
    """All duties over the composed services."""
    shows = services.shows
    duties = [
        Duty("outbox", 1, services.outbox.drain),
        Duty("holds", 1, services.orders.sweep),
        Duty("payments", 30, services.orders.reconcile),
        Duty("interrupted shows", 1, shows.expire_interrupted),
        Duty("lost stock", 1, services.sales.watch),
        Duty("stock moves", 5, services.sales.finish_moves),
        Duty("sales of shows", 5, shows.tidy),
        Duty("archive", 5, services.archive.archive_all),
    ]
    return Jobs(duties, shows, services.engine.workers)
