"""The Socket.IO packet as we read and write it, and engine.io's parts as we need them.

Kept apart from the stock classes by subclassing, without touching anything process-wide:
- JSON by msgspec, so that an acknowledgement can carry parts that were encoded once for many (`msgspec.Raw`).
- A packet that is not what the protocol says becomes an event that nobody listens to instead of an exception, and no
  client can trigger the handlers of `connect` and `disconnect` by sending events of that name.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, ClassVar

import engineio
import msgspec
from aiohttp import web
from engineio.async_drivers import aiohttp as driver
from socketio import packet as socketio_packet

MALFORMED = "malformed"
_RESERVED = frozenset({"connect", "disconnect", "*"})


class WireJson:
    """The part of the `json` module that python-socketio uses."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str) -> Any:
        """Raises `ValueError`."""
        try:
            return msgspec.json.decode(text)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise ValueError("not JSON") from error


class WirePacket(socketio_packet.Packet):
    uses_binary_events = False
    json: ClassVar[Any] = WireJson

    def decode(self, encoded_packet: Any) -> int:
        """Never raises and never asks for attachments."""
        try:
            attachments = super().decode(encoded_packet) if isinstance(encoded_packet, str) else None
        except (ValueError, TypeError, IndexError, RecursionError):
            attachments = None
        binary = self.packet_type in (socketio_packet.BINARY_EVENT, socketio_packet.BINARY_ACK)
        known = (socketio_packet.CONNECT, socketio_packet.DISCONNECT, socketio_packet.ACK)
        if attachments == 0 and not binary and (self.packet_type in known or self._is_event()):
            return 0
        self.packet_type, self.data = socketio_packet.EVENT, [MALFORMED]
        return 0

    def _is_event(self) -> bool:
        data: Any = self.data
        if self.packet_type != socketio_packet.EVENT or not isinstance(data, list) or not data:
            return False
        return isinstance(data[0], str) and data[0] not in _RESERVED


class WaitingQueue(asyncio.Queue[Any]):
    """Tells whether its reader has taken everything and waits for more: then what it took before has been sent."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = 0

    @property
    def is_idle(self) -> bool:
        return self._waiting > 0 and self.empty()

    async def get(self) -> Any:
        self._waiting += 1
        try:
            return await super().get()
        finally:
            self._waiting -= 1


class QuietWebSocket(driver.WebSocket):
    """As the stock one, but without per-client deflate, known by its engine.io id while it is open, and closing on
    what is no engine.io packet (the stock loop would end without telling anybody)."""

    _sock: web.WebSocketResponse

    def __init__(self, handler: Any, server: Engine) -> None:
        super().__init__(handler, server)
        self._socket: Any = handler.__self__

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        request: web.Request = environ["aiohttp.request"]
        self._sock = web.WebSocketResponse(max_msg_size=self.server.max_http_buffer_size, compress=False)
        await self._sock.prepare(request)
        self.environ = environ
        self.server.transports_open[self._socket.sid] = request.transport
        try:
            await self.handler(self)
        finally:
            self.server.transports_open.pop(self._socket.sid, None)
            # However it ended, also by an error or cancelled: nobody stays connected without a connection.
            await self._socket.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)
        return self._sock

    async def wait(self) -> str:
        data: Any = await super().wait()
        if isinstance(data, bytes):
            # An attachment of an event that was refused already: as good as no operation.
            return "6"
        # A type from 0 to 6; a message (4) then holds a Socket.IO packet, which begins with a digit as well.
        if not isinstance(data, str) or data[:1] not in tuple("0123456"):
            raise OSError("not an engine.io packet")
        if data[0] == "4" and data[1:2] not in tuple("0123456"):
            raise OSError("not a Socket.IO packet")
        return data


class Engine(engineio.AsyncServer):
    """Owns its background tasks and knows each WebSocket's transport."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.transports_open: dict[str, asyncio.WriteTransport | None] = {}
        self._owned: set[asyncio.Future[Any]] = set()
        driver_table: Any = self._async
        self._async: Any = {**driver_table, "websocket": QuietWebSocket}

    def on(self, event: str, handler: Any = None) -> Any:
        if event != "disconnect" or handler is None:
            return super().on(event, handler)

        async def disconnect(eio_sid: str, reason: str) -> None:
            await handler(eio_sid, reason)
            socket = self.sockets.get(eio_sid)
            if socket is not None and not socket.upgraded:
                # A polling client that said goodbye would else wait for the answer to its last poll until the ping.
                socket.queue.put_nowait(None)

        return super().on(event, disconnect)

    async def disconnect(self, sid: str | None = None) -> None:
        """Without waiting for the client to fetch what is queued for it: it may never come."""
        for gone in [sid] if sid is not None else list(self.sockets):
            socket = self.sockets.pop(gone, None)
            if socket is not None:
                await socket.close(wait=False, reason=self.reason.SERVER_DISCONNECT)

    def create_queue(self, *_: Any, **__: Any) -> WaitingQueue:
        return WaitingQueue()

    def start_background_task(self, target: Any, *args: Any, **kwargs: Any) -> asyncio.Task[Any]:
        work: Coroutine[Any, Any, Any] = target(*args, **kwargs)
        task = asyncio.create_task(work)
        self._owned.add(task)
        task.add_done_callback(self._owned.discard)
        return task

    async def close(self) -> None:
        """Says goodbye to every client and ends every task of ours."""
        for socket in list(self.sockets.values()):
            await socket.close(wait=False, reason=self.reason.SERVER_DISCONNECT)
            await socket.queue.put(None)
        await self.shutdown()
        owned = list(self._owned)
        for task in owned:
            task.cancel()
        await asyncio.gather(*owned, return_exceptions=True)


class OneLine(logging.Filter):
    """engine.io logs a traceback for whatever a client sends wrongly. One line is enough for what is no bug of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            record.msg = f"{record.getMessage()}: {type(record.exc_info[1]).__name__}"
            record.args, record.exc_info = (), None
        return True
