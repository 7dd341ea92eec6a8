"""Endpoints of stock, holds and checkouts."""

from __future__ import annotations

from typing import Any

from checkout.endpoint import Answer, Call, Endpoint, Who
from checkout.errors import (
    CardDeclined,
    CoolingDown,
    HoldExpired,
    HoldOpen,
    IdempotencyKeyReused,
    Invalid,
    LimitReached,
    Malformed,
    NotFound,
    NotSignedIn,
    OutOfStock,
    Rebuilding,
    SaleNotOpen,
    WrongState,
)
from checkout.orders.service import Orders
from checkout.orders.wire import (
    CheckoutView,
    HoldView,
    HoldWanted,
    LinesChanged,
    OpenHold,
    OrderWanted,
    PayWanted,
    StockView,
)
from checkout.outside import Shops
from checkout.payments.method import PayRequest

_KEY = "Idempotency-Key"
_BAD = (Malformed, Invalid, NotSignedIn, NotFound)
_NOT_TO_BE_HAD = (OutOfStock, LimitReached, SaleNotOpen, CoolingDown)


class HoldApi:
    def __init__(self, orders: Orders, shops: Shops) -> None:
        self._orders = orders
        self._holds = orders.holds
        self._shops = shops

    def endpoints(self) -> list[Endpoint]:
        person = Who.PERSON
        return [
            Endpoint("GET", "/api/shows/{show}/stock", self.stock, Who.PUBLIC, "Units of a show", None, StockView,
                     errors=(NotFound, Rebuilding)),
            Endpoint("POST", "/api/shows/{show}/holds", self.place_in_show, person,
                     "Hold units of a show; the header Idempotency-Key is required, 200 when repeated",
                     HoldWanted, HoldView, 201,
                     (*_BAD, *_NOT_TO_BE_HAD, HoldOpen, IdempotencyKeyReused, Rebuilding)),
            Endpoint("POST", "/api/shops/{shop}/holds", self.place_in_shop, person,
                     "Hold units of a shop's shelf; the header Idempotency-Key is required, 200 when repeated",
                     HoldWanted, HoldView, 201,
                     (*_BAD, *_NOT_TO_BE_HAD, HoldOpen, IdempotencyKeyReused, Rebuilding)),
            Endpoint("GET", "/api/shows/{show}/hold", self.open_in_show, person, "My open hold in a show",
                     None, OpenHold, errors=(NotSignedIn, NotFound, Rebuilding)),
            Endpoint("GET", "/api/shops/{shop}/hold", self.open_in_shop, person, "My open hold in a shop",
                     None, OpenHold, errors=(NotSignedIn, NotFound, Rebuilding)),
            Endpoint("GET", "/api/holds/{hold}", self.get, person, "One of my holds", None, HoldView,
                     errors=(NotSignedIn, NotFound, Rebuilding)),
            Endpoint("DELETE", "/api/holds/{hold}", self.give_back, person, "Give a hold back", None, HoldView,
                     errors=(NotSignedIn, NotFound, WrongState, Rebuilding)),
            Endpoint("POST", "/api/holds/{hold}/lines", self.change, person,
                     "Add to the bag or take out; with the header Idempotency-Key a repeat changes nothing",
                     LinesChanged, HoldView, errors=(*_BAD, *_NOT_TO_BE_HAD, HoldExpired, WrongState, Rebuilding)),
            Endpoint("POST", "/api/holds/{hold}/order", self.order, person,
                     "Place the order of a hold; 200 and the same when repeated", OrderWanted, CheckoutView, 201,
                     (*_BAD, HoldExpired, LimitReached, OutOfStock, Rebuilding)),
            Endpoint("GET", "/api/checkouts/{checkout}", self.checkout, person, "One of my checkouts",
                     None, CheckoutView, errors=(NotSignedIn, NotFound)),
            Endpoint("POST", "/api/checkouts/{checkout}/pay", self.pay, person, "Pay; after a decline, again",
                     PayWanted, CheckoutView, errors=(*_BAD, CardDeclined, HoldExpired, WrongState)),
        ]  # fmt: skip

    async def stock(self, call: Call[None]) -> StockView:
        return await self._holds.stock(call.path["show"])

    async def place_in_show(self, call: Call[HoldWanted]) -> Answer:
        return await self._place(call, await self._show(call))

    async def place_in_shop(self, call: Call[HoldWanted]) -> Answer:
        return await self._place(call, await self._shelf(call))

    async def open_in_show(self, call: Call[None]) -> OpenHold:
        return OpenHold(await self._holds.open(await self._show(call), call.caller))

    async def open_in_shop(self, call: Call[None]) -> OpenHold:
        return OpenHold(await self._holds.open(await self._shelf(call), call.caller))

    async def get(self, call: Call[None]) -> HoldView:
        return await self._holds.get(call.path["hold"], call.caller)

    async def give_back(self, call: Call[None]) -> HoldView:
        return await self._orders.give_back(call.path["hold"], call.caller)

    async def change(self, call: Call[LinesChanged]) -> HoldView:
        key = call.request.headers.get(_KEY)
        return await self._holds.change(call.path["hold"], call.caller, call.body, key)

    async def order(self, call: Call[OrderWanted]) -> Answer:
        checkout, is_new = await self._orders.place(call.path["hold"], call.caller, call.body)
        return Answer(checkout, 201 if is_new else 200)

    async def checkout(self, call: Call[None]) -> CheckoutView:
        return await self._orders.checkout(call.path["checkout"], call.caller)

    async def pay(self, call: Call[PayWanted]) -> CheckoutView:
        request = PayRequest(call.body.card_number, call.body.confirmation_token)
        return await self._orders.pay(call.path["checkout"], call.caller, request)

    async def _place(self, call: Call[HoldWanted], sale_id: str) -> Answer:
        key = call.request.headers.get(_KEY)
        hold, is_new = await self._holds.place(sale_id, call.caller, key, call.body)
        return Answer(hold, 201 if is_new else 200)

    async def _show(self, call: Call[Any]) -> str:
        """Raises `NotFound` for a standing sale: it is its shop's, not a show."""
        return (await self._holds.show(call.path["show"])).sale_id

    async def _shelf(self, call: Call[Any]) -> str:
        return (await self._shops.terms(call.path["shop"])).standing_sale_id
