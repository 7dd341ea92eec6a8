from __future__ import annotations

import asyncio
import contextlib
import stat
import tempfile

import pytest

from checkout.errors import NotFound, Unavailable
from live.errors import BadSdp, PublisherThere
from live.signalling.relay_client import RelayClient
from tests.live.relay.media_house import relay_settings, relay_task
from tests.live.relay.offers import chromium_host, chromium_viewer


async def test_calls_reports_and_refusals_cross_the_socket():
    with tempfile.TemporaryDirectory(prefix="etc") as folder:
        settings = relay_settings(folder)
        client = RelayClient(settings.relay_socket())
        async with relay_task(settings):
            assert stat.S_IMODE(settings.relay_socket().stat().st_mode) == 0o600
            state = await client.state()
            assert state.shows == []
            first = await client.publish("shw_1", chromium_host(), public=False)
            with pytest.raises(PublisherThere):
                await client.publish("shw_1", chromium_host(), public=False)
            with pytest.raises(BadSdp):
                await client.watch("shw_1", "nonsense", "nobody", staff=False)
            with pytest.raises(NotFound):
                await client.close("none")
            # Many at once on one connection.
            answers = await asyncio.gather(
                *(client.watch("shw_1", chromium_viewer(), "nobody", staff=False) for _ in range(20))
            )
            assert len({answer.session_id for answer in answers}) == 20
            await client.set_public("shw_1", True)
            assert (await client.stats("shw_1")).public
            await client.close(first.session_id)
            assert (await client.stats("shw_1")).publisher is None
            await client.end_show("shw_1")
            await client.set_public("unknown", True)
            assert (await client.stats("unknown")).viewers == 0
        await client.disconnect()


async def test_a_relay_that_went_and_came_back():
    with tempfile.TemporaryDirectory(prefix="etc") as folder:
        settings = relay_settings(folder)
        client = RelayClient(settings.relay_socket())
        with pytest.raises(Unavailable) as away:
            await client.state()
        assert away.value.retry_after_s == 1
        async with relay_task(settings):
            before = await client.state()
            following = asyncio.ensure_future(anext(client.reports(before.sequence)))
            await asyncio.sleep(0.05)
        with pytest.raises(Unavailable):
            await following
        with pytest.raises(Unavailable):
            await client.state()
        async with relay_task(settings):
            after = await client.state()
            assert after.run_id != before.run_id
            assert after.sequence >= before.sequence
            with pytest.raises(Unavailable):
                await anext(client.reports(after.sequence + 5))
        await client.disconnect()


async def test_a_stranger_on_the_socket_is_dropped():
    with tempfile.TemporaryDirectory(prefix="etc") as folder:
        settings = relay_settings(folder)
        client = RelayClient(settings.relay_socket())
        async with relay_task(settings):
            for line in (b"hello\n", b'{"call": "state"}\n', b'{"call": "dance", "call_id": 1}\n', b"x" * (2 << 20)):
                reader, writer = await asyncio.open_unix_connection(str(settings.relay_socket()))
                writer.write(line)
                with contextlib.suppress(ConnectionError):
                    assert await reader.read() == b""
                writer.close()
            assert (await client.state()).shows == []
        await client.disconnect()
