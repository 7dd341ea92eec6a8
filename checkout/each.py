"""Going through many items of a duty so that one which fails doesn't stop those after it.

A duty is repeated all the time, so an item that fails is simply tried again; it is logged at its first failure and
then once in so many, as `LOG_EVERY` says.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from checkout.errors import Refusal

LOG_EVERY: Final = 30
# Items that failed and were never seen again are forgotten together.
_REMEMBERED: Final = 1_000


class Each:
    """One per duty: remembers which items failed, and how often in a row."""

    def __init__(self, logger: Any, what: str) -> None:
        self._logger = logger
        self._what = what
        self._failures: dict[str, int] = {}

    @contextmanager
    def item(self, key: str) -> Generator[None]:
        """The block may fail: that is logged, and the next item's turn. A cancellation goes through."""
        try:
            yield
        except Refusal as refusal:
            if self._is_news(key):
                self._logger.warning(self._what, item=key, reason=refusal.code)
        except Exception:
            # Whatever it is, it is the matter of this one item, as if each had a task of its own.
            if self._is_news(key):
                self._logger.exception(self._what, item=key)
        else:
            self._failures.pop(key, None)

    def _is_news(self, key: str) -> bool:
        if len(self._failures) > _REMEMBERED:
            self._failures.clear()
        before = self._failures.get(key, 0)
        self._failures[key] = before + 1
        return before % LOG_EVERY == 0
