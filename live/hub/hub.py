"""The hub of one web process: reads the logs of all shows that somebody here watches, and tells them, tick by tick.

One blocking read for all shows, one frame per room and tick, encoded once. Every process reads the same logs, so all
clients see the same entries in the same order, whichever process they are connected to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import redis.asyncio
import structlog
from redis.exceptions import RedisError

from checkout.caller import Caller
from checkout.errors import Unavailable
from checkout.journal.entries import NewEntry
from checkout.outside import Clock
from live.hub.client import Client
from live.hub.moderation import Moderation
from live.hub.notices import Notices
from live.hub.outside import Log, Outlet, ShowViewOf, ViewChanged
from live.hub.presence import Presence
from live.hub.room import Room
from live.hub.rooms import Rooms, reactions_key
from live.log import kinds

logger = structlog.get_logger("hub")

_AWAY = (Unavailable, RedisError, OSError)


@dataclass(frozen=True, slots=True)
class HubTimes:
    """`block_ms` stays below the Redis client's socket timeout; a room that has just opened waits so long at most."""

    tick_s: float = 0.2
    cards_s: float = 1.0  # how often product.seen and product.clicked are written
    presence_s: float = 1.0
    mend_s: float = 2.0
    block_ms: int = 250
    gather_s: float = 0.02  # so that a burst is read at once, not entry by entry
    worst_pause_s: float = 2.0


