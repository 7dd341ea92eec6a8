"""Where a remote is, and which of our addresses it reached: answers must leave from that one (RFC 8445 section 7.3).

A machine may have several addresses (two networks, loopback, one that a router forwards to). The socket is bound to all
of them, so without a word from us the routing table would choose, and the remote would drop what comes from another.
"""

from __future__ import annotations

import struct
from typing import TypeAlias

Address: TypeAlias = tuple[str, int]
"""IPv4 as text, and the port."""

Ancillary: TypeAlias = tuple[int, int, bytes]
"""(level, type, data) as `sendmsg` takes it."""

ANY_LOCAL = b""
"""The local address where the system does not tell it."""

# Not in `socket` before Python 3.14; the numbers are Linux's (ip(7), udp(7)).
SOL_IP, IP_PKTINFO = 0, 8
SOL_UDP, UDP_SEGMENT = 17, 103

_PKTINFO = struct.Struct("=i4s4s")
"""`struct in_pktinfo`: interface, local address, the header's destination."""
PKTINFO_BYTES = _PKTINFO.size


def segmented(size: int) -> Ancillary:
    """Cut what is sent into datagrams of `size` bytes each, the last perhaps shorter."""
    return SOL_UDP, UDP_SEGMENT, struct.pack("=H", size)


def local_of(ancillary: list[Ancillary]) -> bytes:
    """The local address (4 bytes) that a datagram came to, from what `recvmsg` tells."""
    for level, kind, data in ancillary:
        if level == SOL_IP and kind == IP_PKTINFO and len(data) >= PKTINFO_BYTES:
            return data[4:8]
    return ANY_LOCAL


class PeerAddress:
    """One pair of addresses; the ancillary data of its sends is made once, here.

    `grouped` has room at its end for the size of a group (`segmented`), which the port writes there before each send:
    nothing is made per packet. `takes_groups` is False once the way there turned out to have none.
    """

    __slots__ = ("grouped", "local", "remote", "single", "takes_groups")

    def __init__(self, remote: Address, local: bytes = ANY_LOCAL) -> None:
        self.remote = remote
        self.local = local
        # Interface 0 leaves the way to the routing table; only the source is ours to say.
        self.single: list[Ancillary] = (
            [(SOL_IP, IP_PKTINFO, _PKTINFO.pack(0, local, bytes(4)))] if local != ANY_LOCAL else []
        )
        self.grouped: list[Ancillary] = [*self.single, segmented(0)]
        self.takes_groups = True
