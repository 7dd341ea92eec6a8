"""Endpoints of orders."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from checkout.caller import HOSTS, STAFF
from checkout.endpoint import Call, Endpoint, Who
from checkout.errors import Conflict, Forbidden, Invalid, Malformed, NotFound, NotSignedIn, Unavailable, WrongState
from checkout.orders.link import opens_order
from checkout.orders.lists import read_filters, read_limit
from checkout.orders.service import Orders
from checkout.orders.wire import (
    CancelWanted,
    Nothing,
    OrderList,
    OrderView,
    ProblemTold,
    RefundWanted,
    ShipWanted,
)
from checkout.outside import Clock
from checkout.signing import Signer

_FILTERS = {
    "shop": "the shop's id; without it the caller's own",
    "show": "only of this show",
    "state": "only orders in this state",
    "payment": "only with this payment state",
    "q": "an order's number, or a part of the buyer's name or e-mail",
}
_PAGE = {"cursor": "`next` of the page before", "limit": "1 to 200, else 50"}
_TOKEN = {"token": "of the order's link, in place of signing in"}
_SELLER = (Malformed, Invalid, NotSignedIn, Forbidden, NotFound, WrongState)


class OrderApi:
    def __init__(self, orders: Orders, signer: Signer, now_ms: Clock) -> None:
        self._orders = orders
        self._signer = signer
        self._now_ms = now_ms

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("GET", "/api/orders", self.list, Who.STAFF, "Orders of a shop, newest first", None, OrderList,
                     errors=(Invalid, NotSignedIn, Forbidden, NotFound), query={**_FILTERS, **_PAGE}),
            Endpoint("GET", "/api/orders.csv", self.csv, Who.STAFF, "The same as a file (text/csv)",
                     errors=(Invalid, NotSignedIn, Forbidden, NotFound), query=_FILTERS),
            Endpoint("GET", "/api/my/orders", self.mine, Who.PERSON, "My own orders, newest first", None, OrderList,
                     errors=(Invalid, NotSignedIn), query=_PAGE),
            Endpoint("GET", "/api/orders/{order}", self.get, Who.PUBLIC, "An order, for its buyer and its seller",
                     None, OrderView, errors=(NotSignedIn, NotFound), query=_TOKEN),
            self._by_seller("ship", self.ship, "Shipped", ShipWanted),
            self._by_seller("deliver", self.deliver, "Delivered", Nothing),
            self._by_seller("cancel", self.cancel, "Cancel, giving back what was paid", CancelWanted),
            self._by_seller("refund", self.refund, "Give money back", RefundWanted),
            self._by_buyer("received", self.received, "The buyer has it", Nothing),
            self._by_buyer("problem", self.problem, "Something is wrong with it", ProblemTold),
        ]  # fmt: skip

    async def list(self, call: Call[None]) -> OrderList:
        filters, limit = read_filters(call.query), read_limit(call.query)
        return await self._orders.shop_orders(_shop(call), call.caller, filters, call.query.get("cursor"), limit)

    async def csv(self, call: Call[None]) -> web.StreamResponse:
        pieces = self._orders.shop_csv(_shop(call), call.caller, read_filters(call.query))
        # The first piece is awaited before the headers go out, so that a refusal is still one.
        first = await anext(pieces)
        headers = {"Content-Disposition": 'attachment; filename="orders.csv"', "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        response.content_type, response.charset = "text/csv", "utf-8"
        await response.prepare(call.request)
        # Spreadsheets take a file for UTF-8 only with a byte order mark.
        await response.write(b"\xef\xbb\xbf" + first.encode())
        async for piece in pieces:
            await response.write(piece.encode())
        await response.write_eof()
        return response

    async def mine(self, call: Call[None]) -> OrderList:
        return await self._orders.my_orders(call.caller, call.query.get("cursor"), read_limit(call.query))

    async def get(self, call: Call[None]) -> OrderView:
        return await self._orders.order(call.path["order"], call.caller, by_token=self._by_token(call))

    async def ship(self, call: Call[ShipWanted]) -> OrderView:
        return await self._orders.ship(call.path["order"], call.caller, call.body)

    async def deliver(self, call: Call[Nothing]) -> OrderView:
        return await self._orders.deliver(call.path["order"], call.caller)

    async def cancel(self, call: Call[CancelWanted]) -> OrderView:
        return await self._orders.cancel(call.path["order"], call.caller, call.body)

    async def refund(self, call: Call[RefundWanted]) -> OrderView:
        return await self._orders.refund(call.path["order"], call.caller, call.body)

    async def received(self, call: Call[Nothing]) -> OrderView:
        return await self._orders.received(call.path["order"], call.caller, by_token=self._by_token(call))

    async def problem(self, call: Call[ProblemTold]) -> OrderView:
        by_token = self._by_token(call)
        return await self._orders.problem(call.path["order"], call.caller, call.body, by_token=by_token)

    def _by_token(self, call: Call[Any]) -> bool:
        return opens_order(self._signer, call.path["order"], call.query.get("token"), self._now_ms)

    @staticmethod
    def _by_seller(verb: str, handler: Any, summary: str, body: Any) -> Endpoint:
        errors = (*_SELLER, Conflict, Unavailable)
        path = f"/api/orders/{{order}}/{verb}"
        return Endpoint("POST", path, handler, Who.STAFF, summary, body, OrderView, errors=errors, roles=HOSTS)

    @staticmethod
    def _by_buyer(verb: str, handler: Any, summary: str, body: Any) -> Endpoint:
        errors = (Malformed, Invalid, NotFound, WrongState)
        path = f"/api/orders/{{order}}/{verb}"
        return Endpoint("POST", path, handler, Who.PUBLIC, summary, body, OrderView, errors=errors, query=_TOKEN)


def _shop(call: Call[Any]) -> str:
    return call.query.get("shop") or call.caller.own_shop(STAFF)
