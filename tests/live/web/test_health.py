"""Who may read the metrics."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from aiohttp import web

from checkout.endpoint import add_endpoints, refusals_middleware
from live.settings import load_settings
from live.web.health import Health


async def ask(aiohttp_client: Any, environment: dict[str, str], header: bytes) -> int:
    app = web.Application(middlewares=[refusals_middleware])
    add_endpoints(app, Health(load_settings(environment), {}).endpoints())
    client = await aiohttp_client(app)
    reader, writer = await asyncio.open_connection(client.host, client.port, family=socket.AF_INET)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + b"\r\n\r\n")
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize(
    ("token", "header", "status"),
    [
        ("", b"X: y", 200),
        ("", b"X-Forwarded-For: 9.9.9.9", 404),
        ("word", b"X: y", 404),
        ("word", b"Authorization: Bearer word", 200),
        ("word", b"Authorization: Bearer other", 404),
        ("word", b"Authorization: Bearer \xff", 404),
    ],
)
async def test_metrics(aiohttp_client: Any, token: str, header: bytes, status: int) -> None:
    assert await ask(aiohttp_client, {"ETALASE_METRICS_TOKEN": token}, header) == status
