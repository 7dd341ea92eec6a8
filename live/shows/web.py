"""The HTTP side of shows. Paths and bodies are the contract's."""

from __future__ import annotations

from aiohttp import web

from checkout.caller import HOSTS
from checkout.catalogue.paging import MAX_LIMIT, decode_limit
from checkout.endpoint import Call, Endpoint, Who
from checkout.errors import Forbidden, Invalid, NotFound, OutOfStock, WrongState
from live.settings import Settings
from live.shows.service import Shows
from live.shows.wire import (
    LineUpChange,
    MadeShow,
    NewShow,
    PinRequest,
    ShowList,
    ShowPatch,
    ShowView,
    StreamKey,
)
from live.web.client import base_url


class ShowEndpoints:
    def __init__(self, shows: Shows, settings: Settings) -> None:
        self._shows = shows
        self._settings = settings

    def endpoints(self) -> list[Endpoint]:
        public, staff = Who.PUBLIC, Who.STAFF
        page = {"cursor": "where the last page ended", "limit": f"at most {MAX_LIMIT}"}
        return [
            Endpoint(
                "POST", "/api/shows", self.create, staff, "Plan a show: its units move off the shelf",
                NewShow, MadeShow, 201, (OutOfStock, NotFound, Invalid, Forbidden), HOSTS,
            ),
            Endpoint(
                "GET", "/api/shows", self.own, staff, "The shop's shows, newest first", None, ShowList,
                query={"state": "one or more states, with commas", **page},
            ),
            Endpoint("GET", "/api/on-air", self.on_air, public, "Shows on air and announced", None, ShowList),
            Endpoint(
                "GET", "/api/shops/{shop}/shows", self.of_shop, public, "A shop's shows: on air, coming, past",
                None, ShowList, errors=(NotFound,), query=page,
            ),
            Endpoint(
                "GET", "/api/shows/{show}", self.get, public, "A show (by id or slug), with more for its people",
                None, ShowView, errors=(NotFound,),
            ),
            Endpoint(
                "PATCH", "/api/shows/{show}", self.patch, staff, "Change a show", ShowPatch, ShowView,
                errors=(WrongState, NotFound, Invalid), roles=HOSTS,
            ),
            Endpoint(
                "PATCH", "/api/shows/{show}/line-up", self.line_up, staff,
                "Add or take out units, also on air; set prices and limits", LineUpChange, ShowView,
                errors=(OutOfStock, WrongState, NotFound, Invalid), roles=HOSTS,
            ),
            Endpoint(
                "POST", "/api/shows/{show}/stream-key", self.stream_key, staff, "A new stream key; the old one ends",
                None, StreamKey, 201, (NotFound,), HOSTS,
            ),
            Endpoint(
                "POST", "/api/shows/{show}/start", self.start, staff, "From the private preview on air", None, ShowView,
                errors=(WrongState, NotFound), roles=HOSTS,
            ),
            Endpoint(
                "POST", "/api/shows/{show}/end", self.end, staff, "End the show; unsold units go back", None, ShowView,
                errors=(WrongState, NotFound), roles=HOSTS,
            ),
            Endpoint(
                "PUT", "/api/shows/{show}/pin", self.pin, staff, "Put a product on screen", PinRequest, ShowView,
                errors=(WrongState, NotFound), roles=HOSTS,
            ),
            Endpoint(
                "DELETE", "/api/shows/{show}/pin", self.unpin, staff, "Take the product off the screen", None, ShowView,
                errors=(NotFound,), roles=HOSTS,
            ),
        ]  # fmt: skip

    def _base(self, request: web.Request) -> str:
        return base_url(request, self._settings)

    async def create(self, call: Call[NewShow]) -> MadeShow:
        return await self._shows.create(call.caller, call.body, self._base(call.request))

    async def own(self, call: Call[None]) -> ShowList:
        state, cursor = call.query.get("state"), call.query.get("cursor")
        return await self._shows.lists.own(
            call.caller, state, cursor, decode_limit(call.query.get("limit")), self._base(call.request)
        )

    async def on_air(self, call: Call[None]) -> ShowList:
        return await self._shows.lists.on_air(self._base(call.request))

    async def of_shop(self, call: Call[None]) -> ShowList:
        cursor = call.query.get("cursor")
        return await self._shows.lists.of_shop(
            call.path["shop"], cursor, decode_limit(call.query.get("limit")), self._base(call.request)
        )

    async def get(self, call: Call[None]) -> ShowView:
        return await self._shows.view(call.path["show"], call.caller, self._base(call.request))

    async def patch(self, call: Call[ShowPatch]) -> ShowView:
        return await self._shows.patch(call.caller, call.path["show"], call.body, self._base(call.request))

    async def line_up(self, call: Call[LineUpChange]) -> ShowView:
        return await self._shows.change_line_up(call.caller, call.path["show"], call.body, self._base(call.request))

    async def stream_key(self, call: Call[None]) -> StreamKey:
        return await self._shows.new_key(call.caller, call.path["show"], self._base(call.request))

    async def start(self, call: Call[None]) -> ShowView:
        return await self._shows.start(call.caller, call.path["show"], self._base(call.request))

    async def end(self, call: Call[None]) -> ShowView:
        return await self._shows.end(call.caller, call.path["show"], self._base(call.request))

    async def pin(self, call: Call[PinRequest]) -> ShowView:
        return await self._shows.pin(call.caller, call.path["show"], call.body.variant_id, self._base(call.request))

    async def unpin(self, call: Call[None]) -> ShowView:
        return await self._shows.unpin(call.caller, call.path["show"], self._base(call.request))
