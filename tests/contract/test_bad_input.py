"""Whatever is sent, the answer is a clear refusal, nothing has changed, and no failure is printed (`world` looks)."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.contract.conftest import CONTACT, PlannedShow, Program, World, new_guest, plan_show, rupiah

JSON = "application/json"
SDP = "application/sdp"

JUNK: list[Any] = [
    None, True, 0, -1, 1.5, 1e308, 2**31, 2**53 + 1, 2**63, 2**64, 10**30, "", "\u202e", "<script>", "a" * 5000, [], {},
    [[]], [None], rupiah(-1), rupiah(2**53), {"amount": "1.5", "currency": "IDR"}, {"amount": "１", "currency": "IDR"},
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
]  # fmt: skip

NO_JSON = [b"{", b"\xff\xfe", b"[" * 100_000, b"NaN", b'{"a":1}{', b'"\\ud800"', "{}".encode("utf-16")]


# --- every documented row ---


def filled(path: str, ids: dict[str, str], other: str | None = None) -> str:
    return re.sub(r"{(\w+)}", lambda match: ids.get(match[1], "x") if other is None else other, path)


def fields_of(document: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {}).get(JSON)
    if content is None:
        return []
    schema = content["schema"]
    while "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        schema = document["components"]["schemas"][name]
    return list(schema.get("properties", {}))


def junk_bodies(fields: list[str]) -> Iterator[bytes]:
    yield from NO_JSON
    for value in JUNK:
        yield json.dumps(value).encode()
        # All fields at once: which one is named first does not matter here.
        yield json.dumps(dict.fromkeys(fields, value)).encode()
    for field in fields:
        yield json.dumps({field: -(2**63)}).encode()


async def test_every_row_refuses_junk(world: World, owner: Program, guest: Program, nobody: Program) -> None:
    show = await plan_show(owner)
    product = (await owner.ok("GET", "/api/products"))["products"][0]["product_id"]
    ids = {"shop": world.first.shop_id, "show": show.show_id, "product_id": product}
    document = await nobody.ok("GET", "/api/openapi.json")
    # These do what they are asked without a body, and the other tests still need what they would undo.
    harmless = re.compile(r"/(logout|guests|stream-key|restore|publish-token|end|start|pin)$")
    sent = 0
    for path, operations in document["paths"].items():
        for method in operations.keys() & {"post", "put", "patch"}:
            if harmless.search(path) or path.startswith(("/whip", "/whep")):
                continue
            for body in junk_bodies(fields_of(document, operations[method])):
                for program in (owner, guest):
                    told = await program.call(method.upper(), filled(path, ids), raw=body, Content_Type=JSON)
                    sent += 1
                    assert 400 <= told.status < 500 or told.status in (200, 201), (
                        method,
                        path,
                        body[:200],
                        told.text[:300],
                    )
                    assert told.status < 400 or told.code, (method, path, told.text[:300])
    assert sent > 1000


async def test_ids_that_are_none(owner: Program, guest: Program, nobody: Program) -> None:
    document = await nobody.ok("GET", "/api/openapi.json")
    for path, operations in document["paths"].items():
        if "{" not in path:
            continue
        for other in ("x", "%00", "%ff", "%F0%9F%98%80", "'--", "a" * 3000):
            for method in operations.keys() & {"get", "delete"}:
                for program in (owner, guest, nobody):
                    told = await program.call(method.upper(), filled(path, {}, other))
                    # The end of a media session and what is public for unknown shows are 404 as well.
                    assert told.status in (401, 403, 404), (method, path, other[:20], told.status, told.text[:200])


async def test_queries(world: World, owner: Program, nobody: Program) -> None:
    show = await plan_show(owner)
    document = await nobody.ok("GET", "/api/openapi.json")
    ids = {"shop": world.first.shop_id, "show": show.show_id}
    junk = ("-1", "1.5", "9" * 30, "x" * 3000, "%00", "%ff", "%D9%A3", "+1", "OTIyMzM3MjAzNjg1NDc3NTgwNy5zaHdfYQ")
    for path, operations in document["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["in"] != "query":
                continue
            for value in junk:
                told = await owner.call("GET", f"{filled(path, ids)}?{parameter['name']}={value}")
                assert told.status < 500, (path, parameter["name"], value, told.text[:200])


# --- the layer below JSON ---


def talk(world: World, request: bytes) -> bytes:
    address = urlsplit(world.running.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


def get(headers: bytes, path: bytes = b"/api/me") -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\nConnection: close\r\n" + headers + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"Host: x\r\nAuthorization: Bearer etk_\xff", 401),
        (b"Host: x\r\nAuthorization: \xff", 401),
        (b"Host: x\r\nCookie: etalase=\xff\xfe; etalase_guest=\xff.\xff", 200),
        (b"Host: x\r\nAccept-Language: \xff", 200),
        (b"Host: x\r\nX: " + b"a" * 9000, 400),
        (b"Host : x", 400),
        (b"Host: x\r\nContent-Length: 2\r\nContent-Length: 3", 400),
        (b"Host: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked", 400),
        (b"Host: x\r\nTransfer-Encoding: xchunked", 400),
        (b"Host: x\r\nA: b\r\n folded: c", 400),
        (b"", 400),
    ],
)
async def test_headers(world: World, headers: bytes, status: int) -> None:
    answer = await asyncio.to_thread(talk, world, get(headers))
    assert int(answer.split(b" ", 2)[1]) == status, answer[:300]


@pytest.mark.parametrize(
    "host", [b"x:999999", b"x:abc", b"x:-1", b"\xff", b'"><script>alert(1)</script>', b"[::", b"a b", b"x/..", b""]
)
async def test_a_page_whatever_the_host_header_says(world: World, host: bytes) -> None:
    answer = await asyncio.to_thread(talk, world, get(b"Host: " + host, b"/"))
    assert answer.split(b" ", 2)[1] == b"200"
    assert b"<script>alert" not in answer


@pytest.mark.parametrize(
    "path",
    [
        b"/static/../pyproject.toml",
        b"/static/%2e%2e/%2e%2e/pyproject.toml",
        b"/images/..%2f..%2fetalase.db",
        b"/static//etc/passwd",
        b"//evil.example/x",
    ],
)
async def test_paths_lead_nowhere(world: World, path: bytes) -> None:
    answer = await asyncio.to_thread(talk, world, get(b"Host: x", path))
    assert answer.split(b" ", 2)[1] == b"404"


async def test_bodies_below_json(world: World, nobody: Program) -> None:
    head = b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n"
    head += b"Content-Type: application/json\r\nConnection: close\r\n\r\n"
    answer = await asyncio.to_thread(talk, world, head + b"no gzip")
    assert answer.split(b" ", 2)[1] == b"400"
    assert b'"malformed"' in answer
    told = await nobody.call("POST", "/api/login", raw=b"a=b", Content_Type="application/x-www-form-urlencoded")
    assert (told.status, told.code) == (415, "wrong_content_type")
    told = await nobody.call("POST", "/api/login", raw=b" " * 400_000 + b"{}", Content_Type=JSON)
    assert (told.status, told.code) == (413, "too_large")
    told = await nobody.call("PUT", "/api/login", raw=b"{}", Content_Type=JSON)
    assert (told.status, told.code) == (405, "method_not_allowed")


async def test_a_client_that_leaves_in_the_middle(world: World) -> None:
    head = b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    address = urlsplit(world.running.url)

    def leave() -> bytes:
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.sendall(head)
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(1000)

    assert await asyncio.to_thread(leave) == b""


async def test_what_is_private_is_not_kept_on_the_way(owner: Program, guest: Program) -> None:
    for path in ("/api/me", "/api/orders", "/api/orders.csv", "/api/tokens", "/api/shops"):
        told = await owner.call("GET", path)
        assert (told.status, told.headers["Cache-Control"]) == (200, "no-store")
    assert (await guest.call("GET", "/api/my/orders")).headers["Cache-Control"] == "no-store"


# --- cookies and other sites ---


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[", "", "http://127.0.0.1:1"])
async def test_another_site_does_nothing_in_my_name(world: World, http: aiohttp.ClientSession, origin: str) -> None:
    made = await Program(http).call("POST", "/api/guests")
    cookie = made.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    told = await Program(http).call("PATCH", "/api/me", {"name": "X"}, Cookie=cookie.split(";")[0], Origin=origin)
    assert (told.status, told.code) == (403, "forbidden")


# --- stock and money ---


async def counts(nobody: Program, show: PlannedShow) -> Any:
    return await nobody.ok("GET", f"/api/shows/{show.show_id}/stock")


@pytest.mark.parametrize("quantity", [0, -1, -(2**63), 10_001, 2**31, 2**53, 2**63, 2**64, 1.5, "1", None, True, [1]])
async def test_quantities(world: World, owner: Program, guest: Program, quantity: Any) -> None:
    show = await plan_show(owner)
    before = await owner.ok("GET", "/api/products")
    lines = {"lines": [{"variant_id": show.variants[0], "quantity": quantity}]}
    told = await guest.call("POST", f"/api/shops/{world.first.shop_id}/holds", lines, Idempotency_Key="k")
    assert told.status in (409, 422), told.text
    assert told.code in ("invalid", "out_of_stock", "limit_reached")
    assert await owner.ok("GET", "/api/products") == before


@pytest.mark.parametrize("units", [-(2**63), -6, 10**6, 10**6 + 1, 2**53, 1.5, "1", None, True])
async def test_units_of_a_line_up(owner: Program, nobody: Program, units: Any) -> None:
    show = await plan_show(owner)
    before = await counts(nobody, show)
    change = {"lines": [{"variant_id": show.variants[0], "units": units}]}
    told = await owner.call("PATCH", f"/api/shows/{show.show_id}/line-up", change)
    assert told.status in (409, 422), told.text
    assert await counts(nobody, show) == before


@pytest.mark.parametrize(
    "amount", ["-1", "1.5", "1e3", "１", "9007199254740992", "", " 1", "0x1", "NaN", "1" * 30, 1, None]
)
async def test_prices(owner: Program, amount: Any) -> None:
    variant = {"sku": "a", "title": "", "price": {"amount": amount, "currency": "IDR"}, "stock": 1}
    told = await owner.call("POST", "/api/products", {"title": "T", "variants": [variant]})
    assert (told.status, told.code) == (422, "invalid"), told.text


async def test_a_start_that_could_not_be_told_again(owner: Program) -> None:
    show = await plan_show(owner)
    for starts_at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01", "soon"):
        told = await owner.call("PATCH", f"/api/shows/{show.show_id}", {"starts_at": starts_at})
        assert (told.status, told.code) == (422, "invalid")
    await owner.ok("GET", f"/api/shows/{show.show_id}")


async def test_keys_of_holds(world: World, owner: Program, guest: Program) -> None:
    show = await plan_show(owner)
    path = f"/api/shops/{world.first.shop_id}/holds"
    body = {"lines": [{"variant_id": show.variants[0], "quantity": 1}]}
    await asyncio.sleep(0.2)  # as above
    for key in ("", "x" * 201, "\u00e9"):
        told = await guest.call("POST", path, body, Idempotency_Key=key)
        assert (told.status, told.code) == (422, "invalid")
    assert (await guest.call("POST", path, body)).status == 422
    await guest.ok("POST", path, body, 201, Idempotency_Key="k")
    other = {"lines": [{"variant_id": show.variants[0], "quantity": 2}]}
    told = await guest.call("POST", path, other, Idempotency_Key="k")
    assert (told.status, told.code) == (422, "idempotency_key_reused")


# --- what is another's ---


async def test_things_of_another_shop(world: World, owner: Program, other_owner: Program, guest: Program) -> None:
    mine, theirs = await plan_show(owner), await plan_show(other_owner)
    before = await counts(guest, theirs)
    product = (await other_owner.ok("GET", "/api/products"))["products"][0]["product_id"]
    show, variant = f"/api/shows/{theirs.show_id}", theirs.variants[0]
    tries: list[tuple[str, str, Any]] = [
        ("GET", f"/api/products/{product}", None),
        ("PATCH", f"/api/products/{product}", {"title": "Mine"}),
        ("DELETE", f"/api/products/{product}", None),
        ("GET", f"/api/products?shop={world.second.shop_id}", None),
        ("GET", f"/api/orders?shop={world.second.shop_id}", None),
        ("GET", f"/api/orders.csv?shop={world.second.shop_id}", None),
        ("PATCH", f"/api/shops/{world.second.shop_id}", {"name": "Mine"}),
        ("GET", f"/api/shops/{world.second.shop_id}/people", None),
        ("PATCH", show, {"title": "Mine"}),
        ("PATCH", f"{show}/line-up", {"lines": [{"variant_id": variant, "units": -1}]}),
        ("POST", f"{show}/stream-key", None),
        ("POST", f"{show}/publish-token", None),
        ("POST", f"{show}/start", None),
        ("POST", f"{show}/end", None),
        ("PUT", f"{show}/pin", {"variant_id": variant}),
        ("DELETE", f"{show}/pin", None),
        ("GET", f"{show}/log", None),
        ("GET", f"{show}/media", None),
        ("PATCH", f"/api/shows/{mine.show_id}/line-up", {"lines": [{"variant_id": variant, "units": 1}]}),
        ("PUT", f"/api/shows/{mine.show_id}/pin", {"variant_id": variant}),
        ("POST", "/api/shows", {"title": "T", "line_up": [{"variant_id": variant, "units": 1}]}),
    ]
    for method, path, body in tries:
        told = await owner.call(method, path, body)
        assert (told.status, told.code) == (404, "not_found"), (method, path, told.text[:200])
    assert await counts(guest, theirs) == before


async def test_things_of_another_buyer(world: World, http: aiohttp.ClientSession, owner: Program) -> None:
    show = await plan_show(owner)
    buyer, thief = await new_guest(http), await new_guest(http)
    body = {"lines": [{"variant_id": show.variants[0], "quantity": 1}]}
    await asyncio.sleep(0.2)  # the shelf shows new products after a tenth of a second
    held = await buyer.ok("POST", f"/api/shops/{world.first.shop_id}/holds", body, 201, Idempotency_Key="k")
    path = f"/api/holds/{held['hold_id']}"
    order = {"contact": CONTACT, "address": None, "payment_method": "test_card"}
    for method, where, sent in (
        ("GET", path, None), ("DELETE", path, None), ("POST", f"{path}/lines", body), ("POST", f"{path}/order", order),
    ):  # fmt: skip
        told = await thief.call(method, where, sent)
        assert (told.status, told.code) == (404, "not_found"), (method, where, told.text)
    assert (await buyer.ok("GET", path))["state"] == "held"


# --- pictures, SDP, chat ---


def form(raw: bytes, name: str) -> aiohttp.FormData:
    data = aiohttp.FormData()
    data.add_field("image", raw, filename=name, content_type="image/png")
    return data


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"just text\n" * 100, 415, "wrong_content_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 415, "wrong_content_type"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, 422, "invalid"),
        (b"", 415, "wrong_content_type"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * (20 * 1024 * 1024), 413, "too_large"),
    ],
    ids=["text", "svg", "broken", "empty", "20 MB"],
)
async def test_pictures(http: aiohttp.ClientSession, owner: Program, raw: bytes, status: int, code: str) -> None:
    await plan_show(owner)
    product = (await owner.ok("GET", "/api/products"))["products"][0]["product_id"]
    headers = {"Authorization": f"Bearer {owner.token}"}
    url = f"/api/products/{product}/images"
    async with http.post(url, data=form(raw, "picture.png"), headers=headers) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (status, code)
    assert (await owner.ok("GET", f"/api/products/{product}"))["images"] == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"this is no SDP", {}, 422),
        (b"", {}, 422),
        (b"v=0\r\n", {}, 422),
        (b"\xff\xfe", {}, 400),
        (b"v=0\r\n" + b"a=x\r\n" * 20_000, {}, 413),
        (b"{}", {"Content_Type": JSON}, 415),
    ],
)
async def test_sdp(owner: Program, nobody: Program, body: bytes, headers: dict[str, str], status: int) -> None:
    show = await plan_show(owner)
    for path, key in (
        (f"/whip/{show.show_id}", {"Authorization": f"Bearer {show.stream_key}"}),
        (f"/whep/{show.slug}", {}),
    ):
        told = await nobody.call("POST", path, raw=body, **{"Content_Type": SDP, **key, **headers})
        assert told.status == status, told.text
        assert told.code
    assert (await owner.ok("GET", f"/api/shows/{show.show_id}"))["has_publisher"] is False


async def test_entity_tag_of_no_text(world: World) -> None:
    head = b"PATCH /whep/x/y HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n"
    head += b'Content-Type: application/trickle-ice-sdpfrag\r\nIf-Match: "\xff"\r\n\r\n'
    answer = await asyncio.to_thread(talk, world, head + b"a=x")
    assert answer.split(b" ", 2)[1] == b"412"
