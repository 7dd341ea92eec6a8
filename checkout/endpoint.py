"""HTTP endpoints as typed values: one table row says path, who may call, body, answer, and refusals.

The same types validate requests and make the OpenAPI document (`openapi.py`). A handler gets a `Call` and returns the
answer struct; it raises `Refusal`s, which become `{"error": {code, message, details}}` here and nowhere else.
"""

from __future__ import annotations

import asyncio
import enum
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec
import structlog
from aiohttp import web

from checkout.caller import STAFF, Caller, Role
from checkout.errors import (
    Fault,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    NotSignedIn,
    Refusal,
    TooLarge,
    TooSlow,
    WrongContentType,
)

logger = structlog.get_logger("http")

BODY_TIME_S = 30
"""In which a body of JSON or SDP must be there: whoever sends a byte a minute does not keep a request for ever."""

BodyT = TypeVar("BodyT")

CALLER: web.RequestKey[Caller] = web.RequestKey("caller", Caller)
"""Set on every request by the sign-in middleware before an endpoint runs."""

STATUS: dict[Fault, int] = {
    Fault.MALFORMED: 400,
    Fault.NOT_SIGNED_IN: 401,
    Fault.PAYMENT_REQUIRED: 402,
    Fault.FORBIDDEN: 403,
    Fault.NOT_FOUND: 404,
    Fault.NOT_ACCEPTABLE: 406,
    Fault.TOO_SLOW: 408,
    Fault.CONFLICT: 409,
    Fault.PRECONDITION_FAILED: 412,
    Fault.TOO_LARGE: 413,
    Fault.WRONG_CONTENT_TYPE: 415,
    Fault.INVALID: 422,
    Fault.PRECONDITION_REQUIRED: 428,
    Fault.TOO_MANY: 429,
    Fault.UNAVAILABLE: 503,
}


class Who(enum.Enum):
    """Who may call at all. Which shop's things they may touch is checked by the service, bound to the shop."""

    PUBLIC = "anyone"
    PERSON = "a guest or an account"
    ACCOUNT = "an account"
    STAFF = "an account with a role in a shop"


@dataclass(frozen=True, slots=True)
class Call(Generic[BodyT]):
    """One validated request."""

    caller: Caller
    body: BodyT
    path: Mapping[str, str]
    query: Mapping[str, str]
    request: web.Request


@dataclass(frozen=True, slots=True)
class Answer:
    """A struct with headers or cookies, when a bare struct is not enough. `status` overrides the endpoint's."""

    body: Any = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    prepare: Callable[[web.StreamResponse], None] | None = None


