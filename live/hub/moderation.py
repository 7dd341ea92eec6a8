"""Keeping a chat kind: removing messages, muting people. Who may do it is checked by the callers (`web.py`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import redis.asyncio
from redis.exceptions import ConnectionError, TimeoutError

from checkout.errors import NotFound
from checkout.journal.entries import Entry, NewEntry
from checkout.lua import redis_is_away
from checkout.outside import Clock
from checkout.wire import rfc3339
from live.hub.notices import Notices
from live.hub.outside import History, Log
from live.hub.refusals import Muted
from live.hub.room import without_text
from live.log import kinds

# Among the marks, where no entry's offset is: that all that the log says were put there. A set of Redis that is lost
# looks like one that was always empty.
_COMPLETE = 0


class Moderation:
    def __init__(
        self, client: redis.asyncio.Redis, log: Log, history: History, notices: Notices, now_ms: Clock
    ) -> None:
        self._redis: Any = client
        self._log = log
        self._history = history
        self._notices = notices
        self._now_ms = now_ms

    async def remove(self, show_id: str, offset: int, by: str) -> None:
        """The message's text is never sent to anybody again. Doing it twice is doing it once.

        The archive blanks its row when it comes to the entry that is written here. In Redis the stream's entry can't
        be changed: it is hidden by the mark until the stream's old end is trimmed.

        Raises:
            NotFound: there is no message at that offset. Unavailable.
        """
        found = await self._history.read(show_id, offset - 1, 1)
        if not found or found[0].offset != offset or found[0].kind != kinds.CHAT_SAID.name:
            raise NotFound("There is no message at that offset.")
        # First the mark, then the entry that tells everybody: nobody can be told and still be sent the text.
        try:
            await self._redis.sadd(_removed_key(show_id), offset)
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        entry = NewEntry(kinds.CHAT_REMOVED, {"offset": offset}, {"by": by}, event_id=f"cr:{offset}")
        await self._log.append(show_id, [entry])

    async def removed(self, show_id: str) -> set[int]:
        """The offsets of all removed messages. Raises `Unavailable`."""
        key = _removed_key(show_id)
        try:
            marks = {int(offset) for offset in await self._redis.smembers(key)}
            if _COMPLETE not in marks:
                # Redis lost the marks, or nobody has asked yet. The log says which there are.
                entries = await self._history.of_kind(show_id, kinds.CHAT_REMOVED.name)
                marks |= {int(entry.data["offset"]) for entry in entries}
                await self._redis.sadd(key, _COMPLETE, *marks)
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        return marks - {_COMPLETE}

    async def without_removed(self, show_id: str, entries: Sequence[Entry]) -> list[Entry]:
        """The same entries, with nothing left of the text of removed messages. Raises `Unavailable`."""
        chats = [entry.offset for entry in entries if entry.kind == kinds.CHAT_SAID.name]
        if not chats:
            return list(entries)
        try:
            complete, *marks = await self._redis.smismember(_removed_key(show_id), [_COMPLETE, *chats])
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        if complete:
            removed = {offset for offset, mark in zip(chats, marks, strict=True) if mark}
        else:
            removed = await self.removed(show_id)
        removed |= {entry.data["offset"] for entry in entries if entry.kind == kinds.CHAT_REMOVED.name}
        return [without_text(entry) if entry.offset in removed else entry for entry in entries]

    async def mute(self, show_id: str, person: str, seconds: int, by: str) -> None:
        """For `seconds` the person's messages are refused in this show; 0 lets them speak again. Raises
        `Unavailable`."""
        key, until_ms = _mute_key(show_id, person), self._now_ms() + seconds * 1000
        try:
            if seconds:
                await self._redis.set(key, until_ms, px=seconds * 1000)
            else:
                await self._redis.delete(key)
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        staff = {"person": person, "until_ms": until_ms, "by": by}
        await self._log.append(show_id, [NewEntry(kinds.PERSON_MUTED, {}, staff)])
        if seconds:
            told = {"show_id": show_id, "seconds": seconds, "until": rfc3339(until_ms)}
            await self._notices.send(person, "muted", told)
        else:
            await self._notices.send(person, "unmuted", {"show_id": show_id})

    async def require_voice(self, show_id: str, people: Sequence[str]) -> None:
        """Raises `Muted` if one of `people` (a person and the guests they were) is muted; `Unavailable`."""
        try:
            left = max([int(await self._redis.pttl(_mute_key(show_id, person))) for person in people])
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        if left > 0:
            seconds = math.ceil(left / 1000)
            raise Muted(f"You may write again in {seconds} seconds.", {"seconds_left": seconds})


def _removed_key(show_id: str) -> str:
    return f"{{{show_id}}}:removed"


def _mute_key(show_id: str, person: str) -> str:
    return f"{{{show_id}}}:mute:{person}"
