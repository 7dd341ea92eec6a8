from __future__ import annotations

import pytest
from aiortc.sdp import SessionDescription

from live.errors import BadSdp, NoCommonCodec
from live.relay.answer import (
    TRANSPORT_CC,
    Local,
    Ssrcs,
    host_answer,
    restart_fragment,
    take_from_host,
    take_from_viewer,
    viewer_answer,
)
from live.relay.sdp import parse_offer
from tests.live.relay.offers import FINGERPRINT, chromium_host, chromium_viewer, ffmpeg_host, gstreamer_host

LOCAL = Local("uuuu", "p" * 22, FINGERPRINT, ("192.0.2.7", "127.0.0.1"), 47_000)
SSRCS = {"audio": Ssrcs(16, None), "video": Ssrcs(32, 33)}


def _host(text: str) -> str:
    offer = parse_offer(text)
    return host_answer(offer, take_from_host(offer), LOCAL, 5)


def _viewer(text: str) -> str:
    offer = parse_offer(text)
    return viewer_answer(offer, take_from_viewer(offer), LOCAL, 5, SSRCS)


def test_answer_to_chromium_as_aiortc_reads_it():
    answer = SessionDescription.parse(_host(chromium_host()))
    audio, video = answer.media
    assert [codec.mimeType for codec in audio.rtp.codecs] == ["audio/opus"]
    assert [(codec.mimeType, codec.payloadType) for codec in video.rtp.codecs] == [("video/VP8", 96), ("video/rtx", 97)]
    assert {feedback.type for feedback in video.rtp.codecs[0].rtcpFeedback} == {"nack", "ccm", "transport-cc"}
    assert video.rtp.codecs[0].parameters["x-google-start-bitrate"] == "2000"
    assert [(each.id, each.uri) for each in video.rtp.headerExtensions] == [(3, TRANSPORT_CC)]
    assert (video.direction, video.port, video.host) == ("recvonly", 47_000, "192.0.2.7")
    assert video.dtls.role == "server"
    assert [candidate.ip for candidate in video.ice_candidates] == ["192.0.2.7", "127.0.0.1"]
    assert video.ice_candidates[0].priority > video.ice_candidates[1].priority
    assert video.ice_candidates_complete
    assert (video.ice.usernameFragment, video.ice.password) == ("uuuu", "p" * 22)
    assert "a=ice-lite" in _host(chromium_host())


@pytest.mark.parametrize(
    ("video", "taken"),
    [
        ("96 97 107 108", "VP8"),
        ("107 108 96 97", "H264"),  # the host's order
        ("103 104 107 108", "H264"),
        ("103 107 96", "H264"),
    ],
)
def test_takes_the_hosts_first_good_codec(video: str, taken: str):
    part = take_from_host(parse_offer(chromium_host(video)))[1]
    assert [codec.name for codec in part.codecs] == [taken]
    # Of H264 the one that can split a picture.
    assert part.codecs[0].payload_type != 103


def test_single_nal_h264_is_better_than_nothing():
    assert take_from_host(parse_offer(chromium_host("103 104")))[1].codecs[0].payload_type == 103


def test_ffmpeg_is_the_server_of_dtls():
    answer = _host(ffmpeg_host())
    assert "a=setup:active" in answer
    assert "a=setup:passive" not in answer


def test_a_refused_section_keeps_its_place():
    lines = _host(gstreamer_host()).split("\r\n")
    assert "a=group:BUNDLE video0" in lines
    assert "m=audio 0 UDP/TLS/RTP/SAVPF 97" in lines
    with_data = chromium_host() + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n"
    assert "m=application 0 UDP/DTLS/SCTP webrtc-datachannel" in _host(with_data).split("\r\n")


def test_viewers_keep_every_codec():
    answer = SessionDescription.parse(_viewer(chromium_viewer()))
    audio, video = answer.media
    assert [codec.payloadType for codec in video.rtp.codecs] == [96, 103, 107, 97, 104, 108]
    assert video.direction == "sendonly"
    assert [ssrc.ssrc for ssrc in video.ssrc] == [32, 33]
    assert [ssrc.ssrc for ssrc in audio.ssrc] == [16]
    assert video.rtp.headerExtensions == []
    assert "transport-cc" not in _viewer(chromium_viewer())


@pytest.mark.parametrize("take", [take_from_host, take_from_viewer])
def test_no_common_codec(take):
    text = chromium_host("98").replace("a=rtpmap:96 VP8", "a=rtpmap:98 H265").replace("opus", "isac")
    text = text.replace("a=sendonly", "a=sendrecv")
    with pytest.raises(NoCommonCodec):
        take(parse_offer(text))


def test_a_viewers_offer_is_no_hosts():
    with pytest.raises(NoCommonCodec):
        take_from_host(parse_offer(chromium_viewer()))


def test_two_transports_are_refused():
    with pytest.raises(BadSdp):
        take_from_host(parse_offer(chromium_host().replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0")))


def test_restart():
    assert "a=ice-ufrag:uuuu\r\n" in restart_fragment(LOCAL, ["0"])
