"""A sale's log in Redis: appending, reading, waiting for more.

The log is the stream `{sale_id}:ev`. Offsets are dense integers, given by the append script and never used again: the
stream's id is `<offset>-0`. An epoch names one life of the sale in Redis; a new one starts above every offset ever
served, so that a reader who knows another epoch reads anew instead of missing something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import ConnectionError, TimeoutError

from checkout.errors import Rebuilding
from checkout.journal.entries import Entry, NewEntry
from checkout.journal.keys import journal_keys, key_of
from checkout.lua import Script, redis_is_away
from checkout.outside import Clock

LUA = Path(__file__).parent / "lua"
APPEND_LUA = LUA / "append.lua"

# One script call appends at most this many, so that nobody else waits for long.
_APPEND_AT_ONCE = 200


class Position(msgspec.Struct, frozen=True):
    """Where a log ends: `offset` is the last one given, 0 if none was. This epoch's entries lie above `base`."""

    epoch: int
    offset: int
    base: int = 0


def rebuilding() -> Rebuilding:
    return Rebuilding("The stock is being restored. Try again in a moment.", retry_after_s=1)


class Journal:
    """Delivery: at least what was appended, in order. Atomic per call of up to 200 entries.

    `tails` is the client for calls that wait, so that they don't take connections from all others.
    """

    def __init__(self, redis: Redis, now_ms: Clock, tails: Redis | None = None) -> None:
        self._redis: Any = redis
        self._tails: Any = tails or redis
        self._now_ms = now_ms
        self._append = Script(redis, APPEND_LUA, LUA / "append_entries.lua")

    async def append(self, sale_id: str, entries: Sequence[NewEntry]) -> list[int]:
        """The offsets of `entries`, in order. One with an `event_id` is appended once, however often it is given.

        Raises:
            Rebuilding: the sale is not loaded into Redis.
            Unavailable: Redis is away.
        """
        now_ms = self._now_ms()
        offsets: list[int] = []
        for start in range(0, len(entries), _APPEND_AT_ONCE):
            args = [text for entry in entries[start : start + _APPEND_AT_ONCE] for text in _fields(entry, now_ms)]
            given = await self._append(journal_keys(sale_id), *args)
            if given is None:
                raise rebuilding()
            offsets += map(int, given)
        return offsets

    async def read(self, sale_id: str, after: int, limit: int = 1000) -> list[Entry]:
        """Entries with an offset above `after`, at most `limit`. Those that only the archive still has are missing."""
        try:
            found = await self._redis.xrange(key_of(sale_id, "ev"), f"({max(after, 0)}", "+", count=limit)
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        return [_entry(stream_id, fields) for stream_id, fields in found]

    async def tail(self, positions: Mapping[str, int], block_ms: int) -> dict[str, list[Entry]]:
        """New entries of many sales at once: those above each sale's offset, or after `block_ms` none.

        Sales without news are absent from the answer. `block_ms` stays below the client's socket timeout (5 s unless
        set). One call asks one server, so on a cluster the caller asks per sale.
        """
        if not positions:
            return {}
        sale_of = {key_of(sale_id, "ev"): sale_id for sale_id in positions}
        streams = {key: f"{positions[sale_id]}-0" for key, sale_id in sale_of.items()}
        try:
            found = await self._tails.xread(streams, count=1000, block=max(block_ms, 1))
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        # RESP3 answers a map, RESP2 a list of pairs; in a map the entries stand in one more list.
        pairs = found.items() if isinstance(found, dict) else found or []
        return {sale_of[key]: [_entry(*item) for item in _flat(items)] for key, items in cast(Any, pairs)}

    async def position(self, sale_id: str) -> Position:
        """Raises `Rebuilding` if the sale is not loaded, `Unavailable`."""
        try:
            epoch, offset, base = await self._redis.hmget(key_of(sale_id, "m"), "epoch", "offset", "base")
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        if epoch is None:
            raise rebuilding()
        return Position(int(epoch), int(offset or 0), int(base or 0))

    async def trim(self, sale_id: str, up_to: int) -> None:
        """Drops entries with an offset of at most `up_to` from Redis. Only what the archive has may go."""
        if up_to < 1:
            return
        try:
            await self._redis.xtrim(key_of(sale_id, "ev"), minid=f"{up_to + 1}-0", approximate=True)
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error


def _fields(entry: NewEntry, now_ms: int) -> tuple[str, ...]:
    at_ms = now_ms if entry.at_ms is None else entry.at_ms
    kind = entry.kind
    data, staff = msgspec.json.encode(entry.data).decode(), msgspec.json.encode(entry.staff).decode()
    return str(at_ms), kind.name, str(kind.version), kind.visibility.value, data, staff, entry.event_id or ""


def _flat(items: Any) -> Any:
    nested = bool(items) and isinstance(items[0], list) and bool(items[0]) and isinstance(items[0][0], (list, tuple))
    return items[0] if nested else items


def _entry(stream_id: str, fields: Mapping[str, str]) -> Entry:
    return Entry(
        offset=int(stream_id.partition("-")[0]),
        at_ms=int(fields["at"]),
        kind=fields["kind"],
        version=int(fields["version"]),
        visibility=fields["visibility"],
        data=msgspec.json.decode(fields["data"]),
        staff=msgspec.json.decode(fields["staff"]),
        event_id=fields.get("event_id"),
    )
