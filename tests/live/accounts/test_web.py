from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from live.tables import account
from tests.live.accounts.conftest import PASSWORD, House, answer, code, join, owner


async def test_first_account_owns_the_server_and_gets_its_shop(house: House) -> None:
    browser, made = await owner(house)
    assert made["account_id"].startswith("acc_")
    assert made["shop_id"].startswith("shp_")
    me = await answer(await browser.get("/api/me"), 200)
    assert me["person_id"] == made["account_id"]
    assert me["owns_server"] is True
    assert me["is_guest"] is False
    assert me["shops"] == [{"shop_id": made["shop_id"], "slug": "batik-sekar", "name": "Batik Sekar", "role": "owner"}]
    [(sale_id, shop_id, kind, is_open)] = house.sales.created
    assert (shop_id, kind, is_open) == (made["shop_id"], "standing", True)
    assert house.sales.loaded == [sale_id]


async def test_later_accounts_need_an_invitation(house: House) -> None:
    await owner(house)
    browser = await house.browser()
    body = {"email": "b@b.test", "password": PASSWORD, "name": "B"}
    assert await code(await browser.post("/api/accounts", json=body), 403) == "invitation_needed"
    wrong = body | {"invitation": "nonsense"}
    assert await code(await browser.post("/api/accounts", json=wrong), 403) == "invitation_needed"


@pytest.mark.parametrize("environment", [{"ETALASE_OPEN_SIGNUP": "1"}])
async def test_open_sign_up_takes_buyers_and_shops(house: House) -> None:
    await owner(house)
    browser = await house.browser()
    body: dict[str, Any] = {"email": "b@b.test", "password": PASSWORD, "name": "B"}
    buyer = await answer(await browser.post("/api/accounts", json=body), 201)
    assert buyer["shop_id"] is None
    seller = await house.browser()
    body |= {"email": "c@c.test", "shop": {"name": "Batik Sekar", "currency": "USD", "timezone": "Europe/Berlin"}}
    made = await answer(await seller.post("/api/accounts", json=body), 201)
    me = await answer(await seller.get("/api/me"), 200)
    assert me["owns_server"] is False
    assert me["shops"][0]["slug"] == "batik-sekar-2"
    shop = await answer(await seller.get(f"/api/shops/{made['shop_id']}"), 200)
    assert (shop["currency"], shop["timezone"], shop["shipping_options"]) == ("USD", "Europe/Berlin", [])


async def test_a_race_for_the_first_account_has_one_winner(house: House) -> None:
    browsers = [await house.browser() for _ in range(8)]
    bodies = [
        {"email": f"p{number}@p.test", "password": PASSWORD, "name": "P", "shop": "Toko P"} for number in range(8)
    ]
    responses = await asyncio.gather(
        *(browser.post("/api/accounts", json=body) for browser, body in zip(browsers, bodies, strict=True))
    )
    assert sorted(response.status for response in responses) == [201] + [403] * 7
    async with house.database.read() as db:
        assert (await db.execute(select(func.count()).where(account.c.owns_server))).scalar_one() == 1
    assert len(house.sales.created) == 1


@pytest.mark.parametrize("environment", [{"ETALASE_OPEN_SIGNUP": "1"}])
async def test_a_race_for_one_address_has_one_winner(house: House) -> None:
    browsers = [await house.browser() for _ in range(6)]
    spellings = ["p@p.test", "P@P.test", " p@P.TEST ", "p@p.test", "ｐ@p.test", "P@p.tesT"]
    responses = await asyncio.gather(
        *(
            browser.post("/api/accounts", json={"email": email, "password": PASSWORD, "name": "P", "shop": "Same"})
            for browser, email in zip(browsers, spellings, strict=True)
        )
    )
    assert sorted(response.status for response in responses) == [201] + [409] * 5


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a@b@c"}, "email"),
        ({"email": "x\r\nBcc: y@z.test"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 201}, "password"),
        ({"name": "\u200b\u202e"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"shop": {"name": "A", "currency": "XXX"}}, "shop.currency"),
        ({"shop": {"name": "A", "timezone": "../../etc/passwd"}}, "shop.timezone"),
        ({"shop": {"name": "A", "timezone": "Asia"}}, "shop.timezone"),
        ({"shop": {"name": "A", "slug": "studio"}}, "slug"),
        ({"shop": {"name": "A", "slug": "Not OK"}}, "slug"),
        ({"shop": "\u200b"}, "shop.name"),
        ({"owns_server": True}, "owns_server"),
        ({"email": 5}, "email"),
    ],
)
async def test_bad_sign_ups_name_the_field_and_change_nothing(house: House, change: dict[str, Any], field: str) -> None:
    browser = await house.browser()
    body = {"email": "a@a.test", "password": PASSWORD, "name": "A"} | change
    error = (await answer(await browser.post("/api/accounts", json=body), 422))["error"]
    assert error["code"] == "invalid"
    assert field in f"{error['message']} {error['details']}"
    async with house.database.read() as db:
        assert (await db.execute(select(func.count()).select_from(account))).scalar_one() == 0


