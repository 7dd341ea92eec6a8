"""What a bench found, as rows of one table: each figure beside the floor that was measured in the same run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` and `floor` are the figures of each round, in `unit`, less is better. A row may have no floor."""

    what: str
    load: str
    unit: str
    ours: Sequence[float]
    floor: Sequence[float] = ()
    floor_is: str = ""
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        """A round's own two figures each: what slows the machine for a while slows both."""
        return [ours / floor for ours, floor in zip(self.ours, self.floor, strict=True)] if self.floor else []

    def cells(self) -> list[str]:
        ratios = self.ratios
        spread = f"{median(ratios):.2f}  ({min(ratios):.2f}-{max(ratios):.2f})" if ratios else "-"
        floor = number(median(self.floor)) if self.floor else "-"
        return [self.what, f"{number(median(self.ours))} {self.unit}", floor, spread]


def number(value: float) -> str:
    """Three digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


HEADINGS = ["what", "ours", "floor", "ratio (least-most)"]


def table(rows: Iterable[Row]) -> str:
    """The figures first, then what each was measured under: in one table that would be too wide to read."""
    rows = list(rows)
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    text = [_line(lines[0], widths), "  ".join("-" * width for width in widths)]
    text += [_line(line, widths) for line in lines[1:]]
    return "\n".join(text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0].ljust(widths[0])
    return "  ".join([first, *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))])


def loads(rows: Iterable[Row]) -> str:
    text: list[str] = []
    for row in rows:
        text.append(f"{row.what}\n    load   {row.load}")
        if row.floor_is:
            text.append(f"    floor  {row.floor_is}")
        if row.note:
            text.append(f"    seen   {row.note}")
    return "\n".join(text)
