"""What a turn of a show's state brings with it: the row's new values and the entries for the log. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from checkout.journal.entries import NewEntry
from live.log import kinds
from live.shows.records import ShowRecord
from live.shows.transitions import OVER, ShowEvent, ShowState, next_state


@dataclass(frozen=True, slots=True)
class Turn:
    before: ShowState
    after: ShowState
    values: dict[str, Any]
    entries: tuple[NewEntry, ...]


def turn(record: ShowRecord, event: ShowEvent, now_ms: int, by: str | None = None) -> Turn:
    """`by` is the person who asked for it. Raises `WrongState`."""
    after = next_state(record.state, event)
    if after is record.state:
        return Turn(after, after, {}, ())
    values: dict[str, Any] = {"state": after}
    entries: list[NewEntry] = []
    if after is ShowState.LIVE:
        values["interrupted_ms"] = None
        if record.state is ShowState.SCHEDULED:
            values["started_ms"] = now_ms
            entries.append(NewEntry(kinds.SHOW_STARTED))
        else:
            entries.append(NewEntry(kinds.SHOW_RESUMED))
    elif after is ShowState.INTERRUPTED:
        values["interrupted_ms"] = now_ms
        ends_at_ms = now_ms + record.interrupted_limit_s * 1000
        entries.append(NewEntry(kinds.SHOW_INTERRUPTED, {"ends_at_ms": ends_at_ms}))
    elif after in OVER and record.state not in OVER:
        values |= {"ended_ms": now_ms, "interrupted_ms": None, "pinned_variant_id": None}
        if record.pinned_variant_id is not None:
            entries.append(unpinned(record.pinned_variant_id, by))
        reason = "interrupted" if event is ShowEvent.LIMIT_PASSED else "host"
        entries.append(NewEntry(kinds.SHOW_ENDED, {"reason": reason}))
    return Turn(record.state, after, values, tuple(entries))


def unpinned(variant_id: str, by: str | None) -> NewEntry:
    return NewEntry(kinds.PRODUCT_UNPINNED, {"variant_id": variant_id}, {"by": by})
