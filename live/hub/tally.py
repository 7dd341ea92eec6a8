"""What many viewers do in small, counted per tick: reactions, product cards seen and opened. Pure."""

from __future__ import annotations

from collections import Counter


class Tally:
    """A room's counts since they were last taken. Keys come from closed sets, so it stays small."""

    def __init__(self) -> None:
        self.reactions: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.clicked: Counter[str] = Counter()

    def take_reactions(self) -> dict[str, int]:
        return _take(self.reactions)

    def take_seen(self) -> dict[str, int]:
        return _take(self.seen)

    def take_clicked(self) -> dict[str, int]:
        return _take(self.clicked)


def _take(counter: Counter[str]) -> dict[str, int]:
    taken = dict(counter)
    counter.clear()
    return taken
