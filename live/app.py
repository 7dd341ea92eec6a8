"""The composition root: the only file that wires. Everything else gets what it needs through its constructor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import redis.asyncio
from aiohttp import web

from checkout.caller import Caller
from checkout.catalogue.images import ImageStore
from checkout.catalogue.service import Catalogue
from checkout.catalogue.web import CatalogueEndpoints
from checkout.database import Database
from checkout.endpoint import Call, Endpoint, Who, add_endpoints, json_response, refusals_middleware
from checkout.journal.archive import Archive
from checkout.journal.journal import Journal
from checkout.journal.outbox import Outbox
from checkout.ledger import Ledger
from checkout.openapi import openapi_document
from checkout.orders.link import order_linker
from checkout.orders.service import Orders
from checkout.orders.web import CheckoutApi
from checkout.payments.method import PaymentMethod
from checkout.payments.test_card import TestCard
from checkout.sales import Sales
from checkout.signing import Signer
from checkout.stock.store import StockStore
from live.accounts.directory import ShopDirectory
from live.accounts.service import Accounts
from live.doctor.web import DoctorEndpoints
from live.hub.notices import Notices
from live.hub.presence import Presence
from live.hub.room import removed_chat
from live.hub.side import HubSide
from live.ids import new_id, now_ms
from live.log.kinds import CHAT_REMOVED
from live.mail import Mailer
from live.page_routes import add_pages
from live.running.secrets_file import load_secret
from live.settings import Settings, load_settings
from live.shows.service import Shows
from live.shows.web import ShowEndpoints
from live.shows.wire import ShowView
from live.signalling.engines import Engines, relay_engines
from live.signalling.publish_tokens import PublishTokens
from live.signalling.web import Signalling
from live.version import VERSION
from live.web.client import client_address
from live.web.health import Health, Probe, database_probe
from live.web.limits import AddressLimits
from live.web.metrics import FIGURES, Figures
from live.web.security import security_middleware, sign_in_middleware


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a process may need. Made without connecting to anything; closed by `open_services`."""

    settings: Settings
    database: Database
    redis: redis.asyncio.Redis
    tails: redis.asyncio.Redis
    signer: Signer
    journal: Journal
    outbox: Outbox
    archive: Archive
    store: StockStore
    sales: Sales
    orders: Orders
    accounts: Accounts
    shops: ShopDirectory
    catalogue: Catalogue
    shows: Shows
    engine: Engines
    notices: Notices
    mailer: Mailer


# Redis does one thing at a time: more connections make nothing faster, and calls only wait elsewhere.
REDIS_CONNECTIONS = 64
# The hub waits for news of its shows and of notices; the rest is room for a cluster, where each show is asked alone.
TAIL_CONNECTIONS = 16
REDIS_PATIENCE_S = 20.0

SERVICES: web.AppKey[Services] = web.AppKey("services", Services)


def make_services(settings: Settings, secret: bytes) -> Services:
    """Wires everything; connections are made when first used."""
    database = Database(settings.database_url)
    client = redis_client(settings.effective_redis_url, REDIS_CONNECTIONS)
    # Calls that wait in Redis for news hold a connection all the time, so they have theirs apart from the others.
    tails = redis_client(settings.effective_redis_url, TAIL_CONNECTIONS)
    signer = Signer(secret)
    journal = Journal(client, now_ms, tails)
    outbox = Outbox(database, journal, now_ms, new_id)
    store = StockStore(client, journal, now_ms)
    sales = Sales(database, client, store, journal, outbox, now_ms, new_id)
    shops = ShopDirectory(database, now_ms)
    mailer = Mailer(settings, now_ms)
    engine = relay_engines(settings, database)
    return Services(
        settings=settings,
        database=database,
        redis=client,
        tails=tails,
        signer=signer,
        journal=journal,
        outbox=outbox,
        archive=Archive(database, journal, {CHAT_REMOVED.name: removed_chat}),
        store=store,
        sales=sales,
        orders=Orders(
            database,
            store,
            Ledger(now_ms),
            sales,
            outbox,
            shops,
            payment_methods(settings),
            new_id,
            now_ms,
            order_linker(signer, settings.public_url or ""),
        ),
        accounts=Accounts(database, sales, signer, mailer, settings, shops, now_ms, new_id),
        shops=shops,
        catalogue=Catalogue(database, sales, store, shops, ImageStore(settings.images), now_ms, new_id),
        shows=Shows(
            database=database,
            sales=sales,
            store=store,
            outbox=outbox,
            shops=shops,
            settings=settings,
            engine=engine,
            viewers_of=Presence(client, journal, now_ms).viewers,
            now_ms=now_ms,
            new_id=new_id,
        ),
        engine=engine,
        notices=Notices(client, now_ms, new_id, tails),
        mailer=mailer,
    )


