"""A shop with a show on air, for the tests of orders: real Redis, real SQL, a way to pay that the test scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio
from sqlalchemy import func, insert, select

from checkout import tables as t
from checkout.caller import Caller, Role
from checkout.database import Database
from checkout.errors import NotFound
from checkout.journal.journal import Journal
from checkout.journal.outbox import Outbox
from checkout.ledger import Ledger
from checkout.orders.link import order_linker
from checkout.orders.service import Orders
from checkout.orders.wire import CheckoutView, Contact, HoldView, HoldWanted, LineWanted, OrderWanted
from checkout.outside import ShippingOption, ShopTerms
from checkout.payments.method import Charge, Outcome, PayRequest, Verdict
from checkout.payments.test_card import TestCard
from checkout.sales import Sales
from checkout.signing import Signer
from checkout.stock.store import StockStore
from tests.conftest import ManualClock

SHOP, SHOW, SHELF, VASE, CUP = "shp_1", "shw_1", "sal_1", "var_vase", "var_cup"
OTHER_SHOP = "shp_2"
GOOD, BAD = PayRequest("4242424242424242"), PayRequest("4000000000000002")
ADDRESS = {"street": "Jl. Merdeka 1", "city": "Bandung"}
SECRET = b"0123456789abcdef0123456789abcdef"


def guest(name: str) -> Caller:
    return Caller(f"gst_{name}")


BUDI, AYU = guest("budi"), guest("ayu")
OWNER = Caller("acc_owner", is_guest=False, roles={SHOP: Role.OWNER})
MODERATOR = Caller("acc_mod", is_guest=False, roles={SHOP: Role.MODERATOR})
STRANGER = Caller("acc_other", is_guest=False, roles={OTHER_SHOP: Role.OWNER})


class Crash(Exception):
    """The process dies here, as far as the code under test can tell."""


class ShopBook:
    """The shops' terms, by id."""

    def __init__(self, *terms: ShopTerms) -> None:
        self.terms_of = {each.shop_id: each for each in terms}

    async def terms(self, shop_id: str) -> ShopTerms:
        if shop_id not in self.terms_of:
            raise NotFound("There is no such shop.")
        return self.terms_of[shop_id]


class ScriptedBank:
    """A real-money way to pay. It keeps books by key, as a provider does; the test says what goes wrong."""

    name = "bank"
    is_test = False
    window_s = 600

    def __init__(self) -> None:
        self.paid: dict[str, int] = {}
        self.refunded: dict[str, int] = {}
        self.asked: list[str] = []
        self.before_answer: Callable[[], Any] | None = None
        self.after_taking: Exception | None = None
        self.answer: Outcome | None = None
        self.refund_error: Exception | None = None
        self.after_refund: Exception | None = None
        self.cancel_error: Exception | None = None
        self.waiting = asyncio.Event()
        self.go_on: asyncio.Event | None = None

    def check(self, request: PayRequest) -> None:
        return

    async def pay(self, charge: Charge, request: PayRequest) -> Outcome:
        self.asked.append(charge.key)
        self.waiting.set()
        if self.go_on is not None:
            await self.go_on.wait()
        if self.answer is not None:
            return self.answer
        self.paid[charge.key] = charge.amount_minor
        if self.after_taking is not None:
            raise self.after_taking
        return Outcome(Verdict.PAID, f"ref-{charge.key}")

    async def cancel(self, charge: Charge) -> bool:
        if self.cancel_error is not None:
            raise self.cancel_error
        return charge.key not in self.paid

    async def refund(self, charge: Charge, amount_minor: int, key: str) -> Outcome:
        if self.refund_error is not None:
            raise self.refund_error
        self.refunded[key] = amount_minor
        if self.after_refund is not None:
            raise self.after_refund
        return Outcome(Verdict.PAID, f"ref-{key}")

    @property
    def kept(self) -> int:
        """What the shop has in the end."""
        return sum(self.paid.values()) - sum(self.refunded.values())