class Hub:
    """Owns its tasks: `async with hub.running()`. `outlet` is where frames go out (`sockets.py`)."""

    def __init__(
        self,
        client: redis.asyncio.Redis,
        log: Log,
        notices: Notices,
        moderation: Moderation,
        presence: Presence,
        show_view: ShowViewOf,
        outlet: Outlet,
        now_ms: Clock,
        times: HubTimes | None = None,
        view_changed: ViewChanged | None = None,
    ) -> None:
        self._redis: Any = client
        self._log = log
        self._notices = notices
        self._outlet = outlet
        self._now_ms = now_ms
        self._times = times or HubTimes()
        self.presence = presence
        self.rooms = Rooms(client, log, moderation, presence, show_view, now_ms, view_changed)
        self._clients: dict[str, Client] = {}
        self._of_person: dict[str, set[str]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._notices_at: str | None = None

    # --- who is connected ---

    def connected(self) -> int:
        return len(self._clients)

    def connect(self, client: Client) -> None:
        self._clients[client.sid] = client
        self._enlist(client)

    def client(self, sid: str) -> Client | None:
        return self._clients.get(sid)

    def recognise(self, client: Client, caller: Caller) -> None:
        """The same connection, asked again who it is."""
        self._strike(client)
        client.caller = caller
        if client.sid in self._clients:
            self._enlist(client)

    def disconnect(self, sid: str) -> None:
        client = self._clients.pop(sid, None)
        if client is not None:
            self._strike(client)
            self.leave(client)

    def leave(self, client: Client) -> None:
        room = self.rooms.get(client.show_id) if client.show_id is not None else None
        if room is not None:
            room.public.leave(client.sid)
            room.staff.leave(client.sid)
        if client.show_id is not None and client.visit_id is not None:
            self.presence.depart(client.show_id, client.visit_id)
        client.show_id = client.visit_id = client.watching_ms = None

    def _enlist(self, client: Client) -> None:
        for person in _ids(client.caller):
            self._of_person.setdefault(person, set()).add(client.sid)

    def _strike(self, client: Client) -> None:
        for person in _ids(client.caller):
            sids = self._of_person.get(person)
            if sids is not None:
                sids.discard(client.sid)
                if not sids:
                    del self._of_person[person]

    # --- running ---

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Hub]:
        self.start()
        try:
            yield self
        finally:
            await self.stop()

    def start(self) -> None:
        times = self._times
        self._tasks = [
            asyncio.create_task(_forever(name, step, pause_s, times.worst_pause_s), name=f"hub {name}")
            for name, step, pause_s in (
                ("read", self._read, 0.0),
                ("tick", self.tick, times.tick_s),
                ("reactions", self._write_reactions, times.tick_s),
                ("cards", self._write_cards, times.cards_s),
                ("presence", self.presence.turn, times.presence_s),
                ("mend", self._mend_all, times.mend_s),
                ("notices", self._carry_notices, 0.0),
            )
        ]

    async def stop(self) -> None:
        """Ends every task; visits have their grace to come back to another process."""
        running = set(self._tasks)
        while running:
            for task in running:
                task.cancel()
            # A cancellation that meets a Redis answer halfway may be lost in it: then it is said again.
            _, running = await asyncio.wait(running, timeout=0.1)
        self._tasks = []
        with suppress(*_AWAY):
            await self.presence.leave_all()

    async def _read(self) -> None:
        positions = self.rooms.positions()
        if not positions:
            self.rooms.opened.clear()
            await self.rooms.opened.wait()
            return
        news = await self._log.tail(positions, self._times.block_ms)
        for show_id in self.rooms.apply(news):
            await self._mend(show_id, torn=True)
        if news:
            await asyncio.sleep(self._times.gather_s)

    async def tick(self) -> None:
        """Sends what is due in every room."""
        for room in self.rooms.all():
            for channel, frame, payload in room.due_frames():
                await self._outlet.broadcast(channel.event, payload, channel.recipients(frame))

    async def _mend_all(self) -> None:
        self.rooms.close_idle()
        for room in self.rooms.all():
            await self._mend(room.show_id)

    async def _mend(self, show_id: str, *, torn: bool = False) -> None:
        room = self.rooms.get(show_id)
        if room is None:
            return
        epoch = room.epoch
        frames = await self.rooms.mend(room, torn=torn)
        # An epoch that is nobody's, where only offsets are missing: a client that is ahead must join again as well.
        told = room.epoch if room.epoch != epoch else 0
        for channel, frame in zip((room.public, room.staff), frames, strict=False):
            await self._outlet.broadcast(channel.event, room.encode_frame(frame, told), channel.recipients(frame))

    async def _write_reactions(self) -> None:
        for room in self.rooms.all():
            counts = room.tally.take_reactions()
            if counts:
                try:
                    await self._write_reactions_of(room, counts)
                except _AWAY:
                    room.tally.reactions.update(counts)
                    raise

    async def _write_reactions_of(self, room: Room, counts: dict[str, int]) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            for kind, count in counts.items():
                pipe.hincrby(reactions_key(room.show_id), kind, count)
            totals = await pipe.execute()
        data = {"reactions": counts, "totals": dict(zip(counts, totals, strict=True))}
        # Counted from here on: if the entry cannot be written now, the totals come with the next one.
        with suppress(*_AWAY):
            await self._log.append(room.show_id, [NewEntry(kinds.REACTIONS_COUNTED, data)])

    async def _write_cards(self) -> None:
        for room in self.rooms.all():
            seen, clicked = room.tally.take_seen(), room.tally.take_clicked()
            entries = [
                NewEntry(kind, {}, {"variants": counts})
                for kind, counts in ((kinds.PRODUCT_SEEN, seen), (kinds.PRODUCT_CLICKED, clicked))
                if counts
            ]
            if not entries:
                continue
            try:
                await self._log.append(room.show_id, entries)
            except _AWAY:
                room.tally.seen.update(seen)
                room.tally.clicked.update(clicked)
                raise

    async def _carry_notices(self) -> None:
        if self._notices_at is None:
            self._notices_at = await self._notices.live_end()
        self._notices_at, found = await self._notices.live(self._notices_at, 1000)
        for live in found:
            await self._outlet.broadcast("notice", bytes(live.notice), list(self._of_person.get(live.person, ())))


def _ids(caller: Caller) -> set[str]:
    return {*caller.merged, caller.person_id} if caller.person_id is not None else set()


async def _forever(name: str, step: Callable[[], Awaitable[None]], pause_s: float, worst_pause_s: float) -> None:
    """Runs `step` again and again, `pause_s` apart; after a failure, with growing pauses until it works again."""
    failures = 0
    while True:
        try:
            await step()
        except _AWAY as error:
            failures += 1
            if failures == 1:
                logger.warning("waiting for Redis", task=name, error=type(error).__name__)
        except Exception:
            failures += 1
            logger.exception("a round failed", task=name)
        else:
            if failures:
                logger.info("going on", task=name, failures=failures)
            failures = 0
        backoff_s = min(0.1 * 2 ** min(failures, 10), worst_pause_s) if failures else 0.0
        await asyncio.sleep(max(pause_s, backoff_s))
