"""What the relay tells the rest of the house: numbered reports, the last of them kept for who comes back."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from live.signalling.engine import Report, ReportKind

KEPT = 2_000


class ReportsLost(Exception):
    """Reports between the one asked for and the oldest kept are gone: ask for the state."""


class Reports:
    """`first` is the number of the last report before this process; numbers must grow over restarts, so it is
    taken from the wall clock in milliseconds, of which no relay uses up more than pass."""

    def __init__(self, first: int) -> None:
        self.sequence = first
        self._oldest = first + 1
        self._kept: deque[Report] = deque()
        self._news = asyncio.Event()

    def add(self, kind: ReportKind, show_id: str, at_ms: int, viewers: int | None = None) -> None:
        self.sequence += 1
        self._kept.append(Report(self.sequence, at_ms, kind, show_id, viewers))
        if len(self._kept) > KEPT:
            self._oldest = self._kept.popleft().sequence + 1
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def after(self, sequence: int) -> AsyncIterator[Report]:
        """Reports with a number above `sequence`, then each new one, without end.

        Raises:
            ReportsLost: some of them are no longer here.
        """
        while True:
            if not self._oldest - 1 <= sequence <= self.sequence:
                raise ReportsLost
            news = self._news
            for report in [each for each in self._kept if each.sequence > sequence]:
                sequence = report.sequence
                yield report
            await news.wait()
