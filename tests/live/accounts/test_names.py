from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checkout.text import clean_line, clean_text, is_unwanted
from live.accounts.names import (
    MAX_EMAIL,
    MAX_NAME,
    MAX_SLUG,
    RESERVED_SLUGS,
    check_slug,
    clean_name,
    free_slug,
    guest_name,
    normalise_email,
    slug_from,
)

ANY_TEXT = st.text(max_size=60)
NASTY = st.text(
    alphabet=" \t\n\0\u200b\u200d\u202e\u2066\u00ad\u0301\u0489\ufeffaＡé@.-_İßﬁ\u3164\u2800👩", max_size=30
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ibu@batik.test", "ibu@batik.test"),
        ("  IBU@Batik.TEST\n", "ibu@batik.test"),
        ("ＩＢＵ＠batik.test", "ibu@batik.test"),
        ("a+b.c_d-e'f@sub.batik.co.id", "a+b.c_d-e'f@sub.batik.co.id"),
        ("siti@toko-käse.de", "siti@xn--toko-kse-5za.de"),
        ("admin@localhost", "admin@localhost"),
        ("山田@例え.jp", "山田@xn--r8jz45g.jp"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert normalise_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "@", "a", "a@", "@b.test", "a@b", "a b@c.test", "a@b@c.test", "a@b..test", "a@-b.test", "a@b-.test",
     "a\r\nBcc: x@y.test", "a@b.test\r\nBcc: x@y.test", "a@b.test, c@d.test", "<a@b.test>", '"a b"@c.test', "a@[::1]",
     ".a@b.test", "a.@b.test", "a..b@c.test", "x" * 65 + "@b.test", "a@" + "b" * 64 + ".test", "a\0@b.test",
     "a\u202e@b.test", "a\u200b@b.test", "a@" + ".".join(["b" * 60] * 5)],
)  # fmt: skip
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(ValueError):
        normalise_email(typed)


@given(st.one_of(ANY_TEXT, NASTY, st.emails()))
def test_an_address_kept_is_kept_again_and_fits_one_header(typed: str) -> None:
    try:
        kept = normalise_email(typed)
    except ValueError:
        return
    assert normalise_email(kept) == kept
    assert len(kept) <= MAX_EMAIL
    assert kept.count("@") == 1
    assert not any(character.isspace() or is_unwanted(character) for character in kept)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ibu   Sekar ", "Ibu Sekar"),
        ("Ａｎｄｉ", "Andi"),
        ("a\u202eb\u200bc\u2066", "abc"),
        ("line\nbreak\ttab\0nul", "line break tabnul"),
        ("Zoë", "Zoë"),
        ("Zoe\u0308", "Zoë"),
        ("z\u0324\u0325\u032d\u0330", "z\u0324\u0325"),
        ("😀", "😀"),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
def test_a_name_is_tidied(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\u3164", "\u2800", "\u0301", "\ufffe", "x" * 41, "ﷺ" * 3])
def test_what_is_no_name(typed: str) -> None:
    with pytest.raises(ValueError):
        clean_name(typed)


@given(st.one_of(ANY_TEXT, NASTY))
def test_a_name_kept_is_kept_again(typed: str) -> None:
    try:
        kept = clean_name(typed)
    except ValueError:
        return
    assert clean_name(kept) == kept
    assert 1 <= len(kept) <= MAX_NAME
    assert kept == kept.strip()
    assert not any(is_unwanted(character) for character in kept)


@pytest.mark.parametrize("clean", [clean_line, clean_text])
@given(typed=st.one_of(ANY_TEXT, NASTY))
def test_text_kept_is_kept_again(clean: Callable[[str], str], typed: str) -> None:
    kept = clean(typed)
    assert clean(kept) == kept
    unwanted = {character for character in kept if is_unwanted(character)}
    assert unwanted <= {"\n", "\u200c", "\u200d"}
    if clean is clean_line:
        assert "\n" not in kept
    assert unicodedata.is_normalized("NFC", kept) or clean is clean_text or unwanted


@given(ANY_TEXT)
def test_a_slug_out_of_any_name_is_one(name: str) -> None:
    slug = slug_from(name)
    assert len(slug) <= MAX_SLUG
    assert slug not in RESERVED_SLUGS
    if len(slug) > 1:
        assert check_slug(slug) == slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Batik Sekar", "batik-sekar"), ("Café Ünïque!", "cafe-unique"), ("山田", "toko"), ("Studio", "toko-studio"),
     ("--a--", "a"), ("x" * 80, "x" * 60)],
)  # fmt: skip
def test_slugs(name: str, slug: str) -> None:
    assert slug_from(name) == slug


@pytest.mark.parametrize(
    "slug", ["", "a", "A", "a b", "-a", "a-", "a--b", "ä", "a_b", "studio", "api", "x" * 61, "a\n"]
)
def test_what_is_no_slug(slug: str) -> None:
    with pytest.raises(ValueError):
        check_slug(slug)


@given(st.sets(st.integers(2, 20)), st.booleans())
def test_a_free_slug_is_free(numbers: set[int], first_taken: bool) -> None:
    taken = frozenset({f"a-{number}" for number in numbers} | ({"a"} if first_taken else set()))
    assert free_slug("a", taken) not in taken


@given(st.text(alphabet="0123456789abcdefghjkmnpqrstvwxyz", min_size=26, max_size=26))
def test_a_guest_is_always_called_the_same(tail: str) -> None:
    name = guest_name(f"gst_{tail}")
    assume(name)
    assert name == guest_name(f"gst_{tail}") == clean_name(name)
