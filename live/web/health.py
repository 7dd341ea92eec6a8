"""Liveness, readiness and figures: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping

import prometheus_client
from aiohttp import web
from sqlalchemy import text

from checkout.database import Database
from checkout.endpoint import Call, Endpoint, Who, json_response
from live.settings import Settings
from live.web.client import client_address
from live.web.metrics import FIGURES

Probe = Callable[[], Awaitable[None]]
"""Returns when the part answers, raises when it doesn't."""

PROBE_LIMIT_S = 2.0


def database_probe(database: Database) -> Probe:
    async def probe() -> None:
        async with database.read() as db:
            await db.execute(text("SELECT 1"))

    return probe


class Health:
    """`probes` are the parts without which a sale can't go on: database, Redis, relay."""

    def __init__(self, settings: Settings, probes: Mapping[str, Probe]) -> None:
        self._settings = settings
        self._probes = dict(probes)

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("GET", "/healthz", self.alive, Who.PUBLIC, "The process runs", in_document=False),
            Endpoint("GET", "/readyz", self.ready, Who.PUBLIC, "Database, Redis and relay answer", in_document=False),
            Endpoint("GET", "/metrics", self.metrics, Who.PUBLIC, "Prometheus", in_document=False),
        ]

    async def alive(self, _call: Call[None]) -> web.Response:
        return json_response({"status": "ok"})

    async def ready(self, _call: Call[None]) -> web.Response:
        names = list(self._probes)
        states = await asyncio.gather(*(self._ask(self._probes[name]) for name in names))
        parts = dict(zip(names, states, strict=True))
        good = all(state == "ok" for state in states)
        return json_response({"status": "ok" if good else "unavailable", "parts": parts}, 200 if good else 503)

    async def _ask(self, probe: Probe) -> str:
        try:
            async with asyncio.timeout(PROBE_LIMIT_S):
                await probe()
        except Exception:  # noqa: BLE001 - whatever a part raises, the answer is that it is away
            return "unavailable"
        return "ok"

    async def metrics(self, call: Call[None]) -> web.Response:
        """With `ETALASE_METRICS_TOKEN` for whoever sends it, else for this machine alone."""
        if not self._may_read(call.request):
            raise web.HTTPNotFound
        figures = call.request.app.get(FIGURES)
        own = figures.text() if figures is not None else b""
        return web.Response(
            body=prometheus_client.generate_latest() + own,
            headers={"Content-Type": prometheus_client.CONTENT_TYPE_LATEST},
        )

    def _may_read(self, request: web.Request) -> bool:
        token = self._settings.metrics_token
        if token:
            given = request.headers.get("Authorization", "").removeprefix("Bearer ")
            return hmac.compare_digest(given.encode(errors="surrogatepass"), token.encode())
        forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
        return not forwarded and client_address(request, self._settings) in ("127.0.0.1", "::1")
