"""One show's room in this process: the folded state of its log, its last entries, and who is in it. No I/O.

The room reads the log alone: two processes that have read up to the same offset hold the same state.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from checkout.journal.entries import Entry, Visibility
from checkout.wire import rfc3339
from live.hub.channel import Channel, Frame
from live.hub.outside import ShowFacts
from live.hub.tally import Tally
from live.log import kinds

CHATS_IN_SNAPSHOT = 50
STAFF_ENTRIES_IN_SNAPSHOT = 50
MOST_BEHIND = 500
# What the show's view tells and entries alone don't: after these it is asked for again.
_CHANGES_VIEW = frozenset(
    kind.name
    for kind in (
        kinds.SHOW_STARTED,
        kinds.SHOW_INTERRUPTED,
        kinds.SHOW_RESUMED,
        kinds.SHOW_ENDED,
        kinds.PRODUCT_PINNED,
        kinds.PRODUCT_UNPINNED,
        kinds.CHAT_REMOVED,
    )
)

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a joiner needs at `offset`, encoded but for what is theirs alone. Entries later than it apply on
    top, even if the view inside has seen them already: each says what is, not what changed."""

    epoch: int
    offset: int
    made_ms: int
    version: int
    body: bytes  # {"show":...,"chat":[...],"state":{...}  without the closing brace

    def encode(self, **own: Any) -> msgspec.Raw:
        parts = [self.body]
        for name, value in own.items():
            parts.append(b',"%s":%s' % (name.encode(), _encode(value)))
        parts.append(b"}")
        return msgspec.Raw(b"".join(parts))


