from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from checkout.errors import NotFound
from live.relay.ice import Credentials, IceAgent
from live.relay.peer_address import PeerAddress
from live.relay.sessions import MAX_ADDRESSES, Session, Sessions

LOOPBACK, NETWORK = bytes([127, 0, 0, 1]), bytes([192, 0, 2, 2])


class FakePeer:
    def __init__(self, ufrag: str) -> None:
        self.ice = IceAgent(Credentials(ufrag, "p" * 32), "them")

    @property
    def address(self) -> PeerAddress | None:
        return self.ice.address


def _session(sessions: Sessions, name: str) -> Session:
    session = Session(name, cast(Any, SimpleNamespace()), cast(Any, FakePeer(name)), cast(Any, None), ("0",))
    sessions.add(session)
    return session


def _reach(sessions: Sessions, session: Session, port: int, local: bytes = LOOPBACK) -> PeerAddress:
    address = session.address(("192.0.2.9", port), local)
    sessions.reached(session, address)
    return address


def test_a_pair_of_addresses_stays_the_same_object():
    sessions = Sessions()
    session = _session(sessions, "one")
    first = _reach(sessions, session, 5)
    other = _reach(sessions, session, 5, NETWORK)
    assert first is not other
    assert _reach(sessions, session, 5) is first
    assert _reach(sessions, session, 5, NETWORK) is other
    assert sessions.at(("192.0.2.9", 5)) is session


def test_of_many_addresses_the_one_in_use_stays():
    sessions = Sessions()
    session = _session(sessions, "one")
    session.peer.ice.address = _reach(sessions, session, 1)
    for port in range(2, 40):
        _reach(sessions, session, port)
    assert len(session.addresses) == MAX_ADDRESSES
    assert sessions.at(("192.0.2.9", 1)) is session
    assert sessions.at(("192.0.2.9", 2)) is None
    assert sessions.at(("192.0.2.9", 39)) is session


def test_forgetting_one_way_leaves_the_other_of_the_same_remote():
    sessions = Sessions()
    session = _session(sessions, "one")
    _reach(sessions, session, 1)
    _reach(sessions, session, 1, NETWORK)
    for port in range(2, MAX_ADDRESSES + 1):
        _reach(sessions, session, port)
    assert sessions.at(("192.0.2.9", 1)) is session


def test_an_address_that_another_session_took_over_is_that_ones():
    """A new page of the same browser may get the port of the page before."""
    sessions = Sessions()
    before, after = _session(sessions, "one"), _session(sessions, "two")
    _reach(sessions, before, 1)
    _reach(sessions, after, 1)
    assert sessions.remove("one") is before
    assert sessions.at(("192.0.2.9", 1)) is after


def test_what_ended_is_found_no_more():
    sessions = Sessions()
    session = _session(sessions, "one")
    _reach(sessions, session, 1)
    sessions.restart(session, Credentials("fresh", "q" * 32), "them2")
    assert sessions.named("one") is sessions.named("fresh") is session
    assert sessions.remove("one") is session
    assert sessions.remove("one") is None
    assert len(sessions) == 0
    assert (sessions.named("one"), sessions.named("fresh"), sessions.at(("192.0.2.9", 1))) == (None, None, None)
    with pytest.raises(NotFound):
        sessions.get("one")


def test_a_restart_is_another_version():
    sessions = Sessions()
    session = _session(sessions, "one")
    before = session.version
    sessions.restart(session, Credentials("fresh", "q" * 32), "them2")
    assert session.version != before
    sessions.restart(session, Credentials("newer", "r" * 32), "them3")
    assert sessions.named("one") is None
