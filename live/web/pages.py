"""The HTML shells of the pages. A shell names the page's module and carries what that module needs to know first."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web
from jinja2.utils import htmlsafe_json_dumps

from checkout.errors import NotFound
from live.settings import Settings
from live.web.client import base_url
from live.web.files import StaticFiles
from live.web.modules import IMPORT_MAP, module_closure
from live.web.security import NONCE

LANGUAGES = ("id", "en")
LANGUAGE_COOKIE = "etalase_language"


@dataclass(frozen=True, slots=True)
class Head:
    """What a shared link shows: title, text and picture (Open Graph)."""

    title: str = "Etalase"
    description: str = ""
    image: str | None = None
    extra: dict[str, Any] = field(default_factory=dict[str, Any])


FindHead = Callable[[web.Request], Awaitable[Head]]
"""Raises `NotFound` when the address names nothing."""


async def _no_head(_request: web.Request) -> Head:
    return Head()


class Pages:
    """Renders `static/pages/<name>.html` (or `base.html`) with `static/pages/<name>.js` as its module."""

    def __init__(self, folder: Path, files: StaticFiles, settings: Settings) -> None:
        self._files = files
        self._settings = settings
        self._closures: dict[str, list[str]] = {}
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder / "pages"), autoescape=True, undefined=jinja2.StrictUndefined
        )

    def add(self, app: web.Application, path: str, name: str, head: FindHead = _no_head) -> None:
        async def handle(request: web.Request) -> web.Response:
            try:
                found = await head(request)
            except NotFound:
                if "text/html" not in request.headers.get("Accept", ""):
                    raise
                return self.render(request, "missing", Head(), 404)
            return self.render(request, name, found)

        app.router.add_get(path, handle)

    def render(self, request: web.Request, name: str, head: Head, status: int = 200) -> web.Response:
        nonce = secrets.token_urlsafe(18)
        request[NONCE] = nonce
        page = {"page": name, **request.match_info, **head.extra}
        template = self._environment.select_template([f"{name}.html", "base.html"])
        html = template.render(
            nonce=nonce,
            language=language_of(request),
            head=head,
            # Not `request.url`: a Host header may be no host at all, and behind a proxy the scheme is another one.
            url=base_url(request, self._settings) + request.rel_url.raw_path,
            page=name,
            module=f"/static/pages/{name}.js",
            modules=self._closure(name),
            # `<` is written as \u003c, so that no text can close the script element.
            import_map=htmlsafe_json_dumps({"imports": dict(IMPORT_MAP)}, dumps=json.dumps),
            data=htmlsafe_json_dumps(page, dumps=json.dumps),
        )
        return web.Response(text=html, content_type="text/html", status=status, headers={"Cache-Control": "no-cache"})

    def _closure(self, name: str) -> list[str]:
        if name not in self._closures:
            self._closures[name] = module_closure(self._files, f"/static/pages/{name}.js")
        return self._closures[name]


def language_of(request: web.Request) -> str:
    """The chosen language, else the first of the browser's that we have, else Indonesian."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    for part in request.headers.get("Accept-Language", "").split(","):
        code = part.split(";")[0].strip().lower().split("-")[0]
        # `in` is the old code of Indonesian, which some phones still send.
        code = "id" if code == "in" else code
        if code in LANGUAGES:
            return code
    return "id"
