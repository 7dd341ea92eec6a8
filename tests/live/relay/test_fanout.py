from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from pylibsrtp import Policy, Session

from live.relay.fanout import MAX_GROUP, Subscription, deliver, groups, may_start_at
from live.relay.packet import OutPacket
from live.relay.peer import LibsrtpSealer, Peer
from live.relay.peer_address import PeerAddress
from live.relay.rtp import parse
from live.relay.srtp import GcmSealer

KEY, SALT = bytes(range(16)), bytes(range(100, 112))


class Wire:
    """Takes what a socket would send, groups cut apart as the kernel does."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.calls = 0

    def send(self, datagram, address) -> None:
        self.calls += 1
        self.sent.append(bytes(datagram))

    def send_group(self, datagrams, size, segment, address) -> None:
        self.calls += 1
        raw = bytes(datagrams)
        self.sent += [raw[start : start + size] for start in range(0, len(raw), size)]


def _viewer(sealer: object, index: int, payload_type: int = 96) -> Subscription:
    peer = cast(Peer, SimpleNamespace(sealer=sealer, ice=SimpleNamespace(address=PeerAddress(("192.0.2.1", 9)))))
    subscription = Subscription(peer, 0x20)
    subscription.start(index, payload_type)
    return subscription


def _receiver(profile: int = Policy.SRTP_PROFILE_AEAD_AES_128_GCM, salt: bytes = SALT) -> Session:
    policy = Policy(key=KEY + salt, ssrc_type=Policy.SSRC_ANY_INBOUND, srtp_profile=profile)
    policy.window_size = 4096
    return Session(policy)


def _packets(first: int, sizes: list[int]) -> list[OutPacket]:
    return [OutPacket(first + place, 0, False, bytes([place % 251]) * size) for place, size in enumerate(sizes)]


@given(st.lists(st.integers(0, 1_200), max_size=80), st.lists(st.booleans(), min_size=80, max_size=80))
def test_groups_are_what_segmentation_wants(sizes: list[int], settled: list[bool]):
    packets = _packets(1, sizes)
    for packet, is_settled in zip(packets, settled, strict=False):
        if is_settled:
            packet.settle(0)
    before = [packet.wire for packet in packets]
    cut = list(groups(packets))
    assert [packet for group in cut for packet in group] == packets
    for group in cut:
        assert len(group) <= MAX_GROUP
        size = len(group[0].wire)
        assert all(len(packet.wire) == size for packet in group[:-1])
        assert 0 < len(group[-1].wire) <= size
    for packet, wire in zip(packets, before, strict=True):
        assert not wire or packet.wire == wire


@given(st.lists(st.integers(1, 1_200), min_size=1, max_size=60), st.integers(1, 300_000))
def test_every_packet_reaches_a_viewer_whole(sizes: list[int], first: int):
    wire, receiver = Wire(), _receiver()
    packets = _packets(first, sizes)
    deliver(wire, packets, 0x20, {96: [_viewer(GcmSealer(KEY, SALT), first)]})
    read = [parse(receiver.unprotect(datagram)) for datagram in wire.sent]
    assert [(each.sequence, each.payload) for each in read if each] == [
        (packet.index & 0xFFFF, packet.payload) for packet in packets
    ]


def test_a_frame_is_one_call_a_viewer():
    wire = Wire()
    sealer = GcmSealer(KEY, SALT)
    deliver(
        wire, _packets(1, [1_100, 1_099, 1_100, 700]), 0x20, {96: [_viewer(sealer, 1)], 107: [_viewer(sealer, 1, 107)]}
    )
    assert wire.calls == 2
    assert [datagram[1] for datagram in wire.sent] == [96] * 4 + [107] * 4


def test_nothing_goes_out_from_before_a_viewers_beginning():
    wire, receiver = Wire(), _receiver()
    viewer = _viewer(GcmSealer(KEY, SALT), 65_537)
    deliver(wire, _packets(65_535, [50, 50, 50, 50]), 0x20, {96: [viewer]})
    assert [parse(receiver.unprotect(each)).sequence for each in wire.sent] == [1, 2]
    assert viewer.delivered == 2


def test_repeats_are_the_very_bytes():
    wire = Wire()
    viewer = _viewer(GcmSealer(KEY, SALT), 100)
    packets = _packets(100, [500, 498, 500])
    deliver(wire, packets, 0x20, {96: [viewer]})
    assert [viewer.seal(packet) for packet in packets] == wire.sent


def test_viewers_without_gcm():
    salt = SALT + b"ab"
    profile = Policy.SRTP_PROFILE_AES128_CM_SHA1_80
    policy = Policy(key=KEY + salt, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile)
    policy.allow_repeat_tx = True
    wire, receiver = Wire(), _receiver(profile, salt)
    viewer = _viewer(LibsrtpSealer(Session(policy)), 65_530)
    packets = _packets(65_530, [400] * 20)
    deliver(wire, packets, 0x20, {96: [viewer]})
    assert [parse(receiver.unprotect(each)).payload for each in wire.sent] == [packet.payload for packet in packets]
    assert viewer.seal(packets[3]) == wire.sent[3]
    assert LibsrtpSealer(cast(Any, Session(policy))).seal(0x20, 1, b"\x80" + bytes(11), bytes(1_500)) == b""


def test_a_beginning_just_below_the_wrap_is_put_off():
    assert may_start_at(1)
    assert may_start_at(65_536)
    assert may_start_at(0xFFFF - 65)
    assert not may_start_at(0xFFFF)
    assert not may_start_at(0x1FFF0)
