"""ICE-lite (RFC 8445 section 2.5): answers connectivity checks and says where the remote is. It never sends its own.

Parsing and building STUN is aioice's; deciding is here. No sockets, no clock.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from aioice import stun

from live.relay.peer_address import PeerAddress

_COOKIE = b"\x21\x12\xa4\x42"
_BINDING_REQUEST = b"\x00\x01"


@dataclass(frozen=True, slots=True)
class Credentials:
    """4 to 256 and 22 to 256 characters of ICE's alphabet (RFC 8839 section 5.4)."""

    ufrag: str
    pwd: str


@dataclass(frozen=True, slots=True)
class Check:
    """A connectivity check that is well formed; whether it is genuine, `IceAgent.answer` tells."""

    message: stun.Message
    local_ufrag: str
    remote_ufrag: str

    @property
    def nominates(self) -> bool:
        return "USE-CANDIDATE" in self.message.attributes


def read_check(datagram: bytes) -> Check | None:
    """None for everything that is no Binding request with a user name, broken or not."""
    if len(datagram) < 20 or datagram[:2] != _BINDING_REQUEST or datagram[4:8] != _COOKIE:
        return None
    try:
        message = stun.parse_message(datagram)
    except (ValueError, struct.error, IndexError, KeyError):
        return None
    username = message.attributes.get("USERNAME")
    if not isinstance(username, str):
        return None
    local, colon, remote = username.partition(":")
    return Check(message, local, remote) if colon else None


class IceAgent:
    """The lite side of one transport.

    `address` is where to send: the last pair that a genuine check nominated, else the first that was checked.
    """

    def __init__(self, local: Credentials, remote_ufrag: str) -> None:
        self._locals = [local]
        self.remote_ufrag = remote_ufrag
        self.address: PeerAddress | None = None

    @property
    def local(self) -> Credentials:
        return self._locals[-1]

    @property
    def local_ufrags(self) -> list[str]:
        return [credentials.ufrag for credentials in self._locals]

    def restart(self, local: Credentials, remote_ufrag: str) -> list[str]:
        """New credentials; the ones before stay good until the new ones are used (RFC 8445 section 9).

        Returns the local ufrags that no longer count.
        """
        gone = self.local_ufrags[:-1]
        self._locals = [self._locals[-1], local]
        self.remote_ufrag = remote_ufrag
        return gone

    def answer(self, check: Check, source: PeerAddress) -> bytes | None:
        """The response to send to `source`, or None if the check is not genuine: then silence is the answer."""
        for credentials in self._locals:
            if credentials.ufrag == check.local_ufrag:
                break
        else:
            return None
        # During a restart the old checks still carry the remote's old name.
        if credentials is self.local and check.remote_ufrag != self.remote_ufrag:
            return None
        key = credentials.pwd.encode()
        if not check.message.check_message_integrity(key):
            return None
        if check.nominates or self.address is None:
            self.address = source
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=check.message.transaction_id,
            attributes={"XOR-MAPPED-ADDRESS": source.remote},
        )
        response.add_message_integrity(key)
        return bytes(response)
