"""What any media engine must offer, and the values that go in and out. Our own relay is one (relay_client.py)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal, Protocol, TypeAlias

import msgspec

ReportKind: TypeAlias = Literal["publisher_joined", "publisher_left", "viewers_counted"]


class Report(msgspec.Struct, frozen=True):
    """Something happened. `sequence` grows by one, also over restarts it never goes back; `at_ms` since 1970.

    `viewers` is set for viewers_counted only.
    """

    sequence: int
    at_ms: int
    kind: ReportKind
    show_id: str
    viewers: int | None = None


class SdpAnswer(msgspec.Struct, frozen=True):
    """`session_id` cannot be guessed: who knows it may end that WHIP or WHEP session. `etag` is without quotes."""

    session_id: str
    sdp: str
    etag: str


class PatchAnswer(msgspec.Struct, frozen=True):
    """An ICE restart's answer (`fragment`, new `etag`); `fragment` is None for mere candidates."""

    etag: str
    fragment: str | None = None


class TrackStats(msgspec.Struct, frozen=True):
    """`bitrate_bps` over about the last second."""

    kind: str
    codec: str
    bitrate_bps: int
    packets: int
    packets_lost: int
    width: int | None = None
    height: int | None = None


class PublisherStats(msgspec.Struct, frozen=True):
    """`silent_s` is the time since the last packet of media, None before the first."""

    connected: bool
    bitrate_bps: int
    packets_lost: int
    silent_s: float | None
    tracks: list[TrackStats]


class ShowStats(msgspec.Struct, frozen=True):
    """`viewers` are connected; `packets_dropped` counts sends of the whole relay that found no room."""

    show_id: str
    viewers: int
    public: bool
    publisher: PublisherStats | None
    packets_dropped: int


class ShowState(msgspec.Struct, frozen=True):
    """`has_publisher`: media comes in now. `viewers` are connected."""

    show_id: str
    has_publisher: bool
    viewers: int
    public: bool


class EngineState(msgspec.Struct, frozen=True):
    """Everything at one moment. `run_id` is another after each start; go on with reports after `sequence`.

    It speaks for the shows of `worker`, one of `workers` that share the shows among them (`engines.py`).
    """

    run_id: str
    sequence: int
    shows: list[ShowState]
    worker: int = 0
    workers: int = 1


class MediaSessions(Protocol):
    """Takes one publisher a show and hands its media to any number of viewers.

    Every call raises `checkout.errors.Unavailable` when the engine is away; nothing is queued for its return, and
    a call that raised may have been carried out.
    """

    async def publish(self, show_id: str, offer: str, *, public: bool) -> SdpAnswer:
        """Makes a host session. A host whose connection is dead (silent for some seconds) is replaced.

        `public` says whether everyone may watch from the first packet on, see `set_public`.

        Raises:
            PublisherThere: the show has a living host. NoCommonCodec, BadSdp.
        """
        ...

    async def watch(self, show_id: str, offer: str, viewer: str, *, staff: bool) -> SdpAnswer:
        """Makes a viewer session, whether the host is there or not: media begins when both are.

        Unless the show is public, only `staff` receives media. `viewer` is an opaque id for logs and statistics.

        Raises:
            RelayFull: there is no room for one more. NoCommonCodec, BadSdp.
        """
        ...

    async def set_public(self, show_id: str, public: bool) -> None:
        """Opens the show to everyone who waits, or keeps who comes from now on waiting. Idempotent; an engine that
        does not know the show takes no note."""
        ...

    async def end_show(self, show_id: str) -> None:
        """Ends every session of the show. Idempotent."""
        ...

    async def patch(self, session_id: str, fragment: str, etag: str | None) -> PatchAnswer:
        """Trickled candidates or an ICE restart. `etag` is what the client believes to be current, None for any.

        Raises:
            NotFound: no such session. PreconditionFailed: another ETag is current. BadSdp.
        """
        ...

    async def close(self, session_id: str) -> None:
        """Ends one session, and returns when it is over. Raises `NotFound`."""
        ...

    async def stats(self, show_id: str) -> ShowStats:
        """Zeros for a show that the engine does not know."""
        ...


class MediaReports(Protocol):
    """What an engine tells whoever keeps the shows. Raises `checkout.errors.Unavailable` when it is away."""

    async def state(self) -> EngineState: ...

    def reports(self, after: int) -> AsyncIterator[Report]:
        """Reports above the sequence `after` (from `state()`), in order, each at least once, without end.

        Raises:
            Unavailable: the engine went away or no longer has them: ask `state()` again and go on from there.
        """
        ...


class MediaEngine(MediaSessions, MediaReports, Protocol):
    """One engine by itself."""
