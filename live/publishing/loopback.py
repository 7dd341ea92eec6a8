"""A host on the server's own machine: aioice offers no 127.0.0.1, which may be the only address that server announces.

(A machine without network, or `ETALASE_ANNOUNCE=127.0.0.1` while developing.) Of aioice and aiortc this file uses two
private names, `Connection._local_candidates` and `RTCIceGatherer._connection`; its test guards them.
"""
# pyright: reportPrivateUsage=false

from __future__ import annotations

import ipaddress

from aioice import Connection
from aiortc import RTCPeerConnection
from aiortc.sdp import SessionDescription

_LOOPBACK = "127.0.0.1"


def has_loopback(answer: str) -> bool:
    """Does the server say that it is to be reached by way of this machine's loopback? Raises ValueError: no SDP."""
    media = SessionDescription.parse(answer).media
    return any(_is_loopback(candidate.ip) for part in media for candidate in part.ice_candidates)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name


async def open_loopback(connection: RTCPeerConnection) -> None:
    """Adds a socket on 127.0.0.1 to all that was gathered. Before the answer is applied, which pairs them.

    Our offer does not tell of it: the server is an ICE-lite agent, which learns addresses from our checks.
    """
    for ice in _ice(connection):
        # aiortc does not even begin to connect while there are no local candidates.
        ice._local_candidates += await ice.get_component_candidates(component=1, addresses=[_LOOPBACK])


def _ice(connection: RTCPeerConnection) -> list[Connection]:
    """aioice's side of each transport; with everything bundled only the first will be used."""
    transports = [transceiver.sender.transport.transport for transceiver in connection.getTransceivers()]
    return list({id(each): each.iceGatherer._connection for each in transports}.values())
