"""A chain of frames to one audience (everybody in the room, or its staff), and where in it each member is. Pure.

Members are grouped by the offset they have reached. Usually all are at the same one; a joiner whose snapshot is a
moment older has a group of its own until the next flush, which catches it up. So nobody has a gap, however late the
snapshot was made, and a frame is built once per group, not per member.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame's range and whom it goes to: members that were at `after` when it was cut."""

    after: int
    offset: int
    entries: list[bytes]
    to: Mapping[str, object] = field(repr=False)


class Channel:
    """`event` is the Socket.IO event that its frames go out under.

    Invariant: `_entries` holds exactly this audience's entries with `start < offset <= head`.
    """

    def __init__(self, event: str, start: int) -> None:
        self.event = event
        self.start = start  # the oldest offset from which a member can still go on
        self._entries: dict[int, bytes] = {}
        self._last = start  # offset of the newest entry
        self._groups: dict[int, dict[str, object]] = {}

    def __len__(self) -> int:
        return sum(len(group) for group in self._groups.values())

    # --- entries ---

    def add(self, offset: int, encoded: bytes) -> None:
        self._entries[offset] = encoded
        self._last = offset

    def replace(self, offset: int, encoded: bytes) -> None:
        """For an entry that may not be shown as it was any more. Does nothing if it is not kept here."""
        if offset in self._entries:
            self._entries[offset] = encoded

    def forget(self, upto: int) -> None:
        """Members who are still before `upto` will have to join again."""
        for offset in range(self.start + 1, upto + 1):
            self._entries.pop(offset, None)
        self.start = max(self.start, upto)

    def between(self, after: int, upto: int) -> list[bytes]:
        """This audience's entries with `after < offset <= upto`."""
        return [self._entries[offset] for offset in range(after + 1, upto + 1) if offset in self._entries]

    def newest(self, count: int) -> list[bytes]:
        return [self._entries[offset] for offset in sorted(self._entries)[-count:]]

    # --- members ---

    def enter(self, sid: str, offset: int) -> None:
        self.leave(sid)
        # A fresh token for each entering: a frame cut before it must not reach the member who has entered again.
        self._groups.setdefault(offset, {})[sid] = object()

    def leave(self, sid: str) -> None:
        for offset, group in self._groups.items():
            if group.pop(sid, None) is not None:
                if not group:
                    del self._groups[offset]
                return

    def restart(self, offset: int) -> Frame:
        """Goes on from `offset` with nobody in it; gives the frame that tells those who were to enter again."""
        # None stands for "not a member any more": `recipients` leaves out who has entered again meanwhile.
        told = dict.fromkeys(sid for group in self._groups.values() for sid in group)
        self._entries.clear()
        self._groups.clear()
        self.start = self._last = offset
        return Frame(offset, offset, [], told)

    # --- frames ---

    def is_due(self, head: int, most_behind: int) -> bool:
        """Whether somebody misses an entry, or is so far behind that the window might pass over them."""
        oldest = min(self._groups, default=head)
        return oldest < min(self._last, head) or head - oldest > most_behind

    def cut(self, head: int, with_state: bool) -> list[Frame]:
        """Frames that bring everybody to `head`, where they are then counted; with `with_state` also empty ones for
        those who are there already."""
        frames: list[Frame] = []
        arrived: dict[str, object] = {}
        for offset in [offset for offset in self._groups if offset <= head]:
            group = self._groups.pop(offset)
            if offset < head or with_state:
                # Before the window's start there is a gap that only a new join can close: `after` then tells it.
                after = max(offset, self.start)
                frames.append(Frame(after, head, self.between(after, head), dict(group)))
            # The larger one takes in the smaller, so that a tick costs the joiners, not the crowd.
            if len(group) > len(arrived):
                arrived, group = group, arrived
            arrived.update(group)
        if arrived:
            self._groups[head] = arrived
        return frames

    def recipients(self, frame: Frame) -> Iterator[str]:
        """Drawn while the frame is being written: whoever left or entered again since it was cut is left out."""
        for sid, token in frame.to.items():
            if self._groups.get(frame.offset, {}).get(sid) is token:
                yield sid
