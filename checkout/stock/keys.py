"""The keys of a sale's stock, in the order that every script of lua/ has them in (see lua/holds.lua)."""

from __future__ import annotations

from checkout.journal.keys import JOURNAL_KEYS, key_of

SALE_KEYS = (*JOURNAL_KEYS, "stk", "r", "t", "x", "y", "b", "o", "c", "lim", "mv", "d")


def sale_keys(sale_id: str) -> list[str]:
    return [key_of(sale_id, name) for name in SALE_KEYS]
