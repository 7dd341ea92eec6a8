"""Use cases of a hold: placing it, changing its bag, looking at it, giving it back."""

from __future__ import annotations

from collections.abc import Sequence, Set

from checkout.caller import Caller
from checkout.database import Database
from checkout.errors import Invalid, NotFound, Refusal
from checkout.orders.hold_views import held_terms, hold_view, quoted, terms_of
from checkout.orders.offers import Offer, Offers
from checkout.orders.rebuilds import Rebuilds
from checkout.orders.records import checkout_of_hold
from checkout.orders.wire import HoldView, HoldWanted, LineChange, LinesChanged, LineWanted, StockView, VariantStockView
from checkout.quote import encode_terms
from checkout.stock.holds import Hold, HoldState, Line, changed_lines, merge, sale_of
from checkout.stock.store import StockStore

MAX_KEY_CHARACTERS = 200


class Holds:
    """`methods` are the names of the ways to pay that this server has."""

    def __init__(
        self, database: Database, store: StockStore, offers: Offers, rebuilds: Rebuilds, methods: Set[str]
    ) -> None:
        self._database = database
        self._store = store
        self._offers = offers
        self._rebuilds = rebuilds
        self._methods = methods

    async def place(self, sale_id: str, caller: Caller, key: str | None, wanted: HoldWanted) -> tuple[HoldView, bool]:
        """The hold, and whether it is new: the same key gives the same hold again.

        Raises:
            NotSignedIn, NotFound, Invalid, IdempotencyKeyReused, OutOfStock, LimitReached, SaleNotOpen, CoolingDown,
            HoldOpen, Rebuilding, Unavailable
        """
        buyer_id = caller.buyer_id
        key = check_key(key)
        if wanted.coupon:
            raise Invalid("coupon: there is no such coupon", {"coupon": "there is no such coupon"})
        offer = await self._offers.of_variants(sale_id, (line.variant_id for line in wanted.lines))
        lines = _priced(wanted.lines, offer)
        async with self._rebuilds.watch(sale_id):
            hold, is_new = await self._store.reserve(sale_id, buyer_id, key, lines, encode_terms(terms_of(offer)))
        return await self._view(hold, offer, look_for_checkout=not is_new), is_new

    async def show(self, show_id: str) -> Offer:
        """What a show offers. Raises `NotFound`, also for a shop's standing sale."""
        return await self._offers.of_show(show_id)

    async def change(self, hold_id: str, caller: Caller, wanted: LinesChanged, key: str | None = None) -> HoldView:
        """Adds to the bag and takes out of it: all of it or nothing; the same `key` only once.

        Raises:
            NotFound, Invalid, OutOfStock, LimitReached, HoldExpired, Rebuilding, Unavailable
        """
        key = None if key is None else check_key(key)
        hold = await self.of(hold_id, caller)
        offer = await self._offers.of_variants(hold.sale_id, (line.variant_id for line in wanted.lines))
        changes = _priced(wanted.lines, offer)
        quoted(changed_lines(hold.lines, merge(changes)), held_terms(hold, offer))
        async with self._rebuilds.watch(hold.sale_id):
            changed = await self._store.change(hold.sale_id, hold_id, changes, change_id=key)
        return await self._view(changed, offer)

    async def get(self, hold_id: str, caller: Caller) -> HoldView:
        """Raises `NotFound`, also for another buyer's."""
        hold = await self.of(hold_id, caller)
        return await self._view(hold, await self._offers.of(hold.sale_id), look_for_checkout=True)

    async def open(self, sale_id: str, caller: Caller) -> HoldView | None:
        """The caller's open hold of this sale."""
        for buyer_id in (caller.person_id, *caller.merged):
            if buyer_id is None:
                continue
            async with self._rebuilds.watch(sale_id):
                hold = await self._store.open_hold(sale_id, buyer_id)
            if hold is not None:
                return await self._view(hold, await self._offers.of(sale_id), look_for_checkout=True)
        return None

    async def of(self, hold_id: str, caller: Caller) -> Hold:
        """Raises `NotFound`, also for another buyer's."""
        sale_id = sale_of(hold_id)
        # A sale that was never made must not look like one that Redis lost.
        await self._offers.of(sale_id)
        async with self._rebuilds.watch(sale_id):
            hold = await self._store.get(sale_id, hold_id)
        if hold is None or not caller.is_buyer(hold.buyer_id):
            raise NotFound("There is no such hold.")
        return hold

    async def release(self, hold: Hold) -> Hold:
        """Gives back a hold of which no order was placed. Raises `WrongState` or `HoldExpired`."""
        async with self._rebuilds.watch(hold.sale_id):
            return await self._store.release(hold.sale_id, hold.hold_id)

    async def stock(self, sale_id: str) -> StockView:
        """Units of every variant of a show. Raises `NotFound`, `Rebuilding`, `Unavailable`."""
        await self._offers.of_show(sale_id)
        async with self._rebuilds.watch(sale_id):
            stock = await self._store.stock(sale_id)
        return StockView(
            [
                VariantStockView(variant_id, each.initial, each.available, each.held, each.paying, each.sold)
                for variant_id, each in stock.items()
            ]
        )

    async def _view(self, hold: Hold, offer: Offer, *, look_for_checkout: bool = False) -> HoldView:
        checkout_id = None
        if look_for_checkout and hold.state is not HoldState.HELD:
            async with self._database.read() as db:
                row = await checkout_of_hold(db, hold.hold_id)
            checkout_id = row.checkout_id if row else None
        return hold_view(hold, offer, self._methods, checkout_id)


def check_key(key: str | None) -> str:
    """Raises `Invalid` unless the key has 1 to 200 printable ASCII characters."""
    if key is None or not 1 <= len(key) <= MAX_KEY_CHARACTERS or not key.isascii() or not key.isprintable():
        reason = f"send 1 to {MAX_KEY_CHARACTERS} printable characters, other ones for each new hold"
        raise Invalid(f"Idempotency-Key: {reason}", {"Idempotency-Key": reason})
    return key


def _priced(lines: Sequence[LineWanted | LineChange], offer: Offer) -> list[Line]:
    """Lines at this moment's prices. Raises `NotFound`, `Invalid`."""
    priced: list[Line] = []
    for line in lines:
        item = offer.items.get(line.variant_id)
        if item is None:
            raise _unknown(line.variant_id)
        if line.quantity:
            priced.append(Line(line.variant_id, line.quantity, item.price_minor))
    if not priced:
        raise Invalid("lines: nothing is asked for", {"lines": "nothing is asked for"})
    quoted((line for line in priced if line.quantity > 0), terms_of(offer))
    return priced


def _unknown(variant_id: str) -> Refusal:
    return NotFound("That product is not sold here.", {"variant_id": variant_id})
