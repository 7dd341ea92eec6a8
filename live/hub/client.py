"""One connected socket, as the hub sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from checkout.caller import Caller
from live.hub.limits import Bucket, Rate

JOIN_RATE = Rate(20, 10)
REACT_RATE = Rate(60, 10)
CARD_RATE = Rate(60, 10)
WATCHING_RATE = Rate(10, 30)


@dataclass(slots=True)
class Client:
    """`identify` asks again who this is, for a connection that has lasted. `show_id` is the room it is in."""

    sid: str
    caller: Caller
    address: str
    identify: Callable[[], Awaitable[Caller]]
    connected_ms: int
    show_id: str | None = None
    visit_id: str | None = None  # None: not counted as a viewer (the shop's own people)
    watching_ms: int | None = None  # when it last said that it was watching
    joins: Bucket = field(init=False)
    reactions: Bucket = field(init=False)
    cards: Bucket = field(init=False)
    watchings: Bucket = field(init=False)
    # Two polling requests may carry two joins at once.
    joining: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.joins = Bucket(JOIN_RATE, self.connected_ms)
        self.reactions = Bucket(REACT_RATE, self.connected_ms)
        self.cards = Bucket(CARD_RATE, self.connected_ms)
        self.watchings = Bucket(WATCHING_RATE, self.connected_ms)
