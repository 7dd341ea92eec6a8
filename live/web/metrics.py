"""Figures of this process for Prometheus: requests by route, the hub's clients and frames, how late the loop is.

Labels are bounded: a route is one of the table's templates, never an address that somebody made up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from time import perf_counter

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Middleware = Callable[..., Awaitable[web.StreamResponse]]

_LAG_EVERY_S = 1.0
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Figures:
    """One an application, with a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("route", "method")
        self._requests = Counter(
            "etalase_http_requests", "Requests answered", (*labels, "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "etalase_http_request_seconds", "Time to an answer", labels, buckets=_BUCKETS_S, registry=self.registry
        )
        self._lag = Gauge("etalase_loop_lag_seconds", "How late the event loop last was", registry=self.registry)

    def count_hub(self, clients: Callable[[], int], frames: Callable[[], int]) -> None:
        """`clients` are connected now, `frames` were written to sockets since the start."""
        self.registry.register(_Hub(clients, frames))

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def middleware(self) -> Middleware:
        """Outermost, so that refusals count too."""

        @web.middleware
        async def handle(request: web.Request, handler: Handler) -> web.StreamResponse:
            begun_s, status = perf_counter(), 500
            try:
                response = await handler(request)
                status = response.status
                return response
            except web.HTTPException as answer:
                status = answer.status
                raise
            finally:
                self._count(request, status, perf_counter() - begun_s)

        return handle

    def _count(self, request: web.Request, status: int, seconds: float) -> None:
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "none"
        method = request.method if request.method in _METHODS else "other"
        self._requests.labels(route, method, f"{status // 100}xx").inc()
        if status != 101 and not route.startswith("/socket.io"):
            # A socket's request lasts as long as the visit: that is no latency.
            self._seconds.labels(route, method).observe(seconds)

    async def watch_loop(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due_s = loop.time() + _LAG_EVERY_S
            await asyncio.sleep(_LAG_EVERY_S)
            self._lag.set(max(0.0, loop.time() - due_s))


FIGURES: web.AppKey[Figures] = web.AppKey("figures", Figures)


class _Hub(Collector):
    def __init__(self, clients: Callable[[], int], frames: Callable[[], int]) -> None:
        self._clients = clients
        self._frames = frames

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("etalase_hub_clients", "Connected sockets", self._clients())
        yield CounterMetricFamily("etalase_hub_frames", "Frames written to sockets", self._frames())
