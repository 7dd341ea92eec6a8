"""The states of a show, as one table. Pure: whatever changes a show's state asks `next_state` first.

    scheduled -> live <-> interrupted -> ended -> published

A scheduled show may also be ended (called off). The relay's reports can come late or twice, so the table answers them
in every state; what a person asks for at the wrong time is refused.
"""

from __future__ import annotations

import enum

from checkout.errors import WrongState


class ShowState(enum.Enum):
    SCHEDULED = "scheduled"
    LIVE = "live"
    INTERRUPTED = "interrupted"
    ENDED = "ended"
    PUBLISHED = "published"


class ShowEvent(enum.Enum):
    PUBLISHER_JOINED = "publisher_joined"
    PUBLISHER_LEFT = "publisher_left"
    START = "start"
    END = "end"
    LIMIT_PASSED = "limit_passed"
    PUBLISH = "publish"


_S, _E = ShowState, ShowEvent

TRANSITIONS: dict[tuple[ShowState, ShowEvent], ShowState] = {
    # Of a show that starts by hand the service keeps `publisher_joined` to itself: that is the preview.
    (_S.SCHEDULED, _E.PUBLISHER_JOINED): _S.LIVE,
    (_S.SCHEDULED, _E.PUBLISHER_LEFT): _S.SCHEDULED,
    (_S.SCHEDULED, _E.START): _S.LIVE,
    (_S.SCHEDULED, _E.END): _S.ENDED,
    (_S.LIVE, _E.PUBLISHER_JOINED): _S.LIVE,
    (_S.LIVE, _E.PUBLISHER_LEFT): _S.INTERRUPTED,
    (_S.LIVE, _E.END): _S.ENDED,
    (_S.INTERRUPTED, _E.PUBLISHER_JOINED): _S.LIVE,
    (_S.INTERRUPTED, _E.PUBLISHER_LEFT): _S.INTERRUPTED,
    (_S.INTERRUPTED, _E.END): _S.ENDED,
    (_S.INTERRUPTED, _E.LIMIT_PASSED): _S.ENDED,
    (_S.ENDED, _E.PUBLISHER_JOINED): _S.ENDED,
    (_S.ENDED, _E.PUBLISHER_LEFT): _S.ENDED,
    (_S.ENDED, _E.PUBLISH): _S.PUBLISHED,
    (_S.PUBLISHED, _E.PUBLISHER_JOINED): _S.PUBLISHED,
    (_S.PUBLISHED, _E.PUBLISHER_LEFT): _S.PUBLISHED,
}

ON_AIR = frozenset({_S.LIVE, _S.INTERRUPTED})
OVER = frozenset({_S.ENDED, _S.PUBLISHED})

_WORDS = {
    _S.SCHEDULED: "has not begun",
    _S.LIVE: "is on air",
    _S.INTERRUPTED: "is on air (its host is away)",
    _S.ENDED: "has ended",
    _S.PUBLISHED: "has ended",
}


def next_state(state: ShowState, event: ShowEvent) -> ShowState:
    """Raises `WrongState` (details `state`) for a pair that the table does not have."""
    following = TRANSITIONS.get((state, event))
    if following is None:
        raise wrong_state(state)
    return following


def wrong_state(state: ShowState) -> WrongState:
    return WrongState(f"The show {_WORDS[state]}: that is not possible now.", {"state": state.value})
