"""CPU per relayed packet: what a viewer's copy costs, against floors measured in the same run.

`python -m tests.bench.relay [VIEWERS]`. Frames of ten packets of 1,100 bytes go to viewers on a real UDP socket; the
process's own CPU time is what counts, the kernel's part of sending included.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from live.relay.fanout import Subscription, deliver
from live.relay.packet import OutPacket
from live.relay.peer import Peer
from live.relay.port import Port, open_socket
from live.relay.srtp import GcmSealer

FRAME_PACKETS = 10
PAYLOAD_BYTES = 1_100
FRAMES = 30


def _frame(first: int) -> list[OutPacket]:
    return [
        OutPacket(first + place, 0, place == FRAME_PACKETS - 1, os.urandom(PAYLOAD_BYTES - place % 2))
        for place in range(FRAME_PACKETS)
    ]


def _subscription(address: tuple[str, int]) -> Subscription:
    sealer = GcmSealer(os.urandom(16), os.urandom(12))
    peer = cast(Peer, SimpleNamespace(sealer=sealer, ice=SimpleNamespace(address=address)))
    made = Subscription(peer, 0x20)
    made.start(1, 96)
    return made


def _us_per_packet(work: Callable[[], None], packets: int) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) / packets * 1e6


async def measure(viewers: int = 200) -> dict[str, float]:
    """µs per packet delivered to one viewer: the relay's fan-out, and the floors it stands on."""
    # Nobody reads this socket: what does not fit is dropped by the kernel, as cheaply as it would be delivered.
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink.bind(("127.0.0.1", 0))
    port = Port(open_socket(0), lambda datagram, source, now_s: None)
    address = sink.getsockname()
    audience = {96: [_subscription(address) for _ in range(viewers)]}
    frames = [_frame(1 + number * FRAME_PACKETS) for number in range(FRAMES)]
    packets = FRAMES * FRAME_PACKETS * viewers

    def fan_out() -> None:
        for frame in frames:
            deliver(port, frame, 0x20, audience)

    def grouped_sends() -> None:
        size = PAYLOAD_BYTES + 28
        block = memoryview(bytes(size * FRAME_PACKETS))
        ancillary = [(17, 103, struct.pack("H", size))]
        for _ in range(FRAMES * viewers):
            port.send_group(block, size, ancillary, address)

    def seals() -> None:
        cipher, nonce, header = AESGCM(os.urandom(16)), bytes(12), bytes(12)
        payload, where = bytes(PAYLOAD_BYTES), memoryview(bytearray(PAYLOAD_BYTES + 16))
        for _ in range(packets):
            cipher.encrypt_into(nonce, payload, header, where)

    result = {
        "fan_out_us": _us_per_packet(fan_out, packets),
        "floor_grouped_send_us": _us_per_packet(grouped_sends, packets),
        "floor_seal_us": _us_per_packet(seals, packets),
    }
    result["ratio"] = result["fan_out_us"] / (result["floor_grouped_send_us"] + result["floor_seal_us"])
    port.close()
    sink.close()
    return {name: round(value, 2) for name, value in result.items()}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 200))))
