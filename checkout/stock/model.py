"""The rules of holds, pure: what the scripts in lua/ do, said once more in Python with time as a value.

It is the reference: tests run it beside the real Redis and compare every answer, every counter and every log entry.
The words of holds.py (HoldState, Line, Hold, the transition table) are the model's words, exported from here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from checkout.errors import Refusal
from checkout.stock.holds import (
    COUNTER_OF,
    OPEN_STATES,
    TRANSITIONS,
    Hold,
    HoldState,
    Line,
    VariantStock,
    changed_lines,
    checked,
    fingerprint,
    hold_id_of,
    merge,
    sale_of,
)
from checkout.stock.refusals import refusal

__all__ = [
    "COUNTER_OF",
    "OPEN_STATES",
    "TRANSITIONS",
    "Hold",
    "HoldState",
    "Line",
    "SaleModel",
    "VariantStock",
    "checked",
    "fingerprint",
    "hold_id_of",
    "merge",
    "sale_of",
]

_TELL_AGAIN_MS = 1000


@dataclass
class _Counters:
    available: int = 0
    held: int = 0
    paying: int = 0
    sold: int = 0


@dataclass
class SaleModel:
    """One sale. Operations take the present `now_ms`, return what the store returns and raise what it raises."""

    sale_id: str
    hold_ttl_ms: int
    cool_down_ms: int = 10_000
    open: bool = True
    epoch: int = 1
    limits: dict[str, int] = field(default_factory=dict[str, int])
    holds: dict[str, Hold] = field(default_factory=dict[str, Hold])
    entries: list[tuple[str, dict[str, Any], dict[str, Any]]] = field(
        default_factory=list[tuple[str, dict[str, Any], dict[str, Any]]]
    )

    def __post_init__(self) -> None:
        self._stock: dict[str, _Counters] = {}
        self._initial: dict[str, int] = {}
        self._fingerprints: dict[str, str] = {}
        self._change_ids: dict[str, list[str]] = {}
        self._bought: dict[tuple[str, str], int] = {}
        self._cooling: dict[tuple[str, str], int] = {}
        self._refusal_told: dict[str, int] = {}
        self._due: dict[str, int] = {}
        self._changed: dict[str, None] = {}
        self._moves: dict[str, str] = {}

    # --- reading ---

    def stock(self) -> dict[str, VariantStock]:
        return {
            variant: VariantStock(self._initial[variant], c.available, c.held, c.paying, c.sold)
            for variant, c in self._stock.items()
        }

    def get(self, hold_id: str, now_ms: int) -> Hold | None:
        if hold_id not in self.holds:
            return None
        self._lapse_if_due(hold_id, now_ms)
        self._tell_stock()
        return self.holds[hold_id]

    def open_hold(self, buyer_id: str, now_ms: int) -> Hold | None:
        hold_id = self._open_id(buyer_id)
        hold = self.get(hold_id, now_ms) if hold_id else None
        return hold if hold is not None and hold.state in OPEN_STATES else None

    # --- the buyer's side ---

    def reserve(
        self, buyer_id: str, idempotency_key: str, lines: Sequence[Line], terms: str, now_ms: int
    ) -> tuple[Hold, bool]:
        merged = checked(lines, least=1)
        hold_id, mark = hold_id_of(self.sale_id, buyer_id, idempotency_key), fingerprint(merged)
        if hold_id in self.holds:
            if self._fingerprints[hold_id] != mark:
                raise self._refusal("idempotency_key_reused", {}, now_ms)
            self._lapse_if_due(hold_id, now_ms)
            self._tell_stock()
            return self.holds[hold_id], False
        why = self._why_not(buyer_id, merged, now_ms)
        if why is None:
            hold = Hold(
                hold_id, self.sale_id, buyer_id, HoldState.HELD, now_ms + self.hold_ttl_ms, merged, terms, self.epoch
            )
            self.holds[hold_id] = hold
            self._fingerprints[hold_id], self._change_ids[hold_id] = mark, []
            for line in merged:
                self._shift(line.variant_id, "available", "held", line.quantity)
            self._count_buyer(hold, 1)
            self._tell("hold.placed", {**_told(hold), "expires_ms": hold.deadline_ms})
        self._tell_stock()
        if why is not None:
            raise why
        return self.holds[hold_id], True

    def change(
        self, hold_id: str, changes: Sequence[Line], now_ms: int, *, change_id: str, terms: str | None = None
    ) -> Hold:
        deltas = checked(changes, least=-1_000_000)
        if hold_id not in self.holds:
            raise self._refusal("hold_expired", {"hold_id": hold_id}, now_ms)
        if change_id in self._change_ids[hold_id]:
            return self.holds[hold_id]
        self._lapse_if_due(hold_id, now_ms)
        self._tell_stock()
        hold = self.holds[hold_id]
        if hold.state in (HoldState.EXPIRED, HoldState.RELEASED):
            raise self._refusal("hold_expired", {"hold_id": hold_id}, now_ms)
        if hold.state is not HoldState.HELD:
            raise self._wrong_state(hold, now_ms)
        self._check_deltas(hold, deltas, now_ms)
        kept = changed_lines(hold.lines, deltas)
        self._change_ids[hold_id] = [*self._change_ids[hold_id], change_id][-8:]
        if not kept:
            self._give_back(hold_id, "release", "released")
        else:
            self._count_buyer(hold, -1)
            self.holds[hold_id] = replace(hold, lines=kept, terms=hold.terms if terms is None else terms)
            self._count_buyer(self.holds[hold_id], 1)
            for delta in deltas:
                if delta.quantity:
                    self._shift(delta.variant_id, "available", "held", delta.quantity)
            self._tell("hold.changed", {**_told(self.holds[hold_id]), "expires_ms": hold.deadline_ms})
        self._tell_stock()
        return self.holds[hold_id]

    def release(self, hold_id: str, now_ms: int) -> Hold:
        hold = self._known(hold_id, now_ms)
        self._lapse_if_due(hold_id, now_ms)
        if self.holds[hold_id].state is HoldState.HELD:
            self._give_back(hold_id, "release", "released")
        self._tell_stock()
        hold = self.holds[hold_id]
        if hold.state not in (HoldState.RELEASED, HoldState.EXPIRED):
            raise self._wrong_state(hold, now_ms)
        return hold

    # --- paying ---

    def begin_pay(self, hold_id: str, deadline_ms: int, now_ms: int) -> Hold:
        if hold_id not in self.holds:
            raise self._refusal("hold_expired", {"hold_id": hold_id}, now_ms)
        self._lapse_if_due(hold_id, now_ms)
        self._tell_stock()
        if self.holds[hold_id].state is HoldState.HELD:
            self._step(hold_id, "begin_pay")
            self.holds[hold_id] = replace(self.holds[hold_id], deadline_ms=deadline_ms)
            self._due[hold_id] = deadline_ms
            self._tell("checkout.opened", {"hold_id": hold_id, "buyer": self.holds[hold_id].buyer_id})
        hold = self.holds[hold_id]
        if hold.state is HoldState.PAYING and hold.deadline_ms > now_ms:
            return hold
        if hold.state is HoldState.COMMITTED:
            raise self._wrong_state(hold, now_ms)
        raise self._refusal("hold_expired", {"hold_id": hold_id}, now_ms)

    def commit(self, hold_id: str, now_ms: int) -> Hold:
        hold = self._known(hold_id, now_ms)
        if hold.state in (HoldState.PAYING, HoldState.CLOSING):
            self._step(hold_id, "commit")
            del self._due[hold_id]
        return self._in_state(hold_id, HoldState.COMMITTED, now_ms)

    def close(self, hold_id: str, now_ms: int) -> Hold:
        if self._known(hold_id, now_ms).state is HoldState.PAYING:
            self._step(hold_id, "close")
            self._due[hold_id] = min(self._due[hold_id], now_ms)
        return self._in_state(hold_id, HoldState.CLOSING, now_ms)

    def abandon(self, hold_id: str, now_ms: int) -> Hold:
        hold = self._known(hold_id, now_ms)
        if hold.state in (HoldState.PAYING, HoldState.CLOSING):
            self._give_back(hold_id, "abandon", "released" if hold.deadline_ms > now_ms else "expired")
            self._tell_stock()
        return self._in_state(hold_id, HoldState.RELEASED, now_ms)

    def sweep(self, now_ms: int, limit: int = 100) -> list[Hold]:
        held = [(h.deadline_ms, i) for i, h in self.holds.items() if h.state is HoldState.HELD]
        lapsed = [hold_id for deadline_ms, hold_id in sorted(held) if deadline_ms <= now_ms][:limit]
        for hold_id in lapsed:
            self._lapse_if_due(hold_id, now_ms)
        due = [hold_id for due_ms, hold_id in sorted((d, i) for i, d in self._due.items()) if due_ms <= now_ms][:limit]
        for hold_id in due:
            self._due[hold_id] = now_ms
        self._tell_stock()
        return [self.holds[hold_id] for hold_id in lapsed + due]

    # --- the seller's side ---

    def forgive(self, hold_id: str, buyer_id: str, lines: Sequence[Line]) -> None:
        if not self._moves.get(f"forgiven {hold_id}"):
            self._moves[f"forgiven {hold_id}"] = buyer_id
            self._count_lines(buyer_id, lines, -1)

    def take(self, move_id: str, variant_id: str, units: int, now_ms: int) -> None:
        if self._moves.get(f"taken {move_id}"):
            return
        available = self._stock[variant_id].available if variant_id in self._stock else 0
        if available < units or self._moves.get(f"refused {move_id}"):
            self._moves[f"refused {move_id}"] = variant_id
            raise self._refusal("out_of_stock", {"variant_id": variant_id, "available": available}, now_ms)
        self._moves[f"taken {move_id}"] = variant_id
        self._bring(variant_id, -units)
        self._tell_stock()

    def put(self, move_id: str, variant_id: str, units: int, limit: int) -> None:
        if self._moves.get(f"put {move_id}"):
            return
        self._moves[f"put {move_id}"] = variant_id
        self.set_limit(variant_id, limit)
        self._bring(variant_id, units)
        self._tell_stock()

    def set_limit(self, variant_id: str, limit: int) -> None:
        """A variant that was not known is known from now on, with no units yet."""
        self._stock.setdefault(variant_id, _Counters())
        self._initial.setdefault(variant_id, 0)
        self.limits[variant_id] = limit

    # --- inside ---

    def _refusal(self, code: str, details: Mapping[str, Any], now_ms: int) -> Refusal:
        return refusal(code, details, now_ms)

    def _wrong_state(self, hold: Hold, now_ms: int) -> Refusal:
        return self._refusal("wrong_state", {"hold_id": hold.hold_id, "state": hold.state.value}, now_ms)

    def _known(self, hold_id: str, now_ms: int) -> Hold:
        if hold_id not in self.holds:
            raise self._refusal("not_found", {"hold_id": hold_id}, now_ms)
        return self.holds[hold_id]

    def _in_state(self, hold_id: str, state: HoldState, now_ms: int) -> Hold:
        hold = self.holds[hold_id]
        if hold.state is not state:
            raise self._wrong_state(hold, now_ms)
        return hold

    def _open_id(self, buyer_id: str) -> str | None:
        return next((i for i, h in self.holds.items() if h.buyer_id == buyer_id and h.state in OPEN_STATES), None)

    def _why_not(self, buyer_id: str, lines: Sequence[Line], now_ms: int) -> Refusal | None:
        if not self.open:
            return self._refusal("show_not_live", {}, now_ms)
        for line in lines:
            if line.variant_id not in self._stock:
                return self._refusal("not_found", {"variant_id": line.variant_id}, now_ms)
        open_id = self._open_id(buyer_id)
        if open_id is not None:
            self._lapse_if_due(open_id, now_ms)
            if self.holds[open_id].state in OPEN_STATES:
                return self._refusal("hold_open", {"hold_id": open_id}, now_ms)
        for line in lines:
            why = self._check_line(buyer_id, line.variant_id, line.quantity, now_ms)
            if why is not None:
                self._tell_refused(buyer_id, why.code, lines, now_ms)
                return why
        return None

    def _check_line(self, buyer_id: str, variant_id: str, more: int, now_ms: int) -> Refusal | None:
        until_ms = self._cooling.get((buyer_id, variant_id), 0)
        if until_ms > now_ms:
            return self._refusal("cooling_down", {"variant_id": variant_id, "until_ms": until_ms}, now_ms)
        limit = self.limits.get(variant_id, 5)
        if self._bought.get((buyer_id, variant_id), 0) + more > limit:
            return self._refusal("limit_reached", {"variant_id": variant_id, "limit": limit}, now_ms)
        available = self._stock[variant_id].available
        if available < more:
            return self._refusal("out_of_stock", {"variant_id": variant_id, "available": available}, now_ms)
        return None

    def _check_deltas(self, hold: Hold, deltas: Sequence[Line], now_ms: int) -> None:
        has = {line.variant_id: line.quantity for line in hold.lines}
        for delta in deltas:
            if delta.variant_id not in self._stock:
                raise self._refusal("not_found", {"variant_id": delta.variant_id}, now_ms)
            if delta.quantity > 0:
                if not self.open:
                    raise self._refusal("show_not_live", {}, now_ms)
                why = self._check_line(hold.buyer_id, delta.variant_id, delta.quantity, now_ms)
                if why is not None:
                    raise why
            quantity = has.get(delta.variant_id, 0)
            if quantity + delta.quantity < 0:
                raise self._refusal("invalid", {"variant_id": delta.variant_id, "quantity": quantity}, now_ms)

    def _step(self, hold_id: str, event: str) -> None:
        """Moves a hold along the transition table and its units with it. A pair that is not there is our mistake."""
        hold = self.holds[hold_id]
        state = TRANSITIONS[hold.state, event]
        if COUNTER_OF[state] != COUNTER_OF[hold.state]:
            for line in hold.lines:
                self._shift(line.variant_id, COUNTER_OF[hold.state], COUNTER_OF[state], line.quantity)
        self.holds[hold_id] = replace(hold, state=state)

    def _give_back(self, hold_id: str, event: str, reason: str) -> None:
        self._step(hold_id, event)
        hold = self.holds[hold_id]
        self._count_buyer(hold, -1)
        self._due.pop(hold_id, None)
        self._tell("hold.lapsed", {**_told(hold), "reason": reason})

    def _lapse_if_due(self, hold_id: str, now_ms: int) -> None:
        hold = self.holds[hold_id]
        if hold.state is not HoldState.HELD or hold.deadline_ms > now_ms:
            return
        self._give_back(hold_id, "lapse", "expired")
        for line in hold.lines:
            self._cooling[hold.buyer_id, line.variant_id] = hold.deadline_ms + self.cool_down_ms

    def _count_buyer(self, hold: Hold, sign: int) -> None:
        self._count_lines(hold.buyer_id, hold.lines, sign)

    def _count_lines(self, buyer_id: str, lines: Sequence[Line], sign: int) -> None:
        for line in lines:
            key = (buyer_id, line.variant_id)
            self._bought[key] = max(0, self._bought.get(key, 0) + sign * line.quantity)

    def _shift(self, variant_id: str, source: str, target: str, units: int) -> None:
        counters = self._stock[variant_id]
        setattr(counters, source, getattr(counters, source) - units)
        setattr(counters, target, getattr(counters, target) + units)
        if "available" in (source, target):
            self._changed[variant_id] = None

    def _bring(self, variant_id: str, units: int) -> None:
        self._stock[variant_id].available += units
        self._initial[variant_id] += units
        self._changed[variant_id] = None

    def _tell(self, kind: str, staff: dict[str, Any]) -> None:
        self.entries.append((kind, {}, staff))

    def _tell_refused(self, buyer_id: str, reason: str, lines: Sequence[Line], now_ms: int) -> None:
        if self._refusal_told.get(buyer_id, 0) > now_ms:
            return
        self._refusal_told[buyer_id] = now_ms + _TELL_AGAIN_MS
        self._tell("hold.refused", {"buyer": buyer_id, "reason": reason, "lines": _told_lines(lines)})

    def _tell_stock(self) -> None:
        for variant_id in self._changed:
            data = {
                "variant_id": variant_id,
                "available": self._stock[variant_id].available,
                "initial": self._initial[variant_id],
            }
            self.entries.append(("stock.changed", data, {}))
        self._changed.clear()


def _told_lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [{"variant_id": line.variant_id, "quantity": line.quantity} for line in lines]


def _told(hold: Hold) -> dict[str, Any]:
    return {"hold_id": hold.hold_id, "buyer": hold.buyer_id, "lines": _told_lines(hold.lines)}
