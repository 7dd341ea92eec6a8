"""Gathers what the doctor judges: asks the database, Redis, the relay, the ports, the disk."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
from pathlib import Path

import redis.asyncio
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from checkout.database import Database
from checkout.errors import Refusal, Unavailable
from live.doctor.judgement import Facts, Finding, advise
from live.migrate import head, make_sqlite_folder, revision_of
from live.relay.addresses import NotAnnounceable, announced_addresses
from live.running.embedded import NoRedisServer, find_redis_server
from live.running.ports import PortUnusable, check_port
from live.settings import Settings, SettingsError
from live.signalling.relay_client import RelayClient
from live.web.client import trusted_networks
from live.web.files import static_folder

ASK_LIMIT_S = 5.0


async def examine(settings: Settings) -> list[Finding]:
    """Takes up to some seconds, when something does not answer."""
    return advise(settings, await gather_facts(settings))


async def gather_facts(settings: Settings) -> Facts:
    database_problem, revision = await _ask_database(settings)
    redis_problem, policy = await _ask_redis(settings)
    announced, announce_problem = _announced_addresses(settings)
    return Facts(
        python=sys.version_info[:2],
        database_problem=database_problem,
        tables_revision=revision,
        newest_revision=head(),
        redis_problem=redis_problem,
        redis_policy=policy,
        relay_answers=await _relay_answers(settings),
        udp_problem=_udp_problem(settings),
        announced=announced,
        announce_problem=announce_problem,
        proxies_problem=_proxies_problem(settings),
        vendor_missing=_vendor_missing(),
        disk_free_bytes=_disk_free(settings.data),
        media_problem=await asyncio.to_thread(_media_problem),
    )


async def _ask_database(settings: Settings) -> tuple[str | None, str | None]:
    if settings.database_url.startswith("sqlite") and not settings.data.exists():
        # Nothing was started here yet: `etalase serve` makes it.
        return None, head()
    make_sqlite_folder(settings.database_url)
    database = Database(settings.database_url)
    try:
        async with asyncio.timeout(ASK_LIMIT_S):
            return None, await revision_of(database)
    except TimeoutError:
        return f"no answer in {ASK_LIMIT_S:g} s", None
    except (OSError, SQLAlchemyError, Unavailable) as error:
        return str(error.__cause__ or error).splitlines()[0], None
    finally:
        await database.close()


async def _ask_redis(settings: Settings) -> tuple[str | None, str | None]:
    """(problem, eviction policy)."""
    client = redis.asyncio.from_url(settings.effective_redis_url, decode_responses=True)
    try:
        async with asyncio.timeout(ASK_LIMIT_S):
            await client.ping()  # pyright: ignore[reportGeneralTypeIssues]
            return None, (await client.config_get("maxmemory-policy")).get("maxmemory-policy")
    except (RedisConnectionError, TimeoutError) as error:
        if settings.redis_url is not None:
            return f"It does not answer: {error or 'too slow'}. Look at REDIS_URL.", None
        return _no_redis_to_start(), None
    except RedisError:
        # A hosted Redis may refuse CONFIG; it answers all the same.
        return None, None
    finally:
        await client.aclose()


def _no_redis_to_start() -> str | None:
    """Ours is not running now; could `etalase serve` start it?"""
    try:
        find_redis_server()
    except NoRedisServer as error:
        return str(error)
    return None


async def _relay_answers(settings: Settings) -> bool:
    client = RelayClient(settings.relay_socket(0))
    try:
        async with asyncio.timeout(ASK_LIMIT_S):
            await client.state()
    except (Refusal, TimeoutError):
        return False
    finally:
        await client.disconnect()
    return True


def _udp_problem(settings: Settings) -> str | None:
    try:
        check_port("0.0.0.0", settings.udp_port, "ETALASE_UDP_PORT", socket.SOCK_DGRAM)  # noqa: S104
    except PortUnusable as error:
        return str(error)
    return None


def _announced_addresses(settings: Settings) -> tuple[tuple[str, ...], str | None]:
    try:
        return announced_addresses(settings.announce), None
    except NotAnnounceable as error:
        return (), str(error)


def _proxies_problem(settings: Settings) -> str | None:
    try:
        trusted_networks(settings.trusted_proxies)
    except SettingsError as error:
        return str(error)
    return None


VENDOR = ("lit/index.js", "socket.io-client/socket.io.esm.min.js")


def _vendor_missing() -> tuple[str, ...]:
    folder = static_folder() / "vendor"
    return tuple(name for name in VENDOR if not (folder / name).is_file())


def _disk_free(data: Path) -> int:
    there = next(folder for folder in (data.resolve(), *data.resolve().parents) if folder.exists())
    return shutil.disk_usage(there).free


def _media_problem() -> str | None:
    try:
        import av
        import av.codec
    except ImportError as error:
        return f"PyAV does not load: {error}. Run `make setup`."
    missing = [name for name in ("libvpx", "libopus") if name not in av.codec.codecs_available]
    return f"This PyAV lacks {', '.join(missing)}: install the one from the constraints file." if missing else None
