"""What a client may say, and what it gets for an answer: join, chat, react, saw, clicked, watching.

Every payload is checked against its type first. A refusal becomes the acknowledgement `{error: {code, message,
details}}`; nothing a client sends raises further than `handle`.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Literal

import msgspec
import structlog

from checkout.caller import STAFF, Caller
from checkout.endpoint import explain
from checkout.errors import Invalid, Malformed, NotSignedIn, Refusal, TooMany, Unavailable
from checkout.journal.entries import NewEntry
from checkout.outside import Clock, NewId
from live.hub import chat
from live.hub.client import Client
from live.hub.hub import Hub
from live.hub.limits import Buckets
from live.hub.moderation import Moderation
from live.hub.outside import Log, OpenHoldOf
from live.hub.presence import Watched
from live.hub.refusals import NotJoined, UnknownEvent
from live.hub.room import STAFF_ENTRIES_IN_SNAPSHOT, Room
from live.log import kinds

logger = structlog.get_logger("hub")

_Offset = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
_VISIT = re.compile(r"[A-Za-z0-9_-]{8,64}")
_IDENTITY_MS = 2000  # a join so soon after the connect need not ask again who it is
_WATCHING_MS = 15_000
_WATCHING_MOST_MS = 20_000


class Join(msgspec.Struct, forbid_unknown_fields=True):
    """`visit` is the page's own id for its stay, the same when it reconnects; `source` says where it came from."""

    show: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    epoch: _Offset | None = None
    offset: _Offset | None = None
    visit: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    source: Annotated[str, msgspec.Meta(max_length=256)] | None = None


