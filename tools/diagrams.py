"""Writes the state diagrams of ARCHITECTURE.md from the transition tables: `.venv/bin/python tools/diagrams.py`."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from checkout.order import ORDER_TABLE, PAYMENT_TABLE  # noqa: E402
from checkout.stock.holds import TRANSITIONS as HOLD_TABLE  # noqa: E402
from live.shows.transitions import TRANSITIONS as SHOW_TABLE  # noqa: E402

TABLES: dict[str, Mapping[Any, Any]] = {
    "show": SHOW_TABLE,
    "hold": HOLD_TABLE,
    "order": ORDER_TABLE,
    "payment": PAYMENT_TABLE,
}


def _word(value: Any) -> str:
    return str(getattr(value, "value", value)).replace("_", " ")


def diagram(table: Mapping[Any, Any]) -> str:
    """A mermaid state diagram; events that change nothing are left out."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, event), following in table.items():
        if following != state:
            pair = (_word(state).replace(" ", "_"), _word(following).replace(" ", "_"))
            arrows.setdefault(pair, []).append(_word(event))
    lines = [f"    {source} --> {target}: {', '.join(events)}" for (source, target), events in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def with_diagrams(text: str) -> str:
    """`text` with what stands between `<!-- diagram:NAME -->` and `<!-- end -->` made anew."""
    return re.sub(
        r"(<!-- diagram:(\w+) -->\n).*?(\n<!-- end -->)",
        lambda match: match[1] + diagram(TABLES[match[2]]) + match[3],
        text,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    page = ROOT / "ARCHITECTURE.md"
    page.write_text(with_diagrams(page.read_text()))
