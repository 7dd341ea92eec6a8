"""What any feed gives: encoded packets with the moment at which each is due."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, TypeAlias

from av.packet import Packet

EncodedPacket: TypeAlias = "Packet[Any]"


class CannotPublish(Exception):
    """The source can't be used, or the server refused for good; the message says it in one sentence."""


class TimedPacket(NamedTuple):
    """`kind` is "audio" or "video"; `due_s` counts from the feed's beginning; the packet has a pts and a time base."""

    kind: str
    packet: EncodedPacket
    due_s: float


class Feed(Protocol):
    """`video_codec` is "H264" or "VP8", None without video. Audio, where there is any, is Opus."""

    @property
    def video_codec(self) -> str | None: ...
    @property
    def has_audio(self) -> bool: ...

    def next(self) -> TimedPacket | None:
        """The next packet in the order of time, None at the end. Blocks, so it runs in a thread.

        Raises:
            CannotPublish: the source broke.
        """
        ...

    def close(self) -> None: ...
