"""Many small calls of one loop tick made into one call, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Request = TypeVar("Request")
Reply = TypeVar("Reply")


class Coalescer(Generic[Request, Reply]):
    """Gathers what is asked while the last call runs and sends at most `most` together.

    `send` answers one reply a request, in order. What it raises reaches each of its callers.
    """

    def __init__(self, send: Callable[[Sequence[Request]], Awaitable[Sequence[Reply]]], *, most: int) -> None:
        self._send = send
        self._most = most
        self._waiting: list[tuple[Request, asyncio.Future[Reply]]] = []
        self._sender: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        return self._sender is None

    async def ask(self, request: Request) -> Reply:
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        if self._sender is None:
            self._sender = asyncio.create_task(self._send_waiting())
        return await future

    async def _send_waiting(self) -> None:
        # The task starts after the callers of this tick have queued, so they go together.
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                # Whoever gave up before we sent wants nothing.
                batch = [(request, future) for request, future in batch if not future.done()]
                if batch:
                    await self._send_batch(batch)
        finally:
            # No await lies between finding the queue empty and this line: a call in between would wait for ever.
            self._sender = None
            for _, future in self._waiting:
                future.cancel()
            self._waiting = []

    async def _send_batch(self, batch: Sequence[tuple[Request, asyncio.Future[Reply]]]) -> None:
        try:
            replies = await self._send([request for request, _ in batch])
        except asyncio.CancelledError:
            for _, future in batch:
                future.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - it is handed on, whole, to each caller
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), reply in zip(batch, replies, strict=True):
            if not future.done():
                future.set_result(reply)
