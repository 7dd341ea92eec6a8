"""Viewers of a show in one process: real connections to the relay, and as many bare sockets for the floor."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

from live.relay import rtcp
from live.relay.peer import make_certificate
from live.relay.relay import SSRCS
from live.signalling.relay_client import RelayClient
from tests.bench.child import obey, run_child
from tests.bench.media_end import MediaEnd

REPORT_S = 1.0
CHECK_S = 2.5
_AT_ONCE = 10


class Sink:
    """A bare UDP socket that counts what comes."""

    def __init__(self) -> None:
        self.packets = 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.setblocking(False)
        self.socket.bind(("127.0.0.1", 0))
        self._buffer = bytearray(2048)
        asyncio.get_running_loop().add_reader(self.socket.fileno(), self._readable)

    def _readable(self) -> None:
        while True:
            try:
                self.socket.recv_into(self._buffer)
            except BlockingIOError:
                return
            self.packets += 1


class Viewers:
    def __init__(self) -> None:
        self._ends: list[MediaEnd] = []
        self._sinks: list[Sink] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._certificate = make_certificate()

    async def join(self, relay_socket: str, show_id: str, count: int) -> int:
        """Joins `count` more viewers; the number of all."""
        engine = RelayClient(Path(relay_socket))
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one() -> None:
            async with gate:
                end = MediaEnd(self._certificate)
                answer = await engine.watch(show_id, end.offer("recvonly"), "bench", staff=False)
                await end.connect(answer.sdp)
                self._ends.append(end)

        await asyncio.gather(*(one() for _ in range(count)))
        await engine.disconnect()
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._report()), asyncio.create_task(self._check())]
        return len(self._ends)

    async def sinks(self, count: int) -> list[int]:
        self._sinks = [Sink() for _ in range(count)]
        return [sink.socket.getsockname()[1] for sink in self._sinks]

    async def counts(self) -> dict[str, Any]:
        return {
            "packets": sum(end.packets for end in self._ends),
            "least": min((end.packets for end in self._ends), default=0),
            "verified": sum(end.verified for end in self._ends),
            "sinks": sum(sink.packets for sink in self._sinks),
        }

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(end.close() for end in self._ends))

    async def _report(self) -> None:
        """Each viewer once a second, spread over it, as real ones would be."""
        while True:
            for end in list(self._ends):
                block = rtcp.ReportBlock(SSRCS["video"].media, 0, 0, end.highest, 0, 0, 0)
                if end.peer is not None:
                    end.peer.send_rtcp(rtcp.receiver_report(1, [block]))
                await asyncio.sleep(REPORT_S / len(self._ends))

    async def _check(self) -> None:
        while True:
            for end in list(self._ends):
                end.check()
                await asyncio.sleep(CHECK_S / len(self._ends))


async def main() -> None:
    viewers = Viewers()
    try:
        await obey({"join": viewers.join, "sinks": viewers.sinks, "counts": viewers.counts})
    finally:
        await viewers.close()


if __name__ == "__main__":
    run_child(main)
