from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.errors import WrongState
from live.shows.transitions import OVER, TRANSITIONS, ShowEvent, ShowState, next_state

S, E = ShowState, ShowEvent


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        (S.SCHEDULED, E.PUBLISHER_JOINED, S.LIVE),
        (S.SCHEDULED, E.START, S.LIVE),
        (S.SCHEDULED, E.END, S.ENDED),
        (S.LIVE, E.PUBLISHER_LEFT, S.INTERRUPTED),
        (S.LIVE, E.PUBLISHER_JOINED, S.LIVE),
        (S.LIVE, E.END, S.ENDED),
        (S.INTERRUPTED, E.PUBLISHER_JOINED, S.LIVE),
        (S.INTERRUPTED, E.LIMIT_PASSED, S.ENDED),
        (S.INTERRUPTED, E.END, S.ENDED),
        (S.ENDED, E.PUBLISHER_JOINED, S.ENDED),
        (S.ENDED, E.PUBLISHER_LEFT, S.ENDED),
        (S.ENDED, E.PUBLISH, S.PUBLISHED),
    ],
)
def test_the_table(state: ShowState, event: ShowEvent, after: ShowState) -> None:
    assert next_state(state, event) is after


@pytest.mark.parametrize(
    ("state", "event"),
    [pair for pair in itertools.product(ShowState, ShowEvent) if pair not in TRANSITIONS],
)
def test_what_is_not_in_the_table_is_refused_and_says_the_state(state: ShowState, event: ShowEvent) -> None:
    with pytest.raises(WrongState) as refusal:
        next_state(state, event)
    assert refusal.value.details == {"state": state.value}


def test_reports_of_the_relay_are_answered_in_every_state() -> None:
    for state, event in itertools.product(ShowState, (E.PUBLISHER_JOINED, E.PUBLISHER_LEFT)):
        next_state(state, event)


@given(st.lists(st.sampled_from(list(ShowEvent))))
def test_a_show_that_is_over_never_comes_back(events: list[ShowEvent]) -> None:
    state, was_over = S.SCHEDULED, False
    for event in events:
        state = TRANSITIONS.get((state, event), state)
        assert not was_over or state in OVER
        was_over = state in OVER
