from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from live.settings import SettingsError, load_settings
from live.web.client import base_url, client_address, is_https, trusted_networks


def request(peer: str, **headers: str) -> web.Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return make_mocked_request("GET", "/", named).clone(remote=peer)


def settings(proxies: str = "", **more: str) -> Any:
    return load_settings({"ETALASE_TRUSTED_PROXIES": proxies, **more})


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        ("", "1.2.3.4", "9.9.9.9", "1.2.3.4"),
        ("10.0.0.1", "1.2.3.4", "9.9.9.9", "1.2.3.4"),
        ("10.0.0.1", "10.0.0.1", "9.9.9.9", "9.9.9.9"),
        ("10.0.0.1", "10.0.0.1", "", "10.0.0.1"),
        # What the client wrote itself stands left of what our proxy wrote.
        ("10.0.0.0/8", "10.0.0.1", "6.6.6.6, 9.9.9.9, 10.1.1.1", "9.9.9.9"),
        ("10.0.0.1", "10.0.0.1", "6.6.6.6, nonsense", "10.0.0.1"),
        ("10.0.0.1", "::ffff:10.0.0.1", "9.9.9.9", "9.9.9.9"),
        ("fd00::/8", "fd00::1", "2001:db8::7", "2001:db8::7"),
        ("unix", "", "9.9.9.9", "9.9.9.9"),
        ("10.0.0.1", "", "9.9.9.9", "unix"),
        ("10.0.0.0/8", "10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"),
    ],
)
def test_address(proxies: str, peer: str, forwarded: str, address: str) -> None:
    assert client_address(request(peer, X_Forwarded_For=forwarded), settings(proxies)) == address


def test_scheme() -> None:
    assert not is_https(request("1.2.3.4", X_Forwarded_Proto="https"), settings())
    assert is_https(request("10.0.0.1", X_Forwarded_Proto="HTTPS, http"), settings("10.0.0.1"))
    assert not is_https(request("10.0.0.1", X_Forwarded_Proto="http"), settings("10.0.0.1"))


@pytest.mark.parametrize(
    ("peer", "headers", "url"),
    [
        ("1.2.3.4", {"Host": "shop.test:8000"}, "http://shop.test:8000"),
        ("1.2.3.4", {"Host": "[::1]:8000"}, "http://[::1]:8000"),
        ("1.2.3.4", {"Host": 'x"><script>'}, "http://localhost:8000"),
        ("1.2.3.4", {"Host": "a@b.test"}, "http://localhost:8000"),
        ("1.2.3.4", {"Host": "shop.test", "X-Forwarded-Host": "evil.test"}, "http://shop.test"),
        (
            "10.0.0.1",
            {"Host": "inner", "X-Forwarded-Host": "shop.test", "X-Forwarded-Proto": "https"},
            "https://shop.test",
        ),
    ],
)
def test_base_url(peer: str, headers: dict[str, str], url: str) -> None:
    assert base_url(request(peer, **headers), settings("10.0.0.1")) == url


def test_the_configured_url_wins() -> None:
    known = settings(ETALASE_PUBLIC_URL="https://shop.example")
    assert base_url(request("1.2.3.4", Host="evil.test"), known) == "https://shop.example"


def test_a_mistake_is_told() -> None:
    with pytest.raises(SettingsError):
        trusted_networks(("10.0.0.300",))
