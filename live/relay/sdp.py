"""Reads an SDP offer (RFC 8866, RFC 9429) as far as a relay needs it. Candidates are ignored: an ICE-lite relay learns
addresses from the checks that reach it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from live.errors import BadSdp

MAX_BYTES = 64 * 1024
_MAX_SECTIONS = 32
_FINGERPRINTS = ("sha-256", "sha-384", "sha-512")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`{|}~0-9A-Za-z]+\Z")
_ICE = re.compile(r"[A-Za-z0-9+/\-_=]+\Z")


@dataclass(frozen=True, slots=True)
class Codec:
    """One payload type. `name` is upper case; `parameters` is the fmtp's text, `feedback` the rtcp-fb values."""

    payload_type: int
    name: str
    clock_rate_hz: int
    channels: int = 1
    parameters: str = ""
    feedback: frozenset[str] = frozenset()

    @property
    def settings(self) -> Mapping[str, str]:
        """The fmtp as key -> value, keys in lower case."""
        pairs = (part.strip().partition("=") for part in self.parameters.split(";"))
        return {key.lower(): value for key, _, value in pairs if key}


@dataclass(frozen=True, slots=True)
class Section:
    """One m-section. `codecs` are in the offerer's order of preference."""

    kind: str
    port: int
    protocol: str
    formats: tuple[str, ...]
    mid: str
    direction: str
    codecs: tuple[Codec, ...] = ()
    extensions: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class Offer:
    sections: tuple[Section, ...]
    bundled: frozenset[str]
    ice_ufrag: str
    ice_pwd: str
    fingerprints: tuple[tuple[str, str], ...]
    setup: str
    reduced_size: bool


def parse_offer(text: str) -> Offer:
    """Raises `BadSdp` for what is no SDP, or none that WebRTC could have made."""
    lines = _lines(text)
    heads: list[list[tuple[str, str]]] = [[]]
    for kind, value in lines:
        if kind == "m":
            heads.append([])
        heads[-1].append((kind, value))
    session, parts = _attributes(heads[0]), heads[1:]
    if not parts or len(parts) > _MAX_SECTIONS:
        raise BadSdp(f"The SDP must have between 1 and {_MAX_SECTIONS} media sections.")
    sections = tuple(_section(part) for part in parts)
    mids = [section.mid for section in sections]
    if len(set(mids)) != len(mids):
        raise BadSdp("Each media section needs an a=mid of its own.")
    bundled: frozenset[str] = frozenset()
    for group in session.get("group", []):
        words = group.split()
        if words and words[0] == "BUNDLE":
            bundled = frozenset(words[1:])
    # A bundle has one transport: its values stand on the session or on the first section of the bundle.
    bearer = next((part for part, section in zip(parts, sections, strict=True) if section.mid in bundled), parts[0])
    transport = {**session, **_attributes(bearer)}
    ufrag, pwd = _one(transport, "ice-ufrag"), _one(transport, "ice-pwd")
    if not (4 <= len(ufrag) <= 256 and 22 <= len(pwd) <= 256 and _ICE.match(ufrag) and _ICE.match(pwd)):
        raise BadSdp("The SDP has no valid a=ice-ufrag and a=ice-pwd.")
    setup = transport.get("setup", ["actpass"])[0]
    if setup not in ("actpass", "active", "passive"):
        raise BadSdp("The SDP's a=setup must be actpass, active or passive.")
    return Offer(sections, bundled, ufrag, pwd, _fingerprints(transport), setup, "rtcp-rsize" in _attributes(bearer))


def fragment_credentials(fragment: str) -> tuple[str, str] | None:
    """The ICE ufrag and password in a trickle fragment (RFC 8840), or None if it has none.

    Raises:
        BadSdp: the text is no fragment.
    """
    attributes = _attributes(_fragment_lines(fragment))
    ufrag, pwd = attributes.get("ice-ufrag"), attributes.get("ice-pwd")
    return (ufrag[0], pwd[0]) if ufrag and pwd else None


def _fragment_lines(text: str) -> list[tuple[str, str]]:
    lines = [line.rstrip("\r") for line in text.split("\n")]
    pairs = [(line[0], line[2:]) for line in lines if len(line) > 2 and line[1] == "="]
    if not pairs or len(pairs) != sum(1 for line in lines if line):
        raise BadSdp("The body is not an SDP fragment.")
    return pairs


