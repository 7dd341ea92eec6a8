from __future__ import annotations

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from live.relay.ice import Credentials, IceAgent, read_check
from live.relay.peer_address import PeerAddress

LOCAL = Credentials("local123", "p" * 32)
HERE, THERE = PeerAddress(("192.0.2.1", 4_000)), PeerAddress(("198.51.100.7", 5_000))


def check(username: str = "local123:them", pwd: str = LOCAL.pwd, nominate: bool = False, signed: bool = True) -> bytes:
    attributes = {"USERNAME": username, "PRIORITY": 1, "ICE-CONTROLLING": 7}
    if nominate:
        attributes["USE-CANDIDATE"] = None
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes=attributes)
    if signed:
        message.add_message_integrity(pwd.encode())
    return bytes(message)


def test_answers_a_genuine_check_with_the_address_it_came_from():
    agent = IceAgent(LOCAL, "them")
    request = read_check(check())
    assert request is not None
    response = stun.parse_message(agent.answer(request, THERE))
    assert response.message_class is stun.Class.RESPONSE
    assert response.transaction_id == request.message.transaction_id
    assert response.attributes["XOR-MAPPED-ADDRESS"] == THERE.remote
    assert response.check_message_integrity(LOCAL.pwd.encode())
    assert agent.address == THERE


def test_latches_to_the_nominated_address():
    agent = IceAgent(LOCAL, "them")
    agent.answer(read_check(check()), HERE)
    agent.answer(read_check(check(nominate=True)), THERE)
    assert agent.address == THERE
    # A browser's backup socket checks without nominating.
    assert agent.answer(read_check(check()), HERE) is not None
    assert agent.address == THERE
    agent.answer(read_check(check(nominate=True)), HERE)
    assert agent.address == HERE


@pytest.mark.parametrize(
    "datagram",
    [
        check(pwd="q" * 32, nominate=True),
        check("local123:other"),
        check("someone:them"),
        check(signed=False),
    ],
    # The datagrams hold chance, so they can't name the cases.
    ids=["wrong password", "other name", "another peer", "unsigned"],
)
def test_is_silent_to_strangers(datagram: bytes):
    agent = IceAgent(LOCAL, "them")
    request = read_check(datagram)
    assert request is not None
    assert agent.answer(request, THERE) is None
    assert agent.address is None


def test_restart_keeps_the_old_credentials_until_replaced_again():
    agent = IceAgent(LOCAL, "them")
    fresh, fresher = Credentials("fresh123", "q" * 32), Credentials("newer123", "r" * 32)
    assert agent.restart(fresh, "them2") == []
    assert agent.answer(read_check(check()), HERE) is not None
    assert agent.answer(read_check(check("fresh123:them2", fresh.pwd)), HERE) is not None
    assert agent.answer(read_check(check("fresh123:them", fresh.pwd)), HERE) is None
    assert agent.restart(fresher, "them3") == ["local123"]
    assert agent.answer(read_check(check()), HERE) is None
    assert agent.local_ufrags == ["fresh123", "newer123"]


def test_other_messages_are_no_checks():
    assert read_check(b"") is None
    assert read_check(check()[:-1]) is None
    response = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, attributes={"USERNAME": "a:b"})
    assert read_check(bytes(response)) is None
    assert read_check(bytes(stun.Message(stun.Method.BINDING, stun.Class.REQUEST))) is None
    assert read_check(check("nocolon")) is None


@given(st.data())
def test_bit_flips_never_raise_and_never_pass(data: st.DataObject):
    genuine = check(nominate=True)
    raw = bytearray(genuine)
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    raw = raw[: data.draw(st.integers(0, len(raw)))]
    request = read_check(bytes(raw))
    if request is not None and bytes(raw) != genuine:
        agent = IceAgent(LOCAL, "them")
        assert agent.answer(request, THERE) is None


@given(st.binary(max_size=64))
def test_random_attributes_never_raise(tail: bytes):
    head = b"\x00\x01" + len(tail).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12)
    read_check(head + tail)
