"""A shop's people: their roles, and the invitations by which they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.caller import Role
from checkout.database import Database
from checkout.errors import NotFound
from checkout.outside import Clock, NewId
from live.accounts.callers import Callers
from live.accounts.tokens import new_token, token_hash
from live.errors import InvitationNeeded, LastOwner
from live.tables import account, invitation, membership, shop

INVITATION_DAYS = 14
_DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Invited:
    invitation_id: str
    token: str
    expires_ms: int


class People:
    def __init__(self, database: Database, callers: Callers, now_ms: Clock, new_id: NewId) -> None:
        self._database = database
        self._callers = callers
        self._now_ms = now_ms
        self._new_id = new_id

    async def of_shop(self, shop_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
        """Rows of account_id, name, email, role, created_ms (of the membership), oldest first."""
        query = (
            select(account.c.account_id, account.c.name, account.c.email, membership.c.role, membership.c.created_ms)
            .join(membership, membership.c.account_id == account.c.account_id)
            .where(membership.c.shop_id == shop_id)
            .order_by(membership.c.created_ms, account.c.account_id)
        )
        async with self._database.read() as db:
            return (await db.execute(query)).all()

    async def set_role(self, shop_id: str, account_id: str, role: Role) -> None:
        """Raises `NotFound`, `LastOwner`."""
        async with self._database.write() as db:
            await self._leave_an_owner(db, shop_id, account_id, becomes=role)
            await db.execute(update(membership).where(*_is(shop_id, account_id)).values(role=role.value))
        self._callers.forget(account_id)

    async def remove(self, shop_id: str, account_id: str) -> None:
        """Raises `NotFound`, `LastOwner`."""
        async with self._database.write() as db:
            await self._leave_an_owner(db, shop_id, account_id, becomes=None)
            await db.execute(delete(membership).where(*_is(shop_id, account_id)))
        self._callers.forget(account_id)

    async def invite(self, shop_id: str, role: Role, email: str | None) -> Invited:
        """`email` is normalised: only that address may then use it."""
        now = self._now_ms()
        invited = Invited(self._new_id("inv"), new_token(), now + INVITATION_DAYS * _DAY_MS)
        async with self._database.write() as db:
            await db.execute(
                insert(invitation).values(
                    invitation_id=invited.invitation_id,
                    token_hash=token_hash(invited.token),
                    shop_id=shop_id,
                    role=role.value,
                    email=email,
                    created_ms=now,
                    expires_ms=invited.expires_ms,
                )
            )
        return invited

    async def invitations(self, shop_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
        """Those that can still be used, oldest first."""
        query = select(invitation).where(
            invitation.c.shop_id == shop_id,
            invitation.c.used_by.is_(None),
            invitation.c.expires_ms > self._now_ms(),
        )
        async with self._database.read() as db:
            ordered = query.order_by(invitation.c.created_ms, invitation.c.invitation_id)
            return (await db.execute(ordered)).all()

    async def withdraw(self, shop_id: str, invitation_id: str) -> None:
        """Raises `NotFound`, also when it was used already."""
        mine = (invitation.c.shop_id == shop_id, invitation.c.invitation_id == invitation_id)
        async with self._database.write() as db:
            gone = await db.execute(delete(invitation).where(*mine, invitation.c.used_by.is_(None)))
        if gone.rowcount == 0:
            raise NotFound("There is no open invitation with that id.")

    async def open_invitation(self, token: str) -> Row[Any]:
        """The row with shop_name and slug. Raises `NotFound` for an unknown, used or expired one."""
        query = (
            select(invitation, shop.c.name.label("shop_name"), shop.c.slug)
            .join(shop, shop.c.shop_id == invitation.c.shop_id)
            .where(*self._usable(token))
        )
        async with self._database.read() as db:
            row = (await db.execute(query)).first()
        if row is None:
            raise NotFound("This invitation was used, withdrawn, or is past its time.")
        return row

    async def check_invitation(self, db: AsyncConnection, token: str, email: str) -> None:
        """Could this address use it now? Raises `InvitationNeeded`."""
        row = (await db.execute(select(invitation.c.email).where(*self._usable(token)))).first()
        if row is None:
            raise InvitationNeeded("This invitation was used, withdrawn, or is past its time.")
        if row.email is not None and row.email != email:
            raise InvitationNeeded("This invitation is for another e-mail address.")

    async def use_invitation(self, db: AsyncConnection, token: str, account_id: str, email: str) -> str:
        """Makes the account one of the shop's people and gives the shop's id. Each invitation works once.

        Raises:
            InvitationNeeded: it can't be used (any more), or is for another address.
        """
        await self.check_invitation(db, token, email)
        taken = await db.execute(
            update(invitation)
            .where(*self._usable(token))
            .values(used_by=account_id)
            .returning(invitation.c.shop_id, invitation.c.role)
        )
        row = taken.first()
        if row is None:
            # Somebody else used it between the check and now.
            raise InvitationNeeded("This invitation was used.")
        known = await db.execute(select(membership.c.role).where(*_is(row.shop_id, account_id)))
        if known.first() is None:
            await self.add(db, row.shop_id, account_id, Role(row.role))
        return row.shop_id

    async def accept(self, token: str, account_id: str, email: str) -> str:
        """As `use_invitation`, for an account that exists."""
        async with self._database.write() as db:
            shop_id = await self.use_invitation(db, token, account_id, email)
        self._callers.forget(account_id)
        return shop_id

    async def add(self, db: AsyncConnection, shop_id: str, account_id: str, role: Role) -> None:
        values = {"shop_id": shop_id, "account_id": account_id, "role": role.value, "created_ms": self._now_ms()}
        await db.execute(insert(membership).values(values))

    async def _leave_an_owner(self, db: AsyncConnection, shop_id: str, account_id: str, becomes: Role | None) -> None:
        # The shop's row is locked, so that two owners who demote each other at once do so one after the other.
        await db.execute(select(shop.c.shop_id).where(shop.c.shop_id == shop_id).with_for_update())
        role = (await db.execute(select(membership.c.role).where(*_is(shop_id, account_id)))).scalar_one_or_none()
        if role is None:
            raise NotFound("Nobody with that id works in this shop.")
        if role != Role.OWNER.value or becomes is Role.OWNER:
            return
        owners = select(func.count()).where(membership.c.shop_id == shop_id, membership.c.role == Role.OWNER.value)
        if (await db.execute(owners)).scalar_one() < 2:
            raise LastOwner("A shop needs an owner: make somebody else owner first.")

    def _usable(self, token: str) -> tuple[Any, ...]:
        return (
            invitation.c.token_hash == token_hash(token),
            invitation.c.used_by.is_(None),
            invitation.c.expires_ms > self._now_ms(),
        )


def _is(shop_id: str, account_id: str) -> tuple[Any, ...]:
    return (membership.c.shop_id == shop_id, membership.c.account_id == account_id)
