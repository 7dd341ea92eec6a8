from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.shows.keys import new_stream_key, slug_of, stream_key_hash, stream_key_matches


def test_a_key_matches_its_own_hash_alone() -> None:
    key = new_stream_key()
    assert len(key) >= 43
    assert key not in stream_key_hash(key)
    assert stream_key_matches(key, stream_key_hash(key))
    for wrong in ("", key + "x", key[:-1], new_stream_key(), "\ud800", "é"):
        assert not stream_key_matches(wrong, stream_key_hash(key))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Kopi Senja: Live!", "kopi-senja-live-7k2m9x"),
        ("  Café  ", "cafe-7k2m9x"),
        ("日本", "show-7k2m9x"),
        ("x" * 300, "x" * 60 + "-7k2m9x"),
    ],
)
def test_a_slug_is_words_and_the_end_of_the_id(title: str, slug: str) -> None:
    assert slug_of(title, "shw_0000007k2m9x") == slug


@given(st.text())
def test_any_title_makes_an_address(title: str) -> None:
    slug = slug_of(title, "shw_0000007k2m9x")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 120
