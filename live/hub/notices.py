"""Words to one person: kept for a while in Redis, and carried to that person's sockets in whichever process they are.

The live way is a short stream that every process reads from where it was (never silently dead, unlike a subscription).
It may still miss somebody who is between two connections: they fetch `GET /api/notices`.
"""

from __future__ import annotations

from typing import Any

import msgspec
import redis.asyncio
from redis.exceptions import ConnectionError, TimeoutError

from checkout.caller import Caller
from checkout.lua import redis_is_away
from checkout.outside import Clock, NewId
from checkout.wire import rfc3339

MOST_KEPT = 50
KEPT_S = 7 * 24 * 3600
_LIVE = "etalase:notices"
_LIVE_MOST = 2000

_encode = msgspec.json.Encoder().encode


class Notice(msgspec.Struct, frozen=True):
    notice_id: str
    at: str
    kind: str
    data: dict[str, Any]


class LiveNotice(msgspec.Struct, frozen=True):
    person: str
    notice: msgspec.Raw


class Notices:
    """`tails` is the client for calls that wait, so that they don't take connections from all others."""

    def __init__(
        self, client: redis.asyncio.Redis, now_ms: Clock, new_id: NewId, tails: redis.asyncio.Redis | None = None
    ) -> None:
        self._redis: Any = client
        self._tails: Any = tails or client
        self._now_ms = now_ms
        self._new_id = new_id

    async def send(self, person_id: str, kind: str, data: dict[str, Any]) -> Notice:
        """Keeps it and sends it on its way. At most once to each socket. Raises `Unavailable`."""
        notice = Notice(self._new_id("ntc"), rfc3339(self._now_ms()), kind, data)
        encoded = _encode(notice)
        live = _encode(LiveNotice(person_id, msgspec.Raw(encoded)))
        key = _key(person_id)
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.lpush(key, encoded)
                pipe.ltrim(key, 0, MOST_KEPT - 1)
                pipe.expire(key, KEPT_S)
                pipe.xadd(_LIVE, {"notice": live}, maxlen=_LIVE_MOST, approximate=True)
                await pipe.execute()
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        return notice

    async def of(self, caller: Caller) -> list[Notice]:
        """The newest first, also those that came while the caller was still a guest. Raises `Unavailable`."""
        found: list[Notice] = []
        try:
            for person_id in sorted({caller.buyer_id, *caller.merged}):
                kept = await self._redis.lrange(_key(person_id), 0, MOST_KEPT - 1)
                found += [msgspec.json.decode(text, type=Notice) for text in kept]
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        return sorted(found, key=lambda notice: notice.at, reverse=True)[:MOST_KEPT]

    async def live_end(self) -> str:
        """Where the live stream ends now: read on from here."""
        newest = await self._redis.xrevrange(_LIVE, count=1)
        return str(newest[0][0]) if newest else "0-0"

    async def live(self, after: str, block_ms: int) -> tuple[str, list[LiveNotice]]:
        """What came after `after` (waiting up to `block_ms` for it), and where to read on."""
        found = await self._tails.xread({_LIVE: after}, count=500, block=block_ms)
        # RESP3 answers a map whose entries stand in one more list, RESP2 a list of pairs.
        pairs = list(found.items()) if isinstance(found, dict) else found or []
        items: list[Any] = pairs[0][1] if pairs else []
        if items and items[0] and isinstance(items[0][0], (list, tuple)):
            items = items[0]
        if not items:
            return after, []
        return str(items[-1][0]), [msgspec.json.decode(fields["notice"], type=LiveNotice) for _, fields in items]


def _key(person_id: str) -> str:
    return f"{{{person_id}}}:notices"
