"""The one UDP socket of a relay worker: drained on each wake, and written to in groups. Nothing raised leaves it."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
from collections.abc import Callable

import structlog

from live.relay.peer_address import IP_PKTINFO, PKTINFO_BYTES, SOL_IP, Address, Ancillary, PeerAddress, local_of

logger = structlog.get_logger("relay")

MAX_PER_WAKE = 256
RECEIVE_BUFFER_BYTES = 8 << 20
SEND_BUFFER_BYTES = 8 << 20
_LARGEST = 2048
_ANCILLARY_BYTES = socket.CMSG_SPACE(PKTINFO_BYTES)
_NO_GSO = frozenset({errno.EINVAL, errno.EIO, errno.ENOPROTOOPT, errno.EOPNOTSUPP, errno.EMSGSIZE})

Receive = Callable[[bytes, Address, bytes, float], None]
"""receive(datagram, remote, local, now_s); `local` is the address that it came to, see `peer_address.py`."""


def open_socket(port: int) -> socket.socket:
    """Bound to every IPv4 address, port 0 lets the system choose.

    Raises:
        OSError: the port is taken or not allowed.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        # A key frame to hundreds of viewers, or a burst from the host while we encrypt, must not overflow them.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if sys.platform == "linux":
            # Tell with each datagram to which of our addresses it came.
            made.setsockopt(SOL_IP, IP_PKTINFO, 1)
        made.bind(("0.0.0.0", port))  # noqa: S104 - the world sends media here
    except OSError:
        made.close()
        raise
    return made


class Port:
    """Takes ownership of the socket. `start` before use, `close` at the end."""

    def __init__(self, opened: socket.socket, receive: Receive) -> None:
        self._socket = opened
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self.number: int = opened.getsockname()[1]
        self.dropped = 0
        self.faults = 0

    def start(self) -> None:
        self._loop.add_reader(self._socket.fileno(), self._readable)

    def close(self) -> None:
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()

    def _readable(self) -> None:
        """Bounded, so that a flood cannot keep timers and calls from their turn."""
        receive_from = self._socket.recvmsg
        now_s = self._loop.time()
        for _ in range(MAX_PER_WAKE):
            try:
                datagram, ancillary, _flags, remote = receive_from(_LARGEST, _ANCILLARY_BYTES)
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                logger.warning("the media port could not be read", error=error.strerror)
                return
            try:
                self._receive(datagram, remote, local_of(ancillary), now_s)
            except Exception:
                self.faults += 1
                # The first ones are bugs to be seen; the rest would let a stranger fill the disk.
                if self.faults <= 20:
                    logger.exception("a datagram was not handled", size=len(datagram))

    def send(self, datagram: bytes | memoryview, address: PeerAddress) -> None:
        try:
            self._socket.sendmsg((datagram,), address.single, 0, address.remote)
        except OSError:
            self.dropped += 1

    def send_group(self, datagrams: memoryview, size: int, segment: Ancillary, address: PeerAddress) -> None:
        if address.takes_groups:
            address.grouped[-1] = segment
            try:
                self._socket.sendmsg((datagrams,), address.grouped, 0, address.remote)
            except BlockingIOError:
                self.dropped += -(-len(datagrams) // size)
                return
            except OSError as error:
                if error.errno not in _NO_GSO:
                    self.dropped += -(-len(datagrams) // size)
                    return
                # The system knows no groups, or not on this way (a tunnel's small packets). Another way may have them.
                logger.debug("grouped sending is not available; packets are sent one by one", error=error.strerror)
                address.takes_groups = False
            else:
                return
        for start in range(0, len(datagrams), size):
            self.send(datagrams[start : start + size], address)
