"""RTCP: the few packets a relay reads and writes (RFC 3550 section 6, RFC 4585 section 6, RFC 5104). Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

_SR, _RR, _BYE, _RTPFB, _PSFB = 200, 201, 203, 205, 206


class SenderReport(NamedTuple):
    """`ntp` is 64 bits of NTP time: seconds since 1900 in the upper half."""

    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    octets: int


class ReportBlock(NamedTuple):
    """What a receiver says of one stream. `fraction_lost` is in 1/256; `last_report` and `delay` in 1/65,536 s."""

    ssrc: int
    fraction_lost: int
    packets_lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int


class ReceiverReport(NamedTuple):
    ssrc: int
    blocks: tuple[ReportBlock, ...]


class Nack(NamedTuple):
    media_ssrc: int
    sequences: tuple[int, ...]


class KeyFrameRequest(NamedTuple):
    """A picture loss indication or a full intra request."""

    media_ssrc: int


class Goodbye(NamedTuple):
    ssrcs: tuple[int, ...]


Item: TypeAlias = SenderReport | ReceiverReport | Nack | KeyFrameRequest | Goodbye


def parse(compound: bytes) -> list[Item]:
    """All parts of a compound (or reduced-size) packet that we know; a broken tail is left out."""
    items: list[Item] = []
    position = 0
    while position + 4 <= len(compound):
        first, kind, words = struct.unpack_from("!BBH", compound, position)
        end = position + 4 + 4 * words
        if first >> 6 != 2 or end > len(compound):
            break
        item = _parse_one(first & 0x1F, kind, compound[position + 4 : end])
        if item is not None:
            items.append(item)
        position = end
    return items


def _parse_one(count: int, kind: int, body: bytes) -> Item | None:
    if kind == _SR and len(body) >= 24:
        return SenderReport(*struct.unpack_from("!IQIII", body))
    if kind == _RR and len(body) >= 4:
        blocks = (_block(body, 4 + 24 * place) for place in range(count) if len(body) >= 28 + 24 * place)
        return ReceiverReport(struct.unpack_from("!I", body)[0], tuple(blocks))
    if kind == _BYE and len(body) >= 4 * count:
        return Goodbye(struct.unpack_from(f"!{count}I", body))
    if kind == _RTPFB and count == 1 and len(body) >= 12:
        return Nack(struct.unpack_from("!I", body, 4)[0], _nacked(body[8:]))
    if kind == _PSFB and count == 1 and len(body) >= 8:
        return KeyFrameRequest(struct.unpack_from("!I", body, 4)[0])
    if kind == _PSFB and count == 4 and len(body) >= 16:
        return KeyFrameRequest(struct.unpack_from("!I", body, 8)[0])
    return None


def _block(body: bytes, start: int) -> ReportBlock:
    ssrc, lost, highest, jitter, last_report, delay = struct.unpack_from("!IIIIII", body, start)
    packets_lost = lost & 0xFFFFFF
    if packets_lost >= 1 << 23:
        packets_lost -= 1 << 24
    return ReportBlock(ssrc, lost >> 24, packets_lost, highest, jitter, last_report, delay)


def _nacked(entries: bytes) -> tuple[int, ...]:
    sequences: list[int] = []
    for start in range(0, len(entries) - 3, 4):
        first, following = struct.unpack_from("!HH", entries, start)
        sequences.append(first)
        sequences.extend((first + 1 + bit) & 0xFFFF for bit in range(16) if following >> bit & 1)
    return tuple(sequences)


def _pack(count: int, kind: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def sender_report(report: SenderReport) -> bytes:
    return _pack(0, _SR, struct.pack("!IQIII", *report))


def receiver_report(ssrc: int, blocks: Sequence[ReportBlock] = ()) -> bytes:
    body = b"".join(
        struct.pack(
            "!IIIIII",
            block.ssrc,
            (block.fraction_lost & 0xFF) << 24 | max(-(1 << 23), min(block.packets_lost, (1 << 23) - 1)) & 0xFFFFFF,
            block.highest & 0xFFFFFFFF,
            block.jitter & 0xFFFFFFFF,
            block.last_report,
            block.delay & 0xFFFFFFFF,
        )
        for block in blocks
    )
    return _pack(len(blocks), _RR, struct.pack("!I", ssrc) + body)


def nack(sender_ssrc: int, media_ssrc: int, sequences: Iterable[int]) -> bytes:
    """Asks for 16-bit sequence numbers again (RFC 4585 section 6.2.1). There must be at least one."""
    entries: list[list[int]] = []
    # In the order in which they were sent, so that a run across the wrap makes one entry.
    for sequence in sequences:
        if entries and 0 < (sequence - entries[-1][0]) & 0xFFFF <= 16:
            entries[-1][1] |= 1 << ((sequence - entries[-1][0]) & 0xFFFF) - 1
        else:
            entries.append([sequence & 0xFFFF, 0])
    body = struct.pack("!II", sender_ssrc, media_ssrc) + b"".join(struct.pack("!HH", *entry) for entry in entries)
    return _pack(1, _RTPFB, body)


def picture_loss(sender_ssrc: int, media_ssrc: int) -> bytes:
    return _pack(1, _PSFB, struct.pack("!II", sender_ssrc, media_ssrc))


def goodbye(ssrcs: Sequence[int]) -> bytes:
    return _pack(len(ssrcs), _BYE, struct.pack(f"!{len(ssrcs)}I", *ssrcs))
