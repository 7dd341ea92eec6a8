"""WHIP (RFC 9725) for hosts and WHEP (draft-ietf-wish-whep) for viewers, and the list of ways to watch.

Here SDP goes in and out over HTTP; keys and who may watch are checked here; the media engine does the rest.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import msgspec
from aiohttp import web

from checkout.caller import HOSTS, Caller
from checkout.endpoint import BODY_TIME_S, Call, Endpoint, Who, refusal_response
from checkout.errors import (
    Forbidden,
    Malformed,
    NotFound,
    NotSignedIn,
    Refusal,
    TooLarge,
    TooSlow,
    Unavailable,
    WrongContentType,
    WrongState,
)
from live.errors import (
    BadSdp,
    NoCommonCodec,
    PreconditionFailed,
    PreconditionRequired,
    PublisherThere,
    RelayFull,
)
from live.shows.transitions import ShowState
from live.signalling.engine import MediaSessions, SdpAnswer, ShowStats

MAX_BODY_BYTES = 64 * 1024
SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"

_PUBLIC_STATES = frozenset({ShowState.LIVE, ShowState.INTERRUPTED})
_OVER_STATES = frozenset({ShowState.ENDED, ShowState.PUBLISHED})
_CORS = {
    # Encoders and players of other sites may come: what lets them in is the key or the session's address, no cookie.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, ETag, Link, Accept-Patch",
}


class ShowFacts(Protocol):
    """What signalling reads of a show's row."""

    @property
    def show_id(self) -> str: ...
    @property
    def shop_id(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def state(self) -> ShowState: ...
    @property
    def auto_start(self) -> bool: ...


class ShowGate(Protocol):
    """What signalling asks the shows; `live.shows.service.Shows` offers it."""

    async def find(self, id_or_slug: str) -> ShowFacts:
        """Raises `NotFound`."""
        ...

    async def stream_key_ok(self, show_id: str, key: str) -> bool: ...


class Way(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way to watch; `url` may be relative to this server."""

    kind: str
    url: str
    token: str | None = None
    expires_at: str | None = None
    latency_ms: int | None = None


class Ways(msgspec.Struct, frozen=True):
    """Best first: take the first kind that is known and works."""

    ways: list[Way]


class Signalling:
    """Its endpoints need no session of ours: a browser, OBS, GStreamer and FFmpeg use the same ones."""

    def __init__(self, shows: ShowGate, engine: MediaSessions) -> None:
        self._shows = shows
        self._engine = engine

    def endpoints(self) -> list[Endpoint]:
        refusals = (Malformed, NotFound, TooLarge, WrongContentType, BadSdp, Unavailable)
        patch_refusals = (*refusals, PreconditionFailed, PreconditionRequired)
        return [
            Endpoint(
                "POST", "/whip/{show}", self._open(self.publish), Who.PUBLIC, "Publish by WHIP (RFC 9725)", status=201,
                errors=(*refusals, NotSignedIn, Forbidden, WrongState, PublisherThere, NoCommonCodec),
            ),
            Endpoint(
                "POST", "/whep/{show}", self._open(self.watch), Who.PUBLIC, "Watch by WHEP", status=201,
                errors=(*refusals, WrongState, NoCommonCodec, RelayFull),
            ),
            *(
                endpoint
                for way in ("whip", "whep")
                for endpoint in (
                    Endpoint("OPTIONS", f"/{way}/{{show}}", self._open(self.options), Who.PUBLIC,
                             "What may be sent here", status=204),
                    Endpoint("OPTIONS", f"/{way}/{{show}}/{{session}}", self._open(self.session_options), Who.PUBLIC,
                             "What may be sent here", status=204),
                    Endpoint("PATCH", f"/{way}/{{show}}/{{session}}", self._open(self.patch), Who.PUBLIC,
                             "Trickle ICE and ICE restart", status=204, errors=patch_refusals),
                    Endpoint("DELETE", f"/{way}/{{show}}/{{session}}", self._open(self.delete), Who.PUBLIC,
                             "End the session", errors=(NotFound, Unavailable)),
                )
            ),
            Endpoint("GET", "/api/shows/{show}/watch", self.ways, Who.PUBLIC, "The ways to watch, best first",
                     answer=Ways, errors=(NotFound,)),
            Endpoint("GET", "/api/shows/{show}/media", self.media, Who.STAFF, "How host and viewers are connected",
                     answer=ShowStats, errors=(NotFound, Unavailable), roles=HOSTS),
        ]  # fmt: skip

    def _open(self, handler: Callable[[Call[Any]], Awaitable[web.Response]]) -> Callable[[Call[Any]], Awaitable[Any]]:
        """Answers and refusals alike carry the CORS headers, or a foreign page could not read why it was refused."""

        async def handle(call: Call[Any]) -> web.Response:
            try:
                response = await handler(call)
            except Refusal as refusal:
                response = refusal_response(refusal)
            response.headers.update(_CORS)
            return response

        return handle

    # Sessions begin

    async def publish(self, call: Call[Any]) -> web.Response:
        key = _bearer(call.request)
        facts = await self._shows.find(call.path["show"])
        if not await self._shows.stream_key_ok(facts.show_id, key):
            raise Forbidden("That is not this show's stream key.")
        _require_not_over(facts)
        offer = await _read(call.request, SDP)
        # With auto_start the host's coming is the start, so nobody has to wait for it to be noted.
        answer = await self._engine.publish(
            facts.show_id, offer, public=facts.auto_start or facts.state in _PUBLIC_STATES
        )
        return _created(f"/whip/{call.path['show']}", answer)

    async def watch(self, call: Call[Any]) -> web.Response:
        facts = await self._shows.find(call.path["show"])
        _require_not_over(facts)
        offer = await _read(call.request, SDP)
        viewer = call.caller.person_id or "nobody"
        answer = await self._engine.watch(facts.show_id, offer, viewer, staff=_is_staff(call.caller, facts))
        return _created(f"/whep/{call.path['show']}", answer)

    # Sessions go on and end: who knows the session's unguessable address may do that

    async def patch(self, call: Call[Any]) -> web.Response:
        etag = _if_match(call.request)
        fragment = await _read(call.request, FRAGMENT)
        answer = await self._engine.patch(call.path["session"], fragment, etag)
        if answer.fragment is None:
            return web.Response(status=204)
        return web.Response(
            body=answer.fragment.encode(), headers={"Content-Type": FRAGMENT, "ETag": f'"{answer.etag}"'}
        )

    async def delete(self, call: Call[Any]) -> web.Response:
        await self._engine.close(call.path["session"])
        return web.Response(status=200)

    async def options(self, call: Call[Any]) -> web.Response:
        return _preflight("OPTIONS, POST", {"Accept-Post": SDP})

    async def session_options(self, call: Call[Any]) -> web.Response:
        return _preflight("OPTIONS, PATCH, DELETE", {"Accept-Patch": FRAGMENT})

    # For pages

    async def ways(self, call: Call[Any]) -> Ways:
        facts = await self._shows.find(call.path["show"])
        if facts.state in _OVER_STATES:
            return Ways([])
        return Ways([Way("whep", f"/whep/{facts.slug}")])

    async def media(self, call: Call[Any]) -> ShowStats:
        facts = await self._shows.find(call.path["show"])
        call.caller.require_role(facts.shop_id, HOSTS)
        return await self._engine.stats(facts.show_id)


def _is_staff(caller: Caller, facts: ShowFacts) -> bool:
    return caller.has_role(facts.shop_id)


def _require_not_over(facts: ShowFacts) -> None:
    if facts.state in _OVER_STATES:
        raise WrongState("The show is over.", {"state": facts.state.value})


def _bearer(request: web.Request) -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise NotSignedIn("Send the show's stream key as 'Authorization: Bearer ...'.")
    return key.strip()


# Ours are of these characters; a header's bytes that are no UTF-8 would come as lone surrogates.
_ENTITY_TAG = re.compile(r'(?:W/)?"([!#-~]*)"\Z')


def _if_match(request: web.Request) -> str | None:
    """The entity tag that a PATCH must name (RFC 9725 section 4.3.1); None for `*`.

    Raises:
        PreconditionRequired: there is none. PreconditionFailed: it is no entity tag.
    """
    text = request.headers.get("If-Match", "").strip()
    if not text:
        raise PreconditionRequired("A PATCH must carry If-Match with the session's ETag.")
    if text == "*":
        return None
    match = _ENTITY_TAG.match(text)
    if match is None:
        raise PreconditionFailed("If-Match must be one quoted ETag.")
    return match[1]


async def _read(request: web.Request, content_type: str) -> str:
    """The body as text. Raises `WrongContentType`, `TooLarge`, `TooSlow`, `Malformed`, `BadSdp`."""
    if request.content_type != content_type:
        raise WrongContentType(f"Send the body as {content_type}.")
    raw = bytearray()
    try:
        async with asyncio.timeout(BODY_TIME_S):
            while len(raw) <= MAX_BODY_BYTES:
                part = await request.content.read(MAX_BODY_BYTES + 1 - len(raw))
                if not part:
                    break
                raw += part
    except TimeoutError:
        raise TooSlow(f"The body did not come within {BODY_TIME_S} seconds.") from None
    if len(raw) > MAX_BODY_BYTES:
        raise TooLarge(f"The body may have at most {MAX_BODY_BYTES} bytes.")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.") from None
    if not text.strip():
        raise BadSdp("The body is empty.")
    return text


def _created(path: str, answer: SdpAnswer) -> web.Response:
    return web.Response(
        status=201,
        # As bytes with the header set by hand: a charset parameter on application/sdp upsets some clients.
        body=answer.sdp.encode(),
        headers={
            "Content-Type": SDP,
            "Location": f"{path}/{answer.session_id}",
            "ETag": f'"{answer.etag}"',
            "Accept-Patch": FRAGMENT,
        },
    )


def _preflight(methods: str, more: Mapping[str, str]) -> web.Response:
    return web.Response(
        status=204,
        headers={
            "Allow": methods,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
            "Access-Control-Max-Age": "86400",
            **more,
        },
    )
