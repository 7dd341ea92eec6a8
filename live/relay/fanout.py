"""Sends a track's packets to all its viewers: one header a payload type, one AES-GCM a viewer, one system call a group.

A group is a run of packets of one size (padded to the largest; the last may be shorter), laid out in one buffer and
sent with UDP_SEGMENT. This file holds the hot loop: 3 to 5 µs per delivered packet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from live.relay.packet import OutPacket
from live.relay.peer import Peer
from live.relay.peer_address import Ancillary, PeerAddress, segmented
from live.relay.rtp import HEADER_BYTES
from live.relay.srtp import TAG_BYTES, GcmSealer

MAX_GROUP = 32
MAX_GROUP_BYTES = 60_000
MAX_UNEVEN = 32
"""Packets whose sizes differ by more are not padded to each other: the bytes would cost more than the call."""


class GroupSender(Protocol):
    """The socket. Neither call raises; what cannot be sent is dropped and counted."""

    def send(self, datagram: bytes | memoryview, address: PeerAddress) -> None: ...

    def send_group(self, datagrams: memoryview, size: int, segment: Ancillary, address: PeerAddress) -> None:
        """`datagrams` holds several of `size` bytes, the last perhaps shorter; `segment` says so to the system."""
        ...


class Subscription:
    """One viewer's place in one track.

    `first` is the index of the first packet this viewer gets, None before that. What is below must never be sent:
    its packet index would be negative, and a number might be used twice.
    """

    __slots__ = ("delivered", "first", "index_base", "nonce_base", "payload_type", "peer", "seal_into", "ssrc")

    def __init__(self, peer: Peer, ssrc: int) -> None:
        self.peer = peer
        self.ssrc = ssrc
        self.payload_type = -1
        self.first: int | None = None
        self.index_base = 0
        self.nonce_base = 0
        self.seal_into = None
        self.delivered = 0
        sealer = peer.sealer
        if isinstance(sealer, GcmSealer):
            self.seal_into = sealer.seal_into
            self.nonce_base = sealer.nonce_base(ssrc)

    def start(self, index: int, payload_type: int) -> None:
        """From this packet on. The roll-over counter is this viewer's own and begins at 0, whatever ours is at."""
        self.payload_type = payload_type
        if self.first is None:
            self.first = index
            self.index_base = index >> 16 << 16

    def seal(self, packet: OutPacket) -> bytes:
        """One whole SRTP packet; always the same bytes for the same packet."""
        sealer = self.peer.sealer
        if sealer is None or self.first is None or packet.index < self.first:
            return b""
        header = packet.header(self.payload_type, self.ssrc)
        return sealer.seal(self.ssrc, packet.index - self.index_base, header, packet.wire)


def may_start_at(index: int) -> bool:
    """A receiver that first hears a number after the wrap takes it for roll-over 0: do not start just below one."""
    return index & 0xFFFF < 0xFFFF - 64


def groups(packets: Sequence[OutPacket]) -> Iterable[list[OutPacket]]:
    """Cuts packets into groups for one call each, fixing their bytes for the wire where that was not done before."""
    position = 0
    while position < len(packets):
        end, size = _run(packets, position)
        group = list(packets[position:end])
        last = end - position - 1
        for place, packet in enumerate(group):
            # The last may be shorter than the others.
            packet.settle(0 if place == last else size)
        yield group
        position = end


def _length(packet: OutPacket) -> int:
    return len(packet.wire) or max(1, len(packet.payload))


def _run(packets: Sequence[OutPacket], position: int) -> tuple[int, int]:
    """(end, size) of the longest group that begins at `position`. Bytes already fixed cannot be padded any more."""
    least = most = _length(packets[position])
    fixed = most if packets[position].wire else 0
    end = position + 1
    while end < len(packets) and end - position < MAX_GROUP:
        packet = packets[end]
        length = _length(packet)
        largest = max(most, length)
        if (end - position + 1) * (largest + HEADER_BYTES + TAG_BYTES) > MAX_GROUP_BYTES:
            break
        is_fixed = bool(packet.wire)
        fits = largest - min(least, length) <= MAX_UNEVEN and (not fixed or largest == fixed)
        if fits and (not is_fixed or (length == largest and _none_fixed_below(packets[position:end], length))):
            least, most = min(least, length), largest
            fixed = length if is_fixed else fixed
            end += 1
            continue
        if length < most:
            end += 1  # shorter: the last of its group
        break
    return end, most


def _none_fixed_below(packets: Sequence[OutPacket], size: int) -> bool:
    return all(not packet.wire or len(packet.wire) == size for packet in packets)


def deliver(
    sender: GroupSender, packets: Sequence[OutPacket], ssrc: int, audience: Mapping[int, Sequence[Subscription]]
) -> None:
    """Sends `packets` to every subscription; `audience` is by payload type."""
    for group in groups(packets):
        lowest = min(packet.index for packet in group)
        buffer = memoryview(bytearray(sum(len(packet.wire) + HEADER_BYTES + TAG_BYTES for packet in group)))
        size = len(group[0].wire) + HEADER_BYTES + TAG_BYTES
        segment = segmented(size)
        for payload_type, subscriptions in audience.items():
            cells = _cells(group, buffer, payload_type, ssrc)
            for subscription in subscriptions:
                address = subscription.peer.ice.address
                if subscription.first is None or address is None:
                    continue
                seal_into = subscription.seal_into
                if seal_into is None or lowest < subscription.first:
                    _singly(sender, group, subscription, address)
                    continue
                nonce_base, index_base = subscription.nonce_base, subscription.index_base
                for index, payload, header, where in cells:
                    seal_into((nonce_base ^ (index - index_base)).to_bytes(12, "big"), payload, header, where)
                if len(cells) == 1:
                    sender.send(buffer, address)
                else:
                    sender.send_group(buffer, size, segment, address)
                subscription.delivered += len(cells)


def _cells(
    group: Sequence[OutPacket], buffer: memoryview, payload_type: int, ssrc: int
) -> list[tuple[int, bytes, bytes, memoryview]]:
    """(index, payload, header, where its ciphertext goes) of each packet; writes the headers into the buffer."""
    cells: list[tuple[int, bytes, bytes, memoryview]] = []
    position = 0
    for packet in group:
        header = packet.header(payload_type, ssrc)
        start = position + HEADER_BYTES
        position = start + len(packet.wire) + TAG_BYTES
        buffer[start - HEADER_BYTES : start] = header
        cells.append((packet.index, packet.wire, header, buffer[start:position]))
    return cells


def _singly(sender: GroupSender, group: Sequence[OutPacket], subscription: Subscription, address: PeerAddress) -> None:
    for packet in group:
        datagram = subscription.seal(packet)
        if datagram:
            sender.send(datagram, address)
            subscription.delivered += 1
