"""The public view of a show, made once for all who ask within a second: thousands come when a link is shared."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from checkout.outside import Clock
from live.shows.wire import ShowView

KEPT_MS = 1000
_MOST_VIEWS = 500
_MOST_NAMES = 2000


@dataclass(frozen=True, slots=True)
class PublicView:
    """`view` has paths for addresses and nothing that is for the shop's people alone. Without `stock_known` the
    counts in its line-up are not the stock's: Redis could not be asked."""

    view: ShowView
    stock_known: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    begun: int
    begun_ms: int
    made: PublicView


@dataclass(frozen=True, slots=True)
class _Making:
    era: int
    task: asyncio.Task[PublicView]


class SharedViews:
    """Of this process alone: what another process changes is seen within `KEPT_MS`, what this one changes at once
    (`forget`)."""

    def __init__(self, make: Callable[[str], Awaitable[PublicView]], now_ms: Clock) -> None:
        self._make = make
        self._now_ms = now_ms
        self._kept: OrderedDict[str, _Kept] = OrderedDict()  # by show id
        self._names: OrderedDict[str, str] = OrderedDict()  # id or slug -> show id; neither ever changes
        self._making: dict[str, _Making] = {}
        self._begun = 0
        self._era = 0  # a view begun before something was forgotten is not kept and nobody else is given it

    async def get(self, id_or_slug: str, *, fresh: bool = False) -> PublicView:
        """A view begun at most `KEPT_MS` ago; with `fresh` one that is begun now. Raises `NotFound`."""
        name = self._names.get(id_or_slug, id_or_slug)
        if not fresh:
            kept = self._kept.get(name)
            if kept is not None and 0 <= self._now_ms() - kept.begun_ms < KEPT_MS:
                return kept.made
        making = self._making.get(name)
        if fresh or making is None or making.era != self._era:
            making = _Making(self._era, asyncio.create_task(self._run(id_or_slug), name=f"view of {name}"))
            self._making[name] = making
            making.task.add_done_callback(lambda _task, made=making: self._done(name, made))
        # One caller that goes away must not take the view from the others.
        return await asyncio.shield(making.task)

    def forget(self, show_id: str) -> None:
        """The show has changed: whoever asks from here on sees the change."""
        self._era += 1
        self._kept.pop(show_id, None)

    async def _run(self, id_or_slug: str) -> PublicView:
        self._begun += 1
        begun, begun_ms, era = self._begun, self._now_ms(), self._era
        made = await self._make(id_or_slug)
        show_id = made.view.show_id
        kept = self._kept.get(show_id)
        if era == self._era and (kept is None or kept.begun < begun):
            self._kept[show_id] = _Kept(begun, begun_ms, made)
            self._kept.move_to_end(show_id)
            while len(self._kept) > _MOST_VIEWS:
                self._kept.popitem(last=False)
        for name in (id_or_slug, show_id):
            self._names[name] = show_id
        while len(self._names) > _MOST_NAMES:
            self._names.popitem(last=False)
        return made

    def _done(self, name: str, making: _Making) -> None:
        if self._making.get(name) is making:
            del self._making[name]
        if not making.task.cancelled():
            # Asked here too: all who waited for it may have gone.
            making.task.exception()