def redis_client(url: str, connections: int) -> redis.asyncio.Redis:
    """`url` is redis://, rediss:// or unix://. More calls at once than connections wait for one, up to 20 s."""
    pool = redis.asyncio.BlockingConnectionPool.from_url(
        url, decode_responses=True, max_connections=connections, timeout=REDIS_PATIENCE_S
    )
    return redis.asyncio.Redis.from_pool(pool)


def payment_methods(settings: Settings) -> Mapping[str, PaymentMethod]:
    """The ways to pay that this server has. The test card is only there for the demo or when asked for by name."""
    methods: list[PaymentMethod] = [TestCard()] if settings.demo or settings.test_card else []
    return {method.name: method for method in methods}


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncGenerator[Services]:
    """What `jobs` runs on. Raises `SecretUnusable`."""
    services = make_services(settings, load_secret(settings.data))
    async with _open(services):
        yield services


@asynccontextmanager
async def _open(services: Services) -> AsyncGenerator[None]:
    services.mailer.start()
    try:
        yield
    finally:
        await services.orders.close()
        await services.accounts.close()
        await services.mailer.close()
        await services.engine.disconnect()
        await services.outbox.close()
        await services.tails.aclose()
        await services.redis.aclose()
        await services.database.close()


async def build_web(settings: Settings) -> web.Application:
    """The web process's application: HTTP API, pages, hub, signalling. Its services live as long as it runs."""
    limits = AddressLimits(now_ms)
    services = make_services(settings, load_secret(settings.data))
    hub = make_hub(services)
    figures = Figures()
    figures.count_hub(hub.hub.connected, lambda: hub.sockets.frames)

    async def resolve(request: web.Request) -> Caller:
        return await services.accounts.caller_of(request.headers.get("Authorization"), request.cookies)

    app = web.Application(
        middlewares=[
            figures.middleware(),
            security_middleware(settings),
            refusals_middleware,
            sign_in_middleware(settings, resolve, limits),
        ],
        # Bodies are read with limits of their own; this one is for the largest of them, a picture.
        client_max_size=16 * 1024 * 1024,
    )
    app[SERVICES] = services
    app[FIGURES] = figures
    add_endpoints(app, [*api_endpoints(services, hub), *_document_endpoints(services, hub)])
    hub.attach(app)
    add_pages(app, services.shows, services.shops, services.accounts, settings)

    async def running(_app: web.Application) -> AsyncIterator[None]:
        lag = asyncio.create_task(figures.watch_loop(), name="loop lag")
        try:
            async with _open(services), hub.running():
                yield
        finally:
            lag.cancel()

    app.cleanup_ctx.append(running)
    return app


def make_hub(services: Services) -> HubSide:
    settings, shows = services.settings, services.shows

    async def show_view(show: str, _caller: Caller) -> ShowView:
        return await shows.view_now(show)

    return HubSide(
        client=services.redis,
        log=services.journal,
        history=services.archive,
        notices=services.notices,
        show_view=show_view,
        view_changed=shows.forget_view,
        open_hold=services.orders.holds.open,
        resolve=services.accounts.caller_of,
        now_ms=now_ms,
        new_id=new_id,
        public_url=settings.public_url,
        address_of=lambda request: client_address(request, settings),
    )


def api_endpoints(services: Services, hub: HubSide) -> list[Endpoint]:
    """Every row of the API: what is routed and what is documented."""
    gate = PublishTokens(services.shows, services.signer, now_ms)
    return [
        *services.accounts.endpoints(),
        *CatalogueEndpoints(services.catalogue).endpoints(),
        *ShowEndpoints(services.shows, services.settings).endpoints(),
        *CheckoutApi(services.orders, services.shops, services.signer, now_ms).endpoints(),
        *hub.endpoints(),
        *gate.endpoints(),
        *Signalling(gate, services.engine).endpoints(),
        *DoctorEndpoints(services.settings).endpoints(),
        *Health(services.settings, _probes(services)).endpoints(),
    ]


def _probes(services: Services) -> dict[str, Probe]:
    async def redis_answers() -> None:
        await services.redis.ping()  # pyright: ignore[reportGeneralTypeIssues]

    async def relay_answers() -> None:
        for worker in services.engine.workers:
            await worker.state()

    return {"database": database_probe(services.database), "redis": redis_answers, "relay": relay_answers}


def _document_endpoints(services: Services, hub: HubSide) -> list[Endpoint]:
    document = openapi_document(api_endpoints(services, hub), title="Etalase", version=VERSION)

    async def give(_call: Call[None]) -> web.Response:
        return json_response(document)

    return [Endpoint("GET", "/api/openapi.json", give, Who.PUBLIC, "This document", in_document=False)]


def api_document() -> dict[str, Any]:
    """The OpenAPI document, made without connecting to anything."""
    services = make_services(load_settings({}), bytes(32))
    return openapi_document(api_endpoints(services, make_hub(services)), title="Etalase", version=VERSION)
