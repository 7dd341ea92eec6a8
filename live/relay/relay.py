"""All shows of one relay worker: makes sessions from offers, sorts datagrams to peers, and keeps time."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence

import structlog

from live.errors import BadSdp, PreconditionFailed, PublisherThere
from live.relay.answer import (
    Local,
    Ssrcs,
    host_answer,
    restart_fragment,
    take_from_host,
    take_from_viewer,
    viewer_answer,
)
from live.relay.ice import Credentials, IceAgent, read_check
from live.relay.links import HostLink, Link, ViewerLink
from live.relay.peer import Certificate, Peer
from live.relay.peer_address import Address
from live.relay.port import Port, Receive
from live.relay.publisher import Publisher
from live.relay.reports import Reports
from live.relay.room import DEFAULT_MAX_VIEWERS, Room
from live.relay.sdp import Offer, fragment_credentials, parse_offer
from live.relay.sessions import Session, Sessions
from live.relay.show import Show, Timing
from live.relay.statistics import show_stats
from live.relay.viewer import Viewer
from live.signalling.engine import EngineState, PatchAnswer, SdpAnswer, ShowState, ShowStats

logger = structlog.get_logger("relay")

CONSENT_S = 30.0
"""A remote not heard from for so long gets no more media (RFC 7675 section 5.1)."""
TICK_S = 0.02
COUNT_S = 1.0

SSRCS = {"audio": Ssrcs(0x10, None), "video": Ssrcs(0x20, 0x21)}
"""The sources that every viewer gets."""


class Relay:
    """`announce` are the addresses to tell, best first; `now_ms` is the wall clock. All on one event loop."""

    def __init__(
        self,
        open_port: Callable[[Receive], Port],
        announce: Sequence[str],
        certificate: Certificate,
        now_ms: Callable[[], int],
        max_viewers: int = DEFAULT_MAX_VIEWERS,
    ) -> None:
        loop = asyncio.get_running_loop()
        self.port = open_port(self._datagram)
        self.reports = Reports(now_ms())
        self._run_id = secrets.token_hex(8)
        self._announce = tuple(announce)
        self._certificate = certificate
        self._now_ms = now_ms
        self._now_s = loop.time
        self._timing = Timing(lambda: now_ms() / 1000, loop.time, loop.call_later)
        self._shows: dict[str, Show] = {}
        self._sessions = Sessions()
        self._room = Room(max_viewers)
        self._counts: dict[str, int] = {}

    # Calls

    def publish(self, show_id: str, offer_text: str, *, public: bool) -> SdpAnswer:
        """Raises `PublisherThere`, `NoCommonCodec`, `BadSdp`."""
        offer = parse_offer(offer_text)
        taken = take_from_host(offer)
        show = self._show(show_id)
        if show.publisher is not None:
            if not show.publisher_is_replaceable(self._now_s()):
                raise PublisherThere("This show already has a host on air.")
            dead = show.publisher
            show.drop_publisher(dead)
            if dead.peer is not None:
                dead.peer.close_soon()
        show.public = public
        publisher = Publisher(taken, show.forward)
        show.set_publisher(publisher)
        link = HostLink(show, publisher, self._over)
        session = self._open(show, offer, link, [part.mid for part in taken])
        publisher.peer = session.peer
        sdp = host_answer(offer, taken, self._local(session.peer.ice.local), secrets.randbits(62))
        logger.info("host session", show=show_id, codecs=[codec.name for part in taken for codec in part.codecs])
        return SdpAnswer(session.session_id, sdp, session.version)

    def watch(self, show_id: str, offer_text: str, viewer_id: str, *, staff: bool) -> SdpAnswer:
        """Raises `NoCommonCodec`, `BadSdp`, `RelayFull`."""
        offer = parse_offer(offer_text)
        taken = take_from_viewer(offer)
        now_s = self._now_s()
        gives_way = self._room.make(now_s)
        if gives_way is not None:
            self._sessions.get(gives_way).peer.close_soon()
        show = self._show(show_id)
        viewer = Viewer(viewer_id, staff, taken)
        session = self._open(show, offer, ViewerLink(show, viewer, self._over), [part.mid for part in taken])
        self._room.entered(session.session_id, now_s)
        viewer.peer = session.peer
        show.add_viewer(session.session_id, viewer)
        sdp = viewer_answer(offer, taken, self._local(session.peer.ice.local), secrets.randbits(62), SSRCS)
        return SdpAnswer(session.session_id, sdp, session.version)

    def patch(self, session_id: str, fragment: str, etag: str | None) -> PatchAnswer:
        """Raises `NotFound`, `PreconditionFailed`, `BadSdp`."""
        session = self._sessions.get(session_id)
        given = fragment_credentials(fragment)
        if etag is not None and etag != session.version:
            raise PreconditionFailed("The session's ETag is another by now.")
        if given is None or given[0] == session.peer.ice.remote_ufrag:
            return PatchAnswer(session.version)  # candidates: an ICE-lite agent finds addresses by itself
        if not 4 <= len(given[0]) <= 256:
            raise BadSdp("The fragment's a=ice-ufrag is not valid.")
        local = _credentials()
        self._sessions.restart(session, local, given[0])
        return PatchAnswer(session.version, restart_fragment(self._local(local), session.mids))

    async def close(self, session_id: str) -> None:
        """Raises `NotFound`."""
        await self._sessions.get(session_id).peer.close()

    def set_public(self, show_id: str, public: bool) -> None:
        show = self._shows.get(show_id)
        if show is not None:
            show.public = public

    async def end_show(self, show_id: str) -> None:
        sessions = [session for session in self._sessions if session.show.show_id == show_id]
        await asyncio.gather(*(session.peer.close() for session in sessions))

    def stats(self, show_id: str) -> ShowStats:
        return show_stats(show_id, self._shows.get(show_id), self._now_s(), self.port.dropped)

    def state(self) -> EngineState:
        shows = [ShowState(each.show_id, each.on_air, each.watching, each.public) for each in self._shows.values()]
        return EngineState(self._run_id, self.reports.sequence, shows)

    # What shows tell (ShowListener)

    def publisher_joined(self, show: Show) -> None:
        self.reports.add("publisher_joined", show.show_id, self._now_ms())

    def publisher_left(self, show: Show) -> None:
        self.reports.add("publisher_left", show.show_id, self._now_ms())

    # Time

    async def run(self) -> None:
        """Keeps time until it is cancelled; then ends every session."""
        self.port.start()
        counted_s = self._now_s()
        try:
            while True:
                await asyncio.sleep(TICK_S if self._sessions else TICK_S * 5)
                now_s = self._now_s()
                for show in list(self._shows.values()):
                    show.tick(now_s)
                if now_s - counted_s >= COUNT_S:
                    counted_s = now_s
                    self._count_and_expire(now_s)
        finally:
            await asyncio.gather(*(session.peer.close() for session in self._sessions))
            self.port.close()

    def _count_and_expire(self, now_s: float) -> None:
        for session in self._sessions:
            if session.peer.is_connected and now_s - session.peer.heard_s > CONSENT_S:
                session.peer.close_soon()
        for show_id, show in list(self._shows.items()):
            if show.watching != self._counts.get(show_id, 0):
                self._counts[show_id] = show.watching
                self.reports.add("viewers_counted", show_id, self._now_ms(), show.watching)
            if show.is_empty:
                del self._shows[show_id]
                self._counts.pop(show_id, None)

    # Sessions

    def _show(self, show_id: str) -> Show:
        show = self._shows.get(show_id)
        if show is None:
            show = self._shows[show_id] = Show(show_id, SSRCS, self.port, self._timing, self)
        return show

    def _open(self, show: Show, offer: Offer, link: Link, mids: Sequence[str]) -> Session:
        session_id = secrets.token_urlsafe(18)
        peer = Peer(
            session_id,
            IceAgent(_credentials(), offer.ice_ufrag),
            self._certificate,
            offer.fingerprints,
            offer.setup == "passive",
            link,
            self.port.send,
            self._now_s(),
        )
        session = Session(session_id, show, peer, link, mids)
        self._sessions.add(session)
        return session

    def _over(self, peer: Peer) -> None:
        self._sessions.remove(peer.session_id)
        self._room.left(peer.session_id)

    def _local(self, credentials: Credentials) -> Local:
        return Local(
            credentials.ufrag, credentials.pwd, self._certificate.fingerprint, self._announce, self.port.number
        )

    # Datagrams

    def _datagram(self, datagram: bytes, remote: Address, local: bytes, now_s: float) -> None:
        """Sorts by the first byte (RFC 7983 section 7); addresses count only once a genuine check came from them."""
        if len(datagram) < 12:
            return
        first = datagram[0]
        if first > 127:
            session = self._sessions.at(remote)
            if session is not None and first < 192:
                session.peer.media(datagram, now_s)
        elif first < 4:
            self._check(datagram, remote, local, now_s)
        elif 20 <= first < 64:
            session = self._sessions.at(remote)
            if session is not None:
                session.peer.dtls(datagram)

    def _check(self, datagram: bytes, remote: Address, local: bytes, now_s: float) -> None:
        check = read_check(datagram)
        session = self._sessions.named(check.local_ufrag) if check is not None else None
        if check is None or session is None:
            return
        address = session.address(remote, local)
        response = session.peer.ice.answer(check, address)
        if response is None:
            return
        self._sessions.reached(session, address)
        self._room.heard(session.session_id)
        session.peer.checked(now_s)
        self.port.send(response, address)


def _credentials() -> Credentials:
    """The alphabet of ICE has no '-' and '_', so hexadecimal: 32 and 128 bits of chance."""
    return Credentials(secrets.token_hex(4), secrets.token_hex(16))
