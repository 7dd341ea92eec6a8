"""Which address shows which page, and what a link to it shows when it is shared."""

from __future__ import annotations

import asyncio

from aiohttp import web
from msgspec import to_builtins

from live.accounts.directory import ShopDirectory, public_view
from live.accounts.service import Accounts
from live.settings import Settings
from live.shows.service import Shows
from live.web.client import base_url
from live.web.files import StaticFiles, static_folder
from live.web.pages import Head, Pages


def add_pages(app: web.Application, shows: Shows, shops: ShopDirectory, accounts: Accounts, settings: Settings) -> None:
    folder = static_folder()
    files = StaticFiles(folder)
    files.add_to(app)

    async def warm(_app: web.Application) -> None:
        await asyncio.to_thread(files.warm)

    app.on_startup.append(warm)
    pages = Pages(folder, files, settings)

    async def watch_head(request: web.Request) -> Head:
        view = await shows.heading(request.match_info["slug"])
        names = ", ".join(line.title for line in view.line_up[:4])
        picture = f"{base_url(request, settings)}{view.poster}" if view.poster else None
        return Head(f"{view.title} · {view.shop.name}", names, picture)

    async def shop_head(request: web.Request) -> Head:
        shop = await shops.by_slug(request.match_info["shop"])
        return Head(shop.name)

    async def sign_up_head(_request: web.Request) -> Head:
        first = await accounts.sign_ins.nobody_yet()
        return Head(extra={"first_account": first, "open_signup": settings.open_signup})

    async def front_head(request: web.Request) -> Head:
        # Named in the shell, so that a server of one shop shows that shop's page at once.
        known = [to_builtins(public_view(shop)) for shop in await shops.public()]
        return Head(extra={**(await sign_up_head(request)).extra, "shops": known})

    pages.add(app, "/", "front", front_head)
    pages.add(app, "/live/{slug}", "watch", watch_head)
    pages.add(app, "/orders/{id}", "order")
    pages.add(app, "/host/{slug}", "host")
    pages.add(app, "/studio", "studio")
    pages.add(app, "/studio/{rest:.*}", "studio")
    pages.add(app, "/sign-in", "sign-in")
    pages.add(app, "/sign-up", "sign-up", sign_up_head)
    pages.add(app, "/reset", "reset")
    pages.add(app, "/invite/{token}", "invite")
    pages.add(app, "/api/docs", "docs")
    # Last: a shop's slug could be any word that is not taken above.
    pages.add(app, "/{shop}", "shop", shop_head)
