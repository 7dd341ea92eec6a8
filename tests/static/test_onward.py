"""Where one goes after signing in: never to another host, whatever the address says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.static.conftest import ORIGIN, Modules


@pytest.mark.parametrize(
    ("wish", "goes_to"),
    [
        ("/studio/orders?state=placed", f"{ORIGIN}/studio/orders?state=placed"),
        ("/.//evil.example/x", f"{ORIGIN}//evil.example/x"),
        ("//evil.example/x", None),
        ("/\\evil.example", None),
        ("https://evil.example", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_next_stays_on_this_server(modules: Callable[[str], Modules], wish: str, goes_to: str | None) -> None:
    page = modules("en")
    lines = """
        history.replaceState(null, "", "?next=" + encodeURIComponent(wish));
        return (await load("core/page.js")).nextPath();
    """
    assert page.run(lines, wish=wish) == goes_to
