"""The hub's HTTP side: the seller's log, notices, and what moderators do."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from checkout.endpoint import Call, Endpoint, Who
from checkout.errors import Invalid, NotFound, Unavailable
from checkout.journal.entries import Entry
from checkout.wire import rfc3339
from live.hub.moderation import Moderation
from live.hub.notices import Notice, Notices
from live.hub.outside import History, Log
from live.hub.rooms import Rooms

MOST_ENTRIES = 1000
MOST_MUTED_S = 30 * 24 * 3600


class LogEntry(msgspec.Struct):
    """`data` also holds what only the shop's people may see."""

    offset: int
    at: str
    kind: str
    version: int
    data: dict[str, Any]


class LogPage(msgspec.Struct):
    """`next` is the `from` of the next page, null at the end of the log as it is now."""

    epoch: int
    entries: list[LogEntry]
    next: int | None


class NoticeList(msgspec.Struct):
    notices: list[Notice]


class Mute(msgspec.Struct, forbid_unknown_fields=True):
    """`seconds` 0 lets the person speak again."""

    person: Annotated[str, msgspec.Meta(pattern=r"^(acc|gst)_[A-Za-z0-9_-]{1,60}$")]
    seconds: Annotated[int, msgspec.Meta(ge=0, le=MOST_MUTED_S)]


class HubEndpoints:
    def __init__(self, rooms: Rooms, log: Log, history: History, moderation: Moderation, notices: Notices) -> None:
        self._rooms = rooms
        self._log = log
        self._history = history
        self._moderation = moderation
        self._notices = notices

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint(
                "GET",
                "/api/shows/{show}/log",
                self.read_log,
                Who.STAFF,
                "Everything that happened in a show, in order",
                answer=LogPage,
                errors=(NotFound, Invalid, Unavailable),
                query={
                    "from": "entries after this offset (0, the default, begins at the first)",
                    "limit": f"at most so many entries, 1 to {MOST_ENTRIES} (default {MOST_ENTRIES})",
                },
            ),
            Endpoint(
                "GET",
                "/api/notices",
                self.list_notices,
                Who.PERSON,
                "Words to the caller, the newest first",
                answer=NoticeList,
                errors=(Unavailable,),
            ),
            Endpoint(
                "DELETE",
                "/api/shows/{show}/chat/{offset}",
                self.remove_chat,
                Who.STAFF,
                "Take a message out of the chat",
                status=204,
                errors=(NotFound, Unavailable),
            ),
            Endpoint(
                "POST",
                "/api/shows/{show}/mutes",
                self.mute,
                Who.STAFF,
                "Let a person not write in a show's chat for a while",
                body=Mute,
                status=204,
                errors=(NotFound, Invalid, Unavailable),
            ),
        ]

    async def read_log(self, call: Call[None]) -> LogPage:
        show_id = await self._own_show(call)
        after = _number(call.query, "from", 0, 0, 2**53)
        limit = _number(call.query, "limit", MOST_ENTRIES, 1, MOST_ENTRIES)
        position = await self._log.position(show_id)
        entries = await self._history.read(show_id, after, limit)
        entries = await self._moderation.without_removed(show_id, entries)
        following = entries[-1].offset if len(entries) == limit else None
        return LogPage(position.epoch, [_log_entry(entry) for entry in entries], following)

    async def list_notices(self, call: Call[None]) -> NoticeList:
        return NoticeList(await self._notices.of(call.caller))

    async def remove_chat(self, call: Call[None]) -> None:
        show_id = await self._own_show(call)
        offset = call.path["offset"]
        if not offset.isascii() or not offset.isdigit() or not 1 <= len(offset) <= 15:
            raise NotFound("There is no message at that offset.")
        await self._moderation.remove(show_id, int(offset), call.caller.buyer_id)

    async def mute(self, call: Call[Mute]) -> None:
        show_id = await self._own_show(call)
        if call.caller.is_buyer(call.body.person):
            raise Invalid("You cannot mute yourself.", {"person": "yourself"})
        await self._moderation.mute(show_id, call.body.person, call.body.seconds, call.caller.buyer_id)

    async def _own_show(self, call: Call[Any]) -> str:
        """The show's id. Raises `NotFound`, also for another shop's."""
        facts, _ = await self._rooms.facts(call.path["show"])
        call.caller.require_role(facts.shop.shop_id)
        return facts.show_id


def _log_entry(entry: Entry) -> LogEntry:
    return LogEntry(entry.offset, rfc3339(entry.at_ms), entry.kind, entry.version, entry.data | entry.staff)


def _number(query: Any, name: str, default: int, least: int, most: int) -> int:
    """Raises `Invalid`."""
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 16) or not least <= int(text) <= most:
        raise Invalid(f"{name} must be a whole number from {least} to {most}.", {name: "not in range"})
    return int(text)
