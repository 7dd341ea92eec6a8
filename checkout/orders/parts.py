"""What the use cases of orders work with, passed along as one frozen bundle. `orders.py` makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checkout.database import Database
from checkout.journal.outbox import Outbox
from checkout.ledger import Ledger
from checkout.orders.after_commit import AfterCommit
from checkout.orders.offers import Offers
from checkout.orders.rebuilds import Rebuilds
from checkout.outside import Clock, NewId, Shops
from checkout.payments.method import PaymentMethod
from checkout.sales import Sales
from checkout.stock.store import StockStore


@dataclass(frozen=True, slots=True)
class Parts:
    """`methods` are the ways to pay that this server has, by name; `order_link` makes the buyer's link to an order."""

    database: Database
    store: StockStore
    ledger: Ledger
    sales: Sales
    outbox: Outbox
    shops: Shops
    offers: Offers
    rebuilds: Rebuilds
    after_commit: AfterCommit
    methods: Mapping[str, PaymentMethod]
    order_link: Callable[[str], str]
    new_id: NewId
    now_ms: Clock
