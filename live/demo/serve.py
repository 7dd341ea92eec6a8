"""`etalase demo`: serves as `etalase serve` does, makes the shop, and keeps a show on air with the test picture."""

from __future__ import annotations

import asyncio
import unicodedata

import aiohttp

from live.demo import goods
from live.demo.shop import DemoImpossible, DemoShop, Owner
from live.running.child import Say
from live.running.stopping import stop_on_signals
from live.running.supervisor import Supervisor
from live.settings import Settings

ON_AIR_LIMIT_S = 30.0
LOOK_EVERY_S = 3.0


async def serve_demo(settings: Settings, say: Say) -> None:
    """Until SIGTERM or SIGINT. Raises `DemoImpossible` and what `Supervisor.run` raises."""
    await Supervisor(settings, say, on_ready=_keep_on_air).run(stop_on_signals(grace_s=None))


async def _keep_on_air(house: Supervisor) -> None:
    """Makes the show, says where it is, and makes another when somebody has ended it in the studio."""
    # Addresses instead of names are fine here: the jar keeps their cookies too.
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=60)) as http:
        shop = DemoShop(http, house.local_url, house.settings.data)
        owner = await shop.sign_in()
        while True:
            show_id = await _put_on_air(house, shop, owner)
            while await _is_on(shop, show_id):  # noqa: ASYNC110 - what happens, happens in another process
                await asyncio.sleep(LOOK_EVERY_S)
            house.say("The show has ended: here comes another one.")
            await house.end_child("publish")


async def _is_on(shop: DemoShop, show_id: str) -> bool:
    try:
        return await shop.show(show_id) is not None
    except (aiohttp.ClientError, TimeoutError):
        # The web process is being started again: what it last said still holds.
        return True


async def _put_on_air(house: Supervisor, shop: DemoShop, owner: Owner) -> str:
    if await shop.show(owner.show_id) is None:
        if owner.show_id is None:
            house.say("Drawing the shop's pictures, a few seconds the first time ...")
        owner.show_id = await shop.plan()
        await shop.keep(owner)
    show_id = owner.show_id or ""
    # A key of its own for each start: the one of the last start was never written down.
    key = await shop.stream_key(show_id)
    await house.start_own(
        "publish",
        ["publish", "--to", f"{house.local_url}/whip/{show_id}", "--title", goods.SHOP_NAME],
        {"ETALASE_STREAM_KEY": key},
        essential=False,
    )
    show = None
    try:
        async with asyncio.timeout(ON_AIR_LIMIT_S):
            while show is None or show["state"] != "live":
                await asyncio.sleep(0.2)
                show = await shop.show(show_id)
    except TimeoutError:
        raise DemoImpossible("The test picture did not reach the relay: see what it printed above.") from None
    await shop.pin_first(show)
    address = house.settings.public_url or house.local_url
    _print_box(
        house.say,
        [
            "Etalase is on air (a demo: cards are not charged)",
            "",
            f"Watch     {address}/live/{show['slug']}",
            f"Host      {address}/host/{show['slug']}",
            f"Studio    {address}/studio",
            f"Sign in   {owner.email}",
            f"          {owner.password}",
            "Card      4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined",
            "",
            "Stop with Ctrl+C",
        ],
    )
    return show_id


def _print_box(say: Say, lines: list[str]) -> None:
    width = max(_columns(line) for line in lines)
    say("")
    say("  ┌" + "─" * (width + 4) + "┐")
    for line in lines:
        say(f"  │  {line}{' ' * (width - _columns(line))}  │")
    say("  └" + "─" * (width + 4) + "┘")
    say("")


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
