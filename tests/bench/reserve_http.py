"""Web CPU per `POST /api/shows/{show}/holds`: a whole running server, a show on air, a new guest for every hold."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from statistics import median

import aiohttp

from tests.bench.child import ChildFailed, child, cpu_s, part_of
from tests.bench.house import House, house
from tests.bench.options import Options
from tests.bench.report import Row
from tests.contract.conftest import Program, publishing, until_state

AT_ONCE = 32


def measure(options: Options) -> list[Row]:
    each, rounds = (150, 2) if options.quick else (250, 5)
    # Twice a round, and once before the rounds for everything to get warm.
    needed = each * 2 * (rounds + 1)
    with house(units=needed + 1) as server, child("tests.bench.bare_handler") as bare:
        web = part_of(server.running, "web")
        # It stays on air without its host, who would only take CPU from us.
        with publishing(server.show):
            asyncio.run(_live(server))
        tokens, sample = asyncio.run(_guests(server, needed))
        told = bare.ask("serve", body=sample)
        strangers, known, floor = Figures(), Figures(), Figures()
        for turn in range(rounds + 1):
            mine = tokens[turn * 2 * each : (turn + 1) * 2 * each]
            strangers.add(turn, asyncio.run(_post(server.running.url, web, server, mine[:each])))
            asyncio.run(_introduce(server, mine[each:]))
            known.add(turn, asyncio.run(_post(server.running.url, web, server, mine[each:])))
            floor.add(turn, asyncio.run(_post(f"http://127.0.0.1:{told['port']}", told["pid"], server, mine[each:])))
    return [_row("first call", strangers, floor), _row("seen within 30 s", known, floor)]


@dataclass
class Figures:
    """Round by round; the first, in which all gets warm, is left out."""

    cpu_us: list[float] = field(default_factory=list)
    per_s: list[float] = field(default_factory=list)

    def add(self, turn: int, told: tuple[float, float]) -> None:
        if turn:
            self.cpu_us.append(told[0])
            self.per_s.append(told[1])


def _row(who: str, ours: Figures, floor: Figures) -> Row:
    return Row(
        what=f"reserve: web CPU per POST holds, {who}",
        load=f"{AT_ONCE} at once over kept connections, each by a guest of its own, on a whole server (SQLite)",
        unit="µs",
        ours=ours.cpu_us,
        floor=floor.cpu_us,
        floor_is="a bare aiohttp handler (uvloop): JSON body in, the same JSON out, for the same client",
        note=f"{median(ours.per_s):,.0f} holds/s with their client on the same cores",
    )


async def _live(server: House) -> None:
    async with aiohttp.ClientSession(server.running.url) as http:
        await until_state(Program(http, server.token), server.show.show_id, "live")


async def _guests(server: House, count: int) -> tuple[list[str], str]:
    """Tokens of new guests, and an answer as the bare handler is to give it."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession(server.running.url, cookie_jar=aiohttp.DummyCookieJar()) as http:

        async def one() -> str:
            async with gate:
                return (await Program(http).ok("POST", "/api/guests", status=201))["token"]

        tokens = await asyncio.gather(*(one() for _ in range(count + 1)))
        told = await Program(http, tokens[-1]).call("POST", _path(server), _body(server), Idempotency_Key="sample")
        return tokens[:-1], told.text


async def _introduce(server: House, tokens: list[str]) -> None:
    """Each guest has just been here, as one whose page asked for something a moment ago."""
    async with aiohttp.ClientSession(server.running.url, cookie_jar=aiohttp.DummyCookieJar()) as http:
        for token in tokens:
            await Program(http, token).ok("GET", "/api/me")


def _path(server: House) -> str:
    return f"/api/shows/{server.show.show_id}/holds"


def _body(server: House) -> dict[str, object]:
    return {"lines": [{"variant_id": server.show.variants[0], "quantity": 1}]}


async def _post(url: str, pid: int, server: House, tokens: list[str]) -> tuple[float, float]:
    """(CPU µs of process `pid` a request, requests a second)."""
    body, path = json.dumps(_body(server)).encode(), _path(server)
    waiting = iter(tokens)
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(url, connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:

        async def buyer() -> None:
            for token in waiting:
                headers = {
                    "Authorization": f"Bearer {token}",
                    "Idempotency-Key": "bench",
                    "Content-Type": "application/json",
                }
                async with http.post(path, data=body, headers=headers) as answer:
                    text = await answer.read()
                    if answer.status != 201:
                        raise ChildFailed(f"POST holds answered {answer.status}: {text[:200]!r}")

        cpu, began = cpu_s(pid), time.perf_counter()
        await asyncio.gather(*(buyer() for _ in range(AT_ONCE)))
        wall = time.perf_counter() - began
        return (cpu_s(pid) - cpu) / len(tokens) * 1e6, len(tokens) / wall
