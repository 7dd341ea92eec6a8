"""A sale's log in SQL, where it stays: copied from the stream, which then keeps only its newest part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.database import Database
from checkout.errors import Rebuilding
from checkout.journal.entries import Entry
from checkout.journal.journal import Journal, Position
from checkout.tables import journal_entry, outbox, sale
from checkout.upsert import insert_new

KEPT_IN_REDIS = 10_000
"""Entries that stay in the stream after they are archived, for readers who resume."""

Blank = Callable[[dict[str, Any]], dict[str, Any]]
"""The public fields of an entry without what has to go."""

_PAGE = 1000

_COLUMNS = (
    journal_entry.c.offset,
    journal_entry.c.at_ms,
    journal_entry.c.kind,
    journal_entry.c.version,
    journal_entry.c.visibility,
    journal_entry.c.data,
    journal_entry.c.staff,
    journal_entry.c.event_id,
)


class Archive:
    """`blanks` names the kinds of entries whose `data.offset` is an earlier entry that has to lose something. The
    order to blank is thus in the log itself, and is followed by whichever archiver comes to it; in Redis an entry
    can't be changed, and goes with the stream's old end."""

    def __init__(self, database: Database, journal: Journal, blanks: Mapping[str, Blank] | None = None) -> None:
        self._database = database
        self._journal = journal
        self._blanks = blanks or {}

    async def archive(self, sale_id: str, limit: int = 1000) -> int:
        """Copies up to `limit` entries that SQL does not have yet; how many. Safe to run twice at once.

        Raises:
            Rebuilding: the sale is not loaded; what is left of its log waits.
            Unavailable: Redis is away.
        """
        last = await self.last_offset(sale_id)
        entries = await self._journal.read(sale_id, last, limit)
        if not entries:
            return 0
        newest = entries[-1].offset
        position = await self._journal.position(sale_id)
        rows = [{"sale_id": sale_id, "epoch": _epoch(entry, position), **_row(entry)} for entry in entries]
        async with self._database.write() as db:
            # Rows that are there already come from another archiver: the same offset holds the same entry.
            # SQLite takes 32,766 values a statement and PostgreSQL's driver 32,767.
            for start in range(0, len(rows), 1000):
                await insert_new(db, journal_entry, rows[start : start + 1000])
            await self._blank(db, sale_id, entries)
            await db.execute(delete(outbox).where(outbox.c.sale_id == sale_id, outbox.c.offset <= newest))
        # Only now that they are committed may they leave Redis.
        await self._journal.trim(sale_id, newest - KEPT_IN_REDIS)
        return len(entries)

    async def _blank(self, db: AsyncConnection, sale_id: str, entries: Sequence[Entry]) -> None:
        for entry in entries:
            blank = self._blanks.get(entry.kind)
            if blank is None:
                continue
            its_row = (journal_entry.c.sale_id == sale_id, journal_entry.c.offset == entry.data["offset"])
            data = (await db.execute(select(journal_entry.c.data).where(*its_row))).scalar_one_or_none()
            if data is not None:
                await db.execute(update(journal_entry).where(*its_row).values(data=blank(data)))

    async def archive_all(self, limit: int = 1000) -> int:
        """Archives each sale whose log is longer than its archive; how many entries. For `jobs`, every few seconds."""
        async with self._database.read() as db:
            archived = (
                select(sale.c.sale_id, func.coalesce(func.max(journal_entry.c.offset), 0).label("last"))
                .join(journal_entry, journal_entry.c.sale_id == sale.c.sale_id, isouter=True)
                .where(sale.c.epoch > 0)
                .group_by(sale.c.sale_id)
            )
            lasts = (await db.execute(archived)).all()
        total = 0
        for sale_id, last in lasts:
            try:
                if (await self._journal.position(sale_id)).offset > last:
                    total += await self.archive(sale_id, limit)
            except Rebuilding:
                continue
        return total

    async def last_offset(self, sale_id: str) -> int:
        """The highest offset in SQL, 0 if there is none."""
        async with self._database.read() as db:
            last = select(func.max(journal_entry.c.offset)).where(journal_entry.c.sale_id == sale_id)
            return (await db.execute(last)).scalar_one() or 0

    async def read(self, sale_id: str, from_offset: int, limit: int) -> list[Entry]:
        """Up to `limit` entries with an offset above `from_offset`: what SQL has, then what only the stream has.

        Raises:
            Unavailable: Redis is away and SQL alone does not fill the limit.
        """
        async with self._database.read() as db:
            wanted = (
                select(*_COLUMNS)
                .where(journal_entry.c.sale_id == sale_id, journal_entry.c.offset > from_offset)
                .order_by(journal_entry.c.offset)
                .limit(limit)
            )
            entries = [Entry(**row) for row in (await db.execute(wanted)).mappings()]
        if len(entries) < limit:
            after = entries[-1].offset if entries else from_offset
            entries += await self._journal.read(sale_id, after, limit - len(entries))
        return entries

    async def of_kind(self, sale_id: str, kind: str) -> list[Entry]:
        """All entries of one kind, oldest first, from SQL and from what only the stream has. Raises `Unavailable`."""
        async with self._database.read() as db:
            of_sale = journal_entry.c.sale_id == sale_id
            wanted = select(*_COLUMNS).where(of_sale, journal_entry.c.kind == kind).order_by(journal_entry.c.offset)
            found = [Entry(**row) for row in (await db.execute(wanted)).mappings()]
            after = (await db.execute(select(func.max(journal_entry.c.offset)).where(of_sale))).scalar_one() or 0
        while page := await self._journal.read(sale_id, after, _PAGE):
            known = found[-1].offset if found else 0
            found += [entry for entry in page if entry.kind == kind and entry.offset > known]
            after = page[-1].offset
        return found


def _epoch(entry: Entry, position: Position) -> int:
    # A log that outlived a rebuild still carries entries of the epoch before.
    return position.epoch if entry.offset > position.base else position.epoch - 1


def _row(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}
