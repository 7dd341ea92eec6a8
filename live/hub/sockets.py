"""The Socket.IO server: who may connect, events to `events.py`, frames out to many sockets at once.

With `wire.py` the only file that knows socketio and engineio.

A frame is encoded once and the same bytes are written to each client's transport, as long as that client is on
WebSocket, not in the middle of an upgrade, and has nothing waiting in its queue; every other case takes the stock way
through the queue, so that order always holds.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import socketio
import structlog
from aiohttp import web
from engineio import packet as engineio_packet
from socketio import packet as socketio_packet
from socketio.exceptions import ConnectionRefusedError

from checkout.caller import Caller
from checkout.errors import Refusal
from checkout.outside import Clock
from live.hub.client import Client
from live.hub.events import Events, error_ack
from live.hub.hub import Hub
from live.hub.outside import Resolve
from live.hub.wire import Engine, OneLine, WirePacket

logger = structlog.get_logger("hub.sockets")

_AT_ONCE = 250  # clients written to before the event loop is let go
_SLOW_BYTES = 64 * 1024  # a reader so far behind misses frames (and joins again when it has caught up)
_STUCK_BYTES = 1024 * 1024  # a reader so far behind is cut off
_MOST_QUEUED = 100


class Rooms(socketio.AsyncManager):
    """No room but each client's own is ever used, so a disconnect need not look through thousands of rooms."""

    def basic_disconnect(self, sid: str, namespace: str, **_: Any) -> None:
        for room in (None, sid):
            self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            if sid in pending.get(namespace, ()):
                pending[namespace].remove(sid)
                if not pending[namespace]:
                    del pending[namespace]


class _Server(socketio.AsyncServer):
    def _engineio_server_class(self) -> type[Engine]:
        return Engine


class SocketServer:
    """`attach` it to the aiohttp application, `serve` a hub with it, `close` it before the application ends."""

    def __init__(self, public_url: str | None = None, address_of: Callable[[web.Request], str] | None = None) -> None:
        self.frames = 0  # written to sockets since the start
        self._public_host = urlsplit(public_url).netloc if public_url else None
        self._address_of = address_of or _remote
        log: Any = logging.getLogger("live.hub.engineio")
        if not log.filters:
            log.addFilter(OneLine())
        self._sio: Any = _Server(
            client_manager=Rooms(),
            serializer=WirePacket,
            async_mode="aiohttp",
            async_handlers=False,
            transports=["websocket", "polling"],
            ping_interval=25,
            ping_timeout=20,
            max_http_buffer_size=16384,
            cors_allowed_origins=self._is_own_origin,
            logger=log,
            engineio_logger=log,
        )

    def attach(self, app: web.Application) -> None:
        self._sio.attach(app, socketio_path="socket.io")

    def serve(self, hub: Hub, events: Events, resolve: Resolve, now_ms: Clock) -> None:
        sio = self._sio

        async def connect(sid: str, environ: dict[str, Any], auth: Any = None) -> None:
            await self._connect(hub, resolve, now_ms, sid, environ["aiohttp.request"], auth)

        async def disconnect(sid: str, _reason: str = "") -> None:
            hub.disconnect(sid)

        async def other(event: str, sid: str, *arguments: Any) -> dict[str, Any]:
            return await events.handle(event, sid, arguments)

        sio.on("connect", connect)
        sio.on("disconnect", disconnect)
        # Also the contract's own events: `events.py` has the list, and answers those that are not in it.
        sio.on("*", other)

    async def close(self) -> None:
        await self._sio.eio.close()

    # --- connecting ---

    def _is_own_origin(self, origin: str, environ: Mapping[str, Any]) -> bool:
        """A browser's page of another site may not connect: it would come with our cookies. Programs send no Origin."""
        try:
            host = urlsplit(origin).netloc
        except ValueError:
            return False
        return bool(host) and host in (environ.get("HTTP_HOST"), self._public_host)

    async def _connect(
        self, hub: Hub, resolve: Resolve, now_ms: Clock, sid: str, request: web.Request, auth: Any
    ) -> None:
        """Raises socketio's `ConnectionRefusedError` with what the client is told, and nothing else: python-socketio
        would run the handler again after a TypeError and leave the client without an answer after others."""
        token = auth.get("token") if isinstance(auth, dict) else None
        authorization = request.headers.get("Authorization")
        if authorization is None and isinstance(token, str) and len(token) <= 4096:
            authorization = f"Bearer {token}"

        async def identify() -> Caller:
            return await resolve(authorization, request.cookies)

        try:
            caller = await identify()
        except Refusal as refusal:
            raise ConnectionRefusedError(refusal.message, error_ack(refusal)["error"]) from None
        except Exception:
            # The boundary of a task that is not ours, like the HTTP middleware.
            logger.exception("connect failed")
            raise ConnectionRefusedError("Something went wrong here.", {"code": "internal"}) from None
        hub.connect(Client(sid, caller, self._address_of(request), identify, now_ms()))

    # --- out ---

    async def broadcast(self, event: str, payload: bytes, to: Iterable[str]) -> None:
        message = f'{socketio_packet.EVENT}["{event}",{payload.decode()}]'
        # One packet object for all: it caches its encoding, which for a text is the same on every transport.
        packet: Any = engineio_packet.Packet(engineio_packet.MESSAGE, message)
        frame = websocket_text_frame(packet.encode().encode())
        for written, sid in enumerate(to, 1):
            await self._write(sid, frame, packet)
            self.frames += 1
            if written % _AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _write(self, sid: str, frame: bytes, packet: engineio_packet.Packet) -> None:
        engine: Engine = self._sio.eio
        eio_sid = self._sio.manager.eio_sid_from_sid(sid, "/")
        socket = engine.sockets.get(eio_sid)
        if socket is None or socket.closed or socket.closing:
            return
        transport = engine.transports_open.get(eio_sid)
        if transport is not None and transport.get_write_buffer_size() > _STUCK_BYTES:
            # Its writer waits for a reader that may never read: only this ends that.
            transport.abort()
        elif transport is not None and transport.get_write_buffer_size() > _SLOW_BYTES:
            return
        elif transport is not None and socket.upgraded and not socket.upgrading and socket.queue.is_idle:
            if not transport.is_closing():
                transport.write(frame)
        elif socket.queue.qsize() < _MOST_QUEUED:
            await engine.send_packet(eio_sid, packet)
        elif transport is not None:
            transport.abort()


def _remote(request: web.Request) -> str:
    return request.remote or ""


def websocket_text_frame(text: bytes) -> bytes:
    """One final, unmasked text frame (RFC 6455 section 5.2), as a server sends it."""
    size = len(text)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + text
    if size < 65536:
        return struct.pack("!BBH", 0x81, 126, size) + text
    return struct.pack("!BBQ", 0x81, 127, size) + text
