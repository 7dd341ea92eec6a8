"""Which ES modules a page's module pulls in, so that the page can name them all at once (`modulepreload`).

Without a bundler a browser finds imports one level at a time, a round trip each; a phone on a slow network would wait
for every level.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from live.web.files import StaticFiles

# `import ... from "x"`, `export ... from "x"`, `import "x"`; dynamic `import("x")` loads later by itself.
_IMPORT = re.compile(r"""(?:^|[;\s}])(?:import|export)\b(?:[^"'()]*?\bfrom)?\s*["']([^"']+)["']""")

IMPORT_MAP: Mapping[str, str] = {
    "lit": "/static/vendor/lit/index.js",
    "lit/": "/static/vendor/lit/",
    "lit-html": "/static/vendor/lit-html/lit-html.js",
    "lit-html/": "/static/vendor/lit-html/",
    "lit-element": "/static/vendor/lit-element/index.js",
    "lit-element/": "/static/vendor/lit-element/",
    "@lit/reactive-element": "/static/vendor/@lit/reactive-element/reactive-element.js",
    "@lit/reactive-element/": "/static/vendor/@lit/reactive-element/",
    "socket.io-client": "/static/vendor/socket.io-client/socket.io.esm.min.js",
}


def imports_of(source: str) -> list[str]:
    """The specifiers of a module's static imports, in order."""
    return [match.group(1) for match in _IMPORT.finditer(source)]


def resolve(specifier: str, importer: str) -> str | None:
    """The URL path that a browser would load, by the import map and relative to `importer` (a URL path)."""
    if specifier.startswith("/"):
        return specifier
    if specifier.startswith("."):
        return posixpath.normpath(posixpath.join(posixpath.dirname(importer), specifier))
    if specifier in IMPORT_MAP:
        return IMPORT_MAP[specifier]
    for prefix, target in IMPORT_MAP.items():
        if prefix.endswith("/") and specifier.startswith(prefix):
            return target + specifier.removeprefix(prefix)
    return None


def module_closure(files: StaticFiles, entry: str) -> list[str]:
    """URL paths of every module that `entry` (such as `/static/pages/watch.js`) needs, `entry` first."""
    found: list[str] = []
    waiting = [entry]
    while waiting:
        path = waiting.pop(0)
        if path in found:
            continue
        source = files.text(path.removeprefix("/static/"))
        if source is None:
            continue
        found.append(path)
        waiting += [target for one in imports_of(source) if (target := resolve(one, path)) is not None]
    return found
