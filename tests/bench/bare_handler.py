"""The floor under an HTTP call: an aiohttp handler that reads a JSON body and answers one, and does nothing else."""

from __future__ import annotations

import os

import msgspec
from aiohttp import web

from tests.bench.child import obey, run_child


async def main() -> None:
    answer = b"{}"

    async def handle(request: web.Request) -> web.Response:
        msgspec.json.decode(await request.read())
        return web.Response(body=answer, status=201, content_type="application/json")

    async def serve(body: str) -> dict[str, int]:
        nonlocal answer
        answer = body.encode()
        return {"port": runner.addresses[0][1], "pid": os.getpid()}

    app = web.Application()
    app.router.add_post("/api/shows/{show}/holds", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await obey({"serve": serve})
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    run_child(main)
