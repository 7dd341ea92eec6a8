from __future__ import annotations

import pytest

from checkout.errors import Invalid
from checkout.payments.method import Charge, PayRequest, Verdict
from checkout.payments.test_card import TestCard

CHARGE = Charge("pay_1", "chk_1", 1, 1000, "IDR", "pay:x:1")


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("4242424242424242", Verdict.PAID),
        ("4242 4242 4242 4242", Verdict.PAID),
        (" 4000000000000002", Verdict.DECLINED),
        ("4000 0000 0000 0002", Verdict.DECLINED),
    ],
)
async def test_the_two_cards(number: str, verdict: Verdict) -> None:
    request = PayRequest(number)
    TestCard().check(request)
    assert (await TestCard().pay(CHARGE, request)).verdict is verdict


@pytest.mark.parametrize("number", [None, "", "4111111111111111", "4242-4242-4242-4242", "４２４２424242424242", "x"])
def test_other_cards_are_not_for_here(number: str | None) -> None:
    with pytest.raises(Invalid, match="test card") as refused:
        TestCard().check(PayRequest(number))
    assert "card_number" in refused.value.details


async def test_it_gives_back_and_cancels() -> None:
    assert (await TestCard().refund(CHARGE, 500, "rfd_1")).verdict is Verdict.PAID
    assert await TestCard().cancel(CHARGE)
    assert TestCard().is_test
