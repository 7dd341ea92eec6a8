"""Requests by route template, never by what was asked for; the hub's own counts."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from checkout.endpoint import add_endpoints, refusals_middleware
from live.settings import load_settings
from live.web.health import Health
from live.web.metrics import FIGURES, Figures


async def test_figures(aiohttp_client: Any) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response()

    figures = Figures()
    figures.count_hub(lambda: 7, lambda: 1234)
    app = web.Application(middlewares=[figures.middleware(), refusals_middleware])
    app[FIGURES] = figures
    app.router.add_get("/shows/{show}", answer)
    add_endpoints(app, Health(load_settings({}), {}).endpoints())
    client = await aiohttp_client(app)
    for number in range(3):
        await client.get(f"/shows/{number}")
        await client.get(f"/nowhere/{number}")
    text = await (await client.get("/metrics")).text()
    assert 'etalase_http_requests_total{method="GET",route="/shows/{show}",status="2xx"} 3.0' in text
    assert 'etalase_http_requests_total{method="GET",route="none",status="4xx"} 3.0' in text
    assert 'etalase_http_request_seconds_count{method="GET",route="/shows/{show}"} 3.0' in text
    assert "etalase_hub_clients 7.0" in text
    assert "etalase_hub_frames_total 1234.0" in text
    assert "nowhere" not in text
    assert "process_cpu_seconds_total" in text