def _lines(text: str) -> list[tuple[str, str]]:
    if len(text) > MAX_BYTES:
        raise BadSdp("The SDP is too long.")
    # What we echo goes into lines of an SDP again: no control character may hide in them.
    if any(ord(character) < 32 and character not in "\r\n\t" for character in text):
        raise BadSdp("The SDP has control characters.")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    pairs: list[tuple[str, str]] = []
    for line in lines:
        if not line:
            continue
        if len(line) < 2 or line[1] != "=" or not line[0].isalpha() or "\r" in line:
            raise BadSdp("The body is not an SDP: each line must be like 'a=value'.")
        pairs.append((line[0], line[2:]))
    if not pairs or pairs[0] != ("v", "0"):
        raise BadSdp("The body is not an SDP: it must begin with v=0.")
    return pairs


def _attributes(lines: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, value in lines:
        if kind == "a":
            name, _, rest = value.partition(":")
            found.setdefault(name, []).append(rest)
    return found


def _one(attributes: Mapping[str, list[str]], name: str) -> str:
    return attributes.get(name, [""])[0]


def _fingerprints(attributes: Mapping[str, list[str]]) -> tuple[tuple[str, str], ...]:
    pairs = (value.split(None, 1) for value in attributes.get("fingerprint", []))
    found = tuple((pair[0].lower(), pair[1].strip().upper()) for pair in pairs if len(pair) == 2)
    if not any(algorithm in _FINGERPRINTS for algorithm, _ in found):
        raise BadSdp("The SDP has no a=fingerprint by SHA-256, SHA-384 or SHA-512.")
    return found


def _section(lines: list[tuple[str, str]]) -> Section:
    words = lines[0][1].split()
    if len(words) < 4 or not words[1].isdecimal() or not all(_TOKEN.match(word) for word in words[3:]):
        raise BadSdp("An m= line is malformed.")
    attributes = _attributes(lines)
    mid = _one(attributes, "mid")
    if not _TOKEN.match(mid) or len(mid) > 64:
        raise BadSdp("Each media section needs an a=mid.")
    direction = next((name for name in ("sendonly", "recvonly", "inactive") if name in attributes), "sendrecv")
    kind, formats = words[0], tuple(words[3:])
    codecs = _codecs(attributes, formats) if kind in ("audio", "video") else ()
    return Section(
        kind, int(words[1][:5]), words[2], formats, mid, direction, codecs, _extensions(attributes.get("extmap", []))
    )


def _codecs(attributes: Mapping[str, list[str]], formats: tuple[str, ...]) -> tuple[Codec, ...]:
    maps = _by_payload_type(attributes.get("rtpmap", []))
    parameters = _by_payload_type(attributes.get("fmtp", []))
    feedback: dict[str, set[str]] = {}
    for value in attributes.get("rtcp-fb", []):
        target, _, what = value.partition(" ")
        feedback.setdefault(target, set()).add(what.strip())
    codecs: list[Codec] = []
    for text in formats:
        if not text.isdecimal() or not 0 <= int(text[:4]) <= 127 or text not in maps:
            continue
        name, _, rest = maps[text].partition("/")
        rate, _, channels = rest.partition("/")
        if not rate.isdecimal() or len(rate) > 9 or not _TOKEN.match(name):
            continue
        both = frozenset(feedback.get(text, set()) | feedback.get("*", set()))
        codecs.append(
            Codec(
                int(text), name.upper(), int(rate), int(channels) if channels in ("1", "2") else 1,
                parameters.get(text, ""), both,
            )
        )  # fmt: skip
    return tuple(codecs)


def _by_payload_type(values: list[str]) -> dict[str, str]:
    pairs = (value.partition(" ") for value in values)
    return {payload_type: rest.strip() for payload_type, _, rest in pairs}


def _extensions(values: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        words = value.split()
        identifier = words[0].partition("/")[0] if words else ""
        if len(words) >= 2 and identifier.isdecimal() and 1 <= int(identifier[:4]) <= 255:
            found[words[1]] = int(identifier[:4])
    return found
