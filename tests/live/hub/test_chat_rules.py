"""What a chat text may be: rows of what was typed and what is kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.errors import TooMany
from live.hub.chat import MOST_CHARACTERS, clean
from live.hub.limits import Bucket, Buckets, Rate
from live.hub.refusals import EmptyText, TextTooLong

KEPT = [
    ("hello", "hello"),
    ("  two   words \n\t here ", "two words here"),
    ("ﬁne ①", "fine 1"),  # NFKC
    ("<b>bold</b> & <script>", "<b>bold</b> & <script>"),  # pages escape
    ("a\x00b\x07c\x1b[31m", "abc[31m"),
    ("line\u2028line", "line line"),
    ("ze\u200bro\u200c\ufeff\u2060", "zero"),
    ("soft\u00adhyphen", "softhyphen"),
    ("\u202eevil\u202c", "evil"),  # bidi override
    ("\u2066isolate\u2069", "isolate"),
    ("👩\u200d👩\u200d👧 family", "👩\u200d👩\u200d👧 family"),
    ("❤️\u200d🔥", "❤️\u200d🔥"),
    ("👩🏽\u200d🚀", "👩🏽\u200d🚀"),
    ("a\u200db", "ab"),  # a joiner that joins no emoji
    ("👩\u200d", "👩"),
    ("\u200d👩", "👩"),
    ("z\u0300\u0301\u0302\u0303\u0304\u0305\u0306x", unicodedata.normalize("NFKC", "z\u0300\u0301\u0302\u0303x")),
    ("سلام", "سلام"),
    ("harga\u00a0berapa?", "harga berapa?"),
    ("private\ue000use", "privateuse"),
    ("x" * 300, "x" * 300),
    ("한국어 ไทย", "한국어 ไทย"),
]


@pytest.mark.parametrize(("typed", "kept"), KEPT)
def test_kept(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    "typed", ["", " ", "\n\t", "\u200b", "\u202e", "\x00\x01", "\u3164", "\u2800\u2800", "\ufe0f", "\u0301", "\ue000"]
)
def test_nothing_to_see(typed: str) -> None:
    with pytest.raises(EmptyText):
        clean(typed)


@pytest.mark.parametrize("typed", ["x" * 301, "x" * 10_000, "ﷺ" * 20, "😀" * 301, "a " * 200])
def test_too_long_is_never_cut(typed: str) -> None:
    with pytest.raises(TextTooLong):
        clean(typed)


@given(st.text(max_size=400))
def test_any_text(typed: str) -> None:
    try:
        kept = clean(typed)
    except (EmptyText, TextTooLong):
        return
    assert 1 <= len(kept) <= MOST_CHARACTERS
    assert kept == kept.strip()
    assert not any(
        unicodedata.category(character) in ("Cc", "Cs", "Co", "Zl", "Zp")
        or (unicodedata.category(character) == "Cf" and character != "\u200d")
        for character in kept
    )


def test_bucket() -> None:
    bucket = Bucket(Rate(20, 30), 0)
    assert [bucket.take(0) for _ in range(20)] == [0] * 20
    assert bucket.take(0) == 1500
    assert bucket.take(1499) > 0
    assert bucket.take(1500) == 0
    assert bucket.take(1400) > 0, "a clock that goes back gives nothing"
    assert [bucket.take(1_000_000) for _ in range(21)] == [0] * 20 + [1500]
    with pytest.raises(TooMany) as refused:
        bucket.require(1_000_000, "Slow down.")
    assert refused.value.retry_after_s == 2


def test_buckets_are_bounded() -> None:
    buckets = Buckets(Rate(1, 1), most=2)
    first = buckets.of("a", 0)
    assert buckets.of("a", 0) is first
    buckets.of("b", 0)
    buckets.of("a", 0)
    buckets.of("c", 0)
    assert buckets.of("a", 0) is first
