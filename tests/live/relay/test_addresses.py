from __future__ import annotations

import pytest

from live.relay import addresses
from live.relay.addresses import NotAnnounceable, announced_addresses


def test_configured_addresses_stand_as_they_are():
    assert announced_addresses(("192.0.2.9", "198.51.100.1", "192.0.2.9")) == ("192.0.2.9", "198.51.100.1")
    assert announced_addresses(("localhost",)) == ("127.0.0.1",)


def test_a_name_that_is_none():
    with pytest.raises(NotAnnounceable, match="no such name"):
        announced_addresses(("no such name",))


@pytest.mark.parametrize(
    ("own", "expected"),
    [("192.0.2.2", ("192.0.2.2", "127.0.0.1")), (None, ("127.0.0.1",)), ("127.0.0.1", ("127.0.0.1",))],
)
def test_found_on_the_machine(monkeypatch: pytest.MonkeyPatch, own: str | None, expected: tuple[str, ...]):
    monkeypatch.setattr(addresses, "default_address", lambda: own)
    assert announced_addresses(()) == expected
