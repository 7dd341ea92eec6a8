"""Watchers of a show in one process: raw WebSockets that speak as much Socket.IO as joining takes, and then count.

For the floor the same reader is at the far end of bare sockets that get the same bytes.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
from typing import Any

from tests.bench.child import obey, run_child

_AT_ONCE = 20
_CHAT = b'"chat.said"'
_RECEIVE_BYTES = 1 << 18


class BadFrame(ValueError):
    """What came is not what a server of ours sends."""


def masked(text: bytes) -> bytes:
    """One final text frame as a client sends it (RFC 6455 section 5.3); a mask of zeros leaves the bytes alone."""
    size = len(text)
    if size < 126:
        return bytes((0x81, 0x80 | size)) + bytes(4) + text
    return bytes((0x81, 0x80 | 126)) + size.to_bytes(2, "big") + bytes(4) + text


class Reader:
    """One socket's end: joins the show if it has one, counts frames and the chats in them."""

    def __init__(self, opened: socket.socket, show_id: str | None, buffer: bytearray) -> None:
        self.frames = 0
        self.chats = 0
        self.last = b""
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._socket = opened
        self._show_id = show_id
        self._buffer = memoryview(buffer)
        self._rest = b""
        self._upgraded = show_id is None
        opened.setblocking(False)
        asyncio.get_running_loop().add_reader(opened.fileno(), self._readable)

    def upgrade(self, host: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.send(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def _readable(self) -> None:
        try:
            size = self._socket.recv_into(self._buffer)
        except BlockingIOError:
            return
        if not size:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            return
        data = self._rest + bytes(self._buffer[:size])
        if not self._upgraded:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end or b" 101 " not in head[:16]:
                raise BadFrame(head[:80])
            self._upgraded = True
        self._rest = self._frames(data)

    def _frames(self, data: bytes) -> bytes:
        """Takes every whole frame; what is left over."""
        position = 0
        while len(data) - position >= 2:
            start, size = position + 2, data[position + 1]
            if size == 126:
                start, size = position + 4, int.from_bytes(data[position + 2 : position + 4], "big")
            elif size == 127:
                start, size = position + 10, int.from_bytes(data[position + 2 : position + 10], "big")
            if len(data) < start + size:
                break
            self._take(data[start : start + size], data[position : start + size])
            position = start + size
        return data[position:]

    def _take(self, text: bytes, frame: bytes) -> None:
        if text.startswith(b'42["frame"'):
            chats = text.count(_CHAT)
            self.chats += chats
            # Also frames without a chat come, when the number of viewers changes: the load is what has chats.
            if chats:
                self.frames += 1
                self.last = frame
        elif text.startswith(b"0{"):
            self._socket.send(masked(b"40"))
        elif text.startswith(b"40{"):
            join = json.dumps(["join", {"show": self._show_id, "visit": os.urandom(12).hex()}])
            self._socket.send(masked(b"420" + join.encode()))
        elif text.startswith(b"430["):
            if b'"snapshot"' in text:
                self.joined.set_result(None)
            else:
                self.joined.set_exception(BadFrame(text[:200]))
        elif text == b"2":
            self._socket.send(masked(b"3"))


class Watchers:
    def __init__(self) -> None:
        self._readers: list[Reader] = []
        self._sinks: list[Reader] = []
        self._buffer = bytearray(_RECEIVE_BYTES)
        self._server: socket.socket | None = None

    async def join(self, port: int, show_id: str, count: int) -> int:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one() -> None:
            async with gate:
                opened = socket.create_connection(("127.0.0.1", port))
                reader = Reader(opened, show_id, self._buffer)
                reader.upgrade(f"127.0.0.1:{port}")
                async with asyncio.timeout(20):
                    await reader.joined
                self._readers.append(reader)

        await asyncio.gather(*(one() for _ in range(count)))
        return len(self._readers)

    async def listen(self) -> int:
        """The port that the floor's sender connects to."""
        self._server = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self._server.setblocking(False)
        return self._server.getsockname()[1]

    async def accept(self, count: int) -> int:
        assert self._server is not None
        for _ in range(count):
            opened, _address = await asyncio.get_running_loop().sock_accept(self._server)
            self._sinks.append(Reader(opened, None, self._buffer))
        return len(self._sinks)

    async def counts(self) -> dict[str, Any]:
        return {
            "frames": sum(reader.frames for reader in self._readers),
            "chats": sum(reader.chats for reader in self._readers),
            "sinks": sum(reader.frames for reader in self._sinks),
        }

    async def last_frame(self) -> str:
        return base64.b64encode(self._readers[0].last).decode()

    async def close(self) -> None:
        for reader in (*self._readers, *self._sinks):
            reader.close()
        if self._server is not None:
            self._server.close()


async def main() -> None:
    watchers = Watchers()
    try:
        await obey(
            {
                "join": watchers.join,
                "listen": watchers.listen,
                "accept": watchers.accept,
                "counts": watchers.counts,
                "last_frame": watchers.last_frame,
            }
        )
    finally:
        await watchers.close()


if __name__ == "__main__":
    run_child(main)
