"""A host by FFmpeg's own WHIP muxer, in a process of its own: its HTTP holds Python's lock.

Usage: python -m tests.live.relay.ffmpeg_host WHIP_URL KEY FOLDER SECONDS
"""

from __future__ import annotations

import sys
import time
from fractions import Fraction
from pathlib import Path

import av
from aiortc.rtcdtlstransport import generate_certificate
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def main(url: str, bearer: str, folder: Path, seconds: float) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*form))
    (folder / "cert.pem").write_bytes(generate_certificate(key).public_bytes(serialization.Encoding.PEM))
    # The default certificate of FFmpeg with GnuTLS is P-224, which OpenSSL does not take.
    options = {
        "authorization": bearer,
        "cert_file": str(folder / "cert.pem"),
        "key_file": str(folder / "key.pem"),
    }
    with av.open(url, "w", format="whip", options=options) as container:
        fast = {"profile": "baseline", "bf": "0", "tune": "zerolatency", "preset": "ultrafast"}
        picture = container.add_stream("libx264", rate=25, options=fast)
        picture.width, picture.height, picture.pix_fmt = 640, 360, "yuv420p"
        picture.codec_context.gop_size = 25
        sound = container.add_stream("libopus", rate=48_000, layout="stereo")
        began, number = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            frame = av.VideoFrame(640, 360, "yuv420p")
            frame.planes[0].update(bytes([number * 3 % 255]) * frame.planes[0].buffer_size)
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(picture.encode(frame))
            silence = av.AudioFrame(format="s16", layout="stereo", samples=1920)
            silence.planes[0].update(bytes(7_680))
            silence.sample_rate, silence.pts, silence.time_base = 48_000, number * 1920, Fraction(1, 48_000)
            container.mux(sound.encode(silence))
            number += 1
            time.sleep(max(0.0, began + number / 25 - time.monotonic()))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), float(sys.argv[4]))
