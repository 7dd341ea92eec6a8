"""What the command line asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    quick: bool = False
    viewers: int = 50
    sockets: int = 500