@dataclass
class Counter:
    """Everything behind the counter."""

    database: Database
    redis: redis.asyncio.Redis
    clock: ManualClock
    journal: Journal
    store: StockStore
    sales: Sales
    outbox: Outbox
    shops: ShopBook
    bank: ScriptedBank
    orders: Orders
    signer: Signer
    keys: int = 0
    contacts: dict[str, str] = field(default_factory=dict)

    async def hold(self, caller: Caller = BUDI, *lines: tuple[str, int], sale: str = SHOW) -> HoldView:
        self.keys += 1
        wanted = HoldWanted([LineWanted(*line) for line in lines or [(VASE, 1)]])
        return (await self.orders.holds.place(sale, caller, f"key-{self.keys}", wanted))[0]

    def wish(self, caller: Caller = BUDI, method: str = "bank", email: str | None = None, **more: Any) -> OrderWanted:
        name = (caller.person_id or "").partition("_")[2]
        contact = Contact(name.capitalize(), email or f"{name}@example.com", "+62 812 345 678")
        return OrderWanted(contact, method, **{"address": ADDRESS, **more})

    async def place(self, caller: Caller = BUDI, *lines: tuple[str, int], method: str = "bank") -> CheckoutView:
        hold = await self.hold(caller, *lines)
        return (await self.orders.place(hold.hold_id, caller, self.wish(caller, method)))[0]

    async def buy(self, caller: Caller = BUDI, *lines: tuple[str, int], method: str = "bank") -> CheckoutView:
        checkout = await self.place(caller, *lines, method=method)
        return await self.orders.pay(checkout.checkout_id, caller, GOOD)

    async def stock(self, variant_id: str = VASE, sale: str = SHOW) -> tuple[int, int, int, int, int]:
        each = (await self.store.stock(sale))[variant_id]
        return each.initial, each.available, each.held, each.paying, each.sold

    async def check_books(self, sale: str = SHOW) -> None:
        """Redis adds up, SQL adds up, and both say the same of what is promised and sold."""
        async with self.database.read() as db:
            items = (await db.execute(select(t.sale_item).where(t.sale_item.c.sale_id == sale))).all()
            promised = await db.execute(
                select(t.allocation.c.variant_id, func.sum(t.allocation.c.quantity))
                .join(t.hold_gate, t.hold_gate.c.hold_id == t.allocation.c.hold_id)
                .where(t.allocation.c.sale_id == sale, t.hold_gate.c.state != "void")
                .group_by(t.allocation.c.variant_id)
            )
            units = {variant_id: int(quantity) for variant_id, quantity in promised}
        stock = await self.store.stock(sale)
        for item in items:
            each = stock[item.variant_id]
            assert min(each.available, each.held, each.paying, each.sold) >= 0
            assert each.initial == each.available + each.held + each.paying + each.sold == item.total
            assert item.allocated == each.paying + each.sold == units.get(item.variant_id, 0)

    async def kinds(self, sale: str = SHOW) -> list[str]:
        return [entry.kind for entry in await self.journal.read(sale, 0)]

    async def entries(self, kind: str, sale: str = SHOW) -> list[Any]:
        return [entry for entry in await self.journal.read(sale, 0) if entry.kind == kind]

    async def history(self, order_id: str, caller: Caller = OWNER) -> list[tuple[str, str]]:
        return [(each.kind, each.by) for each in (await self.orders.order(order_id, caller)).history or []]


TERMS = ShopTerms(
    shop_id=SHOP,
    slug="kriya",
    name="Kriya",
    standing_sale_id=SHELF,
    currency="IDR",
    shipping_options=(
        ShippingOption("express", "Express", 40_000, None, "1 day"),
        ShippingOption("regular", "Regular", 15_000, 500_000, "2-4 days"),
    ),
    payment_methods=("test_card", "bank", "stripe"),
    contact_email="halo@kriya.example",
    returns_policy="Within 14 days.",
)


async def open_counter(
    database: Database, client: redis.asyncio.Redis, clock: ManualClock, new_id: Callable[[str], str], units: int = 10
) -> Counter:
    journal = Journal(client, clock)
    store = StockStore(client, journal, clock)
    outbox = Outbox(database, journal, clock, new_id)
    sales = Sales(database, client, store, journal, outbox, clock, new_id)
    shops, bank = ShopBook(TERMS), ScriptedBank()
    signer = Signer(SECRET)
    methods = {"test_card": TestCard(), "bank": bank}
    link = order_linker(signer, "https://shop.example")
    orders = Orders(database, store, Ledger(clock), sales, outbox, shops, methods, new_id, clock, link)
    async with database.write() as db:
        await _write_goods(db, clock())
        await sales.create(db, SHELF, SHOP, "standing", 300, True)
        await sales.create(db, SHOW, SHOP, "show", 300, True)
        rows = [
            {"sale_id": SHOW, "variant_id": VASE, "total": units, "show_price_minor": 150_000, "position": 0},
            {"sale_id": SHOW, "variant_id": CUP, "total": units, "show_price_minor": None, "position": 1},
            {"sale_id": SHELF, "variant_id": VASE, "total": 3, "show_price_minor": None, "position": 0},
        ]
        await db.execute(insert(t.sale_item), [{**row, "allocated": 0, "per_buyer_limit": 5} for row in rows])
    await sales.load(SHELF)
    await sales.load(SHOW)
    return Counter(database, client, clock, journal, store, sales, outbox, shops, bank, orders, signer)


async def _write_goods(db: Any, now_ms: int) -> None:
    await db.execute(
        insert(t.product).values(
            product_id="prd_1", shop_id=SHOP, title="Pottery", description="", created_ms=now_ms, updated_ms=now_ms
        )
    )
    await db.execute(
        insert(t.image).values(
            image_id="img_1", product_id="prd_1", shop_id=SHOP, position=0, width=800, height=600, created_ms=now_ms
        )
    )
    for variant_id, sku, title, price in ((VASE, "V-1", "Vase", 200_000), (CUP, "C-1", "Cup", 30_000)):
        await db.execute(
            insert(t.variant).values(
                variant_id=variant_id,
                product_id="prd_1",
                shop_id=SHOP,
                sku=sku,
                title=title,
                price_minor=price,
                currency="IDR",
            )
        )
