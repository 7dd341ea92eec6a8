"""The use cases of commerce under one roof: holds, placing, paying, fulfilment, refunds, and what `jobs` calls.

This file wires and decides who may see an order; the work is in the files it names.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

from sqlalchemy import Row

from checkout import tables as t
from checkout.caller import HOSTS, STAFF, Caller
from checkout.database import Database
from checkout.errors import NotFound, NotSignedIn
from checkout.journal.outbox import Outbox
from checkout.ledger import Ledger
from checkout.orders.after_commit import AfterCommit
from checkout.orders.fulfilment import Fulfilment
from checkout.orders.holds import Holds
from checkout.orders.lists import CSV_HEADER, Filters, OrderLists, csv_lines, csv_row
from checkout.orders.offers import Offers
from checkout.orders.parts import Parts
from checkout.orders.paying import Paying
from checkout.orders.placing import Placing
from checkout.orders.rebuilds import Rebuilds
from checkout.orders.records import BUYER, Actor, checkout_of_hold, checkout_row
from checkout.orders.refunds import Refunds
from checkout.orders.settling import Settling
from checkout.orders.views import OrderViews, Viewer, checkout_view, orders_with_checkouts
from checkout.orders.wire import (
    CancelWanted,
    CheckoutView,
    HoldView,
    OrderList,
    OrderView,
    OrderWanted,
    ProblemTold,
    RefundWanted,
    ShipWanted,
)
from checkout.outside import Clock, NewId, Shops
from checkout.payments.method import PaymentMethod, PayRequest
from checkout.sales import Sales
from checkout.stock.holds import HoldState
from checkout.stock.store import StockStore


class Orders:
    """`methods`: the ways to pay that this server has, by name. `order_link`: the buyer's link to an order.

    `close` ends the tasks that it owns.
    """

    def __init__(
        self,
        database: Database,
        store: StockStore,
        ledger: Ledger,
        sales: Sales,
        outbox: Outbox,
        shops: Shops,
        methods: Mapping[str, PaymentMethod],
        new_id: NewId,
        now_ms: Clock,
        order_link: Callable[[str], str],
    ) -> None:
        rebuilds = Rebuilds(sales)
        offers = Offers(database, sales, shops, now_ms)
        parts = Parts(
            database=database,
            store=store,
            ledger=ledger,
            sales=sales,
            outbox=outbox,
            shops=shops,
            offers=offers,
            rebuilds=rebuilds,
            after_commit=AfterCommit(store, sales, outbox, rebuilds),
            methods=methods,
            order_link=order_link,
            new_id=new_id,
            now_ms=now_ms,
        )
        self._parts = parts
        self.holds = Holds(database, store, offers, rebuilds, methods.keys())
        self._placing = Placing(parts)
        self._paying = Paying(parts)
        self._refunds = Refunds(parts)
        self._fulfilment = Fulfilment(database, self._paying, self._refunds, now_ms)
        self._settling = Settling(parts, self._paying, self._refunds)
        self._views = OrderViews(parts)
        self._lists = OrderLists(database)

    async def close(self) -> None:
        await self._parts.rebuilds.close()

    # --- jobs ---

    async def sweep(self) -> int:
        """Ends what lapsed; how many. Each second or so."""
        return await self._settling.sweep()

    async def reconcile(self) -> None:
        """Finishes what a crash cut short. At start and each minute."""
        await self._settling.reconcile()

    # --- the buyer's way ---

    async def give_back(self, hold_id: str, caller: Caller) -> HoldView:
        """Gives a hold back, also one with an order that is not paid: that order is cancelled.

        Raises:
            NotFound, WrongState: sold, or being paid just now.
        """
        hold = await self.holds.of(hold_id, caller)
        if hold.state in (HoldState.PAYING, HoldState.CLOSING):
            await self._give_back_placed(hold_id, caller)
        else:
            await self.holds.release(hold)
        return await self.holds.get(hold_id, caller)

    async def place(self, hold_id: str, caller: Caller, wanted: OrderWanted) -> tuple[CheckoutView, bool]:
        """The checkout, and whether it is new. See `Placing.place` for what it raises."""
        checkout_id, is_new = await self._placing.place(hold_id, caller, wanted)
        return await self.checkout(checkout_id, caller), is_new

    async def pay(self, checkout_id: str, caller: Caller, request: PayRequest) -> CheckoutView:
        """See `Paying.pay` for what it raises."""
        await self._paying.pay(checkout_id, caller, request)
        return await self.checkout(checkout_id, caller)

    async def checkout(self, checkout_id: str, caller: Caller) -> CheckoutView:
        """Raises `NotFound`, also for another buyer's."""
        async with self._parts.database.read() as db:
            row = await checkout_row(db, checkout_id)
        if not caller.is_buyer(row.buyer_id):
            raise NotFound("There is no such checkout.")
        return await checkout_view(self._parts, row)

    async def received(self, order_id: str, caller: Caller, *, by_token: bool) -> OrderView:
        await self._fulfilment.received(order_id, caller, by_token=by_token)
        return await self.order(order_id, caller, by_token=by_token)

    async def problem(self, order_id: str, caller: Caller, told: ProblemTold, *, by_token: bool) -> OrderView:
        await self._fulfilment.problem(order_id, caller, told, by_token=by_token)
        return await self.order(order_id, caller, by_token=by_token)

    async def my_orders(self, caller: Caller, cursor: str | None, limit: int) -> OrderList:
        rows, following = await self._lists.of_buyer({caller.buyer_id, *caller.merged}, cursor, limit)
        viewer = Viewer(is_buyer=True, sees_contact=True, may_pay=True)
        return OrderList(await self._views.many(rows, viewer), following)

    # --- both ---

    async def order(self, order_id: str, caller: Caller, *, by_token: bool = False) -> OrderView:
        """One order with its history, for its buyer (also by the order link's token) and for the shop's people.

        Raises:
            NotSignedIn: for nobody without a token. NotFound: also for other buyers and other shops.
        """
        async with self._parts.database.read() as db:
            row = (await db.execute(orders_with_checkouts().where(t.order.c.order_id == order_id))).one_or_none()
        if row is None or not (by_token or caller.is_buyer(row.buyer_id) or caller.has_role(row.shop_id)):
            if caller.person_id is None:
                raise NotSignedIn("Sign in, or open the link that came with the order.")
            raise NotFound("There is no such order.")
        return await self._views.one(row, _viewer(row, caller, by_token=by_token))

    # --- the seller's side ---

    async def shop_orders(
        self, shop_id: str, caller: Caller, filters: Filters, cursor: str | None, limit: int
    ) -> OrderList:
        """Raises `NotFound` for another shop, `Invalid` for a cursor that is none of ours."""
        caller.require_role(shop_id, STAFF)
        rows, following = await self._lists.of_shop(shop_id, filters, cursor, limit)
        return OrderList(await self._views.many(rows, _staff(shop_id, caller)), following)

    async def shop_csv(self, shop_id: str, caller: Caller, filters: Filters) -> AsyncGenerator[str]:
        """The list as CSV, piece by piece. Raises `NotFound` for another shop."""
        caller.require_role(shop_id, STAFF)
        yield csv_lines([CSV_HEADER])
        async for rows in self._lists.all_of_shop(shop_id, filters):
            views = await self._views.many(rows, _staff(shop_id, caller))
            yield csv_lines(csv_row(view) for view in views)

    async def ship(self, order_id: str, caller: Caller, wanted: ShipWanted) -> OrderView:
        await self._fulfilment.ship(order_id, caller, wanted)
        return await self.order(order_id, caller)

    async def deliver(self, order_id: str, caller: Caller) -> OrderView:
        await self._fulfilment.deliver(order_id, caller)
        return await self.order(order_id, caller)

    async def cancel(self, order_id: str, caller: Caller, wanted: CancelWanted) -> OrderView:
        await self._fulfilment.cancel(order_id, caller, wanted)
        return await self.order(order_id, caller)

    async def refund(self, order_id: str, caller: Caller, wanted: RefundWanted) -> OrderView:
        await self._refunds.refund(order_id, caller, wanted)
        return await self.order(order_id, caller)

    async def _give_back_placed(self, hold_id: str, caller: Caller) -> None:
        async with self._parts.database.read() as db:
            checkout = await checkout_of_hold(db, hold_id)
        if checkout is not None:
            await self._paying.give_up(checkout, Actor(BUYER, caller.person_id), "given_back")
        else:
            await self._settling.shut(await self.holds.of(hold_id, caller))


def _viewer(order: Row[Any], caller: Caller, *, by_token: bool) -> Viewer:
    is_buyer = by_token or caller.is_buyer(order.buyer_id)
    sees_contact = is_buyer or caller.has_role(order.shop_id, HOSTS)
    return Viewer(is_buyer=is_buyer, sees_contact=sees_contact, may_pay=caller.is_buyer(order.buyer_id))


def _staff(shop_id: str, caller: Caller) -> Viewer:
    return Viewer(is_buyer=False, sees_contact=caller.has_role(shop_id, HOSTS))
