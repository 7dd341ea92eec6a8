"""API tokens: what programs sign in with, as long as their account lets them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from checkout.database import Database
from checkout.errors import Conflict, NotFound
from checkout.outside import Clock, NewId
from live.accounts.callers import Callers
from live.accounts.tokens import API_TOKEN_PREFIX, new_token, token_hash
from live.tables import api_token

_MAX_TOKENS = 100


class ApiTokens:
    def __init__(self, database: Database, callers: Callers, now_ms: Clock, new_id: NewId) -> None:
        self._database = database
        self._callers = callers
        self._now_ms = now_ms
        self._new_id = new_id

    async def make(self, account_id: str, name: str) -> tuple[str, str]:
        """(token id, token). Raises `Conflict` at a hundred."""
        token_id, token = self._new_id("tok"), new_token(API_TOKEN_PREFIX)
        async with self._database.write() as db:
            count = select(func.count()).where(api_token.c.account_id == account_id)
            if (await db.execute(count)).scalar_one() >= _MAX_TOKENS:
                raise Conflict(f"An account has at most {_MAX_TOKENS} tokens: delete one first.")
            await db.execute(
                insert(api_token).values(
                    token_id=token_id,
                    token_hash=token_hash(token),
                    account_id=account_id,
                    name=name,
                    created_ms=self._now_ms(),
                )
            )
        return token_id, token

    async def of_account(self, account_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
        """Rows of token_id, name, created_ms, oldest first: never the hash."""
        query = (
            select(api_token.c.token_id, api_token.c.name, api_token.c.created_ms)
            .where(api_token.c.account_id == account_id)
            .order_by(api_token.c.created_ms, api_token.c.token_id)
        )
        async with self._database.read() as db:
            return (await db.execute(query)).all()

    async def delete(self, account_id: str, token_id: str) -> None:
        """Raises `NotFound`."""
        mine = (api_token.c.account_id == account_id, api_token.c.token_id == token_id)
        async with self._database.write() as db:
            gone = await db.execute(delete(api_token).where(*mine))
        if gone.rowcount == 0:
            raise NotFound("There is no token of yours with that id.")
        self._callers.forget(account_id)
