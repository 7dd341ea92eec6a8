"""`MediaEngine` over our relay's private socket. Connects when needed and again after a loss; queues nothing."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from checkout.errors import NotFound, Refusal, Unavailable
from live.errors import BadSdp, NoCommonCodec, PreconditionFailed, PublisherThere, RelayFull
from live.signalling.engine import EngineState, PatchAnswer, Report, SdpAnswer, ShowStats
from live.signalling.wire import (
    MAX_LINE_BYTES,
    Close,
    EndShow,
    Failed,
    FollowReports,
    GetState,
    GetStats,
    Patch,
    Publish,
    Reply,
    Request,
    SetPublic,
    Watch,
    read_reply,
    request_line,
)

CALL_LIMIT_S = 5.0

_REFUSALS: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (PublisherThere, NoCommonCodec, BadSdp, NotFound, PreconditionFailed, RelayFull)
}

ResultT = TypeVar("ResultT")


def _away(message: str = "The media relay is away.") -> Unavailable:
    return Unavailable(message, retry_after_s=1)


def _refusal(failed: Failed) -> Refusal:
    kind = _REFUSALS.get(failed.code)
    return kind(failed.message, retry_after_s=failed.retry_after_s) if kind is not None else _away(failed.message)


class _Line:
    """One connection: answers find their callers by number."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.waiting: dict[int, asyncio.Future[Reply]] = {}
        self._reader = reader
        self.task = asyncio.create_task(self._read(), name="relay client")

    async def _read(self) -> None:
        try:
            while line := await self._reader.readline():
                reply = read_reply(line)
                future = self.waiting.pop(reply.call_id, None)
                if future is not None and not future.done():
                    future.set_result(reply)
        except (ConnectionError, ValueError, msgspec.DecodeError):
            pass  # like a closed connection: below, everyone hears of it
        finally:
            self.writer.close()
            for future in self.waiting.values():
                if not future.done():
                    future.set_exception(_away())
            self.waiting.clear()


class RelayClient:
    """`disconnect` it at the end. Any number of calls may be under way at once."""

    def __init__(self, socket_path: Path) -> None:
        self._path = socket_path
        self._numbers = itertools.count(1)
        self._line: _Line | None = None
        self._connecting = asyncio.Lock()

    async def disconnect(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await line.task

    async def publish(self, show_id: str, offer: str, *, public: bool) -> SdpAnswer:
        return await self._call(lambda number: Publish(number, show_id, offer, public), SdpAnswer)

    async def watch(self, show_id: str, offer: str, viewer: str, *, staff: bool) -> SdpAnswer:
        return await self._call(lambda number: Watch(number, show_id, offer, viewer, staff), SdpAnswer)

    async def patch(self, session_id: str, fragment: str, etag: str | None) -> PatchAnswer:
        return await self._call(lambda number: Patch(number, session_id, fragment, etag), PatchAnswer)

    async def close(self, session_id: str) -> None:
        await self._call(lambda number: Close(number, session_id), None)

    async def set_public(self, show_id: str, public: bool) -> None:
        await self._call(lambda number: SetPublic(number, show_id, public), None)

    async def end_show(self, show_id: str) -> None:
        await self._call(lambda number: EndShow(number, show_id), None)

    async def stats(self, show_id: str) -> ShowStats:
        return await self._call(lambda number: GetStats(number, show_id), ShowStats)

    async def state(self) -> EngineState:
        return await self._call(GetState, EngineState)

    async def reports(self, after: int) -> AsyncIterator[Report]:
        """On a connection of its own, so that a slow reader holds up nobody's calls."""
        async with self._connected() as (reader, writer):
            writer.write(request_line(FollowReports(next(self._numbers), after)))
            while True:
                try:
                    line = await reader.readline()
                    reply = read_reply(line) if line else None
                except (ConnectionError, ValueError, msgspec.DecodeError):
                    reply = None
                if reply is None or reply.report is None:
                    raise _away()
                yield reply.report

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        try:
            reader, writer = await asyncio.open_unix_connection(str(self._path), limit=MAX_LINE_BYTES)
        except OSError:
            raise _away() from None
        try:
            yield reader, writer
        finally:
            writer.close()

    async def _open_line(self) -> _Line:
        async with self._connecting:
            if self._line is None or self._line.task.done():
                try:
                    reader, writer = await asyncio.open_unix_connection(str(self._path), limit=MAX_LINE_BYTES)
                except OSError:
                    raise _away() from None
                self._line = _Line(reader, writer)
            return self._line

    async def _call(self, make: Callable[[int], Request], kind: type[ResultT] | Any) -> ResultT:
        line = await self._open_line()
        number = next(self._numbers)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        line.waiting[number] = future
        try:
            line.writer.write(request_line(make(number)))
            async with asyncio.timeout(CALL_LIMIT_S):
                await line.writer.drain()
                reply = await future
        except (TimeoutError, ConnectionError):
            raise _away() from None
        finally:
            line.waiting.pop(number, None)
        if reply.failed is not None:
            raise _refusal(reply.failed)
        return msgspec.json.decode(reply.result, type=kind)
