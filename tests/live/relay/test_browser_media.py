"""Real Chromiums at both ends, a real relay between them, nothing decoded on the way."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from live.publishing.publish import publish
from live.relay.port import Port
from live.relay.relay import Relay
from tests.live.relay.browser import PAGE, chromium, figures, open_page
from tests.live.relay.files import make_file
from tests.live.relay.media_house import KEY, FakeShow, FakeShows, House, media_house, until

pytestmark = pytest.mark.browser

FILES = {
    "h264-aac.mp4": ("libx264", "aac", {"profile": "baseline", "bf": "0"}),
    "h264-opus.mp4": ("libx264", "libopus", {"profile": "baseline", "bf": "0"}),
    "b-frames.mp4": ("libx264", "aac", {"bf": "2"}),
    "vp8-opus.webm": ("libvpx", "libopus", {"deadline": "realtime"}),
}


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


async def _host(house: House, browser: Browser, codec: str) -> Page:
    page = await open_page(browser, house.url)
    answer = await page.evaluate("([url, key, codec]) => host(url, key, codec)", [house.whip_url, KEY, codec])
    assert answer["status"] == 201
    return page


async def _viewer(house: House, browser: Browser, query: str = "") -> Page:
    page = await open_page(browser, house.url)
    answer = await page.evaluate("(url) => watch(url)", house.whep_url + query)
    assert answer["status"] == 201
    return page


async def _playing(page: Page, more_s: float = 1.0) -> dict:
    """Waits until the picture has moved on by `more_s`; gives the page's figures."""
    start = (await figures(page))["time"]

    async def moved() -> dict | None:
        seen = await figures(page)
        enough = seen["width"] > 0 and seen["time"] > start + more_s and seen.get("video", {}).get("frames", 0) > 5
        return seen if enough else None

    return await until(moved, 30)


@pytest.mark.parametrize("codec", ["VP8", "H264"])
async def test_a_camera_reaches_a_viewer(browser: Browser, codec: str):
    async with media_house(PAGE) as house:
        host = await _host(house, browser, codec)
        page = await _viewer(house, browser)
        seen = await _playing(page)
        assert (seen["width"], seen["height"]) == (640, 360)
        assert seen["video"]["codec"] == f"video/{codec}"
        assert seen["audio"]["packets"] > 10
        assert seen["transport"]["srtp"] == "SRTP_AEAD_AES_128_GCM"
        stats = await house.engine.stats("shw_1")
        assert stats.viewers == 1
        (picture,) = (track for track in stats.publisher.tracks if track.kind == "video")
        assert (picture.width, picture.height) == (640, 360)
        assert {track.codec for track in stats.publisher.tracks} == {codec, "OPUS"}
        # Feedback reaches the host, or it would stay at its lowest bitrate.
        sent = await until(lambda: _remote(host))
        assert sent["remote_video"]["round_trip_s"] is not None


async def _remote(page: Page) -> dict | None:
    seen = await figures(page)
    return seen if "remote_video" in seen else None


async def test_a_viewer_who_came_first_sees_the_host_when_it_comes(browser: Browser):
    async with media_house(PAGE) as house:
        page = await _viewer(house, browser)
        await until(lambda: _connected(page))
        await _host(house, browser, "H264")
        await _playing(page)


async def _connected(page: Page) -> bool:
    return (await figures(page))["state"] == "connected"


async def test_viewers_stay_when_the_host_reconnects_with_another_codec(browser: Browser):
    async with media_house(PAGE) as house:
        host = await _host(house, browser, "VP8")
        page = await _viewer(house, browser)
        before = await _playing(page)
        state = await house.engine.state()
        await host.close()
        reports = house.engine.reports(state.sequence)
        while (await anext(reports)).kind != "publisher_left":
            pass
        await _host(house, browser, "H264")
        after = await _playing(page)
        assert after["state"] == "connected"
        assert after["video"]["frames"] > before["video"]["frames"]
        assert after["video"]["codec"] == "video/H264"
        while (await anext(reports)).kind != "publisher_joined":
            pass


async def test_a_private_preview_is_for_the_staff_until_it_is_opened(browser: Browser):
    shows = FakeShows([FakeShow(auto_start=False)])
    shows.shows[0].state = shows.shows[0].state.__class__("scheduled")
    async with media_house(PAGE, shows) as house:
        await _host(house, browser, "VP8")
        staff = await _viewer(house, browser, "?as=staff")
        public = await _viewer(house, browser)
        await _playing(staff)
        held = await figures(public)
        assert held["state"] == "connected"
        assert held["width"] == 0
        await house.engine.set_public("shw_1", True)
        await _playing(public)


