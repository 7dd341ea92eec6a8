"""The WHIP and WHEP sessions of a relay worker, by their id, by the name in a check, by where packets come from."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from checkout.errors import NotFound
from live.relay.ice import Credentials
from live.relay.links import Link
from live.relay.peer import Peer
from live.relay.peer_address import Address, PeerAddress
from live.relay.show import Show

MAX_ADDRESSES = 8
"""Pairs of addresses a session: more than a browser on several networks has, and no room for a flood."""


def new_version() -> str:
    return secrets.token_hex(8)


@dataclass(slots=True, eq=False)
class Session:
    """`version` is its ETag; `addresses` are those from which genuine checks came, by (remote, local)."""

    session_id: str
    show: Show
    peer: Peer
    link: Link
    mids: Sequence[str]
    version: str = field(default_factory=new_version)
    addresses: dict[tuple[Address, bytes], PeerAddress] = field(
        default_factory=dict[tuple[Address, bytes], PeerAddress]
    )

    def address(self, remote: Address, local: bytes) -> PeerAddress:
        """The one that is known, so that what was learned of the way stays known; else a new one, not kept."""
        return self.addresses.get((remote, local)) or PeerAddress(remote, local)


class Sessions:
    def __init__(self) -> None:
        self._by_id: dict[str, Session] = {}
        self._by_ufrag: dict[str, Session] = {}
        self._by_remote: dict[Address, Session] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Session]:
        """Over those of this moment: they may end meanwhile."""
        return iter(list(self._by_id.values()))

    def add(self, session: Session) -> None:
        self._by_id[session.session_id] = session
        for ufrag in session.peer.ice.local_ufrags:
            self._by_ufrag[ufrag] = session

    def get(self, session_id: str) -> Session:
        """Raises `NotFound`."""
        session = self._by_id.get(session_id)
        if session is None:
            raise NotFound("There is no such media session.")
        return session

    def named(self, local_ufrag: str) -> Session | None:
        return self._by_ufrag.get(local_ufrag)

    def at(self, remote: Address) -> Session | None:
        """Whose packets come from there, as far as a genuine check has shown."""
        return self._by_remote.get(remote)

    def restart(self, session: Session, local: Credentials, remote_ufrag: str) -> None:
        """An ICE restart: new credentials, a new version."""
        for gone in session.peer.ice.restart(local, remote_ufrag):
            self._by_ufrag.pop(gone, None)
        self._by_ufrag[local.ufrag] = session
        session.version = new_version()

    def reached(self, session: Session, address: PeerAddress) -> None:
        """A genuine check came over this pair of addresses."""
        self._by_remote[address.remote] = session
        pair = (address.remote, address.local)
        if pair in session.addresses:
            return
        if len(session.addresses) >= MAX_ADDRESSES:
            self._forget_one(session)
        session.addresses[pair] = address

    def _forget_one(self, session: Session) -> None:
        """The oldest that is not in use."""
        for pair, address in session.addresses.items():
            if address is not session.peer.address:
                del session.addresses[pair]
                self._leave(session, address.remote)
                return

    def _leave(self, session: Session, remote: Address) -> None:
        # Another session may have come from there since, and this one may have another pair with the same remote.
        is_known = any(address.remote == remote for address in session.addresses.values())
        if not is_known and self._by_remote.get(remote) is session:
            del self._by_remote[remote]

    def remove(self, session_id: str) -> Session | None:
        """None if it was removed before."""
        session = self._by_id.pop(session_id, None)
        if session is None:
            return None
        for ufrag in session.peer.ice.local_ufrags:
            self._by_ufrag.pop(ufrag, None)
        addresses, session.addresses = session.addresses, {}
        for address in addresses.values():
            self._leave(session, address.remote)
        return session
