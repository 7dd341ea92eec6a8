"""The HTTP layer alone: what bad input gets, and that nothing leaves it as a traceback."""

import asyncio
from typing import Annotated

import msgspec
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from checkout.caller import Caller, Role
from checkout.endpoint import CALLER, Call, Endpoint, Who, add_endpoints, decode, refusals_middleware
from checkout.errors import Invalid, Malformed, OutOfStock, Refusal, Unavailable
from checkout.openapi import openapi_document


class Line(msgspec.Struct, forbid_unknown_fields=True):
    quantity: Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class Bag(msgspec.Struct, forbid_unknown_fields=True):
    lines: list[Line]


async def place(call: Call[Bag]) -> dict[str, int]:
    return {"units": sum(line.quantity for line in call.body.lines)}


async def refuse(_call: Call[None]) -> None:
    raise OutOfStock("None left.", {"variant_id": "v1", "available": 0})


async def away(_call: Call[None]) -> None:
    raise Unavailable("Back soon.", retry_after_s=3)


async def bug(_call: Call[None]) -> None:
    raise RuntimeError("a secret inside")


ROWS = [
    Endpoint("POST", "/bag", place, Who.PUBLIC, "Make a bag", body=Bag, answer=Bag, status=201, errors=(OutOfStock,)),
    Endpoint("POST", "/refuse", refuse, Who.PUBLIC, "Refuse"),
    Endpoint("POST", "/away", away, Who.PUBLIC, "Away"),
    Endpoint("GET", "/bug", bug, Who.PUBLIC, "A bug"),
    Endpoint("GET", "/person", refuse, Who.PERSON, "People"),
    Endpoint("GET", "/staff/{shop}", refuse, Who.STAFF, "Owners", roles=frozenset({Role.OWNER})),
]


@pytest.fixture
async def client(aiohttp_client):
    @web.middleware
    async def sign_in(request: web.Request, handler):
        kind = request.headers.get("X-Kind")
        people = {
            "guest": Caller("gst_1"),
            "account": Caller("acc_1", is_guest=False),
            "moderator": Caller("acc_2", is_guest=False, roles={"shp_1": Role.MODERATOR}),
            "owner": Caller("acc_3", is_guest=False, roles={"shp_1": Role.OWNER}),
        }
        if kind:
            request[CALLER] = people[kind]
        return await handler(request)

    app = web.Application(middlewares=[refusals_middleware, sign_in])
    add_endpoints(app, ROWS)
    return await aiohttp_client(app)


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code", "field"),
    [
        (b'{"lines":[{"quantity":2}]}', "application/json", 201, None, None),
        (b"{", "application/json", 400, "malformed", None),
        (b"\xff\xfe", "application/json", 400, "malformed", None),
        (b"[" * 100_000, "application/json", 400, "malformed", None),
        (b'{"lines":[{"quantity":"2"}]}', "application/json", 422, "invalid", "lines[0].quantity"),
        (b'{"lines":[{"quantity":-1}]}', "application/json", 422, "invalid", "lines[0].quantity"),
        (b'{"lines":[{"quantity":1e300}]}', "application/json", 422, "invalid", "lines[0].quantity"),
        (b'{"lines":[{"quantity":99999999999999999999}]}', "application/json", 422, "invalid", "lines[0].quantity"),
        (b'{"lines":[],"more":1}', "application/json", 422, "invalid", "body"),
        (b"{}", "application/json", 422, "invalid", "body"),
        (b"", "application/json", 422, "invalid", "body"),
        (b"lines=1", "application/x-www-form-urlencoded", 415, "wrong_content_type", None),
        (b'{"lines":"' + b"x" * 300_000 + b'"}', "application/json", 413, "too_large", None),
    ],
)
async def test_bodies(client, body: bytes, content_type: str, status: int, code: str | None, field: str | None) -> None:
    answer = await client.post("/bag", data=body, headers={"Content-Type": content_type})
    assert answer.status == status
    told = await answer.json()
    assert told.get("error", {}).get("code") == code
    if field:
        assert field in told["error"]["details"]


async def test_a_body_without_a_length_is_cut_too(client) -> None:
    async def endless():
        for _ in range(100):
            yield b" " * 10_000

    answer = await client.post("/bag", data=endless(), headers={"Content-Type": "application/json"})
    assert answer.status == 413


async def test_refusals_and_bugs(client) -> None:
    refused = await client.post("/refuse")
    assert refused.status == 409
    assert (await refused.json())["error"] == {
        "code": "out_of_stock",
        "message": "None left.",
        "details": {"variant_id": "v1", "available": 0},
    }
    gone = await client.post("/away")
    assert (gone.status, gone.headers["Retry-After"]) == (503, "3")
    broken = await client.get("/bug")
    text = await broken.text()
    assert broken.status == 500
    assert "secret" not in text
    assert "Traceback" not in text
    assert (await client.get("/nowhere")).status == 404
    assert (await client.delete("/bag")).status == 405


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/person", None, 401),
        ("/person", "guest", 409),
        ("/staff/s", None, 401),
        ("/staff/s", "guest", 401),
        ("/staff/s", "account", 403),
        ("/staff/s", "moderator", 403),
        ("/staff/s", "owner", 409),
    ],
)
async def test_who_may_call(client, path: str, kind: str | None, status: int) -> None:
    answer = await client.get(path, headers={"X-Kind": kind} if kind else {})
    assert answer.status == status


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(raw: bytes) -> None:
    try:
        decoded = decode(msgspec.json.Decoder(Bag), raw)
    except (Malformed, Invalid):
        return
    assert isinstance(decoded, Bag)


def test_the_document_says_what_the_rows_say() -> None:
    document = openapi_document(ROWS, title="T", version="1")
    bag = document["paths"]["/bag"]["post"]
    assert bag["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Bag"}
    assert document["components"]["schemas"]["Line"]["properties"]["quantity"]["maximum"] == 10_000
    assert set(bag["responses"]) == {"201", "409"}
    assert document["paths"]["/staff/{shop}"]["get"]["parameters"][0]["name"] == "shop"


def test_every_refusal_has_a_code_of_its_own() -> None:
    import live.errors  # noqa: F401

    def tree(kind: type[Refusal]) -> list[type[Refusal]]:
        return [kind, *(one for child in kind.__subclasses__() for one in tree(child))]

    codes = [kind.code for kind in tree(Refusal)]
    assert len(codes) == len(set(codes))


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_body_that_is_not_what_its_headers_say(client, encoding):
    async with client.post(
        "/bag", data=b"no " + encoding.encode(), headers={**JSON, "Content-Encoding": encoding}
    ) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "malformed"


async def test_body_that_never_comes_whole(client, monkeypatch):
    monkeypatch.setattr("checkout.endpoint.BODY_TIME_S", 0.05)
    never = asyncio.Event()

    async def slowly():
        yield b'{"lines":'
        await never.wait()

    async with client.post("/bag", data=slowly(), headers=JSON) as answer:
        assert answer.status == 408
        assert (await answer.json())["error"]["code"] == "too_slow"


async def test_client_that_goes_away_in_the_middle_is_no_failure(client, caplog):
    reader, writer = await asyncio.open_connection(client.host, client.port)
    head = b"POST /bag HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    writer.write(head)
    await writer.drain()
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    assert not [record for record in caplog.records if record.exc_info]
