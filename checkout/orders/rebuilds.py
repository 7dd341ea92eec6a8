"""Sees to it that a sale which Redis lost is loaded again, while its callers are told to come back in a moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog

from checkout.errors import Rebuilding, Refusal
from checkout.sales import Sales

logger = structlog.get_logger("stock")


class Rebuilds:
    """Owns one task a sale while that sale is being loaded. `close` ends them."""

    def __init__(self, sales: Sales) -> None:
        self._sales = sales
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @asynccontextmanager
    async def watch(self, sale_id: str) -> AsyncGenerator[None]:
        """Inside, a `Rebuilding` starts the rebuild, and goes on to the caller."""
        try:
            yield
        except Rebuilding:
            self.start(sale_id)
            raise

    def start(self, sale_id: str) -> None:
        if sale_id not in self._tasks:
            task = asyncio.create_task(self._load(sale_id), name=f"rebuild {sale_id}")
            self._tasks[sale_id] = task
            task.add_done_callback(lambda _: self._tasks.pop(sale_id, None))

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _load(self, sale_id: str) -> None:
        try:
            await self._sales.ensure_loaded(sale_id)
        except Refusal as refusal:
            # The next caller starts it again.
            logger.warning("a sale could not be loaded", sale_id=sale_id, reason=refusal.code)
        except Exception:
            logger.exception("a sale could not be loaded", sale_id=sale_id)
