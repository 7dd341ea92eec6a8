"""The contract's rows of people, shops and products over HTTP, and the documents."""

from __future__ import annotations

import io
import json

import aiohttp
import pytest
from PIL import Image

from tests.contract.conftest import PASSWORD, Program, rupiah


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, kind)
    return out.getvalue()


async def upload(owner: Program, product_id: str, raw: bytes, name: str = "a.png", kind: str = "image/png"):
    form = aiohttp.FormData()
    form.add_field("image", raw, filename=name, content_type=kind)
    headers = {"Authorization": f"Bearer {owner.token}"}
    async with owner.http.post(f"/api/products/{product_id}/images", data=form, headers=headers) as answer:
        text = await answer.text()
        return answer.status, json.loads(text) if text else None


async def make_product(owner: Program) -> dict:
    variant = {"sku": "S", "title": "Satu", "price": rupiah(10_000), "stock": 3, "weight_g": 200}
    return await owner.ok("POST", "/api/products", {"title": "Topi", "description": "", "variants": [variant]}, 201)


async def test_signing_up_in_out_and_resetting(world) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(world.running.url, cookie_jar=jar) as http:
        program = Program(http)
        body = {"email": "Cici@Example.com", "password": PASSWORD, "name": "Cici"}
        made = await program.ok("POST", "/api/accounts", body, 201)
        assert made["shop_id"] is None
        again = await program.call("POST", "/api/accounts", body)
        assert (again.status, again.code) == (409, "email_taken")
        me = await program.ok("GET", "/api/me")
        assert (me["email"], me["is_guest"]) == ("cici@example.com", False)
        cookie = next(one for one in jar if one.key == "etalase")
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        foreign = await program.call(
            "PATCH", "/api/me", {"name": "X"}, Origin="https://evil.example", Sec_Fetch_Site="cross-site"
        )
        assert (foreign.status, foreign.code) == (403, "forbidden")
        assert (await program.call("POST", "/api/logout")).status in (200, 204)
        assert (await program.ok("GET", "/api/me"))["person_id"] is None
        wrong = await program.call("POST", "/api/login", {"email": "cici@example.com", "password": "salah sekali"})
        assert (wrong.status, wrong.code) == (401, "wrong_password")
        unknown = await program.call("POST", "/api/login", {"email": "no@example.com", "password": "salah sekali"})
        assert (unknown.status, unknown.text) == (wrong.status, wrong.text)
        await program.ok("POST", "/api/login", {"email": "cici@example.com", "password": PASSWORD})
        asked = await program.call("POST", "/api/password-reset", {"email": "cici@example.com"})
        nobody = await program.call("POST", "/api/password-reset", {"email": "nobody@example.com"})
        assert (asked.status, asked.text) == (nobody.status, nobody.text) == (202, asked.text)


