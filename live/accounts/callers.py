"""Who is calling: an API token, a sign-in cookie or a guest's token, resolved to a `Caller`.

A crowd sends thousands of requests a second, so an answer is kept for a few seconds. Within this process signing out
and changes of role or name count at once; other processes see them when their copy lapses.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.caller import Caller, Role
from checkout.database import Database
from checkout.errors import NotSignedIn
from checkout.outside import Clock
from live.accounts.guests import Guests
from live.accounts.tokens import API_TOKEN_PREFIX, token_hash
from live.tables import account, api_token, guest, membership, sign_in

SIGN_IN_COOKIE = "etalase"
GUEST_COOKIE = "etalase_guest"

_ACCOUNT_CACHE_MS = 5_000
# Nothing of a guest can be taken away, only their name can change.
_GUEST_CACHE_MS = 30_000
_MAX_CACHED = 20_000
_MAX_TOKEN_LENGTH = 512


class Callers:
    def __init__(self, database: Database, guests: Guests, now_ms: Clock) -> None:
        self._database = database
        self._guests = guests
        self._now_ms = now_ms
        self._cache: OrderedDict[str, tuple[int, Caller]] = OrderedDict()
        self._generation = 0

    async def caller_of(self, authorization: str | None, cookie: str | Mapping[str, str] | None) -> Caller:
        """`authorization` is that header, `cookie` the raw Cookie header or the parsed cookies.

        A Bearer token wins over cookies, a sign-in over a guest. A cookie that holds no longer is nobody's.

        Raises:
            NotSignedIn: an Authorization header that signs nobody in.
        """
        if authorization:
            return await self._by_bearer(authorization)
        cookies = _parse(cookie) if isinstance(cookie, str) else cookie or {}
        token = cookies.get(SIGN_IN_COOKIE)
        if token:
            caller = await self._by_sign_in(token)
            if caller is not None:
                return caller
        guest_id = self._guests.verify(cookies.get(GUEST_COOKIE, "")[:_MAX_TOKEN_LENGTH])
        return await self._guest(guest_id, by_cookie=True) if guest_id else Caller()

    def forget(self, person_id: str) -> None:
        """That person's roles, name or sign-ins changed."""
        self._generation += 1
        for key in [key for key, (_, caller) in self._cache.items() if caller.person_id == person_id]:
            del self._cache[key]

    async def _by_bearer(self, authorization: str) -> Caller:
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() == "bearer" and 0 < len(token) <= _MAX_TOKEN_LENGTH:
            if token.startswith(API_TOKEN_PREFIX):
                caller = await self._by_api_token(token)
                if caller is not None:
                    return caller
            else:
                guest_id = self._guests.verify(token)
                if guest_id is not None:
                    return await self._guest(guest_id, by_cookie=False)
        raise NotSignedIn("That token signs nobody in.")

    async def _by_sign_in(self, token: str) -> Caller | None:
        if len(token) > _MAX_TOKEN_LENGTH:
            return None
        hashed = token_hash(token)
        key = f"cookie:{hashed}"
        known = self._cached(key)
        if known is not None:
            return known
        generation = self._generation
        async with self._database.read() as db:
            query = select(sign_in.c.account_id).where(
                sign_in.c.token_hash == hashed, sign_in.c.expires_ms > self._now_ms()
            )
            account_id = (await db.execute(query)).scalar_one_or_none()
            caller = await load_account(db, account_id, by_cookie=True) if account_id else None
        return self._keep(key, caller, generation, _ACCOUNT_CACHE_MS) if caller else None

    async def _by_api_token(self, token: str) -> Caller | None:
        hashed = token_hash(token)
        key = f"token:{hashed}"
        known = self._cached(key)
        if known is not None:
            return known
        generation = self._generation
        async with self._database.read() as db:
            query = select(api_token.c.account_id).where(api_token.c.token_hash == hashed)
            account_id = (await db.execute(query)).scalar_one_or_none()
            caller = await load_account(db, account_id, by_cookie=False) if account_id else None
        return self._keep(key, caller, generation, _ACCOUNT_CACHE_MS) if caller else None

    async def _guest(self, guest_id: str, *, by_cookie: bool) -> Caller:
        key = f"guest:{by_cookie:d}:{guest_id}"
        known = self._cached(key)
        if known is not None:
            return known
        generation = self._generation
        caller = Caller(person_id=guest_id, name=await self._guests.name(guest_id), by_cookie=by_cookie)
        return self._keep(key, caller, generation, _GUEST_CACHE_MS)

    def _cached(self, key: str) -> Caller | None:
        found = self._cache.get(key)
        return found[1] if found is not None and self._now_ms() < found[0] else None

    def _keep(self, key: str, caller: Caller, generation: int, life_ms: int) -> Caller:
        # What was read before somebody's change may be older than the change: it serves this request, not the next.
        if generation == self._generation:
            self._cache.pop(key, None)
            self._cache[key] = (self._now_ms() + life_ms, caller)
            if len(self._cache) > _MAX_CACHED:
                self._cache.popitem(last=False)
        return caller


async def load_account(db: AsyncConnection, account_id: str, *, by_cookie: bool) -> Caller | None:
    """The account with its roles, oldest membership first, and the guests it once was."""
    row = (await db.execute(select(account).where(account.c.account_id == account_id))).first()
    if row is None:
        return None
    roles = await db.execute(
        select(membership.c.shop_id, membership.c.role)
        .where(membership.c.account_id == account_id)
        .order_by(membership.c.created_ms, membership.c.shop_id)
    )
    merged = await db.execute(select(guest.c.guest_id).where(guest.c.account_id == account_id))
    return Caller(
        person_id=row.account_id,
        name=row.name,
        is_guest=False,
        email=row.email,
        owns_server=row.owns_server,
        roles={shop_id: Role(role) for shop_id, role in roles},
        merged=frozenset(merged.scalars()),
        by_cookie=by_cookie,
    )


def _parse(header: str) -> Mapping[str, str]:
    # SimpleCookie stops at the first part it can't read, so each part is read by itself.
    cookies: dict[str, str] = {}
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name in (SIGN_IN_COOKIE, GUEST_COOKIE):
            try:
                parsed = SimpleCookie(f"{name}={value}").get(name)
            except CookieError:
                continue
            if parsed is not None:
                cookies[name] = parsed.value
    return cookies
