"""Which addresses a relay tells browsers: the ones it was told to announce, else the machine's own."""

from __future__ import annotations

import socket
from collections.abc import Sequence

_LOOPBACK = "127.0.0.1"


class NotAnnounceable(ValueError):
    """A configured address that cannot be resolved; the message names it."""


def announced_addresses(configured: Sequence[str]) -> tuple[str, ...]:
    """IPv4 addresses, best first. Names are resolved now, since browsers take no names of ours.

    Raises:
        NotAnnounceable.
    """
    if not configured:
        own = default_address()
        return (own, _LOOPBACK) if own not in (None, _LOOPBACK) else (_LOOPBACK,)
    found: list[str] = []
    for name in configured:
        try:
            answers = socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_DGRAM)
        except OSError as error:
            raise NotAnnounceable(f"{name!r} is no IPv4 address or known name") from error
        found += [str(answer[4][0]) for answer in answers]
    return tuple(dict.fromkeys(found))


def default_address() -> str | None:
    """The address from which this machine would reach the internet, or None. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # TEST-NET-3 (RFC 5737): routed like any foreign address, and nobody's.
            probe.connect(("203.0.113.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])
