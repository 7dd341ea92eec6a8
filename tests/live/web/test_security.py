"""What is asked of every request: who is slowed by their address and who never is."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from checkout.caller import Caller
from live.settings import load_settings
from live.web.limits import AddressLimits
from live.web.security import sign_in_middleware
from tests.conftest import ManualClock


@pytest.mark.parametrize(
    ("method", "path", "limited"),
    [
        ("POST", "/api/shows/shw_1/holds", False),
        ("POST", "/api/shops/shp_1/holds", False),
        ("GET", "/api/shows/shw_1/holds", True),
        ("GET", "/live/holds", True),
        ("POST", "/api/holds", True),
        ("POST", "/api/shows/a/b/holds", True),
        ("GET", "/api/shows/shw_1", True),
    ],
)
async def test_only_a_hold_is_never_refused_for_its_address(
    aiohttp_client: Any, clock: ManualClock, method: str, path: str, limited: bool
) -> None:
    async def resolve(_request: web.Request) -> Caller:
        return Caller()

    async def answer(_request: web.Request) -> web.Response:
        return web.Response()

    limits = AddressLimits(clock, per_s=1, burst=1)
    app = web.Application(middlewares=[sign_in_middleware(load_settings({}), resolve, limits)])
    app.router.add_route("*", "/{rest:.*}", answer)
    client = await aiohttp_client(app)
    statuses = [(await client.request(method, path)).status for _ in range(3)]
    assert statuses == ([200, 429, 429] if limited else [200, 200, 200])
