"""The rows of the `show` table: finding, locking, changing. Nothing here decides anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.errors import NotFound
from live.shows.transitions import ShowState
from live.tables import show

_NAME = re.compile(r"[A-Za-z0-9_-]{1,120}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRecord:
    """One row, with the state as the enum. Times are milliseconds since 1970 UTC."""

    show_id: str
    shop_id: str
    slug: str
    title: str
    state: ShowState
    starts_ms: int | None
    auto_start: bool
    hold_ttl_s: int
    interrupted_limit_s: int
    stream_key_hash: str
    pinned_variant_id: str | None
    has_publisher: bool
    relay_worker: int
    relay_report: int
    created_ms: int
    started_ms: int | None
    interrupted_ms: int | None
    ended_ms: int | None

    @property
    def interrupted_until_ms(self) -> int | None:
        """When the show ends by itself unless its host comes back; None while the host is there."""
        if self.state is not ShowState.INTERRUPTED or self.interrupted_ms is None:
            return None
        return self.interrupted_ms + self.interrupted_limit_s * 1000


def record_of(row: Row[Any]) -> ShowRecord:
    values = dict(zip(show.c.keys(), row, strict=True))
    values["state"] = ShowState(values["state"])
    return ShowRecord(**values)


async def find(db: AsyncConnection, id_or_slug: str) -> ShowRecord:
    """Raises `NotFound`."""
    # Nothing else is an id or slug of ours, and PostgreSQL refuses some of it (NUL) as a value at all.
    if not _NAME.fullmatch(id_or_slug):
        raise NotFound("There is no such show.")
    row = (await db.execute(select(show).where(or_(show.c.show_id == id_or_slug, show.c.slug == id_or_slug)))).first()
    if row is None:
        raise NotFound("There is no such show.")
    return record_of(row)


async def lock(db: AsyncConnection, show_id: str) -> ShowRecord | None:
    """The row, kept from other writers until the transaction ends. (SQLite's write lock covers the whole database.)"""
    row = (await db.execute(select(show).where(show.c.show_id == show_id).with_for_update())).first()
    return None if row is None else record_of(row)


async def change(db: AsyncConnection, record: ShowRecord, **values: Any) -> None:
    if "state" in values:
        values["state"] = values["state"].value
    if values:
        await db.execute(
            update(show).where(show.c.show_id == record.show_id, show.c.shop_id == record.shop_id).values(**values)
        )
