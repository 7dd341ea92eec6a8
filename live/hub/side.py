"""The hub's side of the house in one piece, for the composition root: made, attached, run and stopped together."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import redis.asyncio
from aiohttp import web

from checkout.endpoint import Endpoint
from checkout.outside import Clock, NewId
from live.hub.events import Events
from live.hub.hub import Hub, HubTimes
from live.hub.moderation import Moderation
from live.hub.notices import Notices
from live.hub.outside import History, Log, OpenHoldOf, Resolve, ShowViewOf, ViewChanged
from live.hub.presence import Presence, PresenceTimes
from live.hub.sockets import SocketServer
from live.hub.web import HubEndpoints


class HubSide:
    """`resolve` may raise `Refusal`s; `address_of` is the client's address behind whatever proxies are trusted."""

    def __init__(
        self,
        *,
        client: redis.asyncio.Redis,
        log: Log,
        history: History,
        notices: Notices,
        show_view: ShowViewOf,
        open_hold: OpenHoldOf,
        resolve: Resolve,
        now_ms: Clock,
        new_id: NewId,
        public_url: str | None = None,
        address_of: Callable[[web.Request], str] | None = None,
        times: HubTimes | None = None,
        presence_times: PresenceTimes | None = None,
        view_changed: ViewChanged | None = None,
    ) -> None:
        moderation = Moderation(client, log, history, notices, now_ms)
        presence = Presence(client, log, now_ms, presence_times)
        self.sockets = SocketServer(public_url, address_of)
        self.hub = Hub(client, log, notices, moderation, presence, show_view, self.sockets, now_ms, times, view_changed)
        self.events = Events(self.hub, log, moderation, open_hold, now_ms, new_id)
        self.sockets.serve(self.hub, self.events, resolve, now_ms)
        self._web = HubEndpoints(self.hub.rooms, log, history, moderation, notices)

    def endpoints(self) -> list[Endpoint]:
        return self._web.endpoints()

    def attach(self, app: web.Application) -> None:
        """Adds the route `/socket.io/`."""
        self.sockets.attach(app)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[HubSide]:
        """From here on frames go out; at the end sockets are closed first, so that their visits are let go of."""
        self.hub.start()
        try:
            yield self
        finally:
            await self.sockets.close()
            await self.hub.stop()
