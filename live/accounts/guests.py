"""Guests: people known by a signed token alone, until they choose a name or sign in."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.database import Database
from checkout.outside import Clock, NewId
from checkout.signing import Signer
from checkout.upsert import insert_new
from live.accounts.names import guest_name
from live.tables import guest

GUEST_LIFE_S = 365 * 24 * 3600
_PURPOSE = "guest"


class Guests:
    def __init__(self, database: Database, signer: Signer, now_ms: Clock, new_id: NewId) -> None:
        self._database = database
        self._signer = signer
        self._now_ms = now_ms
        self._new_id = new_id

    def make(self) -> tuple[str, str]:
        """(guest id, token). Nothing is written: a crowd of guests costs no rows."""
        guest_id = self._new_id("gst")
        return guest_id, self._signer.sign(_PURPOSE, guest_id, self._now_ms() + GUEST_LIFE_S * 1000)

    def verify(self, token: str | None) -> str | None:
        """The guest's id, or None if the token is not one or is past its year."""
        return self._signer.verify(_PURPOSE, token, self._now_ms()) if token else None

    async def name(self, guest_id: str) -> str:
        """The chosen name, else the made-up one."""
        async with self._database.read() as db:
            chosen = (await db.execute(select(guest.c.name).where(guest.c.guest_id == guest_id))).scalar_one_or_none()
        return chosen or guest_name(guest_id)

    async def rename(self, guest_id: str, name: str) -> None:
        async with self._database.write() as db:
            await self._ensure_row(db, guest_id)
            await db.execute(
                update(guest).where(guest.c.guest_id == guest_id).values(name=name, updated_ms=self._now_ms())
            )

    async def merge(self, db: AsyncConnection, guest_id: str, account_id: str) -> None:
        """What the guest did becomes the account's; a guest who belongs to an account already stays there."""
        await self._ensure_row(db, guest_id)
        await db.execute(
            update(guest)
            .where(guest.c.guest_id == guest_id, guest.c.account_id.is_(None))
            .values(account_id=account_id, updated_ms=self._now_ms())
        )

    async def _ensure_row(self, db: AsyncConnection, guest_id: str) -> None:
        # Two tabs may do this at once: the second must find the row instead of failing.
        await insert_new(db, guest, [{"guest_id": guest_id, "updated_ms": self._now_ms()}])
