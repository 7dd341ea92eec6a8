"""The rooms of this process: opened from the log when somebody comes, read on, closed when long empty."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import msgspec
import redis.asyncio

from checkout.caller import Caller
from checkout.journal.entries import Entry
from checkout.outside import Clock
from live.hub.channel import Frame
from live.hub.moderation import Moderation
from live.hub.outside import Log, ShowFacts, ShowViewOf, ViewChanged, show_facts
from live.hub.presence import Presence
from live.hub.room import CHATS_IN_SNAPSHOT, Room, Snapshot, take_snapshot

KEEP = 2000  # entries that a client may be behind and still resume
SNAPSHOT_MS = 1000  # how old the shared snapshot may be: frames catch its joiners up
IDLE_MS = 30_000
_CHATS_WITHIN = 6000  # how far back a room that opens looks for its last chats
_MOST_NAMES = 2000


class Rooms:
    def __init__(
        self,
        client: redis.asyncio.Redis,
        log: Log,
        moderation: Moderation,
        presence: Presence,
        show_view: ShowViewOf,
        now_ms: Clock,
        view_changed: ViewChanged | None = None,
    ) -> None:
        self._redis: Any = client
        self._log = log
        self._moderation = moderation
        self._presence = presence
        self._show_view = show_view
        self._now_ms = now_ms
        self._view_changed = view_changed
        self._rooms: dict[str, Room] = {}
        self._names: OrderedDict[str, str] = OrderedDict()  # id or slug -> show id
        self._opening: dict[str, asyncio.Lock] = {}
        self._snapshots: dict[str, asyncio.Lock] = {}
        self.opened = asyncio.Event()

    def get(self, show_id: str) -> Room | None:
        return self._rooms.get(show_id)

    def all(self) -> list[Room]:
        return list(self._rooms.values())

    def positions(self) -> dict[str, int]:
        return {room.show_id: room.offset for room in self._rooms.values()}

    async def facts(self, show: str) -> tuple[ShowFacts, bytes]:
        """A show by id or slug, as the public sees it. Raises `NotFound`."""
        view = msgspec.json.encode(await self._show_view(show, Caller()))
        facts = show_facts(view)
        self._names[show] = self._names[facts.show_id] = facts.show_id
        while len(self._names) > _MOST_NAMES:
            self._names.popitem(last=False)
        return facts, view

    async def open(self, show: str) -> Room:
        """The room of a show given by id or slug; it counts as busy until the caller lowers `busy`.

        Raises:
            NotFound, Unavailable.
        """
        show_id = self._names.get(show) or (await self.facts(show))[0].show_id
        lock = self._opening.setdefault(show_id, asyncio.Lock())
        async with lock:
            room = self._rooms.get(show_id)
            if room is None:
                room = await self._load(show_id)
                self._rooms[show_id] = room
                self.opened.set()
            room.busy += 1
            room.idle_since_ms = None
        return room

    async def snapshot(self, room: Room) -> Snapshot:
        """One snapshot for all who join within a second, made once."""
        if (fresh := self._fresh(room)) is not None:
            return fresh
        async with self._snapshots.setdefault(room.show_id, asyncio.Lock()):
            if (fresh := self._fresh(room)) is not None:
                return fresh
            # Where the log is when the view begins to be read: the view is at least as new, and frames from here on
            # bring all that may be missing in it.
            offset, epoch, version, chats = room.offset, room.epoch, room.view_version, room.chats()
            facts, view = await self.facts(room.show_id)
            room.learn(facts)
            if room.epoch != epoch:
                offset, chats = room.offset, room.chats()
            snapshot = take_snapshot(room, view, offset=offset, version=version, chats=chats, now_ms=self._now_ms())
            room.snapshot = snapshot
            return snapshot

    def close_idle(self) -> None:
        """Drops rooms that have had nobody in them for a while."""
        now_ms = self._now_ms()
        for room in self.all():
            if room.busy or len(room.public) or len(room.staff):
                room.idle_since_ms = None
            elif room.idle_since_ms is None:
                room.idle_since_ms = now_ms
            elif now_ms - room.idle_since_ms >= IDLE_MS:
                del self._rooms[room.show_id]
                self._opening.pop(room.show_id, None)
                self._snapshots.pop(room.show_id, None)

    def apply(self, news: Mapping[str, list[Entry]]) -> list[str]:
        """Puts what was read into the rooms; the shows in whose log something is missing."""
        torn: list[str] = []
        for show_id, entries in news.items():
            room = self._rooms.get(show_id)
            if room is None:
                continue
            version = room.view_version
            for entry in entries:
                if entry.offset == room.offset + 1:
                    room.apply(entry)
                elif entry.offset > room.offset:
                    torn.append(show_id)
                    break
            if room.view_version != version and self._view_changed is not None:
                self._view_changed(show_id)
        return torn

    async def mend(self, room: Room, *, torn: bool = False) -> list[Frame]:
        """Checks the room against its log. In another epoch, or if part of it cannot be read any more, everybody
        joins again: gives the frames that say so, the public one and the staff's.

        Raises:
            Unavailable, Rebuilding.
        """
        # Before asking: while the answer is on its way the room may well read on past it.
        reached = room.offset
        position = await self._log.position(room.show_id)
        if position.epoch == room.epoch and position.offset >= reached and not torn:
            return []
        return room.restart(position.epoch, position.offset)

    def _fresh(self, room: Room) -> Snapshot | None:
        snapshot = room.snapshot
        if snapshot is None or snapshot.version != room.view_version or snapshot.epoch != room.epoch:
            return None
        return snapshot if self._now_ms() - snapshot.made_ms < SNAPSHOT_MS else None

    async def _load(self, show_id: str) -> Room:
        position = await self._log.position(show_id)
        entries = await self._last_entries(show_id, position.offset)
        start = entries[0].offset - 1 if entries else position.offset
        removed = await self._moderation.removed(show_id)
        viewers = await self._presence.viewers(show_id)
        reactions = {name: int(total) for name, total in (await self._redis.hgetall(reactions_key(show_id))).items()}
        facts, _ = await self.facts(show_id)
        room = Room(show_id, facts.shop.shop_id, position.epoch, start, KEEP)
        room.remove_chats(removed)
        for entry in entries:
            room.apply(entry)
        room.seed(facts, viewers, reactions)
        return room

    async def _last_entries(self, show_id: str, offset: int) -> list[Entry]:
        """The log's end: what can be resumed from, and further back until the last chats are there."""
        first = max(0, offset - KEEP)
        entries = await self._read_range(show_id, first, offset)
        while first > max(0, offset - _CHATS_WITHIN) and _chats(entries) < CHATS_IN_SNAPSHOT:
            earlier = max(0, first - KEEP)
            entries = await self._read_range(show_id, earlier, first) + entries
            first = earlier
        return _dense(entries)

    async def _read_range(self, show_id: str, after: int, upto: int) -> list[Entry]:
        found: list[Entry] = []
        while after < upto:
            page = [entry for entry in await self._log.read(show_id, after, 1000) if entry.offset <= upto]
            if not page:
                break
            found += page
            after = page[-1].offset
        return found


def reactions_key(show_id: str) -> str:
    return f"{{{show_id}}}:reactions"


def _chats(entries: list[Entry]) -> int:
    return sum(entry.kind == "chat.said" for entry in entries)


def _dense(entries: list[Entry]) -> list[Entry]:
    """The end of `entries` in which no offset is missing (what is before a gap was trimmed meanwhile)."""
    first = len(entries)
    while first and (first == len(entries) or entries[first - 1].offset + 1 == entries[first].offset):
        first -= 1
    return entries[first:]
