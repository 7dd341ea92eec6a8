"""A small application of the accounts' endpoints alone, on both databases, with real cookies and tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from checkout.database import Database
from checkout.endpoint import CALLER, add_endpoints, refusal_response, refusals_middleware
from checkout.errors import NotSignedIn
from checkout.signing import Signer
from live.accounts.directory import ShopDirectory
from live.accounts.passwords import Passwords
from live.accounts.service import Accounts
from live.mail import Mailer
from live.settings import Settings, load_settings
from tests.conftest import ManualClock

PASSWORD = "correct horse battery"


@dataclass
class FakeSales:
    """Writes down what was asked."""

    created: list[tuple[str, str, str, bool]] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    async def create(self, db: Any, sale_id: str, shop_id: str, kind: str, hold_ttl_s: int, open: bool) -> None:
        self.created.append((sale_id, shop_id, kind, open))

    async def load(self, sale_id: str) -> None:
        self.loaded.append(sale_id)


def quick_passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class House:
    """The accounts' side, and a way to come as several browsers."""

    settings: Settings
    accounts: Accounts
    directory: ShopDirectory
    sales: FakeSales
    mailer: Mailer
    clock: ManualClock
    database: Database
    server: TestServer
    clients: list[TestClient] = field(default_factory=list)

    async def browser(self) -> TestClient:
        """A browser of its own: no cookies yet."""
        client = TestClient(self.server)
        self.clients.append(client)
        return client

    async def letters(self) -> list[str]:
        await self.accounts.resets.flush()
        await self.mailer.flush()
        return [path.read_text() for path in sorted(self.settings.mail_folder.glob("*.eml"))]


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def sign_in_middleware(accounts: Accounts) -> Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]:
    @web.middleware
    async def handle(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            request[CALLER] = await accounts.caller_of(
                request.headers.get("Authorization"), request.headers.get("Cookie")
            )
        except NotSignedIn as refusal:
            return refusal_response(refusal)
        return await handler(request)

    return handle


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
async def house(
    database: Database, clock: ManualClock, new_id: Any, tmp_path: Path, environment: dict[str, str]
) -> AsyncIterator[House]:
    settings = load_settings({"ETALASE_DATA": str(tmp_path / "var"), **environment})
    mailer = Mailer(settings, clock)
    mailer.start()
    sales, directory = FakeSales(), ShopDirectory(database, clock)
    accounts = Accounts(
        database, sales, Signer(b"s" * 32), mailer, settings, directory, clock, new_id, passwords=quick_passwords()
    )
    app = web.Application(middlewares=[refusals_middleware, sign_in_middleware(accounts)])
    add_endpoints(app, accounts.endpoints())
    server = TestServer(app)
    await server.start_server()
    made = House(settings, accounts, directory, sales, mailer, clock, database, server)
    yield made
    for client in made.clients:
        await client.session.close()
    await server.close()
    await accounts.close()
    await mailer.close()


async def answer(response: Any, status: int) -> Any:
    """The JSON body, after checking the status."""
    body = await response.json() if response.content_type == "application/json" else await response.text()
    assert response.status == status, body
    return body


async def code(response: Any, status: int) -> str:
    """The error's code, after checking the status."""
    return (await answer(response, status))["error"]["code"]


async def owner(house: House, shop: Any = "Batik Sekar") -> tuple[TestClient, dict[str, Any]]:
    """The server's owner, signed in, with a shop: (browser, the answer to signing up)."""
    browser = await house.browser()
    body = {"email": "ibu@batik.test", "password": PASSWORD, "name": "Ibu Sekar", "shop": shop}
    return browser, await answer(await browser.post("/api/accounts", json=body), 201)


async def join(house: House, by: TestClient, shop_id: str, role: str, email: str) -> tuple[TestClient, str]:
    """Somebody invited by `by`, signed up: (browser, account id)."""
    invited = await answer(await by.post(f"/api/shops/{shop_id}/invitations", json={"role": role}), 201)
    browser = await house.browser()
    body = {"email": email, "password": PASSWORD, "name": email.partition("@")[0], "invitation": invited["token"]}
    return browser, (await answer(await browser.post("/api/accounts", json=body), 201))["account_id"]
