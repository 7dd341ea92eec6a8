from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.live.running.test_supervisor import run_command


def test_help_names_every_command(tmp_path: Path) -> None:
    shown = run_command("--help", tmp_path).stdout
    for command in ("serve", "web", "relay", "jobs", "release", "publish", "demo", "doctor", "openapi"):
        assert f"\n  {command} " in shown


def test_the_document_is_printed_without_a_server(tmp_path: Path) -> None:
    document = json.loads(run_command("openapi", tmp_path).stdout)
    assert document["openapi"].startswith("3.1")
    assert "/api/shows" in document["paths"]


def test_the_doctor_says_what_is_wrong_by_its_exit_status(tmp_path: Path) -> None:
    good = run_command("doctor", tmp_path / "new", ETALASE_UDP_PORT="0")
    assert good.returncode == 0, good.stdout + good.stderr
    assert not (tmp_path / "new").exists()
    bad = run_command("doctor", tmp_path, ETALASE_PUBLIC_URL="http://shop.example")
    assert bad.returncode == 1
    assert "browsers refuse the camera" in bad.stdout


@pytest.mark.parametrize("arguments", ["publish", "publish --to", "relay --worker 99", "nonsense"])
def test_bad_arguments_are_explained(tmp_path: Path, arguments: str) -> None:
    done = run_command(arguments, tmp_path)
    assert done.returncode != 0
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_publishing_to_nowhere_is_explained(tmp_path: Path) -> None:
    done = run_command(f"publish {tmp_path}/missing.mp4 --to http://127.0.0.1:1/whip/x --key k", tmp_path)
    assert done.returncode != 0
    assert "missing.mp4" in done.stderr
    assert "Traceback" not in done.stderr
