"""Signing up, in and out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.database import Database
from checkout.errors import Invalid
from checkout.outside import Clock, NewId
from live.accounts.callers import Callers
from live.accounts.fields import email_of, name_of
from live.accounts.guests import Guests
from live.accounts.limits import RateLimit
from live.accounts.passwords import Passwords
from live.accounts.people import People
from live.accounts.shops import ShopKeeper, lock_making
from live.accounts.tokens import new_token, token_hash
from live.accounts.wire import Login, NewAccount, NewShop
from live.errors import EmailTaken, InvitationNeeded, WrongPassword
from live.tables import account, sign_in

SIGN_IN_LIFE_S = 30 * 24 * 3600
MAX_ACCOUNT_NAME = 80


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` is the cookie's value."""

    account_id: str
    token: str
    shop_id: str | None = None


class SignIns:
    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        guests: Guests,
        callers: Callers,
        shops: ShopKeeper,
        people: People,
        *,
        open_signup: bool,
        now_ms: Clock,
        new_id: NewId,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._guests = guests
        self._callers = callers
        self._shops = shops
        self._people = people
        self._open_signup = open_signup
        self._now_ms = now_ms
        self._new_id = new_id
        # Ten guesses a minute at one account from one place, sixty from everywhere: enough for people, not for lists
        # of passwords. One address may be a whole village, hence the higher number.
        self._by_pair = RateLimit(now_ms, 10, 60)
        self._by_email = RateLimit(now_ms, 60, 60)
        self._by_address = RateLimit(now_ms, 100, 60)

    async def sign_up(self, wish: NewAccount, guest_id: str | None, address: str) -> SignedIn:
        """Makes the account, and its shop or its role in the inviting shop. The first account owns the server.

        Raises:
            InvitationNeeded: not the first account, sign-up is not open, and no (usable) invitation.
            EmailTaken, Invalid, SlugTaken, TooMany.
        """
        self._by_address.take(address)
        email = email_of(wish.email)
        name = name_of(wish.name, MAX_ACCOUNT_NAME)
        if wish.shop is not None and wish.invitation is not None:
            raise Invalid("An invitation is to a shop that exists.", {"shop": "not together with an invitation"})
        async with self._database.read() as db:
            # Also checked under the lock below; here so that strangers don't cost a password's hash.
            await self._admit(db, wish, email)
        password_hash = await self._passwords.hash(wish.password)
        standing_sale_id: str | None = None
        async with self._database.write() as db:
            await lock_making(db)
            owns_server = await self._admit(db, wish, email)
            account_id = self._new_id("acc")
            await db.execute(
                insert(account).values(
                    account_id=account_id,
                    email=email,
                    password_hash=password_hash,
                    name=name,
                    owns_server=owns_server,
                    created_ms=self._now_ms(),
                )
            )
            shop_id = None
            if wish.invitation is not None:
                shop_id = await self._people.use_invitation(db, wish.invitation, account_id, email)
            elif wish.shop is not None:
                new_shop = NewShop(wish.shop) if isinstance(wish.shop, str) else wish.shop
                shop_id, standing_sale_id = await self._shops.make(db, new_shop, account_id, "shop.")
            token = await self._open(db, account_id, guest_id)
        self._forget(account_id, guest_id)
        if standing_sale_id is not None:
            await self._shops.open(standing_sale_id)
        return SignedIn(account_id, token, shop_id)

    async def nobody_yet(self) -> bool:
        """Is the next account the first one, which owns the server?"""
        async with self._database.read() as db:
            return await _is_first(db)

    async def log_in(self, wish: Login, guest_id: str | None, address: str) -> SignedIn:
        """Raises `WrongPassword` (also for an unknown address, after the same time), `TooMany`."""
        self._by_address.take(address)
        try:
            email = email_of(wish.email)
        except Invalid:
            email = ""
        self._by_pair.take(f"{email} {address}")
        self._by_email.take(email)
        async with self._database.read() as db:
            query = select(account.c.account_id, account.c.password_hash).where(account.c.email == email)
            row = (await db.execute(query)).first()
        if not await self._passwords.verify(row.password_hash if row else None, wish.password) or row is None:
            raise WrongPassword("The e-mail address or the password is wrong.")
        renewed = None
        if self._passwords.is_outdated(row.password_hash):
            renewed = await self._passwords.hash(wish.password)
        async with self._database.write() as db:
            if renewed is not None:
                # Only over the very hash that was checked: a password that was reset meanwhile stays reset.
                same = (account.c.account_id == row.account_id, account.c.password_hash == row.password_hash)
                await db.execute(update(account).where(*same).values(password_hash=renewed))
            past = (sign_in.c.account_id == row.account_id, sign_in.c.expires_ms <= self._now_ms())
            await db.execute(delete(sign_in).where(*past))
            token = await self._open(db, row.account_id, guest_id)
        self._forget(row.account_id, guest_id)
        return SignedIn(row.account_id, token)

    async def log_out(self, token: str) -> None:
        """Ends this one sign-in, if it is one."""
        async with self._database.write() as db:
            gone = await db.execute(
                delete(sign_in).where(sign_in.c.token_hash == token_hash(token)).returning(sign_in.c.account_id)
            )
            account_id = gone.scalar_one_or_none()
        if account_id is not None:
            self._callers.forget(account_id)

    async def rename(self, person_id: str, is_guest: bool, name: str) -> None:
        """Raises `Invalid`."""
        if is_guest:
            await self._guests.rename(person_id, name)
        else:
            async with self._database.write() as db:
                await db.execute(update(account).where(account.c.account_id == person_id).values(name=name))
        self._callers.forget(person_id)

    async def _admit(self, db: AsyncConnection, wish: NewAccount, email: str) -> bool:
        """May this account be made? True if it is the first. Raises `InvitationNeeded`, `EmailTaken`."""
        is_first = await _is_first(db)
        if wish.invitation is not None:
            await self._people.check_invitation(db, wish.invitation, email)
        elif not is_first and not self._open_signup:
            raise InvitationNeeded("This server is by invitation.")
        if (await db.execute(select(account.c.account_id).where(account.c.email == email))).first() is not None:
            raise EmailTaken("There is an account with this e-mail address: sign in.")
        return is_first

    async def _open(self, db: AsyncConnection, account_id: str, guest_id: str | None) -> str:
        token = new_token()
        now = self._now_ms()
        await db.execute(
            insert(sign_in).values(
                token_hash=token_hash(token),
                account_id=account_id,
                created_ms=now,
                expires_ms=now + SIGN_IN_LIFE_S * 1000,
            )
        )
        if guest_id is not None:
            await self._guests.merge(db, guest_id, account_id)
        return token

    def _forget(self, account_id: str, guest_id: str | None) -> None:
        self._callers.forget(account_id)
        if guest_id is not None:
            self._callers.forget(guest_id)


async def _is_first(db: AsyncConnection) -> bool:
    return (await db.execute(select(account.c.account_id).limit(1))).first() is None
