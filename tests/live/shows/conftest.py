"""A shop with products on its shelf and everything real but the media engine."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
import redis.asyncio
from sqlalchemy import insert

from checkout.caller import Caller, Role
from checkout.database import Database
from checkout.errors import Unavailable
from checkout.journal.entries import Entry
from checkout.journal.journal import Journal
from checkout.journal.outbox import Outbox
from checkout.sales import Sales
from checkout.stock.store import StockStore
from checkout.tables import image, product, variant
from live.accounts.directory import ShopDirectory
from live.settings import load_settings
from live.shows.service import Shows
from live.shows.wire import NewLine, NewShow
from live.signalling.engine import EngineState, PublisherStats, Report, ShowState, ShowStats
from live.tables import shop
from tests.conftest import ManualClock

HOST = Caller("acc_host", "Host", False, roles={"shp_1": Role.HOST})
MODERATOR = Caller("acc_mod", "Mod", False, roles={"shp_1": Role.MODERATOR})
STRANGER = Caller("acc_other", "Other", False, roles={"shp_2": Role.OWNER})
NOBODY = Caller()


class FakeEngine:
    """Remembers what it was told; `away` makes it refuse."""

    def __init__(self) -> None:
        self.public: dict[str, bool] = {}
        self.ended: list[str] = []
        self.away = False
        self.hosts: set[str] = set()  # shows whose media comes in, reported or not

    async def stats(self, show_id: str) -> ShowStats:
        if self.away:
            raise Unavailable("away", retry_after_s=1)
        host = PublisherStats(True, 1_000_000, 0, 0.01, []) if show_id in self.hosts else None
        return ShowStats(show_id, 0, False, host, 0)

    async def set_public(self, show_id: str, public: bool) -> None:
        if self.away:
            raise Unavailable("away", retry_after_s=1)
        self.public[show_id] = public

    async def end_show(self, show_id: str) -> None:
        if self.away:
            raise Unavailable("away", retry_after_s=1)
        self.ended.append(show_id)


@dataclass
class House:
    database: Database
    redis: redis.asyncio.Redis
    journal: Journal
    store: StockStore
    sales: Sales
    outbox: Outbox
    shows: Shows
    engine: FakeEngine
    clock: ManualClock
    viewers: dict[str, int] = field(default_factory=dict)
    sequence: int = 0

    async def plan(self, units: int = 10, caller: Caller = HOST, **fields: object) -> str:
        """A show with `units` of the mug in it; its id."""
        lines = fields.pop("line_up", [NewLine("var_mug", units)])
        made = await self.shows.create(caller, NewShow(**{"title": "Senja", "line_up": lines, **fields}))
        return made.show_id

    async def on_air(self, units: int = 10, **fields: object) -> str:
        show_id = await self.plan(units, **fields)
        await self.report(show_id, "publisher_joined")
        return show_id

    async def report(self, show_id: str, kind: str, sequence: int | None = None) -> None:
        self.sequence = self.sequence + 1 if sequence is None else sequence
        await self.shows.apply_report(Report(self.sequence, self.clock(), kind, show_id))

    def engine_state(self, *shows: ShowState, sequence: int | None = None) -> EngineState:
        self.sequence = self.sequence + 1 if sequence is None else sequence
        return EngineState("run", self.sequence, list(shows))

    async def log(self, show_id: str) -> list[Entry]:
        return [entry for entry in await self.journal.read(show_id, 0) if not entry.kind.startswith("stock.")]

    async def kinds(self, show_id: str) -> list[str]:
        return [entry.kind for entry in await self.log(show_id)]

    async def shelf(self, variant_id: str = "var_mug", sale_id: str = "sal_1") -> int:
        return (await self.store.stock(sale_id))[variant_id].available

    async def state(self, show_id: str) -> str:
        return (await self.shows.find(show_id)).state.value


@pytest.fixture
async def house(database: Database, redis_client, clock: ManualClock, new_id, tmp_path) -> House:
    journal = Journal(redis_client, clock)
    store = StockStore(redis_client, journal, clock)
    outbox = Outbox(database, journal, clock, new_id)
    sales = Sales(database, redis_client, store, journal, outbox, clock, new_id)
    engine = FakeEngine()
    settings = load_settings({"ETALASE_DATA": str(tmp_path), "ETALASE_TEST_CARD": "1"})
    viewers: dict[str, int] = {}

    async def viewers_of(show_id: str) -> int:
        return viewers.get(show_id, 0)

    shows = Shows(
        database=database,
        sales=sales,
        store=store,
        outbox=outbox,
        shops=ShopDirectory(database, clock),
        settings=settings,
        engine=engine,
        viewers_of=viewers_of,
        now_ms=clock,
        new_id=new_id,
    )
    await make_shop(database, sales, clock, "1")
    await make_shop(database, sales, clock, "2")
    await add_variant(database, sales, clock, "1", "mug", 150_000, 50)
    await add_variant(database, sales, clock, "1", "tote", 90_000, 5)
    await add_variant(database, sales, clock, "2", "foreign", 10_000, 50)
    return House(database, redis_client, journal, store, sales, outbox, shows, engine, clock, viewers)


async def make_shop(database: Database, sales: Sales, clock: ManualClock, number: str) -> None:
    async with database.write() as db:
        await db.execute(
            insert(shop).values(
                shop_id=f"shp_{number}",
                slug=f"shop-{number}",
                name=f"Shop {number}",
                currency="IDR",
                timezone="Asia/Jakarta",
                payment_methods=["test_card"],
                standing_sale_id=f"sal_{number}",
                created_ms=clock(),
            )
        )
        await sales.create(db, f"sal_{number}", f"shp_{number}", "standing", 300, True)
    await sales.load(f"sal_{number}")


async def add_variant(
    database: Database, sales: Sales, clock: ManualClock, shop_number: str, name: str, price: int, units: int
) -> None:
    async with database.write() as db:
        owner = {"shop_id": f"shp_{shop_number}"}
        times = {"created_ms": clock(), "updated_ms": clock()}
        await db.execute(insert(product).values(product_id=f"prd_{name}", title=name.title(), **owner, **times))
        await db.execute(
            insert(variant).values(
                variant_id=f"var_{name}",
                product_id=f"prd_{name}",
                sku=name.upper(),
                title="",
                price_minor=price,
                currency="IDR",
                **owner,
            )
        )
        await db.execute(
            insert(image).values(
                image_id=f"img_{name}", product_id=f"prd_{name}", width=1200, height=1200, created_ms=clock(), **owner
            )
        )
    await sales.move(f"var_{name}", None, f"sal_{shop_number}", units)
