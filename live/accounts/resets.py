"""A forgotten password: a link by mail that works once, for an hour."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import delete, insert, select, update

from checkout.database import Database
from checkout.errors import Invalid
from checkout.outside import Clock
from live.accounts.callers import Callers
from live.accounts.letters import reset_letter
from live.accounts.limits import RateLimit
from live.accounts.passwords import Passwords
from live.accounts.tokens import new_token, token_hash
from live.mail import Mailer
from live.tables import account, password_reset, sign_in

logger = structlog.get_logger("accounts")

_LIFE_HOURS = 1
_LIFE_MS = _LIFE_HOURS * 3600 * 1000


class Resets:
    def __init__(
        self, database: Database, passwords: Passwords, callers: Callers, mailer: Mailer, now_ms: Clock
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._callers = callers
        self._mailer = mailer
        self._now_ms = now_ms
        self._by_email = RateLimit(now_ms, 5, 3600)
        self._by_address = RateLimit(now_ms, 30, 60)
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, email: str, link_base: str, address: str) -> None:
        """Sends the link if there is such an account. The work is done beside the request, so that neither the answer
        nor its time tells whether there is.

        Raises:
            TooMany: from this address. Too many for one account are dropped without a word.
        """
        self._by_address.take(address)
        if not self._by_email.allows(email):
            return
        task = asyncio.create_task(self._send(email, link_base), name="password-reset")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def use(self, token: str, password: str, address: str) -> None:
        """Sets the password and ends every sign-in of the account. API tokens stay: they are not the password's.

        Raises:
            Invalid: the link was used, is past its hour, or never was one. TooMany.
        """
        self._by_address.take(address)
        usable = (
            password_reset.c.token_hash == token_hash(token),
            password_reset.c.used_ms.is_(None),
            password_reset.c.expires_ms > self._now_ms(),
        )
        async with self._database.read() as db:
            known = (await db.execute(select(password_reset.c.account_id).where(*usable))).first()
        if known is None:
            raise _no_link()
        password_hash = await self._passwords.hash(password)
        async with self._database.write() as db:
            used = update(password_reset).where(*usable).values(used_ms=self._now_ms())
            account_id = (await db.execute(used.returning(password_reset.c.account_id))).scalar_one_or_none()
            if account_id is None:
                raise _no_link()
            mine = account.c.account_id == account_id
            await db.execute(update(account).where(mine).values(password_hash=password_hash))
            await db.execute(delete(sign_in).where(sign_in.c.account_id == account_id))
            # Other links that wait in the mailbox must not outlive the change.
            await db.execute(delete(password_reset).where(password_reset.c.account_id == account_id))
        self._callers.forget(account_id)

    async def flush(self) -> None:
        """Returns when no link is being prepared."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send(self, email: str, link_base: str) -> None:
        try:
            token = await self._prepare(email)
            if token is not None:
                subject, text = reset_letter(f"{link_base}/reset?token={token}", _LIFE_HOURS)
                await self._mailer.send(email, subject, text)
        except Exception:
            # The task's outermost frame: nobody awaits it, so what went wrong is told here.
            logger.exception("a password link was not sent")

    async def _prepare(self, email: str) -> str | None:
        token = new_token()
        now = self._now_ms()
        async with self._database.write() as db:
            await db.execute(delete(password_reset).where(password_reset.c.expires_ms <= now))
            query = select(account.c.account_id).where(account.c.email == email)
            account_id = (await db.execute(query)).scalar_one_or_none()
            if account_id is None:
                return None
            await db.execute(
                insert(password_reset).values(
                    token_hash=token_hash(token), account_id=account_id, expires_ms=now + _LIFE_MS
                )
            )
        return token


def _no_link() -> Invalid:
    return Invalid("This link was used or is past its hour: ask for a new one.", {"token": "not usable"})
