"""The HTTP endpoints of holds, stock, checkouts and orders: rows of a table, and nothing that decides."""

from __future__ import annotations

from checkout.endpoint import Endpoint
from checkout.orders.service import Orders
from checkout.orders.web.holds import HoldApi
from checkout.orders.web.orders import OrderApi
from checkout.outside import Clock, Shops
from checkout.signing import Signer


class CheckoutApi:
    """`signer` is the one that `order_link` signs with."""

    def __init__(self, orders: Orders, shops: Shops, signer: Signer, now_ms: Clock) -> None:
        self._holds = HoldApi(orders, shops)
        self._orders = OrderApi(orders, signer, now_ms)

    def endpoints(self) -> list[Endpoint]:
        return [*self._holds.endpoints(), *self._orders.endpoints()]