class Room:
    """`offset` is the last entry applied; `keep` entries before it can be resumed from."""

    def __init__(self, show_id: str, shop_id: str, epoch: int, start: int, keep: int) -> None:
        self.show_id = show_id
        self.shop_id = shop_id
        self.epoch = epoch
        self.offset = start
        self.keep = keep
        self.public = Channel("frame", start)
        self.staff = Channel("staff", start)
        self.viewers = 0
        self.stock: dict[str, int] = {}
        self.reactions: dict[str, int] = {}
        self.tally = Tally()
        self.busy = 0  # joins on their way in: a room with any is not closed
        self.idle_since_ms: int | None = None
        self.view_version = 0
        self.snapshot: Snapshot | None = None
        self._chats: OrderedDict[int, Entry] = OrderedDict()
        self._removed: set[int] = set()
        self._state: bytes | None = None
        self._state_sent: bytes = b""

    # --- from the log ---

    def apply(self, entry: Entry) -> None:
        """The next entry. Its offset must be `offset + 1`: the caller has checked."""
        self.offset = entry.offset
        if entry.offset in self._removed and entry.kind == kinds.CHAT_SAID.name:
            entry = without_text(entry)
        else:
            self._fold(entry)
        if entry.visibility == Visibility.PUBLIC.value:
            self.public.add(entry.offset, encode_public(entry))
        if entry.visibility == Visibility.STAFF.value or entry.staff:
            self.staff.add(entry.offset, encode_staff(entry))
        self._forget()

    def remove_chats(self, offsets: Iterable[int]) -> None:
        """From now on these are never sent with their text again, to anybody."""
        for offset in offsets:
            self._removed.add(offset)
            chat = self._chats.pop(offset, None)
            if chat is not None:
                self.public.replace(offset, encode_public(without_text(chat)))

    def seed(self, facts: ShowFacts, viewers: int, reactions: dict[str, int]) -> None:
        """State as the stores hold it, read after the entries that were applied: at least as new as they are."""
        self.learn(facts)
        self.viewers = viewers
        self.reactions = dict(reactions)
        self._state = None

    def learn(self, facts: ShowFacts) -> None:
        """The line-up's variants and their stock, for those whose stock no entry has told yet."""
        for line in facts.line_up:
            if line.variant_id not in self.stock:
                self.stock[line.variant_id] = line.available
                self._state = None

    def restart(self, epoch: int, offset: int) -> list[Frame]:
        """A new epoch, or a gap in what could be read: everybody joins again. Gives the frames that tell them so,
        first the public one, then the staff's."""
        self.epoch, self.offset = epoch, offset
        self.snapshot = None
        self.view_version += 1
        # Read anew from the show's view: what a rebuilt sale has need not be what this one had.
        self.stock.clear()
        self._state = None
        return [self.public.restart(offset), self.staff.restart(offset)]

    def _fold(self, entry: Entry) -> None:
        kind, data = entry.kind, entry.data
        if kind == kinds.CHAT_SAID.name:
            self._chats[entry.offset] = entry
        elif kind == kinds.CHAT_REMOVED.name:
            self.remove_chats((data["offset"],))
        elif kind == "stock.changed":
            if data["variant_id"] not in self.stock:
                self.view_version += 1
            self.stock[data["variant_id"]] = data["available"]
            self._state = None
        elif kind == kinds.VIEWERS_COUNTED.name:
            self.viewers = data["viewers"]
            self._state = None
        elif kind == kinds.REACTIONS_COUNTED.name:
            for reaction, total in data.get("totals", {}).items():
                # Totals only grow, so the larger one is the later one, in whichever order processes told them.
                self.reactions[reaction] = max(self.reactions.get(reaction, 0), total)
            self._state = None
        if kind in _CHANGES_VIEW:
            self.view_version += 1

    def _forget(self) -> None:
        oldest = self.offset - self.keep
        # In steps, so that most entries cost nothing here.
        if oldest - self.public.start < self.keep // 10:
            return
        self.public.forget(oldest)
        self.staff.forget(oldest)
        while self._chats and len(self._chats) > CHATS_IN_SNAPSHOT and next(iter(self._chats)) <= oldest:
            self._chats.popitem(last=False)

    # --- to the clients ---

    def has_chat(self, offset: int) -> bool:
        return offset in self._chats

    def state(self) -> bytes:
        if self._state is None:
            self._state = _encode({"viewers": self.viewers, "stock": self.stock, "reactions": self.reactions})
        return self._state

    def chats(self) -> list[bytes]:
        newest = list(self._chats.values())[-CHATS_IN_SNAPSHOT:]
        return [encode_public(chat) for chat in newest]

    def can_resume(self, epoch: int | None, offset: int | None) -> bool:
        """A client may also be a little ahead: of a process that has not read so far yet."""
        if epoch != self.epoch or offset is None:
            return False
        return self.public.start <= offset <= self.offset + MOST_BEHIND

    def due_frames(self) -> list[tuple[Channel, Frame, bytes]]:
        """Frames to send now, with their payload; members count as having them from here on."""
        due: list[tuple[Channel, Frame, bytes]] = []
        changed = self.state() != self._state_sent
        self._state_sent = self.state()
        for channel in (self.public, self.staff):
            if len(channel) and (changed or channel.is_due(self.offset, MOST_BEHIND)):
                frames = channel.cut(self.offset, changed)
                due.extend((channel, frame, self.encode_frame(frame)) for frame in frames)
        return due

    def encode_frame(self, frame: Frame, epoch: int | None = None) -> bytes:
        epoch = self.epoch if epoch is None else epoch
        head = b'{"epoch":%d,"after":%d,"offset":%d,"entries":[' % (epoch, frame.after, frame.offset)
        return b"".join((head, b",".join(frame.entries), b'],"state":', self.state(), b"}"))


def encode_public(entry: Entry) -> bytes:
    return _encode({"offset": entry.offset, "at": rfc3339(entry.at_ms), "kind": entry.kind, "data": entry.data})


def encode_staff(entry: Entry) -> bytes:
    return _encode(
        {"offset": entry.offset, "at": rfc3339(entry.at_ms), "kind": entry.kind, "data": entry.data | entry.staff}
    )


def without_text(entry: Entry) -> Entry:
    """A chat as it is shown once it has been removed."""
    return msgspec.structs.replace(entry, data=removed_chat(entry.data))


def removed_chat(data: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a chat's fields once it has been removed, in the archive too."""
    kept = {name: value for name, value in data.items() if name in ("person", "name", "badge")}
    return kept | {"text": "", "removed": True}


def take_snapshot(room: Room, view: bytes, *, offset: int, version: int, chats: list[bytes], now_ms: int) -> Snapshot:
    body = b"".join((b'{"show":', view, b',"chat":[', b",".join(chats), b'],"state":', room.state()))
    return Snapshot(room.epoch, offset, now_ms, version, body)