class Chat(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    reply_to: _Offset | None = None


class React(msgspec.Struct, forbid_unknown_fields=True):
    kind: Literal["heart", "fire", "clap", "laugh", "wow"]
    count: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1


class Card(msgspec.Struct, forbid_unknown_fields=True):
    variant_id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Watching(msgspec.Struct, forbid_unknown_fields=True):
    muted: bool
    latency_ms: Annotated[float, msgspec.Meta(ge=0, le=3_600_000)] | None = None
    stalled_ms: Annotated[float, msgspec.Meta(ge=0, le=3_600_000)] | None = None


Handler = Callable[[Client, Any], Awaitable[dict[str, Any]]]


class Events:
    def __init__(
        self, hub: Hub, log: Log, moderation: Moderation, open_hold: OpenHoldOf, now_ms: Clock, new_id: NewId
    ) -> None:
        self._hub = hub
        self._log = log
        self._moderation = moderation
        self._open_hold = open_hold
        self._now_ms = now_ms
        self._new_id = new_id
        self._people = Buckets(chat.PERSON_RATE)
        self._staff = Buckets(chat.STAFF_RATE)
        self._addresses = Buckets(chat.ADDRESS_RATE)
        self._handlers: dict[str, tuple[Any, Handler]] = {
            "join": (Join, self._join),
            "chat": (Chat, self._chat),
            "react": (React, self._react),
            "saw": (Card, self._saw),
            "clicked": (Card, self._clicked),
            "watching": (Watching, self._watching),
        }

    async def handle(self, event: str, sid: str, arguments: Sequence[Any]) -> dict[str, Any]:
        """The acknowledgement. Never raises but for cancellation."""
        try:
            client = self._hub.client(sid)
            if client is None:
                raise NotJoined("This connection is gone.")
            wanted, handler = self._find(event)
            return await handler(client, _payload(wanted, arguments))
        except Refusal as refusal:
            return error_ack(refusal)
        except Exception:
            # The boundary of a task that is not ours: like the HTTP middleware, it tells the client nothing.
            logger.exception("event failed", event_name=event)
            return {"error": {"code": "internal", "message": "Something went wrong here.", "details": {}}}

    def _find(self, event: str) -> tuple[Any, Handler]:
        found = self._handlers.get(event)
        if found is None:
            raise UnknownEvent("There is no such event.")
        return found

    def _room(self, client: Client) -> Room:
        room = self._hub.rooms.get(client.show_id) if client.show_id is not None else None
        if room is None:
            raise NotJoined("Join a show first.")
        return room

    # --- join ---

    async def _join(self, client: Client, join: Join) -> dict[str, Any]:
        client.joins.require(self._now_ms(), "Too many joins.")
        async with client.joining:
            room = await self._hub.rooms.open(join.show)
            try:
                return await self._enter(client, room, join)
            finally:
                room.busy -= 1

    async def _enter(self, client: Client, room: Room, join: Join) -> dict[str, Any]:
        if self._now_ms() - client.connected_ms > _IDENTITY_MS:
            self._hub.recognise(client, await client.identify())
        caller = client.caller
        hold = await self._open_hold(room.show_id, caller) if caller.person_id is not None else None
        answer: dict[str, Any] = {"you": _you(caller, room.shop_id)}
        if room.can_resume(join.epoch, join.offset):
            assert join.offset is not None
            reached = max(join.offset, room.offset)
            answer |= _missed(room, caller, join.offset)
        else:
            snapshot = await self._hub.rooms.snapshot(room)
            if snapshot.epoch != room.epoch:
                raise Unavailable("The show's log has just begun anew. Try again.", retry_after_s=1)
            reached = snapshot.offset
            own: dict[str, Any] = {"hold": hold}
            if caller.has_role(room.shop_id):
                own["staff"] = [msgspec.Raw(entry) for entry in room.staff.newest(STAFF_ENTRIES_IN_SNAPSHOT)]
            answer["snapshot"] = snapshot.encode(**own)
        if self._hub.client(client.sid) is not client:
            raise NotJoined("This connection is gone.")
        # From here to the acknowledgement nothing waits: the client is in the room at exactly the offset it is told,
        # and the next frame goes out behind the acknowledgement.
        self._seat(client, room, reached, join)
        return {"epoch": room.epoch, "offset": reached, **answer}

    def _seat(self, client: Client, room: Room, offset: int, join: Join) -> None:
        caller = client.caller
        visit_id: str | None = None
        is_staff = caller.has_role(room.shop_id)
        if not is_staff:
            given = join.visit if join.visit is not None and _VISIT.fullmatch(join.visit) else None
            visit_id = given or client.visit_id or self._new_id("vis")
        if client.show_id != room.show_id or client.visit_id != visit_id:
            self._hub.leave(client)
            client.show_id, client.visit_id = room.show_id, visit_id
            if visit_id is not None:
                self._hub.presence.arrive(room.show_id, visit_id, caller.person_id, _source(join.source))
        room.public.enter(client.sid, offset)
        if is_staff:
            room.staff.enter(client.sid, offset)
        else:
            room.staff.leave(client.sid)

    # --- in the room ---

    async def _chat(self, client: Client, said: Chat) -> dict[str, Any]:
        room, caller, now_ms = self._room(client), client.caller, self._now_ms()
        if caller.person_id is None:
            raise NotSignedIn("To write, sign in or ask for a guest's name first.")
        text = chat.clean(said.text)
        if said.reply_to is not None and not room.has_chat(said.reply_to):
            raise Invalid("There is no message to answer at that offset.", {"reply_to": "no message there"})
        if not caller.has_role(room.shop_id, STAFF):
            await self._moderation.require_voice(room.show_id, sorted({caller.person_id, *caller.merged}))
            self._addresses.of(client.address, now_ms).require(now_ms, "Too many messages from your network.")
            self._people.of(caller.person_id, now_ms).require(now_ms, "Slow down a little.")
        else:
            self._staff.of(caller.person_id, now_ms).require(now_ms, "Slow down a little.")
        data: dict[str, Any] = {"person": caller.person_id, "name": caller.name, "text": text}
        if said.reply_to is not None:
            data["reply_to"] = said.reply_to
        badge = chat.badge(caller, room.shop_id)
        if badge is not None:
            data["badge"] = badge
        # The event id makes a repeat by a broken connection to Redis harmless: it is said once.
        entry = NewEntry(kinds.CHAT_SAID, data, event_id=self._new_id("chat"))
        offsets = await self._log.append(room.show_id, [entry])
        return {"offset": offsets[0]}

    async def _react(self, client: Client, react: React) -> dict[str, Any]:
        room = self._room(client)
        client.reactions.require(self._now_ms(), "Too many reactions.", react.count)
        room.tally.reactions[react.kind] += react.count
        return {}

    async def _saw(self, client: Client, card: Card) -> dict[str, Any]:
        self._card(client, card)
        self._room(client).tally.seen[card.variant_id] += 1
        return {}

    async def _clicked(self, client: Client, card: Card) -> dict[str, Any]:
        self._card(client, card)
        self._room(client).tally.clicked[card.variant_id] += 1
        return {}

    def _card(self, client: Client, card: Card) -> None:
        if card.variant_id not in self._room(client).stock:
            raise Invalid("That is not in this show's line-up.", {"variant_id": "not in the line-up"})
        client.cards.require(self._now_ms(), "Too many.")

    async def _watching(self, client: Client, watching: Watching) -> dict[str, Any]:
        self._room(client)
        now_ms = self._now_ms()
        if client.watchings.take(now_ms):
            raise TooMany("Every 15 seconds is enough.", retry_after_s=15)
        if client.show_id is not None and client.visit_id is not None:
            since_ms = client.watching_ms
            elapsed_ms = _WATCHING_MS if since_ms is None else now_ms - since_ms
            # The first one speaks for the time before it, but not for more than there was.
            elapsed_ms = max(0, min(elapsed_ms, _WATCHING_MOST_MS, now_ms - client.connected_ms))
            self._hub.presence.watched(client.show_id, client.visit_id, _how(watching, elapsed_ms))
        client.watching_ms = now_ms
        return {}


def _how(told: Watching, elapsed_ms: int) -> Watched:
    """What a client says of the time since it last said something. It can't have stalled for longer than that."""
    return Watched(
        watched_ms=elapsed_ms,
        muted_ms=elapsed_ms if told.muted else 0,
        stalled_ms=min(round(told.stalled_ms or 0), elapsed_ms),
        latency_ms=round(told.latency_ms or 0),
        latencies=0 if told.latency_ms is None else 1,
    )


def error_ack(refusal: Refusal) -> dict[str, Any]:
    error: dict[str, Any] = {"code": refusal.code, "message": refusal.message, "details": refusal.details}
    if refusal.retry_after_s is not None:
        error["retry_after_s"] = refusal.retry_after_s
    return {"error": error}


def _payload(wanted: Any, arguments: Sequence[Any]) -> Any:
    """Raises `Malformed`, `Invalid`."""
    if len(arguments) != 1 or not isinstance(arguments[0], dict):
        raise Malformed("Send one object.")
    try:
        return msgspec.convert(arguments[0], wanted, strict=True)
    except msgspec.ValidationError as error:
        field_path, reason = explain(str(error))
        raise Invalid(f"{field_path or 'The object'}: {reason}", {field_path or "object": reason}) from None


def _you(caller: Caller, shop_id: str) -> dict[str, Any]:
    role = caller.roles.get(shop_id)
    return {
        "person_id": caller.person_id,
        "name": caller.name,
        "role": role.value if role is not None else None,
        "is_guest": caller.is_guest,
    }


def _missed(room: Room, caller: Caller, offset: int) -> dict[str, Any]:
    """What came after `offset`, and the present state."""
    missed: dict[str, Any] = {
        "entries": [msgspec.Raw(entry) for entry in room.public.between(offset, room.offset)],
        "state": msgspec.Raw(room.state()),
    }
    if caller.has_role(room.shop_id):
        missed["staff"] = [msgspec.Raw(entry) for entry in room.staff.between(offset, room.offset)]
    return missed


def _source(text: str | None) -> str:
    """A short word for reports: `instagram`, `newsletter-june`."""
    word = re.sub(r"[^a-z0-9._:/-]+", "-", (text or "").strip().lower()).strip("-")
    return word[:64] or "direct"
