"""Headers and checks that every answer and every request pass: CSP, CSRF by Origin, limits by address."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from checkout.caller import Caller
from checkout.endpoint import CALLER, refusal_response
from checkout.errors import Forbidden, NotSignedIn, TooMany
from live.settings import Settings
from live.web.client import client_address
from live.web.limits import AddressLimits

NONCE: web.RequestKey[str] = web.RequestKey("nonce", str)
"""Set by a page for its inline import map."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Middleware = Callable[..., Awaitable[web.StreamResponse]]
Resolve = Callable[[web.Request], Awaitable[Caller]]

_HOLDS = re.compile(r"/api/(?:shows|shops)/[^/]+/holds")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def content_security_policy(nonce: str | None) -> str:
    script = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return (
        f"default-src 'self'; script-src {script}; style-src 'self'; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )


def security_middleware(settings: Settings) -> Middleware:
    """Outermost: adds the headers to every answer, errors included."""

    @web.middleware
    async def handle(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if response.prepared:
            return response
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
        if request.path.startswith("/api/"):
            # Orders, contacts, tokens: nothing between us and the caller, nor the caller's disk, keeps them.
            headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Content-Security-Policy", content_security_policy(request.get(NONCE)))
        if (settings.public_url or "").startswith("https://"):
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    return handle


def sign_in_middleware(settings: Settings, resolve: Resolve, limits: AddressLimits) -> Middleware:
    """Says who calls (`request[CALLER]`), refuses what another site sent in a signed-in person's name (CSRF), and
    slows one address that asks far more than a crowd behind one network would."""

    @web.middleware
    async def handle(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/static/"):
            return await handler(request)
        # Thousands share one address behind a mobile network, so a hold is never refused for its address.
        if not _places_hold(request):
            wait_s = limits.take(client_address(request, settings))
            if wait_s:
                return refusal_response(TooMany("Too many requests from this address.", retry_after_s=wait_s))
        try:
            caller = await resolve(request)
        except NotSignedIn as refusal:
            if not _carries_own_key(request):
                return refusal_response(refusal)
            caller = Caller()
        if request.method not in _SAFE and caller.by_cookie and not _same_origin(request, settings):
            return refusal_response(Forbidden("This request came from another site."))
        request[CALLER] = caller
        return await handler(request)

    return handle


def _places_hold(request: web.Request) -> bool:
    return request.method == "POST" and _HOLDS.fullmatch(request.path) is not None


def _carries_own_key(request: web.Request) -> bool:
    # WHIP's Bearer is a stream key and /metrics has a token of its own: their handlers check them.
    return request.path.startswith(("/whip/", "/whep/", "/metrics"))


def _same_origin(request: web.Request, settings: Settings) -> bool:
    """True unless a browser says that another origin sent this (Fetch Metadata, then Origin)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    allowed = {request.host}
    if settings.public_url:
        allowed.add(urlsplit(settings.public_url).netloc)
    return host in allowed
