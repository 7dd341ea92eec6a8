"""The wire types of accounts and shops. Requests forbid unknown fields."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from checkout.money import Money
from live.accounts.directory import BankAccount, Contact, Look, Policies

Email = Annotated[str, Meta(min_length=3, max_length=320)]
Password = Annotated[str, Meta(min_length=8, max_length=200)]
PersonName = Annotated[str, Meta(min_length=1, max_length=200)]
ShopName = Annotated[str, Meta(min_length=1, max_length=200)]
Token = Annotated[str, Meta(min_length=1, max_length=200)]
RoleName = Annotated[str, Meta(pattern="^(owner|host|moderator)$")]


class NewShop(Struct, frozen=True, forbid_unknown_fields=True):
    name: ShopName
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] = "IDR"
    slug: Annotated[str, Meta(max_length=60)] | None = None
    timezone: Annotated[str, Meta(max_length=64)] = "Asia/Jakarta"


class NewAccount(Struct, frozen=True, forbid_unknown_fields=True):
    """`shop` is a name or an object; without it the account is a buyer's."""

    email: Email
    password: Password
    name: PersonName
    shop: NewShop | ShopName | None = None
    invitation: Token | None = None


class MadeAccount(Struct, frozen=True):
    account_id: str
    shop_id: str | None


class Login(Struct, frozen=True, forbid_unknown_fields=True):
    email: Email
    password: Annotated[str, Meta(min_length=1, max_length=200)]


class MyShop(Struct, frozen=True):
    shop_id: str
    slug: str
    name: str
    role: str


class Me(Struct, frozen=True):
    """`person_id` is null for nobody."""

    person_id: str | None
    name: str
    email: str | None
    is_guest: bool
    owns_server: bool
    shops: list[MyShop]


class Rename(Struct, frozen=True, forbid_unknown_fields=True):
    name: PersonName


class PasswordReset(Struct, frozen=True, forbid_unknown_fields=True):
    """Either `email`, to be sent a link, or the link's `token` with the new `password`."""

    email: Email | None = None
    token: Token | None = None
    password: Password | None = None


class Accepted(Struct, frozen=True):
    sent: bool = True


class NewToken(Struct, frozen=True, forbid_unknown_fields=True):
    name: PersonName


class MadeToken(Struct, frozen=True):
    """`token` is shown this once."""

    token_id: str
    name: str
    token: str


class TokenInfo(Struct, frozen=True):
    token_id: str
    name: str
    created_at: str


class TokenList(Struct, frozen=True):
    tokens: list[TokenInfo]


class Guest(Struct, frozen=True):
    guest_id: str
    token: str
    name: str


class ShippingOptionIn(Struct, frozen=True, forbid_unknown_fields=True):
    title: Annotated[str, Meta(min_length=1, max_length=80)]
    price: Money
    option_id: Annotated[str, Meta(pattern="^[a-z0-9_-]{1,64}$")] | None = None
    free_from: Money | None = None
    days_text: Annotated[str, Meta(max_length=40)] | None = None


class ShippingOptionOut(Struct, frozen=True):
    option_id: str
    title: str
    price: Money
    free_from: Money | None
    days_text: str | None


class LookIn(Struct, frozen=True, forbid_unknown_fields=True):
    accent: Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$")] | None = None
    logo_image: Annotated[str, Meta(max_length=64)] | None = None


class ContactIn(Struct, frozen=True, forbid_unknown_fields=True):
    email: Annotated[str, Meta(max_length=320)] | None = None
    phone: Annotated[str, Meta(max_length=40)] | None = None
    address: Annotated[str, Meta(max_length=500)] | None = None


class PoliciesIn(Struct, frozen=True, forbid_unknown_fields=True):
    returns: Annotated[str, Meta(max_length=20_000)] | None = None
    privacy: Annotated[str, Meta(max_length=20_000)] | None = None


class BankAccountIn(Struct, frozen=True, forbid_unknown_fields=True):
    bank: Annotated[str, Meta(max_length=80)] | None = None
    holder: Annotated[str, Meta(max_length=80)] | None = None
    number: Annotated[str, Meta(max_length=40)] | None = None


class ShopChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Only the fields that are sent change; each one that is sent replaces the whole old value."""

    name: ShopName | UnsetType = UNSET
    slug: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | UnsetType = UNSET
    timezone: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    look: LookIn | UnsetType = UNSET
    contact: ContactIn | UnsetType = UNSET
    policies: PoliciesIn | UnsetType = UNSET
    shipping_options: Annotated[list[ShippingOptionIn], Meta(max_length=20)] | UnsetType = UNSET
    payment_methods: Annotated[list[str], Meta(max_length=8)] | UnsetType = UNSET
    bank_account: BankAccountIn | UnsetType = UNSET


class ShopView(Struct, frozen=True):
    """Anyone sees the first seven fields, an owner all."""

    shop_id: str
    slug: str
    name: str
    currency: str
    look: Look
    contact: Contact
    policies: Policies
    timezone: str | UnsetType = UNSET
    shipping_options: list[ShippingOptionOut] | UnsetType = UNSET
    payment_methods: list[str] | UnsetType = UNSET
    bank_account: BankAccount | UnsetType = UNSET


class ShopList(Struct, frozen=True):
    shops: list[MyShop]


class Person(Struct, frozen=True):
    account_id: str
    name: str
    email: str
    role: str
    since: str


class People(Struct, frozen=True):
    people: list[Person]


class RoleChange(Struct, frozen=True, forbid_unknown_fields=True):
    role: RoleName


class NewInvitation(Struct, frozen=True, forbid_unknown_fields=True):
    role: RoleName
    email: Email | None = None


class MadeInvitation(Struct, frozen=True):
    """`token` and `url` are shown this once."""

    invitation_id: str
    token: str
    url: str
    role: str
    email: str | None
    expires_at: str


class InvitationInfo(Struct, frozen=True):
    invitation_id: str
    role: str
    email: str | None
    created_at: str
    expires_at: str


class Invitations(Struct, frozen=True):
    invitations: list[InvitationInfo]


class OpenInvitation(Struct, frozen=True):
    """What the holder of an invitation's token may see of it."""

    shop_id: str
    slug: str
    shop: str
    role: str
    email: str | None
    expires_at: str
