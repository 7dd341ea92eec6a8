"""The host of a show, as a browser would send it: VP8 in bursts of a frame, Opus if asked for, by real SRTP."""

from __future__ import annotations

import asyncio
import os
import struct
from pathlib import Path
from typing import Any

from live.relay import rtcp
from live.relay.peer import Peer, make_certificate
from live.signalling.relay_client import RelayClient
from tests.bench.child import obey, run_child
from tests.bench.load import FRAME_PACKETS, FRAMES_PER_S, KEY_FRAME_EVERY, PAYLOAD_BYTES, SOUND_BYTES, SOUND_PER_S
from tests.bench.media_end import MediaEnd

_VIDEO_SSRC, _AUDIO_SSRC = 0x1001, 0x1002
_HEADER = struct.Struct("!BBHIIHHBHB")


class Host(MediaEnd):
    def __init__(self) -> None:
        super().__init__(make_certificate())
        self.asked_for_key_frame = False
        self.asked_again = 0
        self._next = {_VIDEO_SSRC: 1, _AUDIO_SSRC: 1}
        self._transport_sequence = 0
        self._video_time = self._audio_time = 0
        self._frames = 0
        # Random, so that nothing on the way can do better than with real media.
        self._bodies = [os.urandom(PAYLOAD_BYTES) for _ in range(FRAME_PACKETS)]
        self._sound = os.urandom(SOUND_BYTES)

    def rtcp(self, peer: Peer, packet: bytes, now_s: float) -> None:
        for item in rtcp.parse(packet):
            if isinstance(item, rtcp.KeyFrameRequest):
                self.asked_for_key_frame = True
            elif isinstance(item, rtcp.Nack):
                self.asked_again += len(item.sequences)

    async def publish(self, relay_socket: str, show_id: str) -> None:
        engine = RelayClient(Path(relay_socket))
        answer = await engine.publish(show_id, self.offer("sendonly"), public=True)
        await engine.disconnect()
        await self.connect(answer.sdp)

    async def run(self, frames: int, sound: bool) -> dict[str, Any]:
        """Sends `frames` frames at their pace, the first a key frame; what was sent, in packets."""
        assert self.peer is not None
        loop = asyncio.get_running_loop()
        began = loop.time()
        sent = sounds = 0
        self.asked_for_key_frame = True
        for number in range(frames):
            elapsed = number / FRAMES_PER_S
            await asyncio.sleep(max(0.0, began + elapsed - loop.time()))
            sent += self._frame()
            while sound and sounds / SOUND_PER_S <= elapsed:
                sounds += 1
                self._audio_time += 48_000 // SOUND_PER_S
                self._send(_AUDIO_SSRC, 111, True, self._audio_time, self._sound)
            if number % FRAMES_PER_S == 0:
                self.peer.send_rtcp(
                    rtcp.sender_report(rtcp.SenderReport(_VIDEO_SSRC, int(loop.time()) << 32, self._video_time, 1, 1))
                )
        return {"packets": sent + sounds, "asked_again": self.asked_again}

    def _frame(self) -> int:
        is_key = self.asked_for_key_frame or self._frames % KEY_FRAME_EVERY == 0
        self.asked_for_key_frame = False
        self._frames += 1
        self._video_time += 90_000 // FRAMES_PER_S
        for place, body in enumerate(self._bodies):
            # RFC 7741 section 4: the payload descriptor, then the frame's first byte, whose lowest bit is "not a key".
            head = bytes((0x10 if place == 0 else 0, 0 if is_key else 1))
            self._send(_VIDEO_SSRC, 96, place == FRAME_PACKETS - 1, self._video_time, head + body[2:])
        return FRAME_PACKETS

    def _send(self, ssrc: int, payload_type: int, marker: bool, timestamp: int, payload: bytes) -> None:
        assert self.peer is not None
        assert self.peer.sealer is not None
        index = self._next[ssrc]
        self._next[ssrc] += 1
        self._transport_sequence += 1
        header = _HEADER.pack(
            0x90, payload_type | (0x80 if marker else 0), index & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc,
            0xBEDE, 1, 0x31, self._transport_sequence & 0xFFFF, 0,
        )  # fmt: skip
        self.peer.send(self.peer.sealer.seal(ssrc, index, header, payload))


async def main() -> None:
    host = Host()
    try:
        await obey({"publish": host.publish, "run": host.run})
    finally:
        await host.close()


if __name__ == "__main__":
    run_child(main)
