"""One server a data folder: a lock that the kernel lets go when its last holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path


class FolderTaken(RuntimeError):
    """Another server uses the folder; the message names it."""


class FolderLock:
    """Held from `take` to `release`, and by every child that was given `fd`."""

    def __init__(self, data: Path) -> None:
        self._path = data / "lock"
        self.fd = -1

    def take(self, patience_s: float = 5.0) -> None:
        """Waits up to `patience_s` for what a server that was just killed left to end. Raises `FolderTaken`."""
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline_s = time.monotonic() + patience_s
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() < deadline_s:
                    time.sleep(0.1)
                    continue
                holder = os.pread(fd, 32, 0).decode(errors="replace").strip()
                os.close(fd)
                raise FolderTaken(
                    f"Another Etalase (process {holder or 'unknown'}) uses {self._path.parent}: "
                    "stop it, or set ETALASE_DATA to another folder."
                ) from None
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        self.fd = fd

    def release(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
