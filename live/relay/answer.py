"""Makes the SDP answers: which codecs are taken from a host's or a viewer's offer, and the text that says so. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from live.errors import BadSdp, NoCommonCodec
from live.relay.sdp import Codec, Offer, Section

TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
HOST_PTIME_MS = 40
"""Asked of hosts: half of Opus's usual packets, each of which costs a system call a viewer, for 20 ms more delay."""
START_BITRATE_KBPS = 2_000

_VIDEO = ("VP8", "H264", "VP9", "AV1")
_FIRST_CHOICE = ("VP8", "H264")
_FEEDBACK = ("nack", "nack pli", "ccm fir")


@dataclass(frozen=True, slots=True)
class Local:
    """This relay's side of one transport. `addresses` are told best first."""

    ice_ufrag: str
    ice_pwd: str
    fingerprint: str
    addresses: Sequence[str]
    port: int


@dataclass(frozen=True, slots=True)
class Taken:
    """One accepted m-section: the codecs in the order of the answer, and repeat payload type -> repaired one."""

    mid: str
    kind: str
    codecs: tuple[Codec, ...]
    repairs: tuple[Codec, ...]
    transport_extension_id: int | None = None

    def repaired(self) -> dict[int, int]:
        return {codec.payload_type: int(codec.settings["apt"]) for codec in self.repairs}


@dataclass(frozen=True, slots=True)
class Ssrcs:
    """The fixed sources of a kind that viewers get; `repair` is None for audio."""

    media: int
    repair: int | None


def take_from_host(offer: Offer) -> tuple[Taken, ...]:
    """At most one video and one audio section, one codec each: the host's first that we can forward and start anew.

    Raises:
        NoCommonCodec, BadSdp.
    """
    return _take(offer, ("recvonly", "inactive"), _host_codecs)


def take_from_viewer(offer: Offer) -> tuple[Taken, ...]:
    """Keeps every offered codec that can be forwarded: the payload type chooses later.

    Raises:
        NoCommonCodec, BadSdp.
    """
    return _take(offer, ("sendonly", "inactive"), _forwardable)


def _take(offer: Offer, unwanted: Sequence[str], choose: Callable[[Section], tuple[Codec, ...]]) -> tuple[Taken, ...]:
    taken: dict[str, Taken] = {}
    for section in offer.sections:
        if section.kind in taken or section.port == 0 or section.direction in unwanted:
            continue
        codecs = choose(section)
        if codecs:
            extension = section.extensions.get(TRANSPORT_CC)
            taken[section.kind] = Taken(section.mid, section.kind, codecs, _repairs(section, codecs), extension)
    if not taken:
        raise NoCommonCodec("The offer has no codec that can be forwarded: offer H264 or VP8, and Opus.")
    if len(taken) > 1 and not all(part.mid in offer.bundled for part in taken.values()):
        raise BadSdp("Audio and video must be in one a=group:BUNDLE.")
    return tuple(taken.values())


def _forwardable(section: Section) -> tuple[Codec, ...]:
    if section.kind == "audio":
        return tuple(codec for codec in section.codecs if codec.name == "OPUS" and codec.clock_rate_hz == 48_000)
    if section.kind == "video":
        return tuple(codec for codec in section.codecs if codec.name in _VIDEO and codec.clock_rate_hz == 90_000)
    return ()


def _host_codecs(section: Section) -> tuple[Codec, ...]:
    codecs = _forwardable(section)
    # Packetization mode 0 cannot carry a key frame larger than a packet's slices: only where there is nothing else.
    best = [c for c in codecs if c.name in _FIRST_CHOICE and c.settings.get("packetization-mode", "1") != "0"]
    plain = [c for c in codecs if c.name in _FIRST_CHOICE]
    return tuple((best or plain or list(codecs))[:1]) if section.kind == "video" else codecs[:1]


def _repairs(section: Section, codecs: tuple[Codec, ...]) -> tuple[Codec, ...]:
    wanted = {str(codec.payload_type) for codec in codecs}
    return tuple(codec for codec in section.codecs if codec.name == "RTX" and codec.settings.get("apt") in wanted)


def host_answer(offer: Offer, taken: Sequence[Taken], local: Local, number: int) -> str:
    """The answer to a WHIP offer. `number` goes into the o= line."""
    return _answer(offer, taken, local, number, _host_lines)


def viewer_answer(offer: Offer, taken: Sequence[Taken], local: Local, number: int, ssrcs: dict[str, Ssrcs]) -> str:
    """The answer to a WHEP offer; `ssrcs` by kind."""
    return _answer(offer, taken, local, number, lambda part: _viewer_lines(part, ssrcs[part.kind]))


def restart_fragment(local: Local, mids: Sequence[str]) -> str:
    """The answer to an ICE restart (RFC 9725 section 4.3.3, RFC 8840): new credentials, the same candidates."""
    lines = ["a=ice-lite", f"a=ice-ufrag:{local.ice_ufrag}", f"a=ice-pwd:{local.ice_pwd}"]
    for mid in mids[:1]:
        lines += ["m=audio 9 UDP/TLS/RTP/SAVPF 0", f"a=mid:{mid}", *_candidates(local)]
    return "\r\n".join(lines) + "\r\n"


