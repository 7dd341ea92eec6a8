"""Times on the wire: what is taken can always be told again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.wire import parse_rfc3339, rfc3339


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1969-12-31T23:59:59Z",
        "x" * 41,
    ],
)
def test_no_time_of_ours(text: str) -> None:
    with pytest.raises(ValueError):
        parse_rfc3339(text)


@given(st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()))
def test_whatever_is_taken_can_be_told(text: str) -> None:
    try:
        taken = parse_rfc3339(text)
    except ValueError:
        return
    assert parse_rfc3339(rfc3339(taken)) == taken
