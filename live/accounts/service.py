"""The accounts' side as one: puts its parts together for the composition root, and says who calls."""

from __future__ import annotations

from collections.abc import Mapping

from checkout.caller import Caller
from checkout.database import Database
from checkout.endpoint import Endpoint
from checkout.outside import Clock, NewId
from checkout.signing import Signer
from live.accounts.api_tokens import ApiTokens
from live.accounts.callers import Callers
from live.accounts.directory import ShopDirectory
from live.accounts.guests import Guests
from live.accounts.passwords import Passwords
from live.accounts.people import People
from live.accounts.resets import Resets
from live.accounts.shop_web import ShopEndpoints
from live.accounts.shops import ShopKeeper, StandingSales
from live.accounts.sign_ins import SignIns
from live.accounts.web import AccountEndpoints
from live.mail import Mailer
from live.settings import Settings


class Accounts:
    """`close` it before the database."""

    def __init__(
        self,
        database: Database,
        sales: StandingSales,
        signer: Signer,
        mailer: Mailer,
        settings: Settings,
        directory: ShopDirectory,
        now_ms: Clock,
        new_id: NewId,
        *,
        passwords: Passwords | None = None,
    ) -> None:
        passwords = passwords or Passwords()
        self.guests = Guests(database, signer, now_ms, new_id)
        self.callers = Callers(database, self.guests, now_ms)
        self.people = People(database, self.callers, now_ms, new_id)
        self.shops = ShopKeeper(database, sales, directory, self.people, self.callers, now_ms, new_id)
        self.sign_ins = SignIns(
            database,
            passwords,
            self.guests,
            self.callers,
            self.shops,
            self.people,
            open_signup=settings.open_signup,
            now_ms=now_ms,
            new_id=new_id,
        )
        self.resets = Resets(database, passwords, self.callers, mailer, now_ms)
        self.api_tokens = ApiTokens(database, self.callers, now_ms, new_id)
        self._web = AccountEndpoints(
            settings, self.sign_ins, self.guests, self.callers, self.resets, self.api_tokens, directory
        )
        self._shop_web = ShopEndpoints(settings, self.shops, self.people, directory, mailer)

    async def caller_of(self, authorization: str | None, cookie: str | Mapping[str, str] | None) -> Caller:
        """See `Callers.caller_of`. Raises `NotSignedIn` for a Bearer token that signs nobody in."""
        return await self.callers.caller_of(authorization, cookie)

    def endpoints(self) -> list[Endpoint]:
        return [*self._web.endpoints(), *self._shop_web.endpoints()]

    async def close(self) -> None:
        await self.resets.close()
