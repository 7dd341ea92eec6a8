"""The use cases of shows: who may ask, what is planned, what is seen. What happens on air is in `stage.py`."""

from __future__ import annotations

from typing import Any

import structlog
from msgspec import UNSET
from sqlalchemy import insert

from checkout.caller import HOSTS, Caller
from checkout.database import Database
from checkout.errors import Invalid, NotFound, Refusal, Unavailable
from checkout.journal.outbox import Outbox
from checkout.outside import Clock, NewId
from checkout.sales import Sales
from checkout.stock.store import StockStore
from checkout.text import clean_line, is_visible
from checkout.wire import parse_rfc3339
from live.accounts.directory import Shop, ShopDirectory
from live.settings import Settings
from live.shows import records
from live.shows.keys import new_stream_key, slug_of, stream_key_hash, stream_key_matches
from live.shows.line_up import LineUps
from live.shows.listing import Listing
from live.shows.records import ShowRecord
from live.shows.shared_views import PublicView
from live.shows.stage import Stage
from live.shows.transitions import OVER, ShowState, wrong_state
from live.shows.views import ShowViews, ViewersOf, addressed, whip_url
from live.shows.wire import LineChange, LineUpChange, MadeShow, NewShow, ShowPatch, ShowView, StreamKey
from live.signalling.engine import EngineState, MediaSessions, Report
from live.tables import show

logger = structlog.get_logger("shows")


