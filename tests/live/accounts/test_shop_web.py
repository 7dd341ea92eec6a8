from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import insert

from checkout import tables as t
from checkout.errors import NotFound, Unavailable
from checkout.outside import ShippingOption
from tests.live.accounts.conftest import PASSWORD, House, answer, code, join, owner


def rupiah(amount: int) -> dict[str, str]:
    return {"amount": str(amount), "currency": "IDR"}


DOLLAR = {"amount": "1", "currency": "USD"}


async def test_anyone_sees_the_front_and_only_an_owner_the_books(house: House) -> None:
    browser, made = await owner(house)
    path = f"/api/shops/{made['shop_id']}"
    full = await answer(await browser.get(path), 200)
    assert full["shipping_options"] == [
        {"option_id": "reguler", "title": "Reguler", "price": rupiah(15_000), "free_from": None, "days_text": None}
    ]
    assert (full["timezone"], full["currency"]) == ("Asia/Jakarta", "IDR")
    public = await answer(await (await house.browser()).get("/api/shops/batik-sekar"), 200)
    assert set(public) == {"shop_id", "slug", "name", "currency", "look", "contact", "policies"}
    host, _ = await join(house, browser, made["shop_id"], "host", "h@h.test")
    assert await answer(await host.get(path), 200) == public
    assert (await answer(await host.get("/api/shops"), 200))["shops"][0]["role"] == "host"


async def test_changing_a_shop(house: House) -> None:
    browser, made = await owner(house)
    change = {
        "name": "Batik  Sekar\nJaya",
        "slug": "sekar",
        "timezone": "Asia/Makassar",
        "look": {"accent": "#aa3300"},
        "contact": {"email": "Toko@Batik.test", "phone": "+62 811", "address": "Jl. Mawar 1\r\nSolo"},
        "policies": {"returns": "7 hari", "privacy": ""},
        "shipping_options": [
            {"title": "Kilat", "price": rupiah(30_000), "free_from": rupiah(500_000), "days_text": "1 hari"},
            {"title": "Kilat", "price": rupiah(0)},
            {"option_id": "ambil", "title": "Ambil sendiri", "price": rupiah(0)},
        ],
        "payment_methods": ["bank_transfer", "stripe", "bank_transfer"],
        "bank_account": {"bank": "BCA", "holder": "Sekar", "number": "123"},
    }
    changed = await answer(await browser.patch(f"/api/shops/{made['shop_id']}", json=change), 200)
    assert changed["name"] == "Batik Sekar Jaya"
    assert changed["contact"] == {"email": "toko@batik.test", "phone": "+62 811", "address": "Jl. Mawar 1\nSolo"}
    assert changed["policies"] == {"returns": "7 hari"}
    assert [option["option_id"] for option in changed["shipping_options"]] == ["kilat", "kilat-2", "ambil"]
    assert changed["payment_methods"] == ["bank_transfer", "stripe"]
    assert await answer(await browser.get("/api/shops/sekar"), 200) == changed
    await code(await browser.get("/api/shops/batik-sekar"), 404)
    terms = await house.directory.terms("sekar")
    assert terms.shop_id == made["shop_id"]
    assert terms.slug == "sekar"
    assert terms.standing_sale_id == house.sales.created[0][0]
    assert terms.shipping_options[0] == ShippingOption("kilat", "Kilat", 30_000, 500_000, "1 hari")
    assert (terms.contact_email, terms.returns_policy, terms.privacy_policy) == ("toko@batik.test", "7 hari", None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"slug": "studio"}, "slug"),
        ({"currency": "XYZ"}, "currency"),
        ({"currency": "idr"}, "currency"),
        ({"timezone": "/etc/passwd"}, "timezone"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "localtime"}, "timezone"),
        ({"timezone": "posix/Asia/Jakarta"}, "timezone"),
        ({"look": {"accent": "red; background: url(x)"}}, "look.accent"),
        ({"look": {"logo_image": "img_other"}}, "look.logo_image"),
        ({"contact": {"email": "x"}}, "contact.email"),
        ({"policies": {"returns": "x" * 20_001}}, "policies.returns"),
        ({"shipping_options": [{"title": "A", "price": DOLLAR}]}, "shipping_options[0].price"),
        ({"shipping_options": [{"title": "A", "price": rupiah(-1)}]}, "shipping_options[0].price"),
        ({"shipping_options": [{"title": "\u200b", "price": rupiah(1)}]}, "shipping_options[0].title"),
        (
            {"shipping_options": [{"title": "A", "price": rupiah(1), "option_id": "a"}] * 2},
            "shipping_options[1].option_id",
        ),
        ({"payment_methods": ["gold"]}, "payment_methods"),
        ({"standing_sale_id": "x"}, "standing_sale_id"),
    ],
)  # fmt: skip
async def test_bad_changes_name_the_field_and_change_nothing(house: House, change: dict[str, Any], field: str) -> None:
    browser, made = await owner(house)
    path = f"/api/shops/{made['shop_id']}"
    before = await answer(await browser.get(path), 200)
    error = (await answer(await browser.patch(path, json={"policies": {"returns": "y"}} | change), 422))["error"]
    assert field in f"{error['message']} {error['details']}"
    assert await answer(await browser.get(path), 200) == before


