"""A sale's stock and holds in Redis: each operation is one atomic script of lua/, which also writes its log entries.

Redis admits: a hold that is HELD lives here alone. The ledger allocates in SQL before money moves. The rules are said
in plain Python in model.py. Everything is idempotent, so that a call whose answer was lost can be sent again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.exceptions import ConnectionError, TimeoutError

from checkout.errors import NotFound
from checkout.journal.journal import APPEND_LUA, Journal, rebuilding
from checkout.lua import Script, redis_is_away
from checkout.outside import Clock
from checkout.stock.coalesce import Coalescer
from checkout.stock.holds import Hold, HoldState, Line, VariantStock, checked, fingerprint, hold_id_of, sale_of
from checkout.stock.keys import key_of, sale_keys
from checkout.stock.refusals import refusal

__all__ = ["StockStore", "sale_of"]

_LUA = Path(__file__).parent / "lua"

# 64 requests hold Redis for about a millisecond: nobody else waits longer.
_RESERVE_AT_ONCE = 64

_COUNTERS = {"i": "initial", "a": "available", "h": "held", "p": "paying", "s": "sold"}


class StockStore:
    """`journal` is the log that the scripts write into; it shares the sale's keys.

    Every method raises `Rebuilding` when the sale is not loaded (`Sales.ensure_loaded` mends that) and `Unavailable`
    when Redis is away.
    """

    def __init__(
        self, redis: Redis, journal: Journal, now_ms: Clock, new_nonce: Callable[[], str] = lambda: secrets.token_hex(8)
    ) -> None:
        self.journal = journal
        self._redis: Any = redis
        self._now_ms = now_ms
        self._new_nonce = new_nonce
        self._reserving: dict[str, Coalescer[tuple[str, str], Any]] = {}
        names = [
            "reserve",
            "change",
            "get",
            "release",
            "begin_pay",
            "commit",
            "close",
            "abandon",
            "sweep",
            "take",
            "put",
            "rules",
            "forgive",
        ]
        library = (APPEND_LUA, _LUA / "holds.lua")
        self._scripts = {name: Script(redis, *library, _LUA / f"{name}.lua") for name in names}
        self._load = Script(redis, _LUA / "load.lua")

    # --- the buyer's side ---

    async def reserve(
        self, sale_id: str, buyer_id: str, idempotency_key: str, lines: Sequence[Line], terms: str
    ) -> tuple[Hold, bool]:
        """Sets the bag aside, wholly or not at all: the hold, and whether it was newly made.

        The same key again gives the same hold in whatever state it is by then. `terms` is kept with the hold.

        Raises:
            Invalid: no line, too many, or a quantity out of range.
            NotFound: a variant that this sale never had; `details.variant_id`.
            OutOfStock: `details` variant_id, available.
            LimitReached: `details` variant_id, limit; what the buyer holds, pays and bought counts together.
            CoolingDown: `details` variant_id, retry_after_s.
            HoldOpen: the buyer has an open hold here; `details.hold_id`.
            SaleNotOpen, IdempotencyKeyReused, Rebuilding, Unavailable
        """
        merged = checked(lines, least=1)
        request = {
            "id": hold_id_of(sale_id, buyer_id, idempotency_key),
            "buyer": buyer_id,
            "fingerprint": fingerprint(merged),
            "lines": _wire(merged),
        }
        coalescer = self._reserving.get(sale_id)
        if coalescer is None:
            self._forget_idle_coalescers()
            coalescer = self._reserving[sale_id] = Coalescer(self._reserve_for(sale_id), most=_RESERVE_AT_ONCE)
        reply = await coalescer.ask((msgspec.json.encode(request).decode(), terms))
        return self._hold(sale_id, reply), reply[0] == "made"

    async def change(
        self,
        sale_id: str,
        hold_id: str,
        changes: Sequence[Line],
        terms: str | None = None,
        *,
        change_id: str | None = None,
    ) -> Hold:
        """Adds to the bag or, with negative quantities, takes from it, all or nothing. The deadline stays.

        The price of a line that is already there never rises. A bag that is emptied is released. With a `change_id`
        (a caller's Idempotency-Key) a repeat changes nothing.

        Raises:
            HoldExpired: it has ended, or is unknown.
            WrongState: it is being paid or is sold; `details.state`.
            Invalid: the bag does not hold that many; `details` variant_id, quantity.
            OutOfStock, LimitReached, CoolingDown, SaleNotOpen: as `reserve`, for what is added.
            NotFound, Rebuilding, Unavailable
        """
        merged = checked(changes, least=-1_000_000)
        deltas = msgspec.json.encode(_wire(merged)).decode()
        nonce = change_id or self._new_nonce()
        return self._hold(sale_id, await self._run("change", sale_id, hold_id, nonce, deltas, terms or ""))

    async def get(self, sale_id: str, hold_id: str) -> Hold | None:
        """The hold as it is now, None if there never was one or it ended long ago. One past its deadline lapses."""
        return await self._get(sale_id, hold_id, "")

    async def open_hold(self, sale_id: str, buyer_id: str) -> Hold | None:
        """The buyer's hold that is HELD or PAYING."""
        return await self._get(sale_id, "", buyer_id)

    async def release(self, sale_id: str, hold_id: str) -> Hold:
        """HELD -> RELEASED, units back. One that is RELEASED or EXPIRED stays so.

        Raises:
            NotFound: no such hold.
            WrongState: it is being paid or is sold; `details.state`.
            Rebuilding, Unavailable
        """
        return self._hold(sale_id, await self._run("release", sale_id, hold_id))

    # --- paying ---

    async def begin_pay(self, sale_id: str, hold_id: str, deadline_ms: int) -> Hold:
        """HELD and unexpired -> PAYING until `deadline_ms`. Repeated while PAYING it keeps the first deadline.

        Raises:
            HoldExpired: it has lapsed, was given back, its payment is past its deadline or closing, or it is unknown.
            WrongState: it is sold already.
            Rebuilding, Unavailable
        """
        return self._hold(sale_id, await self._run("begin_pay", sale_id, hold_id, deadline_ms))

    async def commit(self, sale_id: str, hold_id: str) -> Hold:
        """PAYING or CLOSING -> COMMITTED, idempotent. Raises `NotFound`, `WrongState`, `Rebuilding`, `Unavailable`."""
        return self._hold(sale_id, await self._run("commit", sale_id, hold_id))

    async def close(self, sale_id: str, hold_id: str) -> Hold:
        """PAYING -> CLOSING, idempotent: the provider is asked to cancel next.

        Raises `NotFound`, `WrongState`, `Rebuilding`, `Unavailable`.
        """
        return self._hold(sale_id, await self._run("close", sale_id, hold_id))

    async def abandon(self, sale_id: str, hold_id: str) -> Hold:
        """PAYING or CLOSING -> RELEASED, idempotent. Only after `Ledger.void` of the same hold has committed.

        Raises `NotFound`, `WrongState`, `Rebuilding`, `Unavailable`.
        """
        return self._hold(sale_id, await self._run("abandon", sale_id, hold_id))

    async def sweep(self, sale_id: str, limit: int = 100) -> list[Hold]:
        """Ends at most `limit` holds past their deadline (EXPIRED), and names as many whose payment is due.

        Those are PAYING past their deadline, or CLOSING: untouched, for the caller to close, void and abandon. They
        are named again at each call until that is done.
        """
        return [self._hold(sale_id, reply) for reply in await self._run("sweep", sale_id, limit)]

    # --- reading ---

    async def stock(self, sale_id: str) -> dict[str, VariantStock]:
        """Every variant's counters at one moment."""
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hexists(key_of(sale_id, "m"), "epoch")
                pipe.hgetall(key_of(sale_id, "stk"))
                loaded, counters = await pipe.execute()
        except (ConnectionError, TimeoutError) as error:
            raise redis_is_away() from error
        if not loaded:
            raise rebuilding()
        found: dict[str, dict[str, int]] = {}
        for field, units in counters.items():
            counter, _, variant_id = field.partition(":")
            found.setdefault(variant_id, {})[_COUNTERS[counter]] = int(units)
        return {variant_id: VariantStock(**counted) for variant_id, counted in found.items()}

    # --- the seller's side, for sales.py ---

    async def take(self, sale_id: str, move_id: str, variant_id: str, units: int, epoch: int) -> None:
        """Units leave the sale. Idempotent by move id, also in its refusal.

        Raises:
            OutOfStock: that many are not available; `details` variant_id, available.
            Rebuilding: Redis is in another epoch than the one in which SQL said that they have not left yet.
        """
        await self._run("take", sale_id, move_id, variant_id, units, epoch)

    async def put(self, sale_id: str, move_id: str, variant_id: str, units: int, epoch: int, limit: int) -> None:
        """Units that SQL booked in `epoch` come into the sale. Idempotent by move id.

        Raises:
            Rebuilding: Redis is in another epoch, so whether the units are in already is for SQL to say.
        """
        await self._run("put", sale_id, move_id, variant_id, units, epoch, limit)

    async def forgive(self, sale_id: str, hold_id: str, buyer_id: str, lines: Sequence[Line]) -> None:
        """The lines of a sold hold, whose order was cancelled, no longer count against the buyer's limits.

        Idempotent by the hold within a day. Raises `Rebuilding`, `Unavailable`.
        """
        await self._run("forgive", sale_id, hold_id, buyer_id, msgspec.json.encode(_wire(lines)).decode())

    async def set_rules(
        self, sale_id: str, epoch: int, *, open: bool, hold_ttl_ms: int, cool_down_ms: int, limits: Mapping[str, int]
    ) -> None:
        """`limits` names all variants that the sale has; one without units is out of stock, not unknown.

        Raises `Rebuilding` also if Redis is in another epoch.
        """
        pairs = [part for pair in limits.items() for part in pair]
        await self._run("rules", sale_id, epoch, int(open), hold_ttl_ms, cool_down_ms, *pairs)

    async def load(
        self,
        sale_id: str,
        epoch: int,
        *,
        open: bool,
        hold_ttl_ms: int,
        cool_down_ms: int,
        offset: int,
        state: Mapping[str, Any],
    ) -> bool:
        """Puts a whole sale in place; False if Redis has this epoch or a later one. `state`: see lua/load.lua."""
        text = msgspec.json.encode(state).decode()
        reply = await self._load(
            sale_keys(sale_id), self._now_ms(), epoch, int(open), hold_ttl_ms, cool_down_ms, offset, text
        )
        return reply[0] == "ok"

    # --- inside ---

    def _reserve_for(self, sale_id: str) -> Callable[[Sequence[tuple[str, str]]], Any]:
        async def send(requests: Sequence[tuple[str, str]]) -> Sequence[Any]:
            return await self._run("reserve", sale_id, *(part for request in requests for part in request))

        return send

    def _forget_idle_coalescers(self) -> None:
        if len(self._reserving) > 1000:
            self._reserving = {sale: made for sale, made in self._reserving.items() if not made.idle}

    async def _run(self, name: str, sale_id: str, *args: str | int) -> Any:
        """Runs a script, raises what it refuses. A list of replies is answered as it is."""
        reply = await self._scripts[name](sale_keys(sale_id), self._now_ms(), *args)
        if reply and isinstance(reply[0], str):
            self._raise_refusal(reply)
        return reply

    def _raise_refusal(self, reply: Sequence[str]) -> None:
        if reply[0] not in ("ok", "made", "repeated"):
            raise refusal(reply[0], msgspec.json.decode(reply[1]), self._now_ms())

    async def _get(self, sale_id: str, hold_id: str, buyer_id: str) -> Hold | None:
        if not hold_id and not buyer_id:
            return None
        try:
            return self._hold(sale_id, await self._run("get", sale_id, hold_id, buyer_id))
        except NotFound:
            return None

    def _hold(self, sale_id: str, reply: Sequence[str]) -> Hold:
        self._raise_refusal(reply)
        _, epoch, hold_id, record, terms = reply
        fields = msgspec.json.decode(record)
        return Hold(
            hold_id=hold_id,
            sale_id=sale_id,
            buyer_id=fields["buyer"],
            state=HoldState(fields["state"]),
            deadline_ms=int(fields["deadline"]),
            lines=tuple(Line(variant_id, int(units), int(price)) for variant_id, units, price in fields["lines"]),
            terms=terms,
            epoch=int(epoch),
        )


def _wire(lines: Sequence[Line]) -> list[tuple[str, int, str]]:
    # Prices as text: Lua's JSON writes numbers with 14 digits.
    return [(line.variant_id, line.quantity, str(line.price_minor)) for line in lines]
