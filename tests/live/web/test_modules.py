from pathlib import Path

import pytest

from live.web.files import StaticFiles
from live.web.modules import imports_of, module_closure, resolve


@pytest.mark.parametrize(
    ("source", "specifiers"),
    [
        ('import {a} from "./a.js";', ["./a.js"]),
        ("import './b.js'\nimport c from 'lit'", ["./b.js", "lit"]),
        ('import{css as t}from"@lit/reactive-element";export*from"lit-html";', ["@lit/reactive-element", "lit-html"]),
        ('export {\n  one,\n  two,\n} from "../x.js";', ["../x.js"]),
        ('const later = () => import("./later.js");', []),
        ('const text = "import nothing";', []),
    ],
)
def test_static_imports_are_found(source: str, specifiers: list[str]) -> None:
    assert imports_of(source) == specifiers


@pytest.mark.parametrize(
    ("specifier", "importer", "target"),
    [
        ("./a.js", "/static/pages/watch.js", "/static/pages/a.js"),
        ("../core/api.js", "/static/pages/watch.js", "/static/core/api.js"),
        ("/static/core/api.js", "/static/pages/watch.js", "/static/core/api.js"),
        ("lit", "/static/pages/watch.js", "/static/vendor/lit/index.js"),
        ("lit/directives/repeat.js", "/static/x.js", "/static/vendor/lit/directives/repeat.js"),
        ("unknown", "/static/x.js", None),
    ],
)
def test_specifiers_resolve_as_in_the_browser(specifier: str, importer: str, target: str | None) -> None:
    assert resolve(specifier, importer) == target


def test_closure_names_each_module_once_even_in_a_cycle(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "p.js").write_text('import "./a.js"; import "./b.js";')
    (tmp_path / "pages" / "a.js").write_text('import "./b.js";')
    (tmp_path / "pages" / "b.js").write_text('import "./a.js"; import "./gone.js";')
    closure = module_closure(StaticFiles(tmp_path), "/static/pages/p.js")
    assert closure == ["/static/pages/p.js", "/static/pages/a.js", "/static/pages/b.js"]
