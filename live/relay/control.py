"""The relay's private socket: takes calls from the web processes and streams reports to whoever keeps the shows.

A unix socket of mode 0600 in a folder of mode 0700: who can open it is us. Lines of JSON, see `signalling/wire.py`.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import msgspec
import structlog

from checkout.errors import Refusal
from live.relay.relay import Relay
from live.relay.reports import ReportsLost
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
    Request,
    SetPublic,
    Watch,
    answer_line,
    read_request,
    report_line,
)

logger = structlog.get_logger("relay")


class Control:
    """Serves `relay` on the socket at `path`."""

    def __init__(self, relay: Relay, path: Path) -> None:
        self._relay = relay
        self._path = path
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.parent.chmod(0o700)
        # What a killed relay left behind would keep us from binding.
        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(self._accept, str(self._path), limit=MAX_LINE_BYTES)
        finally:
            os.umask(before)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._path.unlink(missing_ok=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._converse(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls: set[asyncio.Task[None]] = set()
        try:
            while line := await reader.readline():
                request = read_request(line)
                # Calls may wait (a DTLS goodbye); others on this connection do not wait for them.
                call = asyncio.create_task(self._handle(request, writer))
                calls.add(call)
                call.add_done_callback(calls.discard)
        except (ConnectionError, ValueError, msgspec.DecodeError) as error:
            logger.warning("a control connection broke off", error=str(error))
        finally:
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            writer.close()

    async def _handle(self, request: Request, writer: asyncio.StreamWriter) -> None:
        try:
            if isinstance(request, FollowReports):
                await self._stream(request, writer)
                return
            line = answer_line(request.call_id, await self._perform(request))
        except Refusal as refusal:
            line = answer_line(request.call_id, Failed(refusal.code, refusal.message, refusal.retry_after_s))
        except ReportsLost:
            line = answer_line(request.call_id, Failed("reports_lost", "Ask for the state."))
        except ConnectionError:
            return
        except Exception:
            logger.exception("a call failed", call=type(request).__name__)
            line = answer_line(request.call_id, Failed("unavailable", "The relay could not do that."))
        writer.write(line)
        await _drain(writer)

    async def _perform(self, request: Request) -> object:
        relay = self._relay
        match request:
            case Publish(show_id=show_id, offer=offer, public=public):
                return relay.publish(show_id, offer, public=public)
            case Watch(show_id=show_id, offer=offer, viewer=viewer, staff=staff):
                return relay.watch(show_id, offer, viewer, staff=staff)
            case Patch(session_id=session_id, fragment=fragment, etag=etag):
                return relay.patch(session_id, fragment, etag)
            case Close(session_id=session_id):
                await relay.close(session_id)
            case SetPublic(show_id=show_id, public=public):
                relay.set_public(show_id, public)
            case EndShow(show_id=show_id):
                await relay.end_show(show_id)
            case GetStats(show_id=show_id):
                return relay.stats(show_id)
            case GetState():
                return relay.state()
            case FollowReports():
                raise AssertionError("a stream, not a call")
        return None

    async def _stream(self, request: FollowReports, writer: asyncio.StreamWriter) -> None:
        async for report in self._relay.reports.after(request.after):
            writer.write(report_line(request.call_id, report))
            await writer.drain()


async def _drain(writer: asyncio.StreamWriter) -> None:
    try:
        await writer.drain()
    except ConnectionError:
        return  # the caller went away while we answered
