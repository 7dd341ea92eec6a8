from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.errors import BadSdp
from live.relay.sdp import MAX_BYTES, fragment_credentials, parse_offer
from tests.live.relay.offers import FINGERPRINT, chromium_host, ffmpeg_host, gstreamer_host


def test_reads_chromium():
    offer = parse_offer(chromium_host())
    assert (offer.ice_ufrag, offer.ice_pwd, offer.setup) == ("abcd", "0123456789abcdefghijklmn", "actpass")
    assert offer.fingerprints == (("sha-256", FINGERPRINT),)
    assert offer.bundled == {"0", "1"}
    assert offer.reduced_size
    audio, video = offer.sections
    assert [codec.name for codec in audio.codecs] == ["OPUS", "RED", "G722", "PCMU"]
    assert audio.codecs[0].channels == 2
    assert video.direction == "sendonly"
    assert [codec.payload_type for codec in video.codecs] == [96, 97, 103, 104, 107, 108]
    assert video.codecs[0].feedback == {"goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"}
    assert video.codecs[4].settings["packetization-mode"] == "1"
    assert video.extensions["http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"] == 3


def test_reads_ffmpeg_and_gstreamer():
    assert parse_offer(ffmpeg_host()).setup == "passive"
    offer = parse_offer(gstreamer_host())
    assert [section.mid for section in offer.sections] == ["video0", "audio1"]
    assert offer.sections[1].port == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        '{"sdp": "v=0"}',
        "v=1\r\n",
        "v=0\r\n",
        "a=x\r\nv=0\r\n",
        "<html></html>",
        chromium_host().replace("a=ice-ufrag:abcd", ""),
        chromium_host().replace("a=ice-ufrag:abcd", "a=ice-ufrag:a b"),
        chromium_host().replace("ice-pwd:0123456789abcdefghijklmn", "ice-pwd:short"),
        chromium_host().replace("sha-256", "sha-1"),
        chromium_host().replace("a=fingerprint", "a=x"),
        chromium_host().replace("a=mid:1", "a=mid:0"),
        chromium_host().replace("a=mid:1", "a=mid:1 a"),
        chromium_host().replace("a=setup:actpass", "a=setup:holdconn"),
        chromium_host().replace("m=video 9", "m=video nine"),
        chromium_host().replace("m=video 9", "m=video"),
        chromium_host().replace("a=mid:0", "a=mid:0\x00"),
        chromium_host() + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:x\r\n" * 40,
        chromium_host() + "a=x\r\n" * MAX_BYTES,
    ],
)
def test_refuses(text: str):
    with pytest.raises(BadSdp):
        parse_offer(text)


@given(st.data())
def test_mangled_offers_are_refused_or_read(data: st.DataObject):
    lines = chromium_host().split("\r\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = data.draw(
            st.one_of(st.text(max_size=30), st.just(""), st.sampled_from(lines), st.just(lines[place][:-3]))
        )
    with contextlib.suppress(BadSdp):
        parse_offer("\r\n".join(lines))


def test_fragments():
    assert fragment_credentials("a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n") == (
        "EsAw",
        "P2uYro0UCOQ4zxjKXaWCBui1",
    )
    assert fragment_credentials("m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=end-of-candidates\r\n") is None
    for text in ("", "hello there", "{}", "a=x\r\nhello"):
        with pytest.raises(BadSdp):
            fragment_credentials(text)
