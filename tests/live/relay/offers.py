"""Offers as real clients write them, shortened to what matters."""

from __future__ import annotations

FINGERPRINT = ":".join(["AB"] * 32)

_HEAD = """v=0
o=- 1 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
"""
_TRANSPORT = f"""c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:1 1 udp 2113937151 4b6b1b6e-0000.local 50000 typ host
a=ice-ufrag:abcd
a=ice-pwd:0123456789abcdefghijklmn
a=ice-options:trickle
a=fingerprint:sha-256 {FINGERPRINT}
"""


def _offer(text: str) -> str:
    return text.replace("\n", "\r\n")


def chromium_host(video: str = "96 97 103 104 107 108", setup: str = "actpass") -> str:
    return _offer(
        f"""{_HEAD}m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0
{_TRANSPORT}a=setup:{setup}
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=sendonly
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=fmtp:63 111/111
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
m=video 9 UDP/TLS/RTP/SAVPF {video}
{_TRANSPORT}a=setup:{setup}
a=mid:1
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=sendonly
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 transport-cc
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtpmap:103 H264/90000
a=rtcp-fb:103 nack
a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f
a=rtpmap:104 rtx/90000
a=fmtp:104 apt=103
a=rtpmap:107 H264/90000
a=rtcp-fb:107 nack
a=rtcp-fb:107 nack pli
a=fmtp:107 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
a=rtpmap:108 rtx/90000
a=fmtp:108 apt=107
"""
    )


def chromium_viewer() -> str:
    return chromium_host().replace("a=sendonly", "a=recvonly")


def ffmpeg_host() -> str:
    """FFmpeg's WHIP muxer: passive, transport values as it writes them, no repair stream."""
    return _offer(
        f"""v=0
o=FFmpeg 4489045141692799359 2 IN IP4 127.0.0.1
s=FFmpegPublishSession
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=msid-semantic: WMS
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=ice-ufrag:12345678
a=ice-pwd:0123456789abcdef0123456789abcdef
a=fingerprint:sha-256 {FINGERPRINT}
a=setup:passive
a=mid:0
a=sendonly
a=msid:FFmpeg audio
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=ssrc:1 cname:FFmpeg
m=video 9 UDP/TLS/RTP/SAVPF 106
c=IN IP4 0.0.0.0
a=ice-ufrag:12345678
a=ice-pwd:0123456789abcdef0123456789abcdef
a=fingerprint:sha-256 {FINGERPRINT}
a=setup:passive
a=mid:1
a=sendonly
a=msid:FFmpeg video
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:106 H264/90000
a=fmtp:106 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
a=ssrc:2 cname:FFmpeg
"""
    )


def gstreamer_host() -> str:
    """webrtcbin: mids by name, session-level values of the transport in each section, video first."""
    return _offer(
        f"""v=0
o=- 2323 0 IN IP4 0.0.0.0
s=-
t=0 0
a=ice-options:trickle
a=group:BUNDLE video0 audio1
m=video 9 UDP/TLS/RTP/SAVPF 96
c=IN IP4 0.0.0.0
a=setup:actpass
a=ice-ufrag:HvKd5CgQSnz6Fi/Q
a=ice-pwd:ZC7SR3jSRUtEQH+GvYxVFsvu2nqH3SdV
a=rtcp-mux
a=rtcp-rsize
a=sendonly
a=rtpmap:96 H264/90000
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=fmtp:96 packetization-mode=1;profile-level-id=42c016
a=ssrc:3484078950 cname:user
a=mid:video0
a=fingerprint:sha-256 {FINGERPRINT}
m=audio 0 UDP/TLS/RTP/SAVPF 97
c=IN IP4 0.0.0.0
a=setup:actpass
a=bundle-only
a=inactive
a=rtpmap:97 OPUS/48000/2
a=mid:audio1
"""
    )
