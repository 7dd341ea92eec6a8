from __future__ import annotations

import struct

from aiortc.rtp import RtcpPacket, RtcpPsfbPacket, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket
from hypothesis import given
from hypothesis import strategies as st

from live.relay import rtcp
from live.relay.arrivals import Arrivals


def test_sender_report_as_aiortc_reads_it():
    report = rtcp.SenderReport(7, 0xE1234567_89ABCDEF, 4_000_000_000, 12, 3_456)
    raw = rtcp.sender_report(report)
    (read,) = RtcpPacket.parse(raw)
    assert isinstance(read, RtcpSrPacket)
    assert (read.ssrc, read.sender_info.ntp_timestamp) == (7, 0xE1234567_89ABCDEF)
    assert (read.sender_info.rtp_timestamp, read.sender_info.packet_count) == (4_000_000_000, 12)
    assert rtcp.parse(raw) == [report]


def test_receiver_report_as_aiortc_reads_it():
    block = rtcp.ReportBlock(9, 64, -3, 65_540, 11, 0x01020304, 655)
    raw = rtcp.receiver_report(1, [block])
    (read,) = RtcpPacket.parse(raw)
    assert isinstance(read, RtcpRrPacket)
    (report,) = read.reports
    assert (report.ssrc, report.fraction_lost, report.packets_lost, report.highest_sequence) == (9, 64, -3, 65_540)
    assert (report.jitter, report.lsr, report.dlsr) == (11, 0x01020304, 655)
    assert rtcp.parse(raw) == [rtcp.ReceiverReport(1, (block,))]


def test_nacks_across_the_wrap():
    raw = rtcp.nack(1, 9, [65_534, 0, 1, 300])
    (read,) = RtcpPacket.parse(raw)
    assert isinstance(read, RtcpRtpfbPacket)
    assert (read.media_ssrc, [sequence & 0xFFFF for sequence in read.lost]) == (9, [65_534, 0, 1, 300])
    assert rtcp.parse(raw) == [rtcp.Nack(9, (65_534, 0, 1, 300))]


@given(st.sets(st.integers(70_000, 70_400), min_size=1))
def test_nacks_come_back(indexes: set[int]):
    sequences = [index & 0xFFFF for index in sorted(indexes)]
    (read,) = rtcp.parse(rtcp.nack(1, 9, sequences))
    assert isinstance(read, rtcp.Nack)
    assert sorted(read.sequences) == sorted(sequences)


def test_picture_loss_as_aiortc_reads_it():
    (read,) = RtcpPacket.parse(rtcp.picture_loss(1, 9))
    assert isinstance(read, RtcpPsfbPacket)
    assert (read.fmt, read.media_ssrc) == (1, 9)


def test_compound_with_a_full_intra_request_and_things_unknown():
    fir = bytes.fromhex("84ce0004 00000001 00000000 00000020 05000000")
    remb = bytes.fromhex("8fce0004 00000001 00000000 52454d42 00000000")
    raw = rtcp.receiver_report(1) + remb + fir + rtcp.goodbye([4, 5]) + b"\x80\xc9\xff\xff"
    assert rtcp.parse(raw) == [
        rtcp.ReceiverReport(1, ()),
        rtcp.KeyFrameRequest(0x20),
        rtcp.Goodbye((4, 5)),
    ]


@given(st.binary(max_size=120))
def test_never_raises(raw: bytes):
    rtcp.parse(raw)
    for kind in (200, 201, 203, 205, 206):
        for count in (0, 1, 4, 31):
            body = raw[: len(raw) // 4 * 4]
            rtcp.parse(struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body)


def _feedback(raw: bytes) -> tuple[int, dict[int, float]]:
    """(count, sequence -> arrival in s), read by the draft's rules."""
    first, kind, words, _, media, base, statuses, reference = struct.unpack_from("!BBHIIHHI", raw)
    assert (first & 0x1F, kind, len(raw)) == (15, 205, 4 * (words + 1))
    assert media == 9
    position, symbols = 20, []
    while len(symbols) < statuses:
        (chunk,) = struct.unpack_from("!H", raw, position)
        position += 2
        assert chunk >> 14 == 3
        symbols += [chunk >> shift & 3 for shift in range(12, -2, -2)]
    at, arrivals = (reference >> 8) * 0.064, {}
    for place, symbol in enumerate(symbols[:statuses]):
        if symbol:
            (delta,) = struct.unpack_from("!B" if symbol == 1 else "!h", raw, position)
            position += symbol
            at += delta * 0.00025
            arrivals[(base + place) & 0xFFFF] = at
    padding = raw[-1] if first & 0x20 else 0
    assert position + padding == len(raw)
    return reference & 0xFF, arrivals


@given(st.integers(0, 65_535), st.lists(st.tuples(st.integers(1, 30), st.integers(-20, 400)), min_size=1, max_size=60))
def test_feedback_says_when_each_packet_arrived(start: int, steps: list[tuple[int, int]]):
    arrivals = Arrivals()
    sequence, at_s, expected = start, 1_000.0, {}
    arrivals.arrived(start, at_s)
    expected[start] = at_s
    for step, wait_ms in steps:
        sequence = (sequence + step) & 0xFFFF
        at_s += wait_ms / 1000
        arrivals.arrived(sequence, at_s)
        expected[sequence] = at_s
    count, read = _feedback(arrivals.feedback(1, 9))
    assert count == 0
    # Only the newest are told when there are very many.
    assert set(read) <= set(expected)
    assert len(read) == len(expected) or len(expected) > 15
    for sequence, at in read.items():
        assert abs(at - expected[sequence]) < 0.0006
    assert arrivals.feedback(1, 9) is None


def test_feedback_goes_on_and_names_the_lost():
    arrivals = Arrivals()
    arrivals.arrived(10, 5.0)
    arrivals.feedback(1, 9)
    arrivals.arrived(13, 5.1)
    count, read = _feedback(arrivals.feedback(1, 9))
    assert count == 1
    assert list(read) == [13]
    arrivals.arrived(12, 5.2)  # called lost already
    assert arrivals.feedback(1, 9) is None
