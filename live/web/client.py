"""Who is at the other end of a request: address and scheme, also behind a proxy that we trust.

`ETALASE_TRUSTED_PROXIES` lists addresses or networks (`127.0.0.1, 10.0.0.0/8`), or `unix` for a proxy that comes by a
unix socket. Only then are `X-Forwarded-For`, `-Proto` and `-Host` believed.
"""

from __future__ import annotations

import functools
import ipaddress
import re

from aiohttp import web

from live.settings import Settings, SettingsError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


def client_address(request: web.Request, settings: Settings) -> str:
    """The client's address: the last of `X-Forwarded-For` that is not a trusted proxy itself, else the peer's."""
    peer = request.remote or "unix"
    if not is_trusted(peer, settings):
        return peer
    address = peer
    forwarded = ",".join(request.headers.getall("X-Forwarded-For", []))
    for part in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        parsed = _address(part)
        if parsed is None:
            break
        address = str(parsed)
        if not is_trusted(address, settings):
            break
    return address


def is_https(request: web.Request, settings: Settings) -> bool:
    """Did the client come by TLS, to us or to a trusted proxy?"""
    if request.secure:
        return True
    if not is_trusted(request.remote or "unix", settings):
        return False
    return request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip().lower() == "https"


def base_url(request: web.Request, settings: Settings) -> str:
    """`https://shop.example` without a path: the configured one, else the one that this request was sent to.

    Links in mails need the configured one (settings refuse mail without it): the Host header is the client's word.
    """
    if settings.public_url:
        return settings.public_url
    host = request.headers.get("Host", "")
    if is_trusted(request.remote or "unix", settings):
        host = request.headers.get("X-Forwarded-Host", host).split(",")[0].strip()
    if not _HOST.fullmatch(host):
        host = f"localhost:{settings.port}"
    return f"{'https' if is_https(request, settings) else 'http'}://{host}"


def is_trusted(address: str, settings: Settings) -> bool:
    """Is that address a proxy of ours?"""
    if not settings.trusted_proxies:
        return False
    if address == "unix":
        return "unix" in settings.trusted_proxies
    parsed = _address(address)
    if parsed is None:
        return False
    return any(parsed in network for network in trusted_networks(settings.trusted_proxies))


@functools.cache
def trusted_networks(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    """Raises `SettingsError`: call it once at start so that a mistake is told then."""
    try:
        return tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies if proxy != "unix")
    except ValueError as error:
        raise SettingsError(f"ETALASE_TRUSTED_PROXIES: {error}") from None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    # ::ffff:10.0.0.1 is 10.0.0.1 that came to a socket of both kinds.
    return getattr(address, "ipv4_mapped", None) or address
