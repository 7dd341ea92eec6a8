"""`etalase publish`: be the host of a show with a file, or with a moving test picture and tone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import structlog

from live.publishing.feed import CannotPublish, Feed
from live.publishing.file_feed import FileFeed
from live.publishing.synthetic import SyntheticFeed
from live.publishing.whip_client import ConnectionLost, Publication, whip

__all__ = ["CannotPublish", "publish"]

logger = structlog.get_logger("publish")

BACKOFF_S = (0.5, 1.0, 2.0, 3.0, 5.0)
_REQUEST_LIMIT_S = 10.0
_LATE_S = 0.5


async def publish(
    source: str | None,
    whip_url: str,
    key: str,
    stop: asyncio.Event,
    *,
    looped: bool = False,
    title: str = "Etalase",
) -> None:
    """Publishes until `stop` is set or the file ends; connects again whenever the connection is lost.

    `source` is a file's path, None for the test picture (with `title` on it).

    Raises:
        CannotPublish: the file cannot be used, or the server refuses for good.
    """
    feed = await asyncio.to_thread(_open, source, looped, title)
    stopping = asyncio.create_task(stop.wait())
    work = asyncio.create_task(_keep_publishing(feed, whip_url, key))
    try:
        await asyncio.wait({stopping, work}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
    finally:
        for task in (stopping, work):
            task.cancel()
        await asyncio.gather(stopping, work, return_exceptions=True)
        feed.close()


def _open(source: str | None, looped: bool, title: str) -> Feed:
    if source is None:
        return SyntheticFeed(title, lambda: datetime.now(UTC))
    return FileFeed(Path(source), looped)


async def _keep_publishing(feed: Feed, whip_url: str, key: str) -> None:
    pump = _Pump(feed)
    tries = 0
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_REQUEST_LIMIT_S)) as session:
        while True:
            try:
                async with whip(session, whip_url, key, feed.video_codec, feed.has_audio) as publication:
                    logger.info("publishing", to=whip_url)
                    tries = 0
                    await pump.run(publication)
                    return
            except ConnectionLost as lost:
                wait_s = BACKOFF_S[min(tries, len(BACKOFF_S) - 1)]
                tries += 1
                logger.warning("not publishing; trying again", reason=str(lost), in_s=wait_s)
                await asyncio.sleep(wait_s)


class _Pump:
    """Gives each packet to its track when it is due. Keeps its place in the feed over a lost connection."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    async def run(self, publication: Publication) -> None:
        """Until the feed's end. Raises `ConnectionLost`."""
        loop = asyncio.get_running_loop()
        began_s: float | None = None
        while True:
            if publication.lost.done():
                raise publication.lost.result()
            timed = await asyncio.to_thread(self._feed.next)
            if timed is None:
                # What was handed over last still has to leave.
                await asyncio.sleep(_LATE_S)
                return
            now_s = loop.time()
            if began_s is None or now_s - (began_s + timed.due_s) > _LATE_S:
                # The beginning, a pause of the connection or a machine that cannot keep up: go on from here.
                began_s = now_s - timed.due_s
            await asyncio.sleep(max(0.0, began_s + timed.due_s - now_s))
            track = publication.tracks.get(timed.kind)
            if track is not None:
                track.put(timed.packet)
