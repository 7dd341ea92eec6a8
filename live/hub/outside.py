"""What the hub needs of the outside, as types: the composition root passes the real ones in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from checkout.caller import Caller
from checkout.journal.entries import Entry, NewEntry

ShowViewOf = Callable[[str, Caller], Awaitable[Any]]
"""`await show_view(show_id_or_slug, caller)` -> the ShowView (a struct or a dict). Raises `NotFound`."""

ViewChanged = Callable[[str], None]
"""Told a show's id when its log says that its ShowView is another now: before any client is."""

OpenHoldOf = Callable[[str, Caller], Awaitable[Any]]
"""`await open_hold(sale_id, caller)` -> the caller's open hold as `GET /api/holds/{hold}` answers it, or None."""

Resolve = Callable[[str | None, Mapping[str, str]], Awaitable[Caller]]
"""`await resolve(authorization, cookies)` -> who calls; `Caller()` for nobody. Raises `NotSignedIn` for a bad token."""


class Position(Protocol):
    @property
    def epoch(self) -> int: ...
    @property
    def offset(self) -> int: ...


class Log(Protocol):
    """The part of `checkout.journal.journal.Journal` that the hub uses."""

    async def append(self, sale_id: str, entries: Sequence[NewEntry]) -> list[int]: ...
    async def read(self, sale_id: str, after: int, limit: int = 1000) -> list[Entry]: ...
    async def tail(self, positions: Mapping[str, int], block_ms: int) -> dict[str, list[Entry]]: ...
    async def position(self, sale_id: str) -> Position: ...


class History(Protocol):
    """The part of `checkout.journal.archive.Archive` that the log's reader uses."""

    async def read(self, sale_id: str, from_offset: int, limit: int) -> list[Entry]:
        """Entries with an offset greater than `from_offset`, oldest first."""
        ...

    async def of_kind(self, sale_id: str, kind: str) -> list[Entry]:
        """All entries of one kind, oldest first."""
        ...


class Outlet(Protocol):
    """The way out to this process's sockets. `payload` is JSON, encoded once for however many it goes to."""

    async def broadcast(self, event: str, payload: bytes, to: Iterable[str]) -> None:
        """Writes to each socket id in turn. `to` is drawn lazily, in chunks with the loop let go in between, so that
        its maker can leave out whoever has gone or moved on meanwhile."""
        ...


class _ShopFacts(msgspec.Struct):
    shop_id: str


class _LineFacts(msgspec.Struct):
    variant_id: str
    available: int = 0


class ShowFacts(msgspec.Struct):
    """What the hub itself reads in a ShowView; the rest it hands on unread."""

    show_id: str
    shop: _ShopFacts
    line_up: list[_LineFacts] = []


def show_facts(view_json: bytes) -> ShowFacts:
    return msgspec.json.decode(view_json, type=ShowFacts)
