"""What happens to a show on air: it starts, is interrupted, resumes, ends; products are pinned; the relay reports.

Each change of state is one transaction with its entries for the log. What follows from it (opening or closing the
sale, appending to the log) comes after the commit; if that fails or this process dies, `tidy` makes up for it.
Who may ask is checked before, in `service.py`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import msgspec
import structlog
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.database import Database
from checkout.each import Each
from checkout.errors import NotFound, Refusal, Unavailable, WrongState
from checkout.journal.entries import NewEntry
from checkout.journal.outbox import Outbox
from checkout.money import from_minor
from checkout.outside import Clock
from checkout.sales import Sales
from checkout.tables import product, sale, sale_item, variant
from live.log import kinds
from live.shows import records
from live.shows.records import ShowRecord, record_of
from live.shows.transitions import ON_AIR, OVER, ShowEvent, ShowState, wrong_state
from live.shows.turns import Turn, turn, unpinned
from live.signalling.engine import EngineState, MediaSessions
from live.signalling.engine import ShowState as EngineShow
from live.tables import show

logger = structlog.get_logger("shows")

# A sale without a show that is older than this was left by a process that died while it made the show.
ORPHAN_AFTER_MS = 5 * 60_000
# From a host's connection to its first packet: a handshake and a camera's first picture.
HOST_WAIT_S = 5.0
HOST_LOOK_S = 0.05


class Stage:
    """Safe to be used by several processes at once."""

    def __init__(self, database: Database, sales: Sales, outbox: Outbox, engine: MediaSessions, now_ms: Clock) -> None:
        self._database = database
        self._sales = sales
        self._outbox = outbox
        self._engine = engine
        self._now_ms = now_ms
        self._each_interrupted = Each(logger, "an interrupted show could not be ended")
        self._each_sale = Each(logger, "the sale of a show could not be tidied")

    async def start(self, show_id: str, by: str | None) -> None:
        """From the private preview on air. Raises `WrongState`, also while nobody publishes."""
        # A console presses start right after it connected; the engine's report of that takes a moment to be noted.
        host_seen = await self._host_seen(show_id)
        async with self._database.write() as db:
            record = await _locked(db, show_id)
            # The table first: a show that is over is told so, not that its camera is missing.
            turned = turn(record, ShowEvent.START, self._now_ms(), by)
            if not record.has_publisher and not host_seen:
                raise WrongState(
                    "There is nothing to show yet: connect the camera or the encoder first.",
                    {"state": record.state.value},
                )
            await self._write(db, record, turned)
        await self._follow(show_id, turned)

    async def _host_seen(self, show_id: str) -> bool:
        """Does the engine get media of a host now? Waits for a host that is just connecting."""
        try:
            async with asyncio.timeout(HOST_WAIT_S):
                while (host := (await self._engine.stats(show_id)).publisher) is not None:
                    if host.silent_s is not None:
                        return True
                    await asyncio.sleep(HOST_LOOK_S)
        except (Unavailable, TimeoutError):
            pass
        return False

    async def end(self, show_id: str, by: str | None) -> None:
        """Raises `WrongState`."""
        async with self._database.write() as db:
            record = await _locked(db, show_id)
            turned = turn(record, ShowEvent.END, self._now_ms(), by)
            await self._write(db, record, turned)
        await self._follow(show_id, turned)

    async def pin(self, show_id: str, variant_id: str, by: str | None) -> None:
        """In place of what was pinned; pinning the same again changes nothing. Raises `WrongState`, `NotFound`."""
        async with self._database.write() as db:
            record = await _locked(db, show_id)
            if record.state in OVER:
                raise wrong_state(record.state)
            line = await _line(db, show_id, variant_id)
            if line is None:
                raise NotFound("That is not in the line-up.", {"variant_id": variant_id})
            if record.pinned_variant_id != variant_id:
                await records.change(db, record, pinned_variant_id=variant_id)
                price_minor = line.price_minor if line.show_price_minor is None else line.show_price_minor
                data = {
                    "variant_id": variant_id,
                    "product_id": line.product_id,
                    "title": line.title,
                    "price": msgspec.to_builtins(from_minor(price_minor, line.currency)),
                }
                await self._outbox.add(db, show_id, NewEntry(kinds.PRODUCT_PINNED, data, {"by": by}))
        await self.drain()

    async def unpin(self, show_id: str, by: str | None, *, only_if_gone: bool = False) -> None:
        """`only_if_gone`: only a product that is no longer in the line-up."""
        async with self._database.write() as db:
            record = await _locked(db, show_id)
            pinned = record.pinned_variant_id
            if pinned is None or (only_if_gone and await _line(db, show_id, pinned) is not None):
                return
            await records.change(db, record, pinned_variant_id=None)
            await self._outbox.add(db, show_id, unpinned(pinned, by))
        await self.drain()

    # --- what the relay says ---

    async def apply_report(self, show_id: str, sequence: int, present: bool) -> None:
        """The publisher of a show came (`present`) or went. Each report counts once and only if newer than the last."""
        async with self._database.write() as db:
            record = await records.lock(db, show_id)
            if record is None or sequence <= record.relay_report:
                return
            turned = await self._observe(db, record, present, sequence)
        await self._follow(show_id, turned)

    async def reconcile(self, state: EngineState) -> None:
        """Makes shows and engine agree: who has a publisher is the engine's word, who may be seen is ours.

        Reports up to `state.sequence` are in it; a show that has seen a later one is left alone.
        """
        publishing = {there.show_id for there in state.shows if there.has_publisher}
        async with self._database.read() as db:
            hosted = and_(show.c.has_publisher, _is_of(state))
            known = select(show.c.show_id).where(or_(hosted, show.c.show_id.in_(publishing)))
            ids = list((await db.execute(known)).scalars())
        for show_id in ids:
            async with self._database.write() as db:
                record = await _locked(db, show_id)
                if record.relay_report > state.sequence:
                    continue
                turned = await self._observe(db, record, show_id in publishing, state.sequence)
            await self._follow(show_id, turned)
        for there in state.shows:
            await self._tell_engine(there)

    async def _tell_engine(self, there: EngineShow) -> None:
        """Says again what the engine may have missed. Raises `Unavailable`."""
        async with self._database.read() as db:
            row = (await db.execute(select(show).where(show.c.show_id == there.show_id))).first()
        state = record_of(row).state if row is not None else ShowState.ENDED
        if state in OVER:
            await self._engine.end_show(there.show_id)
        elif (state in ON_AIR) != there.public:
            await self._engine.set_public(there.show_id, state in ON_AIR)

    async def _observe(self, db: AsyncConnection, record: ShowRecord, present: bool, sequence: int) -> Turn:
        await records.change(db, record, has_publisher=present, relay_report=sequence)
        event = ShowEvent.PUBLISHER_JOINED if present else ShowEvent.PUBLISHER_LEFT
        if record.state is ShowState.SCHEDULED and present and not record.auto_start:
            # A private preview: on air only when the host says so.
            return Turn(record.state, record.state, {}, ())
        turned = turn(record, event, self._now_ms())
        await self._write(db, record, turned)
        return turned

    # --- what time brings ---

    async def expire_interrupted(self) -> int:
        """Ends the shows whose host stayed away too long; how many."""
        async with self._database.read() as db:
            waiting = select(show).where(show.c.state == ShowState.INTERRUPTED.value)
            found = [record_of(row) for row in (await db.execute(waiting)).all()]
        ended = 0
        for candidate in found:
            if self._is_past_its_limit(candidate):
                with self._each_interrupted.item(candidate.show_id):
                    ended += await self._expire(candidate.show_id)
        return ended

    async def _expire(self, show_id: str) -> bool:
        async with self._database.write() as db:
            record = await _locked(db, show_id)
            if not self._is_past_its_limit(record):
                # The host came back, or another process was quicker.
                return False
            turned = turn(record, ShowEvent.LIMIT_PASSED, self._now_ms())
            await self._write(db, record, turned)
        await self._follow(show_id, turned)
        return True

    def _is_past_its_limit(self, record: ShowRecord) -> bool:
        until_ms = record.interrupted_until_ms
        return until_ms is not None and until_ms <= self._now_ms()

    async def tidy(self) -> None:
        """Makes every sale what its show says: open on air, closed and given back when over or never made."""
        is_live = show.c.state.in_([state.value for state in ON_AIR])
        is_over = show.c.state.in_([state.value for state in OVER])
        has_units = exists().where(sale_item.c.sale_id == sale.c.sale_id, sale_item.c.total > sale_item.c.allocated)
        orphan = and_(show.c.show_id.is_(None), sale.c.created_ms < self._now_ms() - ORPHAN_AFTER_MS)
        shows_sales = select(sale.c.sale_id).join(show, show.c.show_id == sale.c.sale_id, isouter=True)
        of_shows = shows_sales.where(sale.c.kind == "show")
        async with self._database.read() as db:
            to_open = (await db.execute(of_shows.where(is_live, sale.c.open.is_(False)))).scalars().all()
            unfinished = or_(sale.c.closed_ms.is_(None), has_units)
            to_close = (await db.execute(of_shows.where(or_(is_over, orphan), unfinished))).scalars().all()
        for sale_id in to_open:
            with self._each_sale.item(sale_id):
                await self._sales.set_open(sale_id, True)
        for sale_id in to_close:
            with self._each_sale.item(sale_id):
                await self._sales.close(sale_id)

    # --- after a commit ---

    async def _write(self, db: AsyncConnection, record: ShowRecord, turned: Turn) -> None:
        await records.change(db, record, **turned.values)
        for entry in turned.entries:
            await self._outbox.add(db, record.show_id, entry)

    async def _follow(self, show_id: str, turned: Turn) -> None:
        if turned.after is turned.before:
            return
        logger.info("show", show_id=show_id, state=turned.after.value)
        await self.drain()
        try:
            if turned.before is ShowState.SCHEDULED and turned.after is ShowState.LIVE:
                await self._sales.set_open(show_id, True)
            elif turned.after in OVER:
                await self._sales.close(show_id)
        except Refusal as refusal:
            # The show's state is committed and true; `tidy` brings the sale after it within seconds.
            logger.warning("a sale lags behind its show", show_id=show_id, why=refusal.code)
        try:
            if turned.after is ShowState.LIVE:
                await self._engine.set_public(show_id, True)
            elif turned.after in OVER:
                await self._engine.end_show(show_id)
        except Refusal as refusal:
            # `reconcile` says it again once the engine is back.
            logger.warning("the engine lags behind a show", show_id=show_id, why=refusal.code)

    async def drain(self) -> None:
        """Appends what was just committed to the log; later by `jobs` if Redis is away."""
        try:
            await self._outbox.drain()
        except Unavailable as refusal:
            logger.warning("events wait in the outbox", why=refusal.code)


@dataclass(frozen=True, slots=True)
class _Line:
    product_id: str
    title: str
    price_minor: int
    currency: str
    show_price_minor: int | None


def _is_of(state: EngineState) -> ColumnElement[bool]:
    """Shows for which `state` speaks. Those of a worker that is no more are the first one's to answer for."""
    own = show.c.relay_worker == state.worker
    return own if state.worker else or_(own, show.c.relay_worker < 0, show.c.relay_worker >= state.workers)


async def _locked(db: AsyncConnection, show_id: str) -> ShowRecord:
    record = await records.lock(db, show_id)
    if record is None:
        raise NotFound("There is no such show.")
    return record


async def _line(db: AsyncConnection, show_id: str, variant_id: str) -> _Line | None:
    """The product, title and prices of a variant that has units in the show."""
    query = (
        select(
            product.c.product_id, product.c.title, variant.c.price_minor, variant.c.currency,
            sale_item.c.show_price_minor,
        )
        .join(variant, variant.c.variant_id == sale_item.c.variant_id)
        .join(product, product.c.product_id == variant.c.product_id)
        .where(sale_item.c.sale_id == show_id, sale_item.c.variant_id == variant_id, sale_item.c.total > 0)
    )  # fmt: skip
    row = (await db.execute(query)).first()
    return None if row is None else _Line(*row)
