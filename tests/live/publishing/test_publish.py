"""`publish` against a real relay and web server, without a browser."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from live.publishing.publish import CannotPublish, publish
from live.shows.transitions import ShowState
from tests.live.relay.files import make_file
from tests.live.relay.media_house import KEY, FakeShow, FakeShows, media_house, relay_task, until


async def _has_publisher(house) -> bool:
    return any(show.has_publisher for show in (await house.engine.state()).shows)


@pytest.mark.parametrize(
    ("path", "key", "says"),
    [
        ("/whip/first", "wrong", "stream key"),
        ("/whip/none", KEY, "no such show"),
        ("/whip/over", KEY, "over"),
        ("/nothing", KEY, "no such show"),
    ],
)
async def test_refusals_are_said_once(path: str, key: str, says: str):
    shows = FakeShows([FakeShow(), FakeShow("shw_2", slug="over", state=ShowState.ENDED)])
    async with media_house(shows=shows) as house:
        with pytest.raises(CannotPublish, match=says) as refused:
            await publish(None, house.url + path, key, asyncio.Event())
        assert key not in str(refused.value)


@pytest.mark.parametrize("url", ["nonsense", "ftp://x.example/whip", "http://"])
async def test_an_address_that_is_none(url: str):
    with pytest.raises(CannotPublish, match="no WHIP address"):
        await publish(None, url, KEY, asyncio.Event())


async def test_a_missing_file():
    with pytest.raises(CannotPublish, match=r"nowhere\.mp4"):
        await publish("/nowhere.mp4", "http://127.0.0.1:9/whip/x", KEY, asyncio.Event())


async def test_a_file_ends_and_so_does_publishing(tmp_path: Path):
    path = make_file(tmp_path / "a.webm", "libvpx", "libopus", seconds=1)
    async with media_house() as house:
        await publish(str(path), house.whip_url, KEY, asyncio.Event())
        await until(lambda: _is_gone(house))


async def _is_gone(house) -> bool:
    return not await _has_publisher(house)


async def test_waits_for_a_server_and_comes_back_to_it():
    """The relay goes away while on air, and a new one on another port takes its place."""
    async with media_house() as house:
        stop = asyncio.Event()
        task = asyncio.create_task(publish(None, house.whip_url, KEY, stop))
        await until(lambda: _has_publisher(house))
        house.stop_relay.set()
        await house.relay_stopped.wait()
        async with relay_task(house.settings):
            await until(lambda: _has_publisher(house), 30)
            stop.set()
            await task


async def test_nobody_answers_until_stopped():
    stop = asyncio.Event()
    task = asyncio.create_task(publish(None, "http://127.0.0.1:9/whip/x", KEY, stop))
    await asyncio.sleep(1.5)
    assert not task.done()
    stop.set()
    await task
