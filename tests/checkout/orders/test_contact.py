from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.errors import Invalid
from checkout.orders.contact import check_address, check_email, check_name, check_phone, contact_key, masked_name


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        ("budi@example.com", "budi@example.com"),
        (" Budi.S+x@Example.COM ", "Budi.S+x@example.com"),
        ("o'hara@mail.example.co.id", "o'hara@mail.example.co.id"),
        ("ana@bücher.example", "ana@bücher.example"),
    ],
)
def test_addresses_that_are_taken(email: str, kept: str) -> None:
    assert check_email(email) == kept


@pytest.mark.parametrize(
    "email",
    ["", "budi", "budi@", "@example.com", "a b@example.com", "a@b", "a@example..com", "a@-x.com", "a@x.com,b@y.com",
     "a@example.com\nBcc: b@x.com", "<a@example.com>", "a@example.c", f"{'a' * 65}@example.com", f"a@{'x' * 250}.com",
     "a\u202e@example.com", "a\0@example.com"],
)  # fmt: skip
def test_addresses_that_are_refused(email: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_email(email)
    assert list(refused.value.details) == ["contact.email"]


@given(st.text(max_size=300))
def test_any_text_as_an_address_is_taken_or_refused(text: str) -> None:
    try:
        kept = check_email(text)
    except Invalid:
        return
    assert 3 <= len(kept) <= 254
    assert len(kept.splitlines()) == 1


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        ("+62 812-3456-7890", "+62 812-3456-7890"),
        ("(021) 555.12", "(021) 555.12"),
    ],
)
def test_phones(phone: str | None, kept: str | None) -> None:
    assert check_phone(phone) == kept


@pytest.mark.parametrize("phone", ["call me", "----------", "12", "+62\n8123456", "٠١٢٣٤٥٦٧", "1" * 40])
def test_phones_that_are_refused(phone: str) -> None:
    with pytest.raises(Invalid):
        check_phone(phone)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("b.u.di+live@gmail.com", "Budi@GoogleMail.com"),
        ("budi+1@example.com", "BUDI+2@example.com"),
        ("ｂｕｄｉ@example.com", "budi@example.com"),
    ],
)
def test_one_mailbox_is_one_buyer(one: str, other: str) -> None:
    assert contact_key(one) == contact_key(other)


@pytest.mark.parametrize(("one", "other"), [("b.udi@example.com", "budi@example.com"), ("+a@x.com", "+b@x.com")])
def test_two_mailboxes_are_two_buyers(one: str, other: str) -> None:
    assert contact_key(one) != contact_key(other)


def test_names_are_tidied() -> None:
    assert check_name("  Budi \t Santoso\u202e ") == "Budi Santoso"
    for name in ("", " ", "\u200b", "x" * 121):
        with pytest.raises(Invalid):
            check_name(name)


@pytest.mark.parametrize(
    ("name", "masked"), [("Budi Santoso", "B***"), ("  ayu", "A***"), ("@🙂", "***"), ("", "***"), ("丽", "丽***")]
)
def test_strangers_see_a_letter(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_addresses_to_send_to() -> None:
    assert check_address(None) is None
    assert check_address("Jl. Merdeka 1\nBandung ") == {"street": "Jl. Merdeka 1\nBandung"}
    assert check_address({"street": " Jl. Merdeka 1", "city": "Bandung", "note": " "}) == {
        "street": "Jl. Merdeka 1",
        "city": "Bandung",
    }
    assert check_address({"street": "\u202e"}) is None
    for bad in ({"Street Name": "x"}, {"street": "x" * 301}, {f"line{i}": "x" for i in range(17)}, {"": "x"}):
        with pytest.raises(Invalid):
            check_address(bad)