def _answer(
    offer: Offer, taken: Sequence[Taken], local: Local, number: int, describe: Callable[[Taken], list[str]]
) -> str:
    parts = {part.mid: part for part in taken}
    address = local.addresses[0]
    lines = ["v=0", f"o=- {number} 1 IN {_family(address)} {address}", "s=-", "t=0 0"]
    if offer.bundled:
        lines.append("a=group:BUNDLE " + " ".join(parts))
    lines += ["a=ice-lite", "a=msid-semantic: WMS show"]
    for section in offer.sections:
        part = parts.get(section.mid)
        if part is None:
            # A refused section keeps its place with port 0 (RFC 3264 section 6).
            lines += [f"m={section.kind} 0 {section.protocol} {' '.join(section.formats)}", "c=IN IP4 0.0.0.0"]
            lines += [f"a=mid:{section.mid}", "a=inactive"]
            continue
        formats = " ".join(str(codec.payload_type) for codec in (*part.codecs, *part.repairs))
        lines += [f"m={part.kind} {local.port} {section.protocol} {formats}", f"c=IN {_family(address)} {address}"]
        lines += [f"a=mid:{part.mid}", *_transport_lines(offer, local), *describe(part)]
    return "\r\n".join(lines) + "\r\n"


def _family(address: str) -> str:
    return "IP6" if ":" in address else "IP4"


def _transport_lines(offer: Offer, local: Local) -> list[str]:
    return [
        "a=rtcp-mux",
        *(["a=rtcp-rsize"] if offer.reduced_size else []),
        f"a=ice-ufrag:{local.ice_ufrag}",
        f"a=ice-pwd:{local.ice_pwd}",
        f"a=fingerprint:sha-256 {local.fingerprint}",
        # We would rather be the DTLS server, who picks the SRTP profile (RFC 5763 section 5).
        "a=setup:active" if offer.setup == "passive" else "a=setup:passive",
        *_candidates(local),
        "a=end-of-candidates",
    ]


def _candidates(local: Local) -> list[str]:
    """Host candidates (RFC 8839 section 5.1), the first address with the highest priority."""
    return [
        f"a=candidate:{place + 1} 1 udp {126 << 24 | (65_535 - place) << 8 | 255} {address} {local.port} typ host"
        for place, address in enumerate(local.addresses)
    ]


def _codec_lines(codec: Codec, parameters: str, feedback: Sequence[str]) -> list[str]:
    channels = f"/{codec.channels}" if codec.channels > 1 else ""
    # Names in the case that all implementations write: Opus's and RTX's are lower case.
    name = codec.name.lower() if codec.name in ("OPUS", "RTX") else codec.name
    lines = [f"a=rtpmap:{codec.payload_type} {name}/{codec.clock_rate_hz}{channels}"]
    if parameters:
        lines.append(f"a=fmtp:{codec.payload_type} {parameters}")
    lines += [f"a=rtcp-fb:{codec.payload_type} {value}" for value in feedback if value in codec.feedback]
    return lines


def _host_lines(part: Taken) -> list[str]:
    lines = ["a=recvonly"]
    if part.transport_extension_id is not None:
        lines.append(f"a=extmap:{part.transport_extension_id} {TRANSPORT_CC}")
    for codec in part.codecs:
        if part.kind == "video":
            start = f"x-google-start-bitrate={START_BITRATE_KBPS}"
            parameters = f"{codec.parameters};{start}" if codec.parameters else start
        else:
            parameters = _with(codec, {"minptime": "10", "useinbandfec": "1", "stereo": "1"})
        lines += _codec_lines(codec, parameters, (*_FEEDBACK, "transport-cc"))
    for codec in part.repairs:
        lines += _codec_lines(codec, codec.parameters, ())
    if part.kind == "audio":
        lines.append(f"a=ptime:{HOST_PTIME_MS}")
    return lines


def _viewer_lines(part: Taken, ssrcs: Ssrcs) -> list[str]:
    lines = ["a=sendonly", f"a=msid:show {part.kind}"]
    for codec in part.codecs:
        lines += _codec_lines(codec, codec.parameters, _FEEDBACK)
    for codec in part.repairs:
        lines += _codec_lines(codec, codec.parameters, ())
    sources = [ssrcs.media]
    if ssrcs.repair is not None and part.repairs:
        lines.append(f"a=ssrc-group:FID {ssrcs.media} {ssrcs.repair}")
        sources.append(ssrcs.repair)
    return lines + [f"a=ssrc:{source} cname:show" for source in sources]


def _with(codec: Codec, more: dict[str, str]) -> str:
    return ";".join(f"{key}={value}" for key, value in {**codec.settings, **more}.items())
