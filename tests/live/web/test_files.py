import gzip
from pathlib import Path

import pytest
from aiohttp import web

from checkout.endpoint import refusals_middleware
from live.web.files import StaticFiles


@pytest.fixture
async def client(tmp_path: Path, aiohttp_client):
    folder = tmp_path / "static"
    (folder / "core").mkdir(parents=True)
    (folder / "core" / "api.js").write_text("export const a = 1;\n" * 50)
    (folder / "page.html").write_text("a template")
    (tmp_path / "secret").write_text("no")
    app = web.Application(middlewares=[refusals_middleware])
    StaticFiles(folder).add_to(app)
    return await aiohttp_client(app, auto_decompress=False)


async def test_compressed_once_and_spared_by_etag(client) -> None:
    first = await client.get("/static/core/api.js", headers={"Accept-Encoding": "gzip"})
    assert first.status == 200
    assert first.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert gzip.decompress(await first.read()).startswith(b"export const a")
    plain = await client.get("/static/core/api.js", headers={"Accept-Encoding": "identity"})
    assert (await plain.read()).startswith(b"export const a")
    again = await client.get("/static/core/api.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304


@pytest.mark.parametrize(
    "path", ["/static/page.html", "/static/../secret", "/static/%2e%2e/secret", "/static/core/", "/static/%00"]
)
async def test_nothing_else_can_be_reached(client, path: str) -> None:
    answer = await client.get(path)
    assert answer.status == 404


async def test_warmed_files_are_served_as_they_were_read(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("export const a = 1;\n")
    (tmp_path / "gone.js").write_text("x")
    files = StaticFiles(tmp_path)
    (tmp_path / "gone.js").unlink()
    files.warm()
    assert set(files._files) == {"a.js"}
