"""Runs Lua scripts in Redis: several small files made into one script, sent by its hash, and sent again when lost.

A script may be run twice when the connection breaks after it was sent, so every script of ours is idempotent by the
ids that it is given.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ConnectionError, OutOfMemoryError, ReadOnlyError, TimeoutError

from checkout.errors import Unavailable

_PAUSES_S = (0.05, 0.2, 0.5)


class Script:
    """One script: the given files one after the other, libraries first (they only define local functions)."""

    def __init__(self, redis: Redis, *files: Path) -> None:
        text = "\n".join(file.read_text(encoding="utf-8") for file in files)
        self._script = redis.register_script(text)

    async def __call__(self, keys: Sequence[str], *args: str | int) -> Any:
        """Sends by hash; a server that does not know the script is taught it.

        Raises:
            Unavailable: Redis is away, full, or a replica, also after some tries.
        """
        for pause_s in (*_PAUSES_S, None):
            try:
                return await self._script(keys=keys, args=args)
            except (ConnectionError, TimeoutError) as error:
                if pause_s is None:
                    raise redis_is_away() from error
                await asyncio.sleep(pause_s)
            except (OutOfMemoryError, ReadOnlyError) as error:
                raise redis_is_away() from error
        raise AssertionError("the loop above returns or raises")


def redis_is_away() -> Unavailable:
    return Unavailable("The stock cannot be reached for a moment. Try again.", retry_after_s=1)
