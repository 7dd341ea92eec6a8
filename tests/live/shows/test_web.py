"""Shows over HTTP: what is asked wrongly is told so, and nothing is changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkout.endpoint import CALLER, add_endpoints, refusals_middleware
from checkout.openapi import openapi_document
from live.settings import load_settings
from live.shows.web import ShowEndpoints
from tests.live.shows.conftest import HOST, NOBODY, House

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(house: House) -> Any:
    async def sign_in(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        request[CALLER] = HOST if "Authorization" in request.headers else NOBODY
        return await handler(request)

    app = web.Application(middlewares=[refusals_middleware, web.middleware(sign_in)])
    add_endpoints(app, ShowEndpoints(house.shows, load_settings({})).endpoints())
    async with TestClient(TestServer(app), headers={"Authorization": "Bearer x"}) as made:
        yield made


async def ask(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    async with client.request(method, path, json=body) as answer:
        return answer.status, await answer.json()


LINE = {"variant_id": "var_mug", "units": 1}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": 5}, "title"),
        ({"title": "x", "unknown": 1}, "body"),
        ({"title": "x", "hold_ttl_s": 29}, "hold_ttl_s"),
        ({"title": "x", "hold_ttl_s": 3601}, "hold_ttl_s"),
        ({"title": "x", "starts_at": "soon"}, "starts_at"),
        ({"title": "x", "line_up": [LINE | {"units": 0}]}, "line_up[0].units"),
        ({"title": "x", "line_up": [LINE | {"units": -5}]}, "line_up[0].units"),
        ({"title": "x", "line_up": [LINE | {"units": 10**30}]}, "line_up[0].units"),
        ({"title": "x", "line_up": [LINE | {"units": 1.5}]}, "line_up[0].units"),
        ({"title": "x", "line_up": [LINE | {"variant_id": "a b"}]}, "line_up[0].variant_id"),
        ({"title": "x", "line_up": [LINE, LINE]}, "line_up[1].variant_id"),
    ],
)
async def test_values_that_may_not_be_name_their_field(client: Client, house: House, body: Any, field: str) -> None:
    status, answer = await ask(client, "POST", "/api/shows", body)
    assert status == 422
    assert field in answer["error"]["details"]
    assert await house.shelf() == 50


async def test_a_show_from_its_plan_to_its_end(client: Client, house: House) -> None:
    status, made = await ask(client, "POST", "/api/shows", {"title": "Senja", "line_up": [LINE | {"units": 5}]})
    assert status == 201
    assert set(made) == {"show_id", "slug", "watch_url", "whip_url", "stream_key"}
    show = f"/api/shows/{made['show_id']}"
    assert (await ask(client, "PATCH", show, {"title": "Baru"}))[1]["title"] == "Baru"
    assert (await ask(client, "POST", f"{show}/start"))[0] == 409
    await house.report(made["show_id"], "publisher_joined")
    pinned = await ask(client, "PUT", f"{show}/pin", {"variant_id": "var_mug"})
    assert (pinned[0], pinned[1]["pinned"]) == (200, "var_mug")
    changed = await ask(client, "PATCH", f"{show}/line-up", {"lines": [LINE | {"units": -2}]})
    assert changed[1]["line_up"][0]["initial"] == 3
    short = await ask(client, "PATCH", f"{show}/line-up", {"lines": [LINE | {"units": 100}]})
    assert (short[0], short[1]["error"]["code"]) == (409, "out_of_stock")
    assert (await ask(client, "DELETE", f"{show}/pin"))[1]["pinned"] is None
    assert (await ask(client, "POST", f"{show}/stream-key"))[0] == 201
    async with client.get(show, headers={"Authorization": ""}) as answer:
        assert (await answer.json())["state"] == "live"
    assert (await ask(client, "GET", "/api/on-air"))[1]["shows"][0]["slug"] == made["slug"]
    assert (await ask(client, "GET", "/api/shops/shop-1/shows"))[1]["next"] is None
    assert (await ask(client, "POST", f"{show}/end"))[1]["state"] == "ended"
    assert (await ask(client, "POST", f"{show}/end"))[1]["error"]["details"] == {"state": "ended"}


@pytest.mark.parametrize("path", ["/api/shows/none", "/api/shows/%00", "/api/shows/%ED%A0%80", "/api/shops/none/shows"])
async def test_what_is_not_there(client: Client, path: str) -> None:
    assert (await ask(client, "GET", path))[0] == 404


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=1e9", "cursor=zzz", "state=none"])
async def test_queries_that_may_not_be(client: Client, query: str) -> None:
    assert (await ask(client, "GET", f"/api/shows?{query}"))[0] == 422


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(["title", "line_up", "starts_at", "hold_ttl_s", "auto_start", "lines", "variant_id"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(fields, json_values, max_size=4) | json_values, row=st.integers(0, 3))
async def test_no_body_makes_the_server_stumble(client: Client, body: Any, row: int) -> None:
    method, path = [
        ("POST", "/api/shows"),
        ("PATCH", "/api/shows/x"),
        ("PATCH", "/api/shows/x/line-up"),
        ("PUT", "/api/shows/x/pin"),
    ][row]
    status, _ = await ask(client, method, path, body)
    assert status < 500


def test_the_endpoints_make_a_document() -> None:
    rows = ShowEndpoints(None, load_settings({})).endpoints()  # type: ignore[arg-type]
    paths = openapi_document(rows, title="x", version="1")["paths"]
    assert set(paths["/api/shows/{show}/pin"]) == {"put", "delete"}
