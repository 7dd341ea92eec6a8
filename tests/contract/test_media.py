"""The contract's media rows: WHIP, WHEP and the ways to watch, over HTTP."""

from __future__ import annotations

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

from tests.contract.conftest import Program, plan_show, publishing, until_state


async def offer(direction: str) -> bytes:
    """What a real client would send."""
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    for kind in ("audio", "video"):
        peer.addTransceiver(kind, direction=direction)
    await peer.setLocalDescription(await peer.createOffer())
    sdp = peer.localDescription.sdp.encode()
    await peer.close()
    return sdp


SDP = "application/sdp"


async def test_watching_before_the_host_is_there(owner: Program, nobody: Program) -> None:
    show = await plan_show(owner)
    ways = (await nobody.ok("GET", f"/api/shows/{show.show_id}/watch"))["ways"]
    url = next(way["url"] for way in ways if way["kind"] == "whep")
    told = await nobody.call("POST", url, raw=await offer("recvonly"), Content_Type=SDP)
    assert told.status == 201
    assert told.headers["Content-Type"] == SDP
    assert told.headers["ETag"]
    assert told.headers["Access-Control-Allow-Origin"] == "*"
    assert "Location" in told.headers["Access-Control-Expose-Headers"]
    assert told.text.count("m=") == 2
    assert "a=ice-lite" in told.text
    session = told.headers["Location"]
    ended = await nobody.call("DELETE", session)
    assert ended.status == 200
    assert (await nobody.call("DELETE", session)).status == 404


async def test_publishing_keys_and_a_second_publisher(owner: Program, nobody: Program) -> None:
    show = await plan_show(owner)
    path, sdp = f"/whip/{show.show_id}", await offer("sendonly")
    assert (await nobody.call("POST", path, raw=sdp, Content_Type=SDP)).status == 401
    wrong = await nobody.call("POST", path, raw=sdp, Content_Type=SDP, Authorization="Bearer wrong")
    assert wrong.status == 403
    with publishing(show):
        await until_state(owner, show.show_id, "live")
        second = await nobody.call("POST", path, raw=sdp, Content_Type=SDP, Authorization=f"Bearer {show.stream_key}")
        assert (second.status, second.code) == (409, "publisher_there")
        stats = await owner.ok("GET", f"/api/shows/{show.show_id}/media")
        assert stats["publisher"]
    token = await owner.ok("POST", f"/api/shows/{show.show_id}/publish-token", status=201)
    await until_state(owner, show.show_id, "interrupted")
    made = await nobody.call("POST", path, raw=sdp, Content_Type=SDP, Authorization=f"Bearer {token['token']}")
    assert made.status == 201
    assert (
        await nobody.call("DELETE", made.headers["Location"], Authorization=f"Bearer {token['token']}")
    ).status == 200
    await owner.ok("POST", f"/api/shows/{show.show_id}/end")
    over = await nobody.call("POST", path, raw=sdp, Content_Type=SDP, Authorization=f"Bearer {show.stream_key}")
    assert (over.status, over.code) == (409, "wrong_state")


@pytest.mark.parametrize("way", ["whip", "whep"])
async def test_what_is_no_offer_is_refused(owner: Program, nobody: Program, way: str) -> None:
    show = await plan_show(owner)
    key = {"Authorization": f"Bearer {show.stream_key}"} if way == "whip" else {}
    path = f"/{way}/{show.show_id}"
    good = await offer("sendonly" if way == "whip" else "recvonly")
    unknown_codecs = b"\r\n".join(
        line for line in good.split(b"\r\n") if not line.startswith((b"a=rtpmap", b"a=fmtp", b"a=rtcp-fb"))
    )
    for raw, kind, statuses in (
        (b"hello", SDP, {400, 422}),
        (b"", SDP, {400, 422}),
        (b"\xff\xfe\x00", SDP, {400, 422}),
        (b"v=0\r\n" * 10, SDP, {400, 422}),
        (good.replace(b"a=fingerprint", b"a=nothing"), SDP, {400, 422}),
        (good.replace(b"a=ice-ufrag", b"a=nothing"), SDP, {400, 422}),
        (unknown_codecs, SDP, {406, 422}),
        (b"a" * 100_000, SDP, {413}),
        (good, "application/json", {415}),
        (good, "text/plain", {415}),
    ):
        told = await nobody.call("POST", path, raw=raw, Content_Type=kind, **key)
        assert told.status in statuses, (raw[:40], kind, told.status, told.text[:200])
        assert told.body["error"]["message"]
    assert (await nobody.call("POST", f"/{way}/shw_unknown", raw=good, Content_Type=SDP, **key)).status == 404


async def test_options_and_patch(owner: Program, nobody: Program) -> None:
    show = await plan_show(owner)
    options = await nobody.call(
        "OPTIONS", f"/whip/{show.show_id}", Origin="https://studio.example", Access_Control_Request_Method="POST"
    )
    assert options.status in (200, 204)
    assert "POST" in options.headers["Access-Control-Allow-Methods"]
    assert "authorization" in options.headers["Access-Control-Allow-Headers"].lower()
    made = await nobody.call("POST", f"/whep/{show.show_id}", raw=await offer("recvonly"), Content_Type=SDP)
    session, etag = made.headers["Location"], made.headers["ETag"]
    fragment = (
        b"a=ice-ufrag:aaaa\r\na=ice-pwd:bbbbbbbbbbbbbbbbbbbbbbbb\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
        b"a=end-of-candidates\r\n"
    )
    trickle = {"Content_Type": "application/trickle-ice-sdpfrag"}
    stale = await nobody.call("PATCH", session, raw=fragment, If_Match='"other"', **trickle)
    assert stale.status == 412
    told = await nobody.call("PATCH", session, raw=fragment, If_Match=etag, **trickle)
    assert told.status in (200, 204)
    assert (await nobody.call("PATCH", session, raw=fragment, If_Match=etag, Content_Type=SDP)).status == 415
    assert (await nobody.call("GET", session)).status == 405