async def test_the_currency_stays_once_there_are_products(house: House) -> None:
    browser, made = await owner(house)
    path = f"/api/shops/{made['shop_id']}"
    changed = await answer(await browser.patch(path, json={"currency": "USD"}), 200)
    assert changed["shipping_options"] == []
    option = {"title": "Post", "price": {"amount": "4.50", "currency": "USD"}}
    changed = await answer(await browser.patch(path, json={"shipping_options": [option]}), 200)
    assert changed["shipping_options"][0]["price"] == option["price"]
    async with house.database.write() as db:
        row = {"product_id": "prd", "shop_id": made["shop_id"], "title": "T", "created_ms": 1, "updated_ms": 1}
        await db.execute(insert(t.product).values(**row))
        ids = {"image_id": "img_1", "product_id": "prd", "shop_id": made["shop_id"]}
        await db.execute(insert(t.image).values(**ids, width=1, height=1, created_ms=1))
    assert await code(await browser.patch(path, json={"currency": "IDR"}), 409) == "currency_fixed"
    await answer(await browser.patch(path, json={"currency": "USD"}), 200)
    looked = await answer(await browser.patch(path, json={"look": {"logo_image": "img_1"}}), 200)
    assert looked["look"] == {"logo_image": "img_1"}


async def test_further_shops_and_their_slugs(house: House) -> None:
    browser, made = await owner(house)
    second = await answer(await browser.post("/api/shops", json={"name": "Batik Sekar", "currency": "EUR"}), 201)
    assert second["slug"] == "batik-sekar-2"
    taken = {"name": "Third", "slug": "batik-sekar"}
    assert await code(await browser.post("/api/shops", json=taken), 409) == "slug_taken"
    path = f"/api/shops/{second['shop_id']}"
    assert await code(await browser.patch(path, json={"slug": "batik-sekar"}), 409) == "slug_taken"
    host, _ = await join(house, browser, made["shop_id"], "host", "h@h.test")
    assert await code(await host.post("/api/shops", json={"name": "Mine"}), 403) == "forbidden"
    me = await answer(await browser.get("/api/me"), 200)
    assert [shop["shop_id"] for shop in me["shops"]] == [made["shop_id"], second["shop_id"]]
    responses = await asyncio.gather(*(browser.post("/api/shops", json={"name": "Same"}) for _ in range(4)))
    slugs = [(await answer(response, 201))["slug"] for response in responses]
    assert sorted(slugs) == ["same", "same-2", "same-3", "same-4"]


async def test_a_shop_is_made_while_redis_is_away(house: House) -> None:
    async def away(_sale_id: str) -> None:
        raise Unavailable("away", retry_after_s=1)

    house.sales.load = away  # type: ignore[method-assign]
    _, made = await owner(house)
    assert made["shop_id"]


