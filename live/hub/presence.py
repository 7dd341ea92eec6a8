"""Who is watching, counted once each across all processes; and how each visit came, how long it watched.

A visit is one page's stay at one show; it goes on when its page reconnects with the same visit id, to whichever
process. It ends when no process has vouched for it for a while: soon after its socket closed, later if the process
was killed. Any process may sweep; a visit is given to one sweeper only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import redis.asyncio

from checkout.errors import Rebuilding
from checkout.journal.entries import NewEntry
from checkout.lua import Script
from checkout.outside import Clock
from live.hub.outside import Log
from live.log import kinds

_SALES = "etalase:presence"  # set of sales that have visits to sweep
_AT_ONCE = 500
# Where each field of `Watched` is summed: in the hash `watched`, at the visit's id with this after it. No id has ":".
_SUFFIXES = {
    "watched_ms": "",
    "muted_ms": ":muted",
    "stalled_ms": ":stalled",
    "latency_ms": ":latency",
    "latencies": ":latencies",
}
_LUA = Path(__file__).parent / "lua"


@dataclass(frozen=True, slots=True)
class PresenceTimes:
    """All in milliseconds. `grace` outlasts `refresh`: another process that holds the visit must get to say so."""

    refresh: int = 10_000
    grace: int = 15_000
    stale: int = 40_000
    count_every: int = 3_000


class Visit(msgspec.Struct):
    """What the log is told when a visit begins and when it ends."""

    person: str | None
    source: str
    since_ms: int


@dataclass(frozen=True, slots=True)
class Watched:
    """How a visit watched, as sums: `latency_ms` of `latencies` times that it was told."""

    watched_ms: int = 0
    muted_ms: int = 0
    stalled_ms: int = 0
    latency_ms: int = 0
    latencies: int = 0

    def __add__(self, other: Watched) -> Watched:
        return Watched(*(getattr(self, name) + getattr(other, name) for name in _SUFFIXES))

    def __sub__(self, other: Watched) -> Watched:
        return Watched(*(getattr(self, name) - getattr(other, name) for name in _SUFFIXES))


_NOTHING = Watched()


@dataclass(slots=True)
class _Local:
    """A visit as this process has it."""

    visit: Visit
    sockets: int = 1
    refreshed_ms: int | None = None
    watched: Watched = _NOTHING  # not yet in Redis


@dataclass(slots=True)
class _Sale:
    here: dict[str, _Local] = field(default_factory=dict[str, _Local])
    gone: set[str] = field(default_factory=set[str])


class Presence:
    """`arrive`, `depart` and `watched` only note things down; `turn` does the talking to Redis, many at a time."""

    def __init__(
        self, client: redis.asyncio.Redis, log: Log, now_ms: Clock, times: PresenceTimes | None = None
    ) -> None:
        self._redis: Any = client
        self._log = log
        self._now_ms = now_ms
        self._times = times or PresenceTimes()
        self._sales: dict[str, _Sale] = {}
        self._unsent: dict[str, list[NewEntry]] = {}
        self._arrive = Script(client, _LUA / "arrive.lua")
        self._sweep = Script(client, _LUA / "sweep.lua")

    def arrive(self, sale_id: str, visit_id: str, person: str | None, source: str) -> None:
        sale = self._sales.setdefault(sale_id, _Sale())
        sale.gone.discard(visit_id)
        local = sale.here.get(visit_id)
        if local is None:
            sale.here[visit_id] = _Local(Visit(person, source, self._now_ms()))
        else:
            local.sockets += 1

    def depart(self, sale_id: str, visit_id: str) -> None:
        sale = self._sales.get(sale_id)
        local = sale.here.get(visit_id) if sale is not None else None
        if sale is None or local is None:
            return
        local.sockets -= 1
        if local.sockets <= 0:
            sale.gone.add(visit_id)

    def watched(self, sale_id: str, visit_id: str, how: Watched) -> None:
        sale = self._sales.get(sale_id)
        local = sale.here.get(visit_id) if sale is not None else None
        if local is not None:
            local.watched += how

    async def viewers(self, sale_id: str) -> int:
        return int(await self._redis.zcard(_keys(sale_id)[0]))

    async def turn(self) -> None:
        """One round of what was noted down, of sweeping and of counting; the hub calls it every second or so.

        Raises:
            Unavailable, redis.exceptions.RedisError, OSError: what was noted down waits for the next round.
        """
        for sale_id in list(self._sales):
            await self._vouch(sale_id, self._sales[sale_id])
        for sale_id in await self._redis.smembers(_SALES):
            await self._take_out(sale_id)
            await self._count(sale_id)
        for sale_id in list(self._unsent):
            await self._tell(sale_id)

    async def leave_all(self) -> None:
        """This process stops: its visits have their grace to come back elsewhere."""
        for sale_id, sale in list(self._sales.items()):
            sale.gone |= sale.here.keys()
            await self._vouch(sale_id, sale)

    async def _vouch(self, sale_id: str, sale: _Sale) -> None:
        now_ms = self._now_ms()
        due = [
            (visit_id, local)
            for visit_id, local in sale.here.items()
            if local.refreshed_ms is None
            or (visit_id not in sale.gone and now_ms - local.refreshed_ms >= self._times.refresh)
        ]
        for start in range(0, len(due), _AT_ONCE):
            await self._vouch_for(sale_id, due[start : start + _AT_ONCE], now_ms)
        await self._put_watched(sale_id, sale)
        await self._let_go(sale_id, sale, now_ms)
        if not sale.here:
            self._sales.pop(sale_id, None)

    async def _vouch_for(self, sale_id: str, visits: list[tuple[str, _Local]], now_ms: int) -> None:
        presence, known, _, _ = _keys(sale_id)
        arguments: list[Any] = [now_ms]
        for visit_id, local in visits:
            arguments += [visit_id, msgspec.json.encode(local.visit).decode()]
        await self._redis.sadd(_SALES, sale_id)
        added = await self._arrive([presence, known], *arguments)
        for (visit_id, local), new in zip(visits, added, strict=True):
            local.refreshed_ms = now_ms
            if new:
                self._note(sale_id, _joined(visit_id, local.visit))

    async def _put_watched(self, sale_id: str, sale: _Sale) -> None:
        told = [(visit_id, local, local.watched) for visit_id, local in sale.here.items() if local.watched != _NOTHING]
        if not told:
            return
        async with self._redis.pipeline(transaction=False) as pipe:
            for visit_id, _, how in told:
                for name, suffix in _SUFFIXES.items():
                    if value := getattr(how, name):
                        pipe.hincrby(_keys(sale_id)[2], visit_id + suffix, value)
            await pipe.execute()
        for _, local, how in told:
            local.watched -= how

    async def _let_go(self, sale_id: str, sale: _Sale, now_ms: int) -> None:
        if not sale.gone:
            return
        presence = _keys(sale_id)[0]
        lapses_ms = now_ms - self._times.stale + self._times.grace
        gone = list(sale.gone)
        # Only lowered (LT) and never added (XX). Another process that holds the visit raises it at its next refresh.
        await self._redis.zadd(presence, dict.fromkeys(gone, lapses_ms), xx=True, lt=True)
        for visit_id in gone:
            # Who came back while we were waiting for Redis has been taken out of `gone` again.
            if visit_id in sale.gone:
                sale.gone.discard(visit_id)
                sale.here.pop(visit_id, None)

    async def _take_out(self, sale_id: str) -> None:
        presence, known, watched, counted = _keys(sale_id)
        cutoff_ms = self._now_ms() - self._times.stale
        answers = await self._sweep([presence, known, watched], cutoff_ms, _AT_ONCE, *_SUFFIXES.values())
        for visit_id, known_json, sums in zip(answers[::3], answers[1::3], answers[2::3], strict=True):
            if known_json:
                visit = msgspec.json.decode(known_json, type=Visit)
                self._note(sale_id, _left(visit_id, visit, Watched(*map(int, sums))))
        if not answers and not await self._redis.exists(presence) and await self._redis.get(counted) in (None, "0"):
            await self._redis.srem(_SALES, sale_id)

    async def _count(self, sale_id: str) -> None:
        """Writes the number down if it changed, at most every `count_every`, whichever process gets the turn."""
        counted = _keys(sale_id)[3]
        viewers = await self.viewers(sale_id)
        if await self._redis.get(counted) == str(viewers):
            return
        if not await self._redis.set(f"{counted}:turn", "1", nx=True, px=self._times.count_every):
            return
        if await self._redis.getset(counted, viewers) != str(viewers):
            self._note(sale_id, NewEntry(kinds.VIEWERS_COUNTED, {"viewers": viewers}))

    def _note(self, sale_id: str, entry: NewEntry) -> None:
        self._unsent.setdefault(sale_id, []).append(entry)

    async def _tell(self, sale_id: str) -> None:
        entries = self._unsent.pop(sale_id)
        try:
            await self._log.append(sale_id, entries)
        except Rebuilding:
            # The sale is being rebuilt: later will do, and a count is soon told anew.
            self._unsent[sale_id] = _told_later(entries) + self._unsent.get(sale_id, [])
        except BaseException:
            self._unsent[sale_id] = entries + self._unsent.get(sale_id, [])
            raise


def _keys(sale_id: str) -> tuple[str, str, str, str]:
    """presence, visits, watched, viewers: one hash tag, so that the scripts may touch them together."""
    tag = f"{{{sale_id}}}"
    return f"{tag}:presence", f"{tag}:visits", f"{tag}:watched", f"{tag}:viewers"


def _joined(visit_id: str, visit: Visit) -> NewEntry:
    staff = {"person": visit.person, "visit": visit_id, "source": visit.source}
    return NewEntry(kinds.VIEWER_JOINED, {}, staff, event_id=f"vj:{visit_id}:{visit.since_ms}")


def _left(visit_id: str, visit: Visit, how: Watched) -> NewEntry:
    staff: dict[str, Any] = {
        "person": visit.person,
        "visit": visit_id,
        "source": visit.source,
        "watched_s": round(how.watched_ms / 1000),
        "muted_s": round(how.muted_ms / 1000),
        "stalled_ms": how.stalled_ms,
    }
    if how.latencies:
        staff["latency_ms"] = round(how.latency_ms / how.latencies)
    return NewEntry(kinds.VIEWER_LEFT, {}, staff, event_id=f"vl:{visit_id}:{visit.since_ms}")


def _told_later(entries: Iterable[NewEntry]) -> list[NewEntry]:
    return [entry for entry in entries if entry.kind is not kinds.VIEWERS_COUNTED][-10_000:]
