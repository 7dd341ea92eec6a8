"""Static files, read and compressed once: the same bytes go to everyone, and an ETag spares the rest.

Only files that lie under the folder at start-up can be served, by a look-up in a table: there is no path to trick.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

import live

_COMPRESSED = {".js", ".css", ".html", ".svg", ".json", ".txt", ".webmanifest"}
_HIDDEN = {".html", ".d.ts"}  # templates are rendered, not served
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    content_type: str
    body: bytes
    gzipped: bytes | None
    etag: str
    stamp: tuple[int, int]


def static_folder() -> Path:
    """`static/` beside the packages in a work tree, inside `live` in a wheel."""
    package = Path(live.__file__).parent
    packaged = package / "static"
    return packaged if packaged.is_dir() else package.parent / "static"


class StaticFiles:
    """Serves `folder` under `/static/`. A file changed on disk is read again; one added needs a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._known: dict[str, Path] = {
            path.relative_to(self.folder).as_posix(): path
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.suffix not in _HIDDEN and not path.name.startswith(".")
        }
        self._files: dict[str, _File] = {}

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/static/{path:.+}", self.serve)

    def warm(self) -> None:
        """Reads and compresses all files: for a thread at start, so that no first visitor's request has to."""
        for name, path in self._known.items():
            # One that was taken away since the folder was listed is missed by who asks for it.
            with suppress(FileNotFoundError):
                self._read(name, path)

    async def serve(self, request: web.Request) -> web.Response:
        name = request.match_info["path"]
        path = self._known.get(name)
        if path is None:
            raise web.HTTPNotFound
        file = self._read(name, path)
        # Third-party files change only with an upgrade; ours are asked about each time, which costs a 304.
        caching = "public, max-age=86400" if name.startswith("vendor/") else "no-cache"
        headers = {"ETag": file.etag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
        if request.headers.get("If-None-Match") == file.etag:
            return web.Response(status=304, headers=headers)
        body = file.body
        if file.gzipped is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = file.gzipped
        headers["Content-Type"] = file.content_type
        return web.Response(body=body, headers=headers)

    def text(self, name: str) -> str | None:
        path = self._known.get(name)
        return self._read(name, path).body.decode() if path else None

    def _read(self, name: str, path: Path) -> _File:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._files.get(name)
        if known is not None and known.stamp == stamp:
            return known
        body = path.read_bytes()
        guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        content_type = f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
        gzipped = gzip.compress(body, 9, mtime=0) if path.suffix in _COMPRESSED else None
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        made = _File(path, content_type, body, gzipped, etag, stamp)
        self._files[name] = made
        return made
