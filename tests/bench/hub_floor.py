"""The floor under a hub: one bare loop of `socket.send`, the same bytes to as many sockets at the same pace."""

from __future__ import annotations

import asyncio
import base64
import socket
import time

from tests.bench.child import obey, run_child


class Floor:
    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []

    async def connect(self, port: int, count: int) -> None:
        for _ in range(count):
            self._sockets.append(socket.create_connection(("127.0.0.1", port)))

    async def run(self, frame: str, ticks: int, tick_s: float) -> float:
        """CPU seconds of sending `frame` (base64) to every socket `ticks` times."""
        return await asyncio.to_thread(self._send, base64.b64decode(frame), ticks, tick_s)

    def _send(self, raw: bytes, ticks: int, tick_s: float) -> float:
        began, cpu = time.monotonic(), time.process_time()
        for number in range(ticks):
            time.sleep(max(0.0, began + number * tick_s - time.monotonic()))
            for each in self._sockets:
                each.send(raw)
        return time.process_time() - cpu


async def main() -> None:
    floor = Floor()
    await obey({"connect": floor.connect, "run": floor.run})


if __name__ == "__main__":
    run_child(main)