async def test_a_guests_things_become_the_accounts(world) -> None:
    async with aiohttp.ClientSession(world.running.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        program = Program(http)
        made = await program.ok("POST", "/api/guests", status=201)
        assert (await program.ok("GET", "/api/me"))["person_id"] == made["guest_id"]
        assert (await program.ok("PATCH", "/api/me", {"name": "Rara"}))["name"] == "Rara"
        await program.ok(
            "POST", "/api/accounts", {"email": "rara@example.com", "password": PASSWORD, "name": "Rara"}, 201
        )
        assert (await program.ok("GET", "/api/me"))["is_guest"] is False


async def test_tokens_are_shown_once_and_end(owner: Program, http) -> None:
    made = await owner.ok("POST", "/api/tokens", {"name": "skrip"}, 201)
    assert made["token"] not in (await owner.call("GET", "/api/tokens")).text
    program = Program(http, made["token"])
    await program.ok("GET", "/api/products")
    assert (await owner.call("DELETE", f"/api/tokens/{made['token_id']}")).status in (200, 204)
    assert (await program.call("GET", "/api/products")).status == 401


async def test_invitations_give_a_role(owner: Program, world) -> None:
    made = await owner.ok("POST", f"/api/shops/{world.first.shop_id}/invitations", {"role": "moderator"}, 201)
    async with aiohttp.ClientSession(world.running.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        moderator = Program(http)
        body = {"email": "mod@example.com", "password": PASSWORD, "name": "Mod", "invitation": made["token"]}
        await moderator.ok("POST", "/api/accounts", body, 201)
        me = await moderator.ok("GET", "/api/me")
        assert [(one["shop_id"], one["role"]) for one in me["shops"]] == [(world.first.shop_id, "moderator")]
        forbidden = await moderator.call("PATCH", f"/api/shops/{world.first.shop_id}", {"name": "Mine"})
        assert (forbidden.status, forbidden.code) == (403, "forbidden")
        # An invitation works once.
        used = await moderator.call("POST", "/api/accounts", {**body, "email": "mod2@example.com"})
        assert used.status in (403, 404, 409, 422)


async def test_shops_are_read_by_all_and_changed_by_owners(owner: Program, nobody: Program, world) -> None:
    path = f"/api/shops/{world.first.shop_id}"
    options = [{"title": "Kilat", "price": rupiah(20_000), "free_from": rupiah(500_000), "days_text": "1 hari"}]
    changed = await owner.ok("PATCH", path, {"policies": {"returns": "7 hari"}, "shipping_options": options})
    assert changed["shipping_options"][0]["title"] == "Kilat"
    public = await nobody.ok("GET", f"/api/shops/{world.first.slug}")
    assert public["policies"]["returns"] == "7 hari"
    assert "bank_account" not in public


async def test_products_and_pictures(owner: Program, nobody: Program) -> None:
    product = await make_product(owner)
    product_id, variant = product["product_id"], product["variants"][0]
    changed = await owner.ok(
        "PATCH", f"/api/products/{product_id}", {"variants": [{"variant_id": variant["variant_id"], "stock": 7}]}
    )
    assert changed["variants"][0]["stock"] == 7
    for kind in ("PNG", "JPEG", "WEBP"):
        status, answer = await upload(owner, product_id, picture(kind))
        assert status == 201, answer
    shown = await owner.ok("GET", f"/api/products/{product_id}")
    assert len(shown["images"]) == 3
    image = await nobody.call("GET", shown["images"][0]["url"])
    assert (image.status, image.headers["Content-Type"]) == (200, "image/webp")
    assert (await owner.call("DELETE", f"/api/products/{product_id}")).status in (200, 204)
    assert (await owner.call("GET", f"/api/products/{product_id}")).status == 404
    await owner.ok("POST", f"/api/products/{product_id}/restore")


@pytest.mark.parametrize(
    ("raw", "name", "statuses"),
    [
        (b"just words", "words.png", {415}),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.svg", {415}),
        (picture()[:60], "cut.png", {415, 422}),
        (b"", "empty.png", {415, 422}),
        (b"\x89PNG" + bytes(20 * 1024 * 1024), "large.png", {413}),
    ],
)
async def test_pictures_that_are_none_are_refused(owner: Program, raw: bytes, name: str, statuses: set[int]) -> None:
    product = await make_product(owner)
    status, answer = await upload(owner, product["product_id"], raw, name)
    assert status in statuses, answer
    assert answer["error"]["message"]
    assert (await owner.ok("GET", f"/api/products/{product['product_id']}"))["images"] == []


async def test_documents_and_health(nobody: Program) -> None:
    document = await nobody.ok("GET", "/api/openapi.json")
    assert document["openapi"].startswith("3.1")
    for path in (
        "/api/accounts", "/api/login", "/api/logout", "/api/me", "/api/password-reset", "/api/tokens",
        "/api/shops/{shop}", "/api/products", "/api/shows", "/api/shows/{show}", "/api/shows/{show}/watch",
        "/api/shows/{show}/line-up", "/api/shows/{show}/stream-key", "/api/shows/{show}/start", "/api/shows/{show}/end",
        "/api/shows/{show}/pin", "/api/shows/{show}/stock", "/api/shows/{show}/holds", "/api/shops/{shop}/holds",
        "/api/guests", "/api/holds/{hold}", "/api/holds/{hold}/lines", "/api/holds/{hold}/order",
        "/api/checkouts/{checkout}/pay", "/api/orders", "/api/orders/{order}", "/api/orders/{order}/ship",
        "/api/orders/{order}/deliver", "/api/orders/{order}/cancel", "/api/orders/{order}/refund",
        "/api/orders/{order}/received", "/api/orders/{order}/problem", "/api/shows/{show}/log", "/api/notices",
        "/whip/{show}", "/whep/{show}",
    ):  # fmt: skip
        assert path in document["paths"], path
    assert (await nobody.call("GET", "/api/docs")).status == 200
    assert (await nobody.ok("GET", "/healthz"))["status"] == "ok"
    assert (await nobody.ok("GET", "/readyz"))["parts"] == {"database": "ok", "redis": "ok", "relay": "ok"}
    assert (await nobody.call("GET", "/metrics")).status == 200
    assert (await nobody.call("GET", "/metrics", X_Forwarded_For="203.0.113.9")).status == 404


async def test_every_page_has_its_headers(nobody: Program, world) -> None:
    for path in ("/", "/studio", "/sign-in", f"/{world.first.slug}"):
        page = await nobody.call("GET", path)
        assert page.status == 200
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert (await nobody.call("GET", "/live/no-such-show")).code == "not_found"
    page = await nobody.call("GET", "/live/no-such-show", Accept="text/html,*/*")
    assert (page.status, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert (await nobody.call("GET", "/no-such-shop")).status == 404
