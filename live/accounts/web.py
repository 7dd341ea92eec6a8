"""HTTP: accounts, sign-in, guests, API tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from checkout.caller import Caller
from checkout.endpoint import Answer, Call, Endpoint, Who
from checkout.errors import Conflict, Invalid, NotFound, TooMany
from checkout.wire import rfc3339
from live.accounts import wire
from live.accounts.api_tokens import ApiTokens
from live.accounts.callers import GUEST_COOKIE, SIGN_IN_COOKIE, Callers
from live.accounts.directory import ShopDirectory
from live.accounts.fields import email_of, name_of
from live.accounts.guests import GUEST_LIFE_S, Guests
from live.accounts.names import MAX_NAME, guest_name
from live.accounts.resets import Resets
from live.accounts.sign_ins import MAX_ACCOUNT_NAME, SIGN_IN_LIFE_S, SignedIn, SignIns
from live.errors import EmailTaken, InvitationNeeded, SlugTaken, WrongPassword
from live.settings import Settings
from live.web.client import base_url, client_address, is_https

SetCookies = Callable[[web.StreamResponse], None]


class AccountEndpoints:
    def __init__(
        self,
        settings: Settings,
        sign_ins: SignIns,
        guests: Guests,
        callers: Callers,
        resets: Resets,
        api_tokens: ApiTokens,
        directory: ShopDirectory,
    ) -> None:
        self._settings = settings
        self._sign_ins = sign_ins
        self._guests = guests
        self._callers = callers
        self._resets = resets
        self._api_tokens = api_tokens
        self._directory = directory

    def endpoints(self) -> list[Endpoint]:
        public, person, account = Who.PUBLIC, Who.PERSON, Who.ACCOUNT
        return [
            Endpoint(
                "POST", "/api/accounts", self.sign_up, public,
                "Make an account, with a shop or as a buyer, and sign in",
                body=wire.NewAccount, answer=wire.MadeAccount, status=201,
                errors=(InvitationNeeded, EmailTaken, SlugTaken, Invalid, TooMany),
            ),
            Endpoint(
                "POST", "/api/login", self.log_in, public, "Sign in by cookie",
                body=wire.Login, answer=wire.Me, errors=(WrongPassword, TooMany),
            ),
            Endpoint("POST", "/api/logout", self.log_out, public, "Sign out", status=204),
            Endpoint("GET", "/api/me", self.me, public, "Who is calling; person_id is null for nobody", answer=wire.Me),
            Endpoint(
                "PATCH", "/api/me", self.rename, person, "Choose another name",
                body=wire.Rename, answer=wire.Me, errors=(Invalid,),
            ),
            Endpoint(
                "POST", "/api/password-reset", self.reset_password, public,
                "Ask for a link by mail (202 whether or not there is such an account), or use its token",
                body=wire.PasswordReset, answer=wire.Accepted, status=202, errors=(Invalid, TooMany),
            ),
            Endpoint(
                "POST", "/api/tokens", self.make_token, account, "Make an API token",
                body=wire.NewToken, answer=wire.MadeToken, status=201, errors=(Conflict,),
            ),
            Endpoint("GET", "/api/tokens", self.tokens, account, "Your API tokens", answer=wire.TokenList),
            Endpoint(
                "DELETE", "/api/tokens/{token_id}", self.delete_token, account, "End an API token",
                status=204, errors=(NotFound,),
            ),
            Endpoint(
                "POST", "/api/guests", self.make_guest, public, "Become a guest: who may chat and buy",
                answer=wire.Guest, status=201,
            ),
        ]  # fmt: skip

    async def sign_up(self, call: Call[wire.NewAccount]) -> Answer:
        guest_id = self._guest_of(call)
        signed_in = await self._sign_ins.sign_up(call.body, guest_id, self._address(call))
        body = wire.MadeAccount(signed_in.account_id, signed_in.shop_id)
        return Answer(body, prepare=self._sign_in_cookies(call, signed_in))

    async def log_in(self, call: Call[wire.Login]) -> Answer:
        signed_in = await self._sign_ins.log_in(call.body, self._guest_of(call), self._address(call))
        caller = await self._callers.caller_of(None, {SIGN_IN_COOKIE: signed_in.token})
        return Answer(await self._me(caller), prepare=self._sign_in_cookies(call, signed_in))

    async def log_out(self, call: Call[None]) -> Answer:
        token = call.request.cookies.get(SIGN_IN_COOKIE)
        if token:
            await self._sign_ins.log_out(token)

        def prepare(response: web.StreamResponse) -> None:
            self._drop_cookie(call, response, SIGN_IN_COOKIE)

        return Answer(status=204, prepare=prepare)

    async def me(self, call: Call[None]) -> Answer:
        return Answer(await self._me(call.caller), headers={"Cache-Control": "no-store"})

    async def rename(self, call: Call[wire.Rename]) -> wire.Me:
        caller = call.caller
        name = name_of(call.body.name, MAX_NAME if caller.is_guest else MAX_ACCOUNT_NAME)
        await self._sign_ins.rename(caller.buyer_id, caller.is_guest, name)
        renamed = wire.Me(caller.person_id, name, caller.email, caller.is_guest, caller.owns_server, [])
        renamed.shops.extend(await self._shops(caller))
        return renamed

    async def reset_password(self, call: Call[wire.PasswordReset]) -> Answer:
        body = call.body
        if body.token is not None and body.password is not None and body.email is None:
            await self._resets.use(body.token, body.password, self._address(call))
            return Answer(status=204)
        if body.email is None or body.token is not None or body.password is not None:
            raise Invalid("Send an e-mail, or a token and a password.", {"body": "email, or token and password"})
        self._resets.ask(email_of(body.email), base_url(call.request, self._settings), self._address(call))
        return Answer(wire.Accepted())

    async def make_token(self, call: Call[wire.NewToken]) -> wire.MadeToken:
        name = name_of(call.body.name, MAX_ACCOUNT_NAME)
        token_id, token = await self._api_tokens.make(call.caller.buyer_id, name)
        return wire.MadeToken(token_id, name, token)

    async def tokens(self, call: Call[None]) -> wire.TokenList:
        rows = await self._api_tokens.of_account(call.caller.buyer_id)
        return wire.TokenList([wire.TokenInfo(row.token_id, row.name, rfc3339(row.created_ms)) for row in rows])

    async def delete_token(self, call: Call[None]) -> None:
        await self._api_tokens.delete(call.caller.buyer_id, call.path["token_id"])

    async def make_guest(self, call: Call[None]) -> Answer:
        guest_id, token = self._guests.make()

        def prepare(response: web.StreamResponse) -> None:
            self._set_cookie(call, response, GUEST_COOKIE, token, GUEST_LIFE_S)

        return Answer(wire.Guest(guest_id, token, guest_name(guest_id)), prepare=prepare)

    async def _me(self, caller: Caller) -> wire.Me:
        shops = await self._shops(caller)
        is_guest = caller.person_id is not None and caller.is_guest
        return wire.Me(caller.person_id, caller.name, caller.email, is_guest, caller.owns_server, shops)

    async def _shops(self, caller: Caller) -> list[wire.MyShop]:
        found = [(await self._directory.get(shop_id), role) for shop_id, role in caller.roles.items()]
        return [wire.MyShop(shop.shop_id, shop.slug, shop.name, role.value) for shop, role in found]

    def _guest_of(self, call: Call[Any]) -> str | None:
        """The guest whose things the account is to take over."""
        if call.caller.is_guest and call.caller.person_id is not None:
            return call.caller.person_id
        return self._guests.verify(call.request.cookies.get(GUEST_COOKIE))

    def _address(self, call: Call[Any]) -> str:
        return client_address(call.request, self._settings)

    def _sign_in_cookies(self, call: Call[Any], signed_in: SignedIn) -> SetCookies:
        def prepare(response: web.StreamResponse) -> None:
            self._set_cookie(call, response, SIGN_IN_COOKIE, signed_in.token, SIGN_IN_LIFE_S)
            # The guest lives on in the account: after signing out this browser is nobody, not that guest again.
            if GUEST_COOKIE in call.request.cookies:
                self._drop_cookie(call, response, GUEST_COOKIE)

        return prepare

    def _set_cookie(self, call: Call[Any], response: web.StreamResponse, name: str, value: str, life_s: int) -> None:
        secure = is_https(call.request, self._settings)
        response.set_cookie(name, value, max_age=life_s, path="/", httponly=True, samesite="Lax", secure=secure)

    def _drop_cookie(self, call: Call[Any], response: web.StreamResponse, name: str) -> None:
        secure = is_https(call.request, self._settings)
        response.del_cookie(name, path="/", httponly=True, samesite="Lax", secure=secure)
