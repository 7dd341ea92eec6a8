"""The states of an order and of its payment: two tables, and everything that may change a state. Pure.

A pair that is not in a table is refused with `WrongState`. SQL guards use `sources`, so that the condition of an
UPDATE and the table can't disagree.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import TypeVar

from checkout.errors import WrongState


class OrderState(enum.Enum):
    PLACED = "placed"
    ACCEPTED = "accepted"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RETURNED = "returned"


class OrderAction(enum.Enum):
    ACCEPT = "accept"  # paid, or cash on delivery taken on
    SHIP = "ship"
    DELIVER = "deliver"
    RECEIVE = "receive"  # the buyer says that it came
    CANCEL = "cancel"
    TAKE_BACK = "take back"  # the goods came back


class PaymentState(enum.Enum):
    DUE = "due"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    PAID = "paid"
    FAILED = "failed"
    PART_REFUNDED = "part_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"


class PaymentAction(enum.Enum):
    ASK = "ask for"  # the provider is about to be asked
    AUTHORISE = "authorise"
    SETTLE = "settle"  # the money is here
    FAIL = "fail"  # declined, cancelled, or its time is up
    REFUND_PART = "refund a part of"
    REFUND = "refund"
    DISPUTE = "dispute"
    WIN = "win back"  # a dispute


ORDER_TABLE: Mapping[tuple[OrderState, OrderAction], OrderState] = {
    (OrderState.PLACED, OrderAction.ACCEPT): OrderState.ACCEPTED,
    (OrderState.PLACED, OrderAction.CANCEL): OrderState.CANCELLED,
    (OrderState.ACCEPTED, OrderAction.CANCEL): OrderState.CANCELLED,
    (OrderState.ACCEPTED, OrderAction.SHIP): OrderState.SHIPPED,
    (OrderState.SHIPPED, OrderAction.DELIVER): OrderState.DELIVERED,
    (OrderState.SHIPPED, OrderAction.RECEIVE): OrderState.COMPLETED,
    (OrderState.DELIVERED, OrderAction.RECEIVE): OrderState.COMPLETED,
    (OrderState.SHIPPED, OrderAction.TAKE_BACK): OrderState.RETURNED,
    (OrderState.DELIVERED, OrderAction.TAKE_BACK): OrderState.RETURNED,
    (OrderState.COMPLETED, OrderAction.TAKE_BACK): OrderState.RETURNED,
}

PAYMENT_TABLE: Mapping[tuple[PaymentState, PaymentAction], PaymentState] = {
    (PaymentState.DUE, PaymentAction.ASK): PaymentState.PROCESSING,
    (PaymentState.FAILED, PaymentAction.ASK): PaymentState.PROCESSING,
    (PaymentState.PROCESSING, PaymentAction.AUTHORISE): PaymentState.AUTHORISED,
    (PaymentState.PROCESSING, PaymentAction.SETTLE): PaymentState.PAID,
    (PaymentState.AUTHORISED, PaymentAction.SETTLE): PaymentState.PAID,
    (PaymentState.DUE, PaymentAction.FAIL): PaymentState.FAILED,
    (PaymentState.PROCESSING, PaymentAction.FAIL): PaymentState.FAILED,
    (PaymentState.AUTHORISED, PaymentAction.FAIL): PaymentState.FAILED,
    (PaymentState.FAILED, PaymentAction.FAIL): PaymentState.FAILED,
    (PaymentState.PAID, PaymentAction.REFUND_PART): PaymentState.PART_REFUNDED,
    (PaymentState.PART_REFUNDED, PaymentAction.REFUND_PART): PaymentState.PART_REFUNDED,
    (PaymentState.PAID, PaymentAction.REFUND): PaymentState.REFUNDED,
    (PaymentState.PART_REFUNDED, PaymentAction.REFUND): PaymentState.REFUNDED,
    (PaymentState.PAID, PaymentAction.DISPUTE): PaymentState.DISPUTED,
    (PaymentState.PART_REFUNDED, PaymentAction.DISPUTE): PaymentState.DISPUTED,
    (PaymentState.DISPUTED, PaymentAction.WIN): PaymentState.PAID,
    (PaymentState.DISPUTED, PaymentAction.REFUND): PaymentState.REFUNDED,
}

StateT = TypeVar("StateT", bound=enum.Enum)
ActionT = TypeVar("ActionT", bound=enum.Enum)


def next_order_state(state: OrderState, action: OrderAction) -> OrderState:
    """Raises `WrongState`, whose details name the state."""
    return _next(ORDER_TABLE, state, action, "order")


def next_payment_state(state: PaymentState, action: PaymentAction) -> PaymentState:
    """Raises `WrongState`, whose details name the state."""
    return _next(PAYMENT_TABLE, state, action, "payment")


def payment_sources(action: PaymentAction) -> list[str]:
    """The states, as SQL keeps them, from which `action` leads anywhere."""
    return [state.value for state, known in PAYMENT_TABLE if known is action]


def _next(table: Mapping[tuple[StateT, ActionT], StateT], state: StateT, action: ActionT, thing: str) -> StateT:
    following = table.get((state, action))
    if following is None:
        message = f"One cannot {action.value} this {thing}: it is {state.value}."
        raise WrongState(message, {"state": state.value})
    return following
