from __future__ import annotations

import itertools

import pytest

from checkout.errors import WrongState
from checkout.order import (
    ORDER_TABLE,
    PAYMENT_TABLE,
    OrderAction,
    OrderState,
    PaymentAction,
    PaymentState,
    next_order_state,
    next_payment_state,
    payment_sources,
)


def test_the_way_of_a_good_order() -> None:
    state = OrderState.PLACED
    for action in (OrderAction.ACCEPT, OrderAction.SHIP, OrderAction.DELIVER, OrderAction.RECEIVE):
        state = next_order_state(state, action)
    assert state is OrderState.COMPLETED


def test_the_contract_of_order_states() -> None:
    reached = {(before.value, after.value) for (before, _), after in ORDER_TABLE.items()}
    assert reached == {
        ("placed", "accepted"),
        ("accepted", "shipped"),
        ("shipped", "delivered"),
        ("shipped", "completed"),
        ("delivered", "completed"),
        ("placed", "cancelled"),
        ("accepted", "cancelled"),
        ("shipped", "returned"),
        ("delivered", "returned"),
        ("completed", "returned"),
    }


@pytest.mark.parametrize(("state", "action"), list(itertools.product(OrderState, OrderAction)))
def test_pairs_outside_of_the_order_table_are_refused(state: OrderState, action: OrderAction) -> None:
    if (state, action) in ORDER_TABLE:
        assert next_order_state(state, action) is ORDER_TABLE[state, action]
        return
    with pytest.raises(WrongState) as refused:
        next_order_state(state, action)
    assert refused.value.details == {"state": state.value}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(PaymentState, PaymentAction)))
def test_pairs_outside_of_the_payment_table_are_refused(state: PaymentState, action: PaymentAction) -> None:
    if (state, action) in PAYMENT_TABLE:
        assert next_payment_state(state, action) is PAYMENT_TABLE[state, action]
        return
    with pytest.raises(WrongState):
        next_payment_state(state, action)


def test_every_payment_action_leads_to_one_state_from_wherever() -> None:
    """`order_records.change_payment` relies on it: one UPDATE sets one state for all sources."""
    for action in PaymentAction:
        assert len({after for (_, known), after in PAYMENT_TABLE.items() if known is action}) == 1


def test_money_never_goes_back_twice() -> None:
    assert payment_sources(PaymentAction.REFUND) == ["paid", "part_refunded", "disputed"]
    assert payment_sources(PaymentAction.ASK) == ["due", "failed"]