async def test_signing_in_and_out(house: House) -> None:
    await owner(house)
    browser = await house.browser()
    assert (await answer(await browser.get("/api/me"), 200))["person_id"] is None
    wrong = {"email": "ibu@batik.test", "password": "not that one"}
    assert await code(await browser.post("/api/login", json=wrong), 401) == "wrong_password"
    unknown = {"email": "who@batik.test", "password": PASSWORD}
    assert await code(await browser.post("/api/login", json=unknown), 401) == "wrong_password"
    not_an_address = {"email": "what?", "password": PASSWORD}
    assert await code(await browser.post("/api/login", json=not_an_address), 401) == "wrong_password"
    response = await browser.post("/api/login", json={"email": " IBU@Batik.test", "password": PASSWORD})
    assert (await answer(response, 200))["shops"][0]["role"] == "owner"
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    kept = browser.session.cookie_jar.filter_cookies(house.server.make_url("/"))["etalase"].value
    await answer(await browser.post("/api/logout"), 204)
    assert (await answer(await browser.get("/api/me"), 200))["person_id"] is None
    # A copy of the cookie is worth nothing either.
    other = await house.browser()
    assert (await answer(await other.get("/api/me", cookies={"etalase": kept}), 200))["person_id"] is None


@pytest.mark.parametrize("environment", [{"ETALASE_TRUSTED_PROXIES": "127.0.0.1"}])
async def test_cookies_are_secure_behind_a_trusted_proxy_with_tls(house: House) -> None:
    browser = await house.browser()
    response = await browser.post("/api/guests", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in response.headers["Set-Cookie"]


async def test_a_forwarded_header_of_a_stranger_is_not_believed(house: House) -> None:
    response = await (await house.browser()).post("/api/guests", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" not in response.headers["Set-Cookie"]


async def test_a_sign_in_ends_after_thirty_days(house: House) -> None:
    browser, _ = await owner(house)
    house.clock.forward(s=30 * 24 * 3600 - 1)
    assert (await answer(await browser.get("/api/me"), 200))["person_id"]
    house.clock.forward(s=10)
    assert (await answer(await browser.get("/api/me"), 200))["person_id"] is None


async def test_guessing_is_slowed(house: House) -> None:
    await owner(house)
    browser = await house.browser()
    wrong = {"email": "ibu@batik.test", "password": "not that one"}
    for _ in range(10):
        await answer(await browser.post("/api/login", json=wrong), 401)
    response = await browser.post("/api/login", json=wrong | {"password": PASSWORD})
    assert await code(response, 429) == "too_many"
    assert int(response.headers["Retry-After"]) == 6
    house.clock.forward(s=6)
    await answer(await browser.post("/api/login", json=wrong | {"password": PASSWORD}), 200)


async def test_guests_have_a_name_they_can_change(house: House) -> None:
    browser = await house.browser()
    guest = await answer(await browser.post("/api/guests"), 201)
    me = await answer(await browser.get("/api/me"), 200)
    assert me["person_id"] == guest["guest_id"]
    assert me["is_guest"] is True
    assert me["name"] == guest["name"]
    renamed = await answer(await browser.patch("/api/me", json={"name": "  Pak\u200b \u202eBudi\u0007 "}), 200)
    assert renamed["name"] == "Pak Budi"
    assert (await answer(await browser.get("/api/me"), 200))["name"] == "Pak Budi"
    # By token, without a cookie, it is the same guest.
    bearer = {"Authorization": f"Bearer {guest['token']}"}
    other = await house.browser()
    assert (await answer(await other.get("/api/me", headers=bearer), 200))["name"] == "Pak Budi"
    for name in ("", "\u200b", "x" * 41, "\u202e\u2066"):
        await code(await browser.patch("/api/me", json={"name": name}), 422)
    await code(await (await house.browser()).patch("/api/me", json={"name": "Nobody"}), 401)


async def test_a_guest_token_lasts_a_year(house: House) -> None:
    browser = await house.browser()
    guest = await answer(await browser.post("/api/guests"), 201)
    bearer = {"Authorization": f"Bearer {guest['token']}"}
    house.clock.forward(s=366 * 24 * 3600)
    assert await code(await (await house.browser()).get("/api/me", headers=bearer), 401) == "not_signed_in"


@pytest.mark.parametrize("token", ["nonsense", "etk_nonsense", "", "a.b", "\u00fc", "etk_" + "x" * 5000])
async def test_a_bad_bearer_signs_nobody_in(house: House, token: str) -> None:
    response = await (await house.browser()).get("/api/me", headers={"Authorization": f"Bearer {token}"})
    assert await code(response, 401) == "not_signed_in"


async def test_another_scheme_signs_nobody_in(house: House) -> None:
    response = await (await house.browser()).get("/api/me", headers={"Authorization": "Basic aWJ1Ong="})
    assert await code(response, 401) == "not_signed_in"


async def test_signing_in_takes_the_guest_along(house: House) -> None:
    await owner(house)
    browser = await house.browser()
    guest = await answer(await browser.post("/api/guests"), 201)
    await answer(await browser.post("/api/login", json={"email": "ibu@batik.test", "password": PASSWORD}), 200)
    cookies = browser.session.cookie_jar.filter_cookies(house.server.make_url("/"))
    assert "etalase_guest" not in cookies
    caller = await house.accounts.caller_of(None, {"etalase": cookies["etalase"].value})
    assert caller.merged == {guest["guest_id"]}
    assert caller.is_buyer(guest["guest_id"])
    assert caller.by_cookie
    # As a raw header, and for the same guest a second time, it is the same.
    again = await house.accounts.caller_of(None, f"x=1; etalase={cookies['etalase'].value}; broken")
    assert again == caller


@pytest.mark.parametrize("environment", [{"ETALASE_OPEN_SIGNUP": "1"}])
async def test_a_guest_belongs_to_the_first_account_that_took_it(house: House) -> None:
    await owner(house)
    browser = await house.browser()
    guest = await answer(await browser.post("/api/guests"), 201)
    bearer = {"Authorization": f"Bearer {guest['token']}"}
    body = {"email": "b@b.test", "password": PASSWORD, "name": "B"}
    first = await answer(await browser.post("/api/accounts", json=body, headers=bearer), 201)
    login = {"email": "ibu@batik.test", "password": PASSWORD}
    await answer(await (await house.browser()).post("/api/login", json=login, headers=bearer), 200)
    caller = await house.accounts.caller_of(
        None, {"etalase": browser.session.cookie_jar.filter_cookies(house.server.make_url("/"))["etalase"].value}
    )
    assert caller.person_id == first["account_id"]
    assert caller.merged == {guest["guest_id"]}


async def test_api_tokens(house: House) -> None:
    browser, made = await owner(house)
    token = await answer(await browser.post("/api/tokens", json={"name": "Printer"}), 201)
    assert token["token"].startswith("etk_")
    bearer = {"Authorization": f"Bearer {token['token']}"}
    program = await house.browser()
    assert (await answer(await program.get("/api/me", headers=bearer), 200))["person_id"] == made["account_id"]
    listed = await answer(await browser.get("/api/tokens"), 200)
    assert [row["token_id"] for row in listed["tokens"]] == [token["token_id"]]
    assert token["token"] not in str(listed)
    other, _ = await join(house, browser, made["shop_id"], "host", "h@h.test")
    assert await code(await other.delete(f"/api/tokens/{token['token_id']}"), 404) == "not_found"
    await answer(await browser.delete(f"/api/tokens/{token['token_id']}"), 204)
    assert await code(await program.get("/api/me", headers=bearer), 401) == "not_signed_in"
    assert await code(await (await house.browser()).get("/api/tokens"), 401) == "not_signed_in"


async def test_a_forgotten_password(house: House) -> None:
    browser, _ = await owner(house)
    stranger = await house.browser()
    unknown = await stranger.post("/api/password-reset", json={"email": "who@batik.test"})
    known = await stranger.post("/api/password-reset", json={"email": "IBU@batik.test"})
    assert await answer(unknown, 202) == await answer(known, 202)
    [letter] = await house.letters()
    assert "To: ibu@batik.test" in letter
    found = re.search(r"/reset\?token=3D([\w-]+)|/reset\?token=([\w-]+)", letter)
    assert found is not None
    token = found[1] or found[2]
    set_new = {"token": token, "password": "a brand new one"}
    await answer(await stranger.post("/api/password-reset", json=set_new), 204)
    # Every sign-in is over, the link works once, the old password is gone.
    assert (await answer(await browser.get("/api/me"), 200))["person_id"] is None
    assert await code(await stranger.post("/api/password-reset", json=set_new), 422) == "invalid"
    old = {"email": "ibu@batik.test", "password": PASSWORD}
    await answer(await stranger.post("/api/login", json=old), 401)
    await answer(await stranger.post("/api/login", json=old | {"password": "a brand new one"}), 200)


async def test_a_link_is_good_for_an_hour(house: House) -> None:
    await owner(house)
    stranger = await house.browser()
    await answer(await stranger.post("/api/password-reset", json={"email": "ibu@batik.test"}), 202)
    [letter] = await house.letters()
    found = re.search(r"/reset\?token=(?:3D)?([\w-]+)", letter)
    assert found is not None
    house.clock.forward(s=3601)
    late = {"token": found[1], "password": "a brand new one"}
    assert await code(await stranger.post("/api/password-reset", json=late), 422) == "invalid"


async def test_nobody_is_flooded_with_links(house: House) -> None:
    await owner(house)
    stranger = await house.browser()
    for _ in range(8):
        await answer(await stranger.post("/api/password-reset", json={"email": "ibu@batik.test"}), 202)
    assert len(await house.letters()) == 5


@pytest.mark.parametrize("body", [{}, {"token": "x"}, {"password": PASSWORD}, {"email": "a@a.test", "token": "x"}])
async def test_a_reset_is_one_thing_or_the_other(house: House, body: dict[str, str]) -> None:
    assert await code(await (await house.browser()).post("/api/password-reset", json=body), 422) == "invalid"
