"""HTTP: shops, their people and invitations."""

from __future__ import annotations

from msgspec import UNSET
from sqlalchemy import Row

from checkout.caller import OWNERS, Caller, Role
from checkout.endpoint import Call, Endpoint, Who
from checkout.errors import Forbidden, Invalid, NotFound
from checkout.money import from_minor
from checkout.outside import ShippingOption
from checkout.wire import rfc3339
from live.accounts import wire
from live.accounts.directory import Shop, ShopDirectory
from live.accounts.fields import email_of
from live.accounts.letters import invitation_letter
from live.accounts.people import INVITATION_DAYS, People
from live.accounts.shops import ShopKeeper
from live.errors import CurrencyFixed, InvitationNeeded, LastOwner, SlugTaken
from live.mail import Mailer
from live.settings import Settings
from live.web.client import base_url


class ShopEndpoints:
    def __init__(
        self, settings: Settings, keeper: ShopKeeper, people: People, directory: ShopDirectory, mailer: Mailer
    ) -> None:
        self._settings = settings
        self._keeper = keeper
        self._people = people
        self._directory = directory
        self._mailer = mailer

    def endpoints(self) -> list[Endpoint]:
        public, account = Who.PUBLIC, Who.ACCOUNT
        people, invitations = "/api/shops/{shop}/people", "/api/shops/{shop}/invitations"
        return [
            Endpoint("GET", "/api/shops", self.mine, account, "The shops you work in", answer=wire.ShopList),
            Endpoint(
                "POST", "/api/shops", self.make, account, "Make a further shop: whoever owns the server",
                body=wire.NewShop, answer=wire.ShopView, status=201, errors=(Forbidden, Invalid, SlugTaken),
            ),
            Endpoint(
                "GET", "/api/shops/{shop}", self.show, public, "A shop by id or slug; its owner sees all of it",
                answer=wire.ShopView, errors=(NotFound,),
            ),
            Endpoint(
                "PATCH", "/api/shops/{shop}", self.change, account, "Change a shop: its owner",
                body=wire.ShopChange, answer=wire.ShopView,
                errors=(Invalid, NotFound, Forbidden, SlugTaken, CurrencyFixed),
            ),
            Endpoint("GET", people, self.people, account, "Who works in a shop: its owner", answer=wire.People),
            Endpoint(
                "PATCH", people + "/{account_id}", self.set_role, account, "Change somebody's role: the owner",
                body=wire.RoleChange, answer=wire.People, errors=(NotFound, Forbidden, LastOwner),
            ),
            Endpoint(
                "DELETE", people + "/{account_id}", self.remove, account, "Remove somebody (the owner), or leave",
                status=204, errors=(NotFound, Forbidden, LastOwner),
            ),
            Endpoint(
                "POST", invitations, self.invite, account, "Invite somebody: the owner",
                body=wire.NewInvitation, answer=wire.MadeInvitation, status=201, errors=(Invalid, NotFound, Forbidden),
            ),
            Endpoint("GET", invitations, self.invitations, account, "Open invitations", answer=wire.Invitations),
            Endpoint(
                "DELETE", invitations + "/{invitation_id}", self.withdraw, account, "Withdraw an invitation",
                status=204, errors=(NotFound, Forbidden),
            ),
            Endpoint(
                "GET", "/api/invitations/{token}", self.open_invitation, public, "What an invitation is to",
                answer=wire.OpenInvitation, errors=(NotFound,),
            ),
            Endpoint(
                "POST", "/api/invitations/{token}/accept", self.accept, account, "Accept with your account",
                answer=wire.MadeAccount, errors=(InvitationNeeded,),
            ),
        ]  # fmt: skip

    async def mine(self, call: Call[None]) -> wire.ShopList:
        found = [(await self._directory.get(shop_id), role) for shop_id, role in call.caller.roles.items()]
        return wire.ShopList([wire.MyShop(shop.shop_id, shop.slug, shop.name, role.value) for shop, role in found])

    async def make(self, call: Call[wire.NewShop]) -> wire.ShopView:
        if not (call.caller.owns_server or self._settings.open_signup):
            raise Forbidden("Whoever owns this server adds shops.")
        shop_id = await self._keeper.make_another(call.body, call.caller.buyer_id)
        return shop_view(await self._directory.get(shop_id), is_owner=True)

    async def show(self, call: Call[None]) -> wire.ShopView:
        shop = await self._directory.find(call.path["shop"])
        return shop_view(shop, is_owner=call.caller.has_role(shop.shop_id, OWNERS))

    async def change(self, call: Call[wire.ShopChange]) -> wire.ShopView:
        shop = await self._owned(call.caller, call.path["shop"])
        return shop_view(await self._keeper.change(shop.shop_id, call.body), is_owner=True)

    async def people(self, call: Call[None]) -> wire.People:
        return await self._people_of(await self._owned(call.caller, call.path["shop"]))

    async def set_role(self, call: Call[wire.RoleChange]) -> wire.People:
        shop = await self._owned(call.caller, call.path["shop"])
        await self._people.set_role(shop.shop_id, call.path["account_id"], Role(call.body.role))
        return await self._people_of(shop)

    async def remove(self, call: Call[None]) -> None:
        account_id = call.path["account_id"]
        shop = await self._directory.find(call.path["shop"])
        # Anybody may leave; only an owner sends others away.
        leaves = account_id == call.caller.person_id and call.caller.has_role(shop.shop_id)
        if not leaves:
            call.caller.require_role(shop.shop_id, OWNERS)
        await self._people.remove(shop.shop_id, account_id)

    async def invite(self, call: Call[wire.NewInvitation]) -> wire.MadeInvitation:
        shop = await self._owned(call.caller, call.path["shop"])
        email = email_of(call.body.email) if call.body.email else None
        invited = await self._people.invite(shop.shop_id, Role(call.body.role), email)
        url = f"{base_url(call.request, self._settings)}/invite/{invited.token}"
        if email is not None:
            await self._mailer.send(email, *invitation_letter(shop.name, call.body.role, url, INVITATION_DAYS))
        expires_at = rfc3339(invited.expires_ms)
        return wire.MadeInvitation(invited.invitation_id, invited.token, url, call.body.role, email, expires_at)

    async def invitations(self, call: Call[None]) -> wire.Invitations:
        shop = await self._owned(call.caller, call.path["shop"])
        rows = await self._people.invitations(shop.shop_id)
        return wire.Invitations([_invitation_info(row) for row in rows])

    async def withdraw(self, call: Call[None]) -> None:
        shop = await self._owned(call.caller, call.path["shop"])
        await self._people.withdraw(shop.shop_id, call.path["invitation_id"])

    async def open_invitation(self, call: Call[None]) -> wire.OpenInvitation:
        row = await self._people.open_invitation(call.path["token"])
        expires_at = rfc3339(row.expires_ms)
        return wire.OpenInvitation(row.shop_id, row.slug, row.shop_name, row.role, row.email, expires_at)

    async def accept(self, call: Call[None]) -> wire.MadeAccount:
        account_id, email = call.caller.buyer_id, call.caller.email or ""
        shop_id = await self._people.accept(call.path["token"], account_id, email)
        return wire.MadeAccount(account_id, shop_id)

    async def _owned(self, caller: Caller, id_or_slug: str) -> Shop:
        shop = await self._directory.find(id_or_slug)
        caller.require_role(shop.shop_id, OWNERS)
        return shop

    async def _people_of(self, shop: Shop) -> wire.People:
        rows = await self._people.of_shop(shop.shop_id)
        return wire.People(
            [wire.Person(row.account_id, row.name, row.email, row.role, rfc3339(row.created_ms)) for row in rows]
        )


def shop_view(shop: Shop, *, is_owner: bool) -> wire.ShopView:
    return wire.ShopView(
        shop_id=shop.shop_id,
        slug=shop.slug,
        name=shop.name,
        currency=shop.currency,
        look=shop.look,
        contact=shop.contact,
        policies=shop.policies,
        timezone=shop.timezone if is_owner else UNSET,
        shipping_options=[_option(option, shop.currency) for option in shop.shipping_options] if is_owner else UNSET,
        payment_methods=list(shop.payment_methods) if is_owner else UNSET,
        bank_account=shop.bank_account if is_owner else UNSET,
    )


def _option(option: ShippingOption, currency: str) -> wire.ShippingOptionOut:
    free_from = None if option.free_from_minor is None else from_minor(option.free_from_minor, currency)
    price = from_minor(option.price_minor, currency)
    return wire.ShippingOptionOut(option.option_id, option.title, price, free_from, option.days_text)


def _invitation_info(row: Row[tuple[object, ...]]) -> wire.InvitationInfo:
    created_at, expires_at = rfc3339(row.created_ms), rfc3339(row.expires_ms)
    return wire.InvitationInfo(row.invitation_id, row.role, row.email, created_at, expires_at)
