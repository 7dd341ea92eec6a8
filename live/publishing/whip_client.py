"""A WHIP client (RFC 9725) that sends encoded packets as they are, by aiortc."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urljoin

import aiohttp
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from live.publishing.feed import CannotPublish, EncodedPacket
from live.publishing.loopback import has_loopback, open_loopback

SILENCE_S = 6.0
"""A server that reports nothing for so long is gone, whatever ICE still believes."""
CONNECT_S = 10.0
_REFUSED = {
    400: "refused the offer",
    401: "wants a stream key",
    403: "does not know this stream key",
    404: "has no such show",
    405: "does not speak WHIP at this address",
    406: "cannot forward this codec",
}


class ConnectionLost(Exception):
    """The connection could not be made or broke off: try again later. The message says what happened."""


class PacketTrack(MediaStreamTrack):
    """Hands over packets; when they come too fast the oldest are dropped rather than sent late."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self._packets: asyncio.Queue[EncodedPacket | None] = asyncio.Queue(256)

    def put(self, packet: EncodedPacket | None) -> None:
        if self._packets.full():
            self._packets.get_nowait()
        self._packets.put_nowait(packet)

    async def recv(self) -> Any:
        packet = await self._packets.get()
        if packet is None:
            raise MediaStreamError
        return packet


class Publication:
    """An open WHIP session. `lost` is done, with `ConnectionLost` as its result, when it is over."""

    def __init__(self, connection: RTCPeerConnection, tracks: dict[str, PacketTrack]) -> None:
        self.tracks = tracks
        self.lost: asyncio.Future[ConnectionLost] = asyncio.get_running_loop().create_future()
        self._connection = connection
        connection.on("connectionstatechange", self._changed)

    def _changed(self) -> None:
        if self._connection.connectionState in ("failed", "closed"):
            self._lose("The connection to the media server broke off.")

    def _lose(self, reason: str) -> None:
        if not self.lost.done():
            self.lost.set_result(ConnectionLost(reason))

    async def watch(self) -> None:
        """Notices a server that went without a word: its receiver reports stop."""
        loop = asyncio.get_running_loop()
        heard, last = loop.time(), None
        while not self.lost.done():
            await asyncio.sleep(1.0)
            stats = await self._connection.getStats()
            reports = [each.timestamp for each in stats.values() if each.type == "remote-inbound-rtp"]
            newest = max(reports, default=None)
            if newest != last:
                heard, last = loop.time(), newest
            elif loop.time() - heard > SILENCE_S + (CONNECT_S if last is None else 0.0):
                self._lose("The media server has gone silent.")


@asynccontextmanager
async def whip(
    session: aiohttp.ClientSession, url: str, key: str, video_codec: str | None, has_audio: bool
) -> AsyncGenerator[Publication]:
    """Publishes with one video track of `video_codec` and an Opus track.

    Raises:
        CannotPublish: the server refuses for good (the key, the show, the codec).
        ConnectionLost: it could not be reached, or is not ready.
    """
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    tracks: dict[str, PacketTrack] = {}
    location: str | None = None
    try:
        if has_audio:
            tracks["audio"] = PacketTrack("audio")
            connection.addTransceiver(tracks["audio"], direction="sendonly")
        if video_codec is not None:
            tracks["video"] = PacketTrack("video")
            transceiver = connection.addTransceiver(tracks["video"], direction="sendonly")
            known = RTCRtpSender.getCapabilities("video").codecs
            wanted = (f"video/{video_codec}".lower(), "video/rtx")
            transceiver.setCodecPreferences([codec for codec in known if codec.mimeType.lower() in wanted])
        await connection.setLocalDescription(await connection.createOffer())
        location, answer = await _post(session, url, key, connection.localDescription.sdp)
        publication = Publication(connection, tracks)
        try:
            if has_loopback(answer):
                await open_loopback(connection)
            await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        except ValueError as error:
            raise CannotPublish(f"The server's SDP answer cannot be used: {error}") from error
        watching = asyncio.create_task(publication.watch())
        try:
            yield publication
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
    finally:
        for track in tracks.values():
            track.put(None)
        if location is not None:
            await _delete(session, location, key)
        await connection.close()


async def _post(session: aiohttp.ClientSession, url: str, key: str, offer: str) -> tuple[str, str]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/sdp"}
    try:
        async with session.post(url, data=offer.encode(), headers=headers) as response:
            text = await response.text()
            if response.status == 201 and "Location" in response.headers:
                return urljoin(str(response.url), response.headers["Location"]), text
            if response.status in _REFUSED:
                raise CannotPublish(f"The server {_REFUSED[response.status]} (status {response.status}).")
            if response.status == 409 and '"wrong_state"' in text:
                raise CannotPublish("The show is over.")
            if response.status == 409:
                raise ConnectionLost("Somebody else is publishing this show.")
            raise ConnectionLost(f"The server answered with status {response.status}.")
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
        raise CannotPublish(f"{url!r} is no WHIP address: it must be like https://shop.example/whip/...") from error
    except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError) as error:
        raise ConnectionLost(f"The server cannot be reached: {error or type(error).__name__}") from error


async def _delete(session: aiohttp.ClientSession, location: str, key: str) -> None:
    try:
        async with session.delete(location, headers={"Authorization": f"Bearer {key}"}):
            pass
    except (aiohttp.ClientError, TimeoutError):
        return  # the connection's end says the same, a little later
