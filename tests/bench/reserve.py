"""CPU and time per reserve: through the store in one process, and through the whole HTTP path."""

from __future__ import annotations

from tests.bench import reserve_http, reserve_store
from tests.bench.options import Options
from tests.bench.report import Row


def measure(options: Options) -> list[Row]:
    return [*reserve_store.measure(options), *reserve_http.measure(options)]
