"""Lists of shows: a shop's own for its studio, the public ones for its front and for the server's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select, tuple_

from checkout.caller import STAFF, Caller
from checkout.catalogue.paging import decode_cursor, encode_cursor
from checkout.database import Database
from checkout.errors import Invalid
from checkout.outside import Clock
from live.accounts.directory import ShopDirectory
from live.shows.records import ShowRecord, record_of
from live.shows.transitions import ON_AIR, OVER, ShowState
from live.shows.views import ShowViews
from live.shows.wire import ShowList
from live.tables import show

PAGE = 50
# A show that was announced for longer ago than this and never began is no longer "coming".
LATE_MS = 12 * 3_600_000

_ON_AIR = show.c.state.in_([state.value for state in ON_AIR])
_OVER = show.c.state.in_([state.value for state in OVER])


class Listing:
    def __init__(self, database: Database, views: ShowViews, shops: ShopDirectory, now_ms: Clock) -> None:
        self._database = database
        self._views = views
        self._shops = shops
        self._now_ms = now_ms

    async def own(self, caller: Caller, state: str | None, cursor: str | None, limit: int, base_url: str) -> ShowList:
        """The shop's shows, newest first. `state` may be several, with commas. Raises `Invalid`, `Forbidden`."""
        shop_id = caller.own_shop(STAFF)
        query = select(show).where(show.c.shop_id == shop_id)
        if state:
            query = query.where(show.c.state.in_([_state(word) for word in state.split(",")]))
        page, following = await self._page(query, cursor, limit)
        return ShowList(await self._views.cards(page, caller, base_url), following)

    async def of_shop(self, shop: str, cursor: str | None, limit: int, base_url: str) -> ShowList:
        """What a visitor of the shop (id or slug) sees: on air, then coming, then past. Raises `NotFound`."""
        shop_id = (await self._shops.find(shop)).shop_id
        first = [] if cursor else await self._now_and_soon(show.c.shop_id == shop_id)
        past = select(show).where(show.c.shop_id == shop_id, _OVER, show.c.started_ms.is_not(None))
        page, following = await self._page(past, cursor, limit)
        return ShowList(await self._views.cards([*first, *page], Caller(), base_url), following)

    async def on_air(self, base_url: str) -> ShowList:
        """All shops' shows on air, then those announced to come."""
        return ShowList(await self._views.cards(await self._now_and_soon(), Caller(), base_url))

    async def _now_and_soon(self, *conditions: ColumnElement[bool]) -> list[ShowRecord]:
        live_first = case((show.c.state == ShowState.LIVE.value, 0), else_=1)
        now = select(show).where(_ON_AIR, *conditions).order_by(live_first, show.c.started_ms.desc()).limit(PAGE)
        # A scheduled show without a time is not announced: only who was given its address knows of it.
        announced = show.c.starts_ms > self._now_ms() - LATE_MS
        soon = select(show).where(show.c.state == ShowState.SCHEDULED.value, announced, *conditions)
        return [*await self._records(now), *await self._records(soon.order_by(show.c.starts_ms).limit(PAGE))]

    async def _page(self, query: Select[Any], cursor: str | None, limit: int) -> tuple[list[ShowRecord], str | None]:
        """Newest first, after `cursor`, and the cursor of the next page. Raises `Invalid`."""
        after = decode_cursor(cursor)
        if after is not None:
            query = query.where(tuple_(show.c.created_ms, show.c.show_id) < tuple_(*after))
        newest_first = query.order_by(show.c.created_ms.desc(), show.c.show_id.desc())
        found = await self._records(newest_first.limit(limit + 1))
        more = len(found) > limit
        return found[:limit], encode_cursor(found[limit - 1].created_ms, found[limit - 1].show_id) if more else None

    async def _records(self, query: Select[Any]) -> list[ShowRecord]:
        async with self._database.read() as db:
            rows: Sequence[Any] = (await db.execute(query)).all()
        return [record_of(row) for row in rows]


def _state(word: str) -> str:
    try:
        return ShowState(word.strip()).value
    except ValueError:
        allowed = ", ".join(state.value for state in ShowState)
        raise Invalid(f"state: must be one of {allowed}", {"state": f"must be one of {allowed}"}) from None