async def test_people_and_roles(house: House) -> None:
    browser, made = await owner(house)
    path = f"/api/shops/{made['shop_id']}/people"
    host, host_id = await join(house, browser, made["shop_id"], "host", "h@h.test")
    _, moderator_id = await join(house, browser, made["shop_id"], "moderator", "m@m.test")
    people = (await answer(await browser.get(path), 200))["people"]
    assert [person["role"] for person in people] == ["owner", "host", "moderator"]
    assert await code(await host.get(path), 403) == "forbidden"
    assert await code(await host.patch(f"{path}/{host_id}", json={"role": "owner"}), 403) == "forbidden"
    assert await code(await host.delete(f"{path}/{moderator_id}"), 403) == "forbidden"
    assert await code(await browser.patch(f"{path}/{host_id}", json={"role": "king"}), 422) == "invalid"
    assert await code(await browser.patch(f"{path}/acc_none", json={"role": "host"}), 404) == "not_found"
    # The last owner stays, until there is another.
    mine = f"{path}/{made['account_id']}"
    assert await code(await browser.patch(mine, json={"role": "host"}), 409) == "last_owner"
    assert await code(await browser.delete(mine), 409) == "last_owner"
    await answer(await browser.patch(f"{path}/{host_id}", json={"role": "owner"}), 200)
    # The new role counts at once, although who calls is remembered for some seconds.
    await answer(await host.get(path), 200)
    await answer(await host.patch(mine, json={"role": "moderator"}), 200)
    assert await code(await browser.get(path), 403) == "forbidden"
    await answer(await browser.delete(mine), 204)
    assert await code(await browser.get(path), 404) == "not_found"
    await answer(await host.delete(f"{path}/{moderator_id}"), 204)
    assert len((await answer(await host.get(path), 200))["people"]) == 1


async def test_two_owners_cannot_both_leave(house: House) -> None:
    browser, made = await owner(house)
    other, other_id = await join(house, browser, made["shop_id"], "owner", "o@o.test")
    path = f"/api/shops/{made['shop_id']}/people"
    responses = await asyncio.gather(browser.delete(f"{path}/{made['account_id']}"), other.delete(f"{path}/{other_id}"))
    assert sorted(response.status for response in responses) == [204, 409]


async def test_an_invitation_works_once_for_its_address(house: House) -> None:
    browser, made = await owner(house)
    path = f"/api/shops/{made['shop_id']}/invitations"
    body = {"role": "host", "email": "Host@H.test"}
    invited = await answer(await browser.post(path, json=body), 201)
    assert invited["url"].endswith(f"/invite/{invited['token']}")
    assert len(await house.letters()) == 1
    stranger = await house.browser()
    shown = await answer(await stranger.get(f"/api/invitations/{invited['token']}"), 200)
    assert (shown["shop"], shown["role"], shown["email"]) == ("Batik Sekar", "host", "host@h.test")
    account = {"email": "else@h.test", "password": PASSWORD, "name": "H", "invitation": invited["token"]}
    assert await code(await stranger.post("/api/accounts", json=account), 403) == "invitation_needed"
    with_shop = account | {"email": "host@h.test", "shop": "Mine"}
    assert await code(await stranger.post("/api/accounts", json=with_shop), 422) == "invalid"
    joined = await answer(await stranger.post("/api/accounts", json=account | {"email": "host@h.test"}), 201)
    assert joined["shop_id"] == made["shop_id"]
    await code(await stranger.get(f"/api/invitations/{invited['token']}"), 404)
    again = await (await house.browser()).post("/api/accounts", json=account | {"email": "x@h.test"})
    assert await code(again, 403) == "invitation_needed"


