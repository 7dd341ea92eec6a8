"""What any way to pay must offer. One file per provider implements it; `paying.py` and `refunds.py` drive it.

The caller's duties: an attempt is written down before the provider is asked, the provider is asked outside any
transaction, and the same attempt or refund is repeated under the same key.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Protocol

import msgspec


class Verdict(enum.Enum):
    PAID = "paid"  # the money is here; of a refund: it is on its way back
    DECLINED = "declined"  # for good, and nothing was taken
    PROCESSING = "processing"  # the provider will tell later


@dataclass(frozen=True, slots=True)
class Outcome:
    """A provider's answer. `code` and `message` say why it declined, for programs and for the buyer."""

    verdict: Verdict
    reference: str | None = None
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """One attempt to be paid. `key` is the provider's idempotency key, `reference` its own id once it gave one."""

    payment_id: str
    checkout_id: str
    attempt: int
    amount_minor: int
    currency: str
    key: str
    reference: str | None = None


class PayRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the payment page sends: each provider takes its own field."""

    card_number: str | None = None
    confirmation_token: str | None = None


class PaymentMethod(Protocol):
    """`window_s`: how long a buyer has from placing the order to paying it."""

    @property
    def name(self) -> str: ...
    @property
    def is_test(self) -> bool: ...
    @property
    def window_s(self) -> int: ...

    def check(self, request: PayRequest) -> None:
        """Raises `Invalid` for a request that is not worth an attempt, before anything is written down."""
        ...

    async def pay(self, charge: Charge, request: PayRequest) -> Outcome:
        """Asks for the money. Idempotent by `charge.key`.

        Raises:
            Unavailable: no answer, so nobody knows: `cancel` finds out.
        """
        ...

    async def cancel(self, charge: Charge) -> bool:
        """True once the provider confirms that this charge will never be paid; False if it has been.

        Raises:
            Unavailable: nobody knows yet.
        """
        ...

    async def refund(self, charge: Charge, amount_minor: int, key: str) -> Outcome:
        """Gives back `amount_minor`. Idempotent by `key`.

        Raises:
            Unavailable: nobody knows yet; the same call is repeated later.
        """
        ...