async def test_ending_a_show_ends_its_sessions(browser: Browser):
    async with media_house(PAGE) as house:
        await _host(house, browser, "VP8")
        page = await _viewer(house, browser)
        await _playing(page)
        await house.engine.end_show("shw_1")
        await until(lambda: _closed(page))
        assert (await house.engine.stats("shw_1")).viewers == 0


async def _closed(page: Page) -> bool:
    return (await figures(page))["state"] in ("closed", "failed", "disconnected")


@pytest.mark.parametrize("name", list(FILES))
async def test_a_file_reaches_a_viewer(browser: Browser, tmp_path: Path, name: str):
    video, audio, options = FILES[name]
    path = make_file(tmp_path / name, video, audio, options=options)
    async with media_house(PAGE) as house:
        stop = asyncio.Event()
        publishing = asyncio.create_task(publish(str(path), house.whip_url, KEY, stop, looped=True))
        page = await _viewer(house, browser)
        # Longer than the file: it goes on over its end.
        seen = await _playing(page, 5.0)
        assert (seen["width"], seen["height"]) == (320, 180)
        assert seen["video"]["codec"] == ("video/VP8" if "vp8" in name else "video/H264")
        assert seen["audio"]["packets"] > 50
        stop.set()
        await publishing


async def test_the_test_picture_reaches_a_viewer_who_comes_late(browser: Browser):
    async with media_house(PAGE) as house:
        stop = asyncio.Event()
        publishing = asyncio.create_task(publish(None, house.whip_url, KEY, stop, title="Rehearsal"))
        await until(lambda: _has_publisher(house))
        # Past the young part of a group of pictures, so that joining needs the cached one.
        await asyncio.sleep(1.0)
        page = await _viewer(house, browser)
        seen = await _playing(page)
        assert (seen["width"], seen["height"]) == (960, 540)
        assert seen["first_frame_ms"] < 2_000
        stop.set()
        await publishing


async def _has_publisher(house: House) -> bool:
    return any(show.has_publisher for show in (await house.engine.state()).shows)


async def test_ffmpeg_as_host_is_the_server_of_dtls(browser: Browser, tmp_path: Path):
    async with media_house(PAGE) as house:
        page = await _viewer(house, browser)
        arguments = ("-m", "tests.live.relay.ffmpeg_host", house.whip_url, KEY, str(tmp_path), "60")
        encoder = await asyncio.create_subprocess_exec(sys.executable, *arguments)
        try:
            seen = await _playing(page, 3.0)
            assert (seen["width"], seen["video"]["codec"]) == (640, "video/H264")
            # Nobody asked it for a key frame and got one: who comes later is served from what is kept.
            late = await _viewer(house, browser)
            await _playing(late)
        finally:
            encoder.kill()
            await encoder.wait()
        # Killed, it said no goodbye: its silence tells, and the next host takes its place.
        await until(lambda: _has_no_publisher(house))
        await _host(house, browser, "VP8")
        await _playing(page)


async def test_losses_on_both_sides_are_mended(browser: Browser, monkeypatch: pytest.MonkeyPatch):
    """One packet of twenty is lost on the way in and on the way out."""
    chance = random.Random(3)
    lose = chance.random
    send, receive = Port.send, Relay._datagram

    def lossy_send(port: Port, datagram, address) -> None:
        if datagram[0] < 128 or lose() >= 0.05:
            send(port, datagram, address)

    def lossy_group(port: Port, datagrams, size, segment, address) -> None:
        for start in range(0, len(datagrams), size):
            lossy_send(port, datagrams[start : start + size], address)

    def lossy_receive(relay: Relay, datagram: bytes, remote, local, now_s: float) -> None:
        if not datagram or datagram[0] < 128 or lose() >= 0.05:
            receive(relay, datagram, remote, local, now_s)

    monkeypatch.setattr(Port, "send", lossy_send)
    monkeypatch.setattr(Port, "send_group", lossy_group)
    monkeypatch.setattr(Relay, "_datagram", lossy_receive)
    async with media_house(PAGE) as house:
        host = await _host(house, browser, "VP8")
        page = await _viewer(house, browser)
        await _playing(page)
        before = await figures(page)
        seen = await _playing(page, 8.0)
        assert seen["video"]["nacks"] > 0
        assert seen["video"]["retransmitted"] > 0
        assert (await figures(host))["sent_video"]["nacks"] > 0
        frozen_s = seen["video"]["total_freeze_s"] - before["video"]["total_freeze_s"]
        assert frozen_s < 3.0, seen


async def _has_no_publisher(house: House) -> bool:
    return not await _has_publisher(house)
