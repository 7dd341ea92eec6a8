"""Who is calling: a guest or an account, with roles in shops. Resolved once a request by `live/accounts`."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from checkout.errors import Forbidden, NotFound, NotSignedIn


class Role(enum.Enum):
    """A person's role in a shop. The owner may do everything; a host runs shows; a moderator keeps the chat."""

    OWNER = "owner"
    HOST = "host"
    MODERATOR = "moderator"


OWNERS = frozenset({Role.OWNER})
HOSTS = frozenset({Role.OWNER, Role.HOST})
STAFF = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Caller:
    """`person_id` is `gst_...` for a guest, `acc_...` for an account, None for nobody.

    `roles` maps shop id to role. `merged` are guest ids whose things became this account's on sign-in.
    """

    person_id: str | None = None
    name: str = ""
    is_guest: bool = True
    email: str | None = None
    owns_server: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict[str, Role])
    merged: frozenset[str] = frozenset()
    by_cookie: bool = False

    @property
    def buyer_id(self) -> str:
        """The id that holds and orders are made under. Raises `NotSignedIn` for nobody."""
        if self.person_id is None:
            raise NotSignedIn("Sign in first, or ask POST /api/guests for a guest token.")
        return self.person_id

    def is_buyer(self, buyer_id: str) -> bool:
        return self.person_id is not None and (buyer_id == self.person_id or buyer_id in self.merged)

    def has_role(self, shop_id: str, roles: frozenset[Role] = STAFF) -> bool:
        return self.roles.get(shop_id) in roles

    def require_role(self, shop_id: str, roles: frozenset[Role] = STAFF) -> None:
        """Raises `NotSignedIn` for nobody and guests, `NotFound` for another shop's people (so that ids tell
        nothing), `Forbidden` for a lesser role in the same shop."""
        if self.person_id is None or self.is_guest:
            raise NotSignedIn("Sign in first.")
        role = self.roles.get(shop_id)
        if role is None:
            raise NotFound("There is nothing of yours with that id.")
        if role not in roles:
            raise Forbidden("Your role in this shop does not allow that.")

    def own_shop(self, roles: frozenset[Role] = STAFF) -> str:
        """The shop that a call without a shop id means: the first in which the caller has one of `roles`."""
        for shop_id, role in self.roles.items():
            if role in roles:
                return shop_id
        if self.person_id is None or self.is_guest:
            raise NotSignedIn("Sign in first.")
        raise Forbidden("You have no shop in which you may do that.")