class Shows:
    """Safe to be used by several processes at once. `viewers_of` counts a show's viewers."""

    def __init__(
        self,
        *,
        database: Database,
        sales: Sales,
        store: StockStore,
        outbox: Outbox,
        shops: ShopDirectory,
        settings: Settings,
        engine: MediaSessions,
        viewers_of: ViewersOf,
        now_ms: Clock,
        new_id: NewId,
    ) -> None:
        self._database = database
        self._sales = sales
        self._shops = shops
        self._settings = settings
        self._now_ms = now_ms
        self._new_id = new_id
        self._line_ups = LineUps(database, sales, store)
        self._views = ShowViews(database, sales, store, shops, settings, viewers_of, now_ms)
        self._stage = Stage(database, sales, outbox, engine, now_ms)
        self.lists = Listing(database, self._views, shops, now_ms)

    # --- seeing ---

    async def view(self, id_or_slug: str, caller: Caller, base_url: str = "") -> ShowView:
        """For the shop's people as it is now, for all others up to a second old. With an empty `base_url` the
        addresses are paths (or the configured public ones).

        Raises:
            NotFound.
            Unavailable: the stock can't be read now; better no answer than one that says "sold out".
        """
        shared = await self._views.public(id_or_slug)
        if caller.has_role(shared.view.shop.shop_id):
            shared = await self._views.staff(await self.find(id_or_slug), base_url or self._settings.public_url or "")
            return _with_stock(shared)
        return addressed(_with_stock(shared), base_url or self._settings.public_url or "")

    async def view_now(self, id_or_slug: str) -> ShowView:
        """The public view, begun to be read no earlier than this call. Raises `NotFound`, `Unavailable`."""
        return addressed(_with_stock(await self._views.public(id_or_slug, fresh=True)), self._settings.public_url or "")

    async def heading(self, id_or_slug: str) -> ShowView:
        """What a page's head needs of a show: the public view, while Redis is away without its stock. Raises
        `NotFound`."""
        return (await self._views.public(id_or_slug)).view

    def forget_view(self, show_id: str) -> None:
        """The log has said that the show changed, by whichever process: nobody is given the view of before."""
        self._views.forget(show_id)

    async def _changed(self, show_id: str, base_url: str) -> ShowView:
        """The staff's view right after their change. It is theirs even while the stock can't be read: they must not
        be told that the change failed."""
        self._views.forget(show_id)
        return (await self._views.staff(await self.find(show_id), base_url or self._settings.public_url or "")).view

    async def find(self, id_or_slug: str) -> ShowRecord:
        """Raises `NotFound`."""
        async with self._database.read() as db:
            return await records.find(db, id_or_slug)

    async def _own(self, caller: Caller, id_or_slug: str) -> ShowRecord:
        """The show, for those who run shows in its shop. Raises `NotSignedIn`, `NotFound`, `Forbidden`."""
        record = await self.find(id_or_slug)
        caller.require_role(record.shop_id, HOSTS)
        return record

    # --- planning ---

    async def create(self, caller: Caller, plan: NewShow, base_url: str = "") -> MadeShow:
        """Raises `OutOfStock` (details `variant_id`, `available`) with nothing kept, `NotFound`, `Invalid`."""
        shop = await self._shops.get(caller.own_shop(HOSTS))
        title = _title(plan.title)
        starts_ms = None if plan.starts_at is None else _moment(plan.starts_at)
        lines = [
            LineChange(line.variant_id, line.units, line.show_price or UNSET, line.per_buyer_limit or UNSET)
            for line in plan.line_up
        ]
        await self._line_ups.check(shop, None, lines)
        show_id, key = self._new_id("shw"), new_stream_key()
        # The sale comes first and the show last: until the show's row is there nobody sees a half-made one, and a
        # sale without a show is given back by `tidy`, should this process die in between.
        async with self._database.write() as db:
            await self._sales.create(db, show_id, shop.shop_id, "show", plan.hold_ttl_s, False)
        try:
            await self._sales.load(show_id)
            await self._line_ups.apply(shop, show_id, lines)
            slug = await self._insert(shop, show_id, plan, title, starts_ms, key)
        except BaseException:
            await self._give_back(show_id)
            raise
        base_url = base_url or self._settings.public_url or ""
        return MadeShow(show_id, slug, f"{base_url}/live/{slug}", f"{base_url}/whip/{show_id}", key)

    async def _insert(
        self, shop: Shop, show_id: str, plan: NewShow, title: str, starts_ms: int | None, key: str
    ) -> str:
        slug = slug_of(title, show_id)
        values: dict[str, Any] = {
            "show_id": show_id,
            "shop_id": shop.shop_id,
            "slug": slug,
            "title": title,
            "state": ShowState.SCHEDULED.value,
            "starts_ms": starts_ms,
            "auto_start": plan.auto_start,
            "hold_ttl_s": plan.hold_ttl_s,
            "interrupted_limit_s": plan.interrupted_limit_s or self._settings.interrupted_limit_s,
            "stream_key_hash": stream_key_hash(key),
            "created_ms": self._now_ms(),
        }
        async with self._database.write() as db:
            await db.execute(insert(show).values(**values))
        return slug

    async def _give_back(self, show_id: str) -> None:
        try:
            await self._sales.close(show_id)
        except Refusal as refusal:
            logger.warning("units of a show that was not made are still in its sale", show_id=show_id, why=refusal.code)

    async def patch(self, caller: Caller, show_id: str, changes: ShowPatch, base_url: str = "") -> ShowView:
        """Raises `WrongState` for what can't change any more, `Invalid`."""
        found = await self._own(caller, show_id)
        values: dict[str, Any] = {
            name: value
            for name in ("auto_start", "hold_ttl_s", "interrupted_limit_s")
            if (value := getattr(changes, name)) is not UNSET
        }
        if changes.title is not UNSET:
            values["title"] = _title(changes.title)
        if changes.starts_at is not UNSET:
            values["starts_ms"] = None if changes.starts_at is None else _moment(changes.starts_at)
        async with self._database.write() as db:
            record = await records.lock(db, found.show_id) or found
            before_air = values.keys() & {"starts_ms", "auto_start"}
            if (before_air and record.state is not ShowState.SCHEDULED) or (
                record.state in OVER and values.keys() - {"title"}
            ):
                raise wrong_state(record.state)
            await records.change(db, record, **values)
        if changes.hold_ttl_s is not UNSET:
            await self._sales.set_hold_ttl(record.show_id, changes.hold_ttl_s)
        return await self._changed(record.show_id, base_url)

    async def change_line_up(self, caller: Caller, show_id: str, change: LineUpChange, base_url: str = "") -> ShowView:
        """Units in and out, prices and limits: all lines or none. Raises `OutOfStock`, `WrongState`, `NotFound`."""
        record = await self._own(caller, show_id)
        if record.state in OVER:
            raise wrong_state(record.state)
        shop = await self._shops.get(record.shop_id)
        await self._line_ups.check(shop, record.show_id, change.lines)
        await self._line_ups.apply(shop, record.show_id, change.lines)
        await self._stage.unpin(record.show_id, None, only_if_gone=True)
        return await self._changed(record.show_id, base_url)

    async def new_key(self, caller: Caller, show_id: str, base_url: str = "") -> StreamKey:
        """The old key stops working at once."""
        record = await self._own(caller, show_id)
        key = new_stream_key()
        async with self._database.write() as db:
            await records.change(db, record, stream_key_hash=stream_key_hash(key))
        return StreamKey(whip_url(record, base_url or self._settings.public_url or ""), key)

    async def stream_key_ok(self, show_id: str, key: str) -> bool:
        """May whoever knows `key` publish that show? Raises `WrongState` for the right key of a show that is over."""
        try:
            record = await self.find(show_id)
        except NotFound:
            return False
        if not stream_key_matches(key, record.stream_key_hash):
            return False
        if record.state in OVER:
            raise wrong_state(record.state)
        return True

    # --- on air ---

    async def start(self, caller: Caller, show_id: str, base_url: str = "") -> ShowView:
        """From the private preview on air. Raises `WrongState`, also while nobody publishes."""
        record = await self._own(caller, show_id)
        await self._stage.start(record.show_id, caller.person_id)
        return await self._changed(record.show_id, base_url)

    async def end(self, caller: Caller, show_id: str, base_url: str = "") -> ShowView:
        """Ends the show, or calls a scheduled one off; unsold units go back to the shelf. Raises `WrongState`."""
        record = await self._own(caller, show_id)
        await self._stage.end(record.show_id, caller.person_id)
        return await self._changed(record.show_id, base_url)

    async def pin(self, caller: Caller, show_id: str, variant_id: str, base_url: str = "") -> ShowView:
        """Puts a variant of the line-up on screen. Raises `WrongState`, `NotFound`."""
        record = await self._own(caller, show_id)
        await self._stage.pin(record.show_id, variant_id, caller.person_id)
        return await self._changed(record.show_id, base_url)

    async def unpin(self, caller: Caller, show_id: str, base_url: str = "") -> ShowView:
        record = await self._own(caller, show_id)
        await self._stage.unpin(record.show_id, caller.person_id)
        return await self._changed(record.show_id, base_url)

    # --- by themselves (jobs) ---

    async def apply_report(self, report: Report) -> None:
        """A report of the media engine; idempotent by its sequence."""
        if report.kind != "viewers_counted":
            present = report.kind == "publisher_joined"
            await self._stage.apply_report(report.show_id, report.sequence, present)

    async def reconcile(self, state: EngineState) -> None:
        """Brings shows and engine together from everything that the engine knows; after each reconnect."""
        await self._stage.reconcile(state)

    async def expire_interrupted(self) -> int:
        """Ends the shows whose host stayed away too long; how many."""
        return await self._stage.expire_interrupted()

    async def tidy(self) -> None:
        """Makes every sale what its show says, where a crash or an absent Redis kept them apart."""
        await self._stage.tidy()


def _title(text: str) -> str:
    """Raises `Invalid`."""
    title = clean_line(text)
    if not any(is_visible(character) for character in title):
        raise Invalid("title: must have something to read", {"title": "must have something to read"})
    return title


def _with_stock(shared: PublicView) -> ShowView:
    """Raises `Unavailable`."""
    if not shared.stock_known:
        raise Unavailable("The stock can't be read now. Try again in a moment.", retry_after_s=1)
    return shared.view


def _moment(text: str) -> int:
    """Raises `Invalid`."""
    try:
        return parse_rfc3339(text)
    except (ValueError, OverflowError) as error:
        raise Invalid(f"starts_at: {error}", {"starts_at": str(error)}) from None