async def test_a_race_for_one_invitation_has_one_winner(house: House) -> None:
    browser, made = await owner(house)
    path = f"/api/shops/{made['shop_id']}/invitations"
    token = (await answer(await browser.post(path, json={"role": "host"}), 201))["token"]
    browsers = [await house.browser() for _ in range(5)]
    body = {"password": PASSWORD, "name": "H", "invitation": token}
    responses = await asyncio.gather(
        *(
            each.post("/api/accounts", json=body | {"email": f"h{number}@h.test"})
            for number, each in enumerate(browsers)
        )
    )
    assert sorted(response.status for response in responses) == [201, 403, 403, 403, 403]


async def test_invitations_are_listed_withdrawn_and_lapse(house: House) -> None:
    browser, made = await owner(house)
    path = f"/api/shops/{made['shop_id']}/invitations"
    first = await answer(await browser.post(path, json={"role": "moderator"}), 201)
    house.clock.forward(s=13 * 24 * 3600)
    second = await answer(await browser.post(path, json={"role": "host"}), 201)
    listed = (await answer(await browser.get(path), 200))["invitations"]
    assert [row["invitation_id"] for row in listed] == [first["invitation_id"], second["invitation_id"]]
    assert first["token"] not in str(listed)
    house.clock.forward(s=2 * 24 * 3600)
    listed = (await answer(await browser.get(path), 200))["invitations"]
    assert [row["invitation_id"] for row in listed] == [second["invitation_id"]]
    await code(await browser.get(f"/api/invitations/{first['token']}"), 404)
    await answer(await browser.delete(f"{path}/{second['invitation_id']}"), 204)
    assert await code(await browser.delete(f"{path}/{second['invitation_id']}"), 404) == "not_found"
    await code(await browser.get(f"/api/invitations/{second['token']}"), 404)


async def test_who_has_an_account_accepts_with_it(house: House) -> None:
    browser, made = await owner(house)
    second = await answer(await browser.post("/api/shops", json={"name": "Second"}), 201)
    host, host_id = await join(house, browser, made["shop_id"], "host", "h@h.test")
    await answer(await host.get("/api/me"), 200)
    path = f"/api/shops/{second['shop_id']}/invitations"
    token = (await answer(await browser.post(path, json={"role": "moderator"}), 201))["token"]
    accepted = await answer(await host.post(f"/api/invitations/{token}/accept"), 200)
    assert accepted == {"account_id": host_id, "shop_id": second["shop_id"]}
    assert len((await answer(await host.get("/api/me"), 200))["shops"]) == 2
    assert await code(await host.post(f"/api/invitations/{token}/accept"), 403) == "invitation_needed"


@pytest.mark.parametrize("environment", [{"ETALASE_OPEN_SIGNUP": "1"}])
async def test_another_shops_owner_finds_nothing(house: House) -> None:
    _, made = await owner(house)
    other = await house.browser()
    body = {"email": "o@o.test", "password": PASSWORD, "name": "O", "shop": "Other"}
    await answer(await other.post("/api/accounts", json=body), 201)
    shop = f"/api/shops/{made['shop_id']}"
    for method, path, sent in (
        ("PATCH", shop, {"name": "Mine"}),
        ("GET", f"{shop}/people", None),
        ("PATCH", f"{shop}/people/{made['account_id']}", {"role": "host"}),
        ("DELETE", f"{shop}/people/{made['account_id']}", None),
        ("POST", f"{shop}/invitations", {"role": "owner"}),
        ("GET", f"{shop}/invitations", None),
        ("DELETE", f"{shop}/invitations/inv_1", None),
    ):
        assert await code(await other.request(method, path, json=sent), 404) == "not_found", (method, path)
        nobody = await house.browser()
        assert await code(await nobody.request(method, path, json=sent), 401) == "not_signed_in", (method, path)


async def test_the_directory(house: House) -> None:
    _, made = await owner(house)
    found = await house.directory.get(made["shop_id"])
    assert await house.directory.by_slug("batik-sekar") == found
    assert [shop.shop_id for shop in await house.directory.public()] == [made["shop_id"]]
    with pytest.raises(NotFound):
        await house.directory.terms("nothing")
