"""`python -m tests.bench [NAME ...] [--quick] [--viewers N] [--sockets N]`: each figure as a ratio to its floor.

The machine may be shared and noisy, so ours and the floor take turns, and the ratio is the median of the rounds'.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from types import FrameType
from typing import NoReturn

import click

from tests.bench import first_frame, hub, relay, reserve
from tests.bench.options import Options
from tests.bench.report import Row, loads, table

BENCHES = {"relay": relay.measure, "hub": hub.measure, "reserve": reserve.measure, "first_frame": first_frame.measure}
LIMIT_S, QUICK_LIMIT_S = 350, 115
"""Of all benches together."""


class TooLong(Exception):
    """The time is over: the bench is ended, and what it started, it stops."""


def _too_long(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TooLong


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHES)))
@click.option("--quick", is_flag=True, help="Fewer and shorter rounds: less certain figures in a third of the time.")
@click.option("--viewers", default=50, show_default=True, type=click.IntRange(2, 1000), help="Viewers of the relay.")
@click.option("--sockets", default=500, show_default=True, type=click.IntRange(2, 8000), help="Watchers at the hub.")
def main(names: tuple[str, ...], quick: bool, viewers: int, sockets: int) -> None:
    """Measures NAMES (all, unless some are given)."""
    options = Options(quick, viewers, sockets)
    rows: list[Row] = []
    failed: list[str] = []
    signal.signal(signal.SIGALRM, _too_long)
    over_at = time.monotonic() + (QUICK_LIMIT_S if quick else LIMIT_S)
    for name in names or BENCHES:
        print(f"{name} ...", end=" ", flush=True, file=sys.stderr)
        began = time.monotonic()
        signal.alarm(max(1, round(over_at - time.monotonic())))
        try:
            rows += BENCHES[name](options)
        except Exception as error:
            failed.append(f"{name}: {type(error).__name__}: {error}")
        finally:
            signal.alarm(0)
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    print(f"\n{table(rows)}\n\n{loads(rows)}\n\n{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    for line in failed:
        print(f"FAILED {line}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
