"""How a process of ours ends: SIGTERM or SIGINT sets an event, and a process that then hangs is ended all the same."""

from __future__ import annotations

import asyncio
import os
import signal
import threading

# Longer than any graceful stop takes, shorter than the patience of the usual process managers (10 s and more).
GRACE_S = 9.0


def stop_on_signals(grace_s: float | None = GRACE_S) -> asyncio.Event:
    """The event that the running loop's SIGTERM or SIGINT sets. Call it once, in the main thread.

    After `grace_s` the process is ended whatever it does: a child whose supervisor is gone must not linger.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask() -> None:
        if not stop.is_set() and grace_s is not None:
            last = threading.Timer(grace_s, os._exit, (1,))
            last.daemon = True
            last.start()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask)
    return stop
