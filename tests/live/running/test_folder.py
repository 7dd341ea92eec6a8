"""The data folder: its lock, its secret, and ports."""

from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from live.running.folder_lock import FolderLock, FolderTaken
from live.running.ports import PortUnusable, check_port, reachable_host
from live.running.secrets_file import SecretUnusable, load_secret


def test_many_who_ask_at_once_get_one_secret(tmp_path: Path) -> None:
    data = tmp_path / "var"
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: load_secret(data), range(64)))
    assert len(secrets) == 1
    assert len(secrets.pop()) == 32
    assert os.listdir(data) == ["secret"]
    assert (data / "secret").stat().st_mode & 0o777 == 0o600
    assert data.stat().st_mode & 0o777 == 0o700


def test_a_broken_secret_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(SecretUnusable):
        load_secret(tmp_path)
    assert (tmp_path / "secret").read_bytes() == b"short"


def test_a_folder_has_one_holder(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.take()
    with pytest.raises(FolderTaken, match=str(os.getpid())):
        second.take(patience_s=0)
    first.release()
    second.take(patience_s=0)
    second.release()


def test_a_port_in_use_says_which_variable_chooses_it() -> None:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as taken:
            taken.bind(("127.0.0.1", 0))
            if kind is socket.SOCK_STREAM:
                taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(PortUnusable, match=rf"ort {port} is in use .* set SOME_PORT"):
                check_port("127.0.0.1", port, "SOME_PORT", kind)
    assert check_port("127.0.0.1", 0, "SOME_PORT") > 0


@pytest.mark.parametrize(
    ("host", "reachable"),
    [("0.0.0.0", "127.0.0.1"), ("", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("shop.local", "shop.local")],
)
def test_where_a_server_is_called_from_here(host: str, reachable: str) -> None:
    assert reachable_host(host) == reachable
