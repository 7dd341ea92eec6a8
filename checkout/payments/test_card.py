"""The built-in test card: no money moves. Only the demo, or a server told to, has it (ETALASE_TEST_CARD)."""

from __future__ import annotations

from checkout.errors import Invalid
from checkout.payments.method import Charge, Outcome, PayRequest, Verdict

SUCCEEDS = "4242424242424242"
DECLINES = "4000000000000002"


class TestCard:
    """Answers at once and remembers nothing: an attempt that nobody recorded as paid took no money."""

    # Its name begins with "Test", and yet it is no test to collect.
    __test__ = False

    name = "test_card"
    is_test = True
    window_s = 600

    def check(self, request: PayRequest) -> None:
        if _digits(request) not in (SUCCEEDS, DECLINES):
            reason = f"This is the test card: {SUCCEEDS} succeeds, {DECLINES} is declined, no other number is taken."
            raise Invalid(reason, {"card_number": reason})

    async def pay(self, charge: Charge, request: PayRequest) -> Outcome:
        if _digits(request) == SUCCEEDS:
            return Outcome(Verdict.PAID, f"test-{charge.payment_id}")
        return Outcome(Verdict.DECLINED, None, "card_declined", "The test card was declined, as it should be.")

    async def cancel(self, charge: Charge) -> bool:
        return True

    async def refund(self, charge: Charge, amount_minor: int, key: str) -> Outcome:
        return Outcome(Verdict.PAID, f"test-{key}")


def _digits(request: PayRequest) -> str:
    return (request.card_number or "").replace(" ", "")