Handler = Callable[[Call[Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of the API.

    `handler` may return a struct (encoded as JSON with `status`), an `Answer`, None (204 if `status` is 204) or a
    finished `web.StreamResponse`. `body=None` means that the request has none that we parse (uploads, SDP).
    `query` documents the query's parameters: name -> description.
    """

    method: str
    path: str
    handler: Handler
    who: Who
    summary: str
    body: Any = None
    answer: Any = None
    status: int = 200
    errors: tuple[type[Refusal], ...] = ()
    roles: frozenset[Role] = STAFF
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    max_body_bytes: int = 256 * 1024
    in_document: bool = True


def add_endpoints(app: web.Application, endpoints: Iterable[Endpoint]) -> None:
    for endpoint in endpoints:
        app.router.add_route(endpoint.method, endpoint.path, _bind(endpoint))


def _bind(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    decoder = msgspec.json.Decoder(endpoint.body) if endpoint.body is not None else None

    async def handle(request: web.Request) -> web.StreamResponse:
        _refuse_nul(request)
        caller = request.get(CALLER) or Caller()
        _admit(caller, endpoint)
        body = await read_body(request, decoder, endpoint.max_body_bytes) if decoder is not None else None
        call = Call(caller, body, request.match_info, request.query, request)
        return _respond(await endpoint.handler(call), endpoint.status)

    return handle


def _refuse_nul(request: web.Request) -> None:
    # PostgreSQL takes no NUL in a text, not even to compare with.
    if any("\0" in part for part in request.match_info.values()):
        raise NotFound("There is nothing with that id.")
    if any("\0" in part for pair in request.query.items() for part in pair):
        raise Malformed("The query holds a NUL character.")


def _admit(caller: Caller, endpoint: Endpoint) -> None:
    if endpoint.who is Who.PUBLIC:
        return
    if caller.person_id is None:
        raise NotSignedIn("Sign in, or send a token as 'Authorization: Bearer ...'.")
    if endpoint.who is Who.PERSON:
        return
    if caller.is_guest:
        raise NotSignedIn("Sign in with an account.")
    if endpoint.who is Who.STAFF and not any(role in endpoint.roles for role in caller.roles.values()):
        raise Forbidden("Your account has no role that allows that.")


async def read_body(request: web.Request, decoder: msgspec.json.Decoder[Any], max_bytes: int) -> Any:
    """The JSON body, validated.

    Raises:
        WrongContentType: not JSON (a missing body of an empty object is fine without a type).
        TooLarge: more than `max_bytes`. TooSlow: not all there within `BODY_TIME_S`.
        Malformed: no JSON. Invalid: JSON of other types or values than asked.
    """
    if request.can_read_body and request.content_type != "application/json":
        raise WrongContentType("Send the body as application/json.")
    if (request.content_length or 0) > max_bytes:
        raise TooLarge(f"The body may have at most {max_bytes} bytes.")
    raw = b""
    try:
        async with asyncio.timeout(BODY_TIME_S):
            while request.can_read_body and len(raw) <= max_bytes and not request.content.at_eof():
                raw += await request.content.read(max_bytes + 1 - len(raw))
    except TimeoutError:
        raise TooSlow(f"The body did not come within {BODY_TIME_S} seconds.") from None
    if len(raw) > max_bytes:
        raise TooLarge(f"The body may have at most {max_bytes} bytes.")
    return decode(decoder, raw or b"{}")


def decode(decoder: msgspec.json.Decoder[Any], raw: bytes) -> Any:
    """Raises `Malformed` or `Invalid` (whose details name the field)."""
    if b"\\u0000" in raw and _NUL.search(raw):
        raise Invalid("The body holds a NUL character.", {"body": "holds a NUL character"})
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        # A wrong type may stand before the place where the text stops being JSON: what is no JSON is that first.
        _refuse_non_json(raw)
        field_path, reason = explain(str(error))
        raise Invalid(f"{field_path or 'The body'}: {reason}", {field_path or "body": reason}) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        _refuse_non_json(raw)
        raise


def _refuse_non_json(raw: bytes) -> None:
    """Raises `Malformed` unless `raw` is JSON."""
    try:
        msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"The body is not JSON: {error}") from None
    except RecursionError:
        raise Malformed("The body is nested too deeply.") from None


# A NUL as JSON escapes it, unless the backslash is itself escaped. A bare NUL is no JSON anyway.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_AT = re.compile(r"(?P<reason>.*?) - at `(?:key in )?\$(?P<path>[^`]*)`$", re.DOTALL)


def explain(message: str) -> tuple[str, str]:
    """msgspec's message as (field path, reason): ("lines[0].quantity", "Expected `int`, got `str`")."""
    match = _AT.match(message)
    if match is None:
        return "", message
    return match["path"].lstrip("."), match["reason"]


def json_response(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json", headers=headers)


def _respond(result: Any, status: int) -> web.StreamResponse:
    if isinstance(result, web.StreamResponse):
        return result
    answer = result if isinstance(result, Answer) else Answer(result)
    status = answer.status or status
    if answer.body is None:
        response = web.Response(status=204 if status == 200 else status, headers=answer.headers)
    else:
        response = json_response(answer.body, status, answer.headers)
    if answer.prepare is not None:
        answer.prepare(response)
    return response


def refusal_response(refusal: Refusal) -> web.Response:
    headers: dict[str, str] = {}
    if refusal.retry_after_s is not None:
        headers["Retry-After"] = str(refusal.retry_after_s)
    elif refusal.fault in (Fault.TOO_MANY, Fault.UNAVAILABLE):
        headers["Retry-After"] = "1"
    error = {"code": refusal.code, "message": refusal.message, "details": refusal.details}
    return json_response({"error": error}, STATUS[refusal.fault], headers)


@web.middleware
async def refusals_middleware(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Every error becomes the contract's JSON; a bug becomes a 500 that tells nothing and is logged whole."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return refusal_response(refusal)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        code = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}.get(error.status, "refused")
        body = {"error": {"code": code, "message": error.reason, "details": {}}}
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        return json_response(body, error.status, allow)
    except web.RequestPayloadError:
        # Bytes that are not what Content-Encoding or Transfer-Encoding said.
        return refusal_response(Malformed("The body could not be read as its headers say."))
    except Exception as error:
        if isinstance(error, ConnectionError) and (request.transport is None or request.transport.is_closing()):
            # The client went away while it sent or we answered: nobody is left to tell, and nothing is wrong here.
            return web.Response(status=400)
        logger.exception("request failed", method=request.method, path=request.path)
        body = {"error": {"code": "internal", "message": "Something went wrong here.", "details": {}}}
        return json_response(body, 500)
