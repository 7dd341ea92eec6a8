from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from checkout.caller import Caller
from checkout.endpoint import CALLER, add_endpoints, refusals_middleware
from checkout.orders.web import CheckoutApi
from tests.checkout.orders.counter import MODERATOR, OWNER, STRANGER, Counter

PEOPLE = {each.person_id: each for each in (OWNER, MODERATOR, STRANGER)}

Client = TestClient[Any, Any]


@web.middleware
async def name_the_caller(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """In place of signing in: the header X-Person says who it is."""
    person = request.headers.get("X-Person")
    request[CALLER] = PEOPLE.get(person) or Caller(person)
    return await handler(request)


@pytest.fixture
async def client(counter: Counter, aiohttp_client: AiohttpClient) -> Client:
    """The endpoints over HTTP."""
    app = web.Application(middlewares=[refusals_middleware, name_the_caller])
    add_endpoints(app, CheckoutApi(counter.orders, counter.shops, counter.signer, counter.clock).endpoints())
    return await aiohttp_client(app)
