"""CPU per packet that the relay delivers: the real relay process, real DTLS-SRTP at both ends, paced like a camera."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.child import Child, ChildFailed, child, cpu_s, end, resident_kb
from tests.bench.load import FRAME_PACKETS, FRAMES_PER_S, PAYLOAD_BYTES, SOUND_BYTES, SOUND_PER_S
from tests.bench.options import Options
from tests.bench.report import Row, number
from tests.running import ROOT

SHOW = "shw_bench"
SETTLE_S = 0.25
MOST_LOST = 0.01


@dataclass
class Series:
    """One kind of load, round by round: µs per delivered packet."""

    sound: bool
    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)


@contextmanager
def relay_process() -> Generator[tuple[int, str]]:
    """`etalase relay` on a free port: its process id, and the path of its private socket."""
    with tempfile.TemporaryDirectory(prefix="etb") as folder:
        env = {key: value for key, value in os.environ.items() if not key.startswith("ETALASE_")}
        env |= {"ETALASE_DATA": folder, "ETALASE_UDP_PORT": "0", "ETALASE_ANNOUNCE": "127.0.0.1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "live", "relay"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        path = Path(folder) / "run" / "relay-0.sock"
        try:
            deadline = time.monotonic() + 20
            while not path.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise ChildFailed("the relay did not start")
                time.sleep(0.02)
            yield process.pid, str(path)
        finally:
            end(process)


def measure(options: Options) -> list[Row]:
    viewers = options.viewers
    with (
        relay_process() as (relay, path),
        child("tests.bench.relay_viewers") as crowd,
        child("tests.bench.relay_host") as host,
        child("tests.bench.relay_floor") as floor,
    ):
        host.ask("publish", relay_socket=path, show_id=SHOW)
        # The first viewer brings what is loaded but once; from there on it is a viewer each.
        crowd.ask("join", relay_socket=path, show_id=SHOW, count=1)
        host.ask("run", frames=FRAMES_PER_S, sound=True)
        kb, cpu = resident_kb(relay), cpu_s(relay)
        crowd.ask("join", relay_socket=path, show_id=SHOW, count=viewers - 1)
        join_ms = (cpu_s(relay) - cpu) / (viewers - 1) * 1e3
        host.ask("run", frames=FRAMES_PER_S, sound=True)
        kb_each = (resident_kb(relay) - kb) / (viewers - 1)
        floor.ask("aim", ports=crowd.ask("sinks", count=viewers))
        all_series = [Series(sound=False), Series(sound=True)]
        frames = FRAMES_PER_S * (2 if options.quick else 3)
        for _ in range(2 if options.quick else 5):
            for series in all_series:
                _round(series, relay, crowd, host, floor, frames, viewers)
        verified = crowd.ask("counts")["verified"]
    if not verified:
        raise ChildFailed("no viewer could decrypt what it got")
    return [*(_row(series, viewers) for series in all_series), *_join_rows(viewers, kb_each, join_ms)]


def _round(series: Series, relay: int, crowd: Child, host: Child, floor: Child, frames: int, viewers: int) -> None:
    before, cpu = crowd.ask("counts"), cpu_s(relay)
    sent = host.ask("run", frames=frames, sound=series.sound)["packets"]
    time.sleep(SETTLE_S)
    after = crowd.ask("counts")
    delivered = after["packets"] - before["packets"]
    series.ours.append((cpu_s(relay) - cpu) / max(1, delivered) * 1e6)
    series.lost.append(1 - delivered / (sent * viewers))

    told = floor.ask("run", frames=frames, sound=series.sound)
    time.sleep(SETTLE_S)
    arrived = crowd.ask("counts")["sinks"] - after["sinks"]
    series.floor.append(told["cpu_s"] / max(1, arrived) * 1e6)


def _row(series: Series, viewers: int) -> Row:
    lost = max(series.lost)
    if lost > MOST_LOST:
        raise ChildFailed(f"the relay lost {lost:.1%} of the packets: this machine is too busy for {viewers} viewers")
    video = f"{FRAMES_PER_S * FRAME_PACKETS} packets/s of {PAYLOAD_BYTES} bytes in bursts of {FRAME_PACKETS}"
    sound = f", and {SOUND_PER_S} of {SOUND_BYTES} bytes" if series.sound else ""
    per_s = viewers * (FRAMES_PER_S * FRAME_PACKETS + (SOUND_PER_S if series.sound else 0))
    return Row(
        what="relay: CPU per delivered packet" + (", with sound" if series.sound else ""),
        load=f"{viewers} viewers (DTLS-SRTP, receiver reports and ICE checks), the host sends {video}{sound}",
        unit="µs",
        ours=series.ours,
        floor=series.floor,
        floor_is="a bare loop: AESGCM.encrypt_into and sendmsg(UDP_SEGMENT) of the same bytes at the same pace",
        note=f"{per_s:,} packets/s, most lost in a round {max(0.0, lost):.2%}; "
        f"a core serves {number(1e6 / (sorted(series.ours)[len(series.ours) // 2] * per_s / viewers))} viewers",
    )


def _join_rows(viewers: int, kb_each: float, join_ms: float) -> list[Row]:
    load = f"{viewers} viewers join by the relay's socket, {10} at once, and get media"
    return [
        Row("relay: memory per viewer", load, "KB", [kb_each]),
        Row("relay: CPU per join", load, "ms", [join_ms], note="signalling, ICE, the DTLS handshake"),
    ]
