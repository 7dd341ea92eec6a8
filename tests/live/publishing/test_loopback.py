"""A server that is to be reached over 127.0.0.1 alone: announced so, or on a machine without any network."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import aioice
import aiortc
import pytest

from live.publishing.loopback import has_loopback, open_loopback
from live.publishing.publish import publish
from tests.live.relay.browser import PAGE, chromium, figures, open_page
from tests.live.relay.media_house import KEY, media_house, until

ROOT = Path(__file__).resolve().parents[3]
ANSWER = """v=0
o=- 1 1 IN IP4 0.0.0.0
s=-
t=0 0
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=mid:0
a=rtpmap:111 opus/48000/2
{candidates}"""


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        ([], False),
        (["198.51.100.7"], False),
        (["198.51.100.7", "127.0.0.1"], True),
        (["127.0.0.2"], True),
        (["0b1c.local"], False),
    ],
)
def test_reads_the_candidates(addresses: list[str], expected: bool):
    lines = [f"a=candidate:{place} 1 udp 1 {each} 9 typ host\n" for place, each in enumerate(addresses)]
    assert has_loopback(ANSWER.format(candidates="".join(lines))) is expected


async def test_adds_one_socket_for_each_transport():
    """Guards the private names."""
    connection = aiortc.RTCPeerConnection(aiortc.RTCConfiguration(iceServers=[]))
    try:
        connection.addTransceiver("audio")
        connection.addTransceiver("video")
        await connection.setLocalDescription(await connection.createOffer())
        await open_loopback(connection)
        for transceiver in connection.getTransceivers():
            gatherer = transceiver.sender.transport.transport.iceGatherer
            assert isinstance(gatherer._connection, aioice.Connection)
            assert [each.ip for each in gatherer.getLocalCandidates()].count("127.0.0.1") == 1
    finally:
        await connection.close()


async def _has_publisher(house) -> bool:
    return any(show.has_publisher for show in (await house.engine.state()).shows)


async def host_over_loopback() -> None:
    async with media_house(announce=("127.0.0.1",)) as house:
        stop = asyncio.Event()
        publishing = asyncio.create_task(publish(None, house.whip_url, KEY, stop))
        await until(lambda: _has_publisher(house))
        stop.set()
        await publishing


async def test_a_server_announced_as_loopback():
    await host_over_loopback()


def _may_make_networks() -> bool:
    unshare = shutil.which("unshare")
    return unshare is not None and subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not _may_make_networks(), reason="needs leave to make a network of its own")
async def test_a_machine_without_network():
    command = "ip link set lo up && exec " + sys.executable + " -m tests.live.publishing.test_loopback"
    process = await asyncio.create_subprocess_exec(
        "unshare", "-rn", "sh", "-c", command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, output.decode()[-3000:]


@pytest.mark.browser
async def test_a_viewer_over_loopback_sees_it():
    async with media_house(PAGE, announce=("127.0.0.1",)) as house, chromium() as browser:
        stop = asyncio.Event()
        publishing = asyncio.create_task(publish(None, house.whip_url, KEY, stop))
        page = await open_page(browser, house.url)
        answer = await page.evaluate("(url) => watch(url)", house.whep_url)
        assert "127.0.0.1" in answer["sdp"]

        async def plays() -> bool:
            seen = await figures(page)
            return seen["width"] > 0 and seen["time"] > 1.0

        await until(plays, 30)
        stop.set()
        await publishing


if __name__ == "__main__":
    asyncio.run(host_over_loopback())
