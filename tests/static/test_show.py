"""What a page knows of a show, entry by entry."""

from __future__ import annotations

from typing import Any

import pytest

LINE = {
    "variant_id": "var_1",
    "title": "Mug",
    "initial": 20,
    "available": 15,
    "price": {"amount": "1", "currency": "IDR"},
}
SHOW = {"show_id": "shw_1", "state": "live", "pinned": None, "viewers": 3, "line_up": [LINE]}

APPLY = """
    const { ShowModel } = await load("core/show.js");
    const model = new ShowModel();
    model.reset({ show });
    entries.forEach(([kind, data], at) => model.apply({ offset: at + 1, at: "2026-11-22T10:00:00Z", kind, data }));
    const { show: s, chat, viewers, incomplete } = model;
    return { ...s, chat: chat.map((line) => [line.kind, line.name, line.text]), viewers, incomplete };
"""


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([["product.pinned", {"variant_id": "var_1"}]], {"pinned": "var_1", "incomplete": False}),
        ([["product.pinned", {"variant_id": "var_9"}]], {"pinned": "var_9", "incomplete": True}),
        (
            [["product.pinned", {"variant_id": "var_1"}], ["product.unpinned", {"variant_id": "var_1"}]],
            {"pinned": None},
        ),
        (
            [["product.pinned", {"variant_id": "var_1"}], ["product.unpinned", {"variant_id": "var_2"}]],
            {"pinned": "var_1"},
        ),
        (
            [["show.interrupted", {"ends_at_ms": 1_800_000_000_000}]],
            {"state": "interrupted", "interrupted_until": "2027-01-15T08:00:00.000Z"},
        ),
        ([["show.interrupted", {"ends_at_ms": 1}], ["show.resumed", {}]], {"state": "live", "interrupted_until": None}),
        ([["show.ended", {"reason": "host"}]], {"state": "ended", "ended_at": "2026-11-22T10:00:00Z"}),
        ([["chat.said", {"person": "g", "name": "Sari", "text": "<b>"}]], {"chat": [["said", "Sari", "<b>"]]}),
        ([["chat.said", {"name": "Sari", "text": "no"}], ["chat.removed", {"offset": 1}]], {"chat": []}),
        ([["chat.said", {"name": "Sari", "text": "", "removed": True}]], {"chat": []}),
        ([["order.paid", {"name": "S***", "lines": [{"variant_id": "var_1"}]}]], {"chat": [["bought", "S***", "Mug"]]}),
        ([["order.paid", {"name": "S***", "lines": [{"variant_id": "var_9"}]}]], {"chat": []}),
        ([["viewers.counted", {"viewers": 8}]], {"viewers": 8}),
        ([["of.the.future", {"x": 1}]], {"state": "live"}),
    ],
)
def test_entries(modules: Any, entries: list[Any], expected: dict[str, Any]) -> None:
    after = modules().run(APPLY, show=SHOW, entries=entries)
    assert {name: after[name] for name in expected} == expected


def test_stock_counts_down_and_restock_raises_the_whole(modules: Any) -> None:
    entries = [["stock.changed", {"variant_id": "var_1", "available": 14, "initial": 30}]]
    line = modules().run(APPLY, show=SHOW, entries=entries)["line_up"][0]
    assert (line["available"], line["initial"]) == (14, 30)


@pytest.mark.parametrize(
    ("initial", "available", "words"),
    [(20, 15, "plenty"), (20, 2, "plenty"), (20, 1, "almost"), (100, 9, "almost"), (3, 1, "almost"), (20, 0, "none")],
)
def test_supply_is_almost_gone_under_a_tenth(modules: Any, initial: int, available: int, words: str) -> None:
    script = "return (await load('core/show.js')).supply({ initial, available })"
    assert modules().run(script, initial=initial, available=available) == words
