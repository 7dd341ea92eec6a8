"""ARCHITECTURE.md tells the truth: its diagrams are the tables', and it names every room."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "ARCHITECTURE.md").read_text()


def rooms() -> list[str]:
    """Every package and module directly under checkout/, live/ and static/, as the page writes them."""
    found = []
    for package in ("checkout", "live"):
        for path in sorted((ROOT / package).iterdir()):
            if path.name.startswith("__"):
                continue
            if path.is_dir() and any(path.glob("*.py")):
                found.append(f"`{path.name}/")
            elif path.suffix == ".py":
                found.append(f"`{path.name}")
    return found


@pytest.mark.parametrize("room", rooms())
def test_every_room_is_named(room: str) -> None:
    assert room in PAGE


def test_the_diagrams_are_those_of_the_tables() -> None:
    spec = importlib.util.spec_from_file_location("diagrams", ROOT / "tools" / "diagrams.py")
    assert spec is not None
    assert spec.loader is not None
    diagrams = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(diagrams)
    assert PAGE.count("<!-- diagram:") == len(diagrams.TABLES)
    assert diagrams.with_diagrams(PAGE) == PAGE
