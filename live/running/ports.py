"""Is a port of this machine free to bind? Asked before starting, so that the answer is a sentence."""

from __future__ import annotations

import errno
import socket


class PortUnusable(RuntimeError):
    """The message names the port and the variable that chooses it."""


def check_port(host: str, port: int, variable: str, kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """The port, or a free one for 0. Raises `PortUnusable`."""
    words = "UDP port" if kind is socket.SOCK_DGRAM else "Port"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # As the web server binds: connections that linger from the last run are no obstacle.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = f"is in use by another program: stop it, or set {variable} to another port"
            elif error.errno == errno.EACCES:
                reason = f"may not be used by this account: set {variable} to a port above 1023"
            else:
                reason = f"cannot be used on {host!r}: {error.strerror or error}"
            raise PortUnusable(f"{words} {port} {reason}.") from None
        return probe.getsockname()[1]


def reachable_host(host: str) -> str:
    """The host to call from this machine for a server that listens on `host`, fit for a URL."""
    if host in ("", "0.0.0.0"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host
