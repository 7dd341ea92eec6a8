"""The media that a host sends in the relay's bench: 2.6 Mbit/s of video in bursts of a frame, and sound."""

from __future__ import annotations

FRAMES_PER_S = 30
FRAME_PACKETS = 10
PAYLOAD_BYTES = 1_100
KEY_FRAME_EVERY = 60
SOUND_PER_S = 25
SOUND_BYTES = 160
