"""The server's own secret, from which guest tokens and order links are signed: made once, kept in the data folder."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

LENGTH = 32


class SecretUnusable(RuntimeError):
    """The file is there but is no secret of ours; the message says what to do."""


def prepare_data_folder(data: Path) -> None:
    """Makes the folder, readable by its owner alone."""
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)


def load_secret(data: Path) -> bytes:
    """The 32 bytes in `data/secret` (mode 0600), made now if there are none.

    Several processes may ask at once: the file appears whole by one `link`, and whoever comes second reads it.

    Raises:
        SecretUnusable: the file has another length.
    """
    path = data / "secret"
    if not path.exists():
        prepare_data_folder(data)
        fresh = data / f".secret-{os.getpid()}-{secrets.token_hex(4)}"
        fresh.touch(mode=0o600, exist_ok=False)
        try:
            with fresh.open("wb") as file:
                file.write(secrets.token_bytes(LENGTH))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(fresh)
        finally:
            fresh.unlink()
    secret = path.read_bytes()
    if len(secret) != LENGTH:
        raise SecretUnusable(f"{path} must hold {LENGTH} bytes: restore it, or remove it to make another.")
    return secret
