from __future__ import annotations

import asyncio

import pytest
from structlog.testing import CapturingLogger

from checkout.each import LOG_EVERY, Each
from checkout.errors import Unavailable


def test_one_that_fails_is_logged_at_first_and_then_now_and_then() -> None:
    logger = CapturingLogger()
    each = Each(logger, "it failed")
    for _ in range(LOG_EVERY + 1):
        for number in (1, 2, 3):
            with each.item(str(number)):
                assert number != 2
    assert [(call.method_name, call.kwargs) for call in logger.calls] == [("exception", {"item": "2"})] * 2


def test_a_refusal_is_no_surprise_and_success_begins_anew() -> None:
    logger = CapturingLogger()
    each = Each(logger, "it failed")
    for fails in (True, False, True):
        with each.item("1"):
            if fails:
                raise Unavailable("away", retry_after_s=1)
    assert [call.method_name for call in logger.calls] == ["warning", "warning"]


def test_a_cancellation_goes_through() -> None:
    with pytest.raises(asyncio.CancelledError), Each(CapturingLogger(), "it failed").item("1"):
        raise asyncio.CancelledError
