"""The floor under a relay: one bare loop that encrypts and group-sends the same bytes at the same pace."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import time
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from live.relay.rtp import HEADER_BYTES
from live.relay.srtp import TAG_BYTES
from tests.bench.child import obey, run_child
from tests.bench.load import FRAME_PACKETS, FRAMES_PER_S, PAYLOAD_BYTES, SOUND_BYTES, SOUND_PER_S

_SOL_UDP, _UDP_SEGMENT = 17, 103


class Floor:
    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 << 20)
        self._viewers: list[tuple[AESGCM, tuple[str, int]]] = []

    async def aim(self, ports: Sequence[int]) -> None:
        self._viewers = [(AESGCM(os.urandom(16)), ("127.0.0.1", port)) for port in ports]

    async def run(self, frames: int, sound: bool) -> dict[str, float]:
        """CPU seconds and packets sent."""
        return await asyncio.to_thread(self._run, frames, sound)

    def _run(self, frames: int, sound: bool) -> dict[str, float]:
        began, cpu = time.monotonic(), time.process_time()
        sent = sounds = 0
        for number in range(frames):
            elapsed = number / FRAMES_PER_S
            time.sleep(max(0.0, began + elapsed - time.monotonic()))
            sent += self._send(number, FRAME_PACKETS, PAYLOAD_BYTES)
            while sound and sounds / SOUND_PER_S <= elapsed:
                sounds += 1
                sent += self._send(number, 1, SOUND_BYTES)
        return {"cpu_s": time.process_time() - cpu, "packets": sent}

    def _send(self, number: int, packets: int, payload_bytes: int) -> int:
        size = HEADER_BYTES + payload_bytes + TAG_BYTES
        buffer = memoryview(bytearray(size * packets))
        header, payload = bytes(HEADER_BYTES), bytes(payload_bytes)
        cells = [
            ((number << 8 | place).to_bytes(12, "big"), buffer[size * place + HEADER_BYTES : size * (place + 1)])
            for place in range(packets)
        ]
        ancillary = [(_SOL_UDP, _UDP_SEGMENT, struct.pack("H", size))]
        for cipher, address in self._viewers:
            for nonce, where in cells:
                cipher.encrypt_into(nonce, payload, header, where)
            if packets == 1:
                self._socket.sendto(buffer, address)
            else:
                self._socket.sendmsg((buffer,), ancillary, 0, address)
        return packets * len(self._viewers)


async def main() -> None:
    floor = Floor()
    await obey({"aim": floor.aim, "run": floor.run})


if __name__ == "__main__":
    run_child(main)
