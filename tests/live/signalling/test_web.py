"""WHIP and WHEP over HTTP with a real relay behind the private socket."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from live.shows.transitions import ShowState
from tests.live.relay.media_house import KEY, FakeShow, FakeShows, House, media_house
from tests.live.relay.offers import chromium_host, chromium_viewer

SDP = {"Content-Type": "application/sdp"}
HOST = {**SDP, "Authorization": f"Bearer {KEY}"}
FRAGMENT = {"Content-Type": "application/trickle-ice-sdpfrag"}


@pytest.fixture
async def house() -> AsyncIterator[House]:
    shows = FakeShows([FakeShow(), FakeShow("shw_2", slug="over", state=ShowState.ENDED)])
    async with media_house(shows=shows) as made:
        yield made


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_a_host_is_answered_by_the_book(house: House, http: aiohttp.ClientSession):
    async with http.post(house.whip_url, data=chromium_host(), headers=HOST) as response:
        assert response.status == 201
        assert response.headers["Content-Type"] == "application/sdp"
        assert response.headers["Accept-Patch"] == "application/trickle-ice-sdpfrag"
        assert response.headers["ETag"].startswith('"')
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Location" in response.headers["Access-Control-Expose-Headers"]
        location = response.headers["Location"]
        assert location.startswith("/whip/first/")
        assert (await response.text()).startswith("v=0\r\n")
    async with http.delete(house.url + location) as response:
        assert response.status == 200
    async with http.delete(house.url + location) as response:
        assert response.status == 404
    assert (await house.engine.stats("shw_1")).publisher is None


async def test_a_second_host_is_refused_while_the_first_lives(house: House, http: aiohttp.ClientSession, monkeypatch):
    async with http.post(house.whip_url, data=chromium_host(), headers=HOST) as response:
        assert response.status == 201
    async with http.post(house.whip_url, data=chromium_host(), headers=HOST) as response:
        assert response.status == 409
        assert (await response.json())["error"]["code"] == "publisher_there"
    # Silent for longer than it may be.
    monkeypatch.setattr("live.relay.show.REPLACEABLE_S", -1.0)
    async with http.post(house.whip_url, data=chromium_host(), headers=HOST) as response:
        assert response.status == 201


async def test_viewers_may_come_before_the_host(house: House, http: aiohttp.ClientSession):
    async with http.post(house.whep_url, data=chromium_viewer(), headers=SDP) as response:
        assert response.status == 201
        assert response.headers["Location"].startswith("/whep/first/")
        assert "a=sendonly" in await response.text()


@pytest.mark.parametrize(
    ("path", "headers", "body", "status", "code"),
    [
        ("/whip/first", SDP, chromium_host(), 401, "not_signed_in"),
        ("/whip/first", {**SDP, "Authorization": "Basic eDp5"}, chromium_host(), 401, "not_signed_in"),
        ("/whip/first", {**SDP, "Authorization": "Bearer wrong"}, chromium_host(), 403, "forbidden"),
        ("/whip/none", HOST, chromium_host(), 404, "not_found"),
        ("/whip/over", HOST, chromium_host(), 409, "wrong_state"),
        ("/whep/over", SDP, chromium_viewer(), 409, "wrong_state"),
        ("/whip/first", {**HOST, "Content-Type": "application/json"}, "{}", 415, "wrong_content_type"),
        ("/whep/first", {"Content-Type": "text/plain"}, chromium_viewer(), 415, "wrong_content_type"),
        ("/whep/first", SDP, "hello", 422, "bad_sdp"),
        ("/whep/first", SDP, "", 422, "bad_sdp"),
        ("/whep/first", SDP, b"v=0\xff", 400, "malformed"),
        ("/whep/first", SDP, "v=0\r\n" + "a=x\r\n" * 20_000, 413, "too_large"),
        ("/whep/first", SDP, chromium_host(), 406, "no_common_codec"),
        ("/whip/first", HOST, chromium_viewer(), 406, "no_common_codec"),
    ],
)
async def test_refusals(house: House, http: aiohttp.ClientSession, path, headers, body, status, code):
    async with http.post(house.url + path, data=body, headers=headers) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (status, code)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert (await house.engine.state()).shows == []


async def test_preflight(house: House, http: aiohttp.ClientSession):
    async with http.options(house.whip_url) as response:
        assert response.status == 204
        assert "POST" in response.headers["Access-Control-Allow-Methods"]
        assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
        assert response.headers["Accept-Post"] == "application/sdp"
    async with http.options(house.whep_url + "/some-session") as response:
        assert response.status == 204
        assert "PATCH" in response.headers["Access-Control-Allow-Methods"]


async def test_trickle_and_restart(house: House, http: aiohttp.ClientSession):
    async with http.post(house.whip_url, data=chromium_host(), headers=HOST) as response:
        url, etag = house.url + response.headers["Location"], response.headers["ETag"]
        first = await response.text()
    trickle = "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdefghijklmn\r\na=end-of-candidates\r\n"
    restart = "a=ice-ufrag:efgh\r\na=ice-pwd:nmlkjihgfedcba9876543210\r\n"
    async with http.patch(url, data=trickle, headers={**FRAGMENT, "If-Match": etag}) as response:
        assert response.status == 204
    async with http.patch(url, data=trickle, headers=FRAGMENT) as response:
        assert response.status == 428
    async with http.patch(url, data=trickle, headers={**FRAGMENT, "If-Match": '"other"'}) as response:
        assert response.status == 412
    async with http.patch(url, data=trickle, headers={**SDP, "If-Match": etag}) as response:
        assert response.status == 415
    async with http.patch(url, data="nonsense", headers={**FRAGMENT, "If-Match": etag}) as response:
        assert response.status == 422
    async with http.patch(url, data=restart, headers={**FRAGMENT, "If-Match": "*"}) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "application/trickle-ice-sdpfrag"
        assert response.headers["ETag"] != etag
        text = await response.text()
    ufrag = next(line for line in text.split("\r\n") if line.startswith("a=ice-ufrag:"))
    assert ufrag not in first
    async with http.patch(url + "x", data=restart, headers={**FRAGMENT, "If-Match": "*"}) as response:
        assert response.status == 404


async def test_ways_to_watch(house: House, http: aiohttp.ClientSession):
    async with http.get(f"{house.url}/api/shows/shw_1/watch") as response:
        assert await response.json() == {"ways": [{"kind": "whep", "url": "/whep/first"}]}
    async with http.get(f"{house.url}/api/shows/over/watch") as response:
        assert await response.json() == {"ways": []}
    async with http.get(f"{house.url}/api/shows/none/watch") as response:
        assert response.status == 404


async def test_figures_are_for_the_staff(house: House, http: aiohttp.ClientSession):
    async with http.get(f"{house.url}/api/shows/first/media") as response:
        assert response.status == 401
    async with http.get(f"{house.url}/api/shows/first/media?as=staff") as response:
        assert response.status == 200
        figures = await response.json()
    assert (figures["viewers"], figures["publisher"]) == (0, None)


async def test_a_full_relay_says_when_to_come_again(http: aiohttp.ClientSession):
    async with media_house(max_viewers=1) as house:
        async with http.post(house.whep_url, data=chromium_viewer(), headers=SDP) as response:
            assert response.status == 201
        async with http.post(house.whep_url, data=chromium_viewer(), headers=SDP) as response:
            assert response.status == 503
            assert int(response.headers["Retry-After"]) > 0
            assert (await response.json())["error"]["code"] == "relay_full"
        async with http.post(house.whip_url, data=chromium_host(), headers=HOST) as response:
            assert response.status == 201
