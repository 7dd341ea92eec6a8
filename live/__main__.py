"""The `etalase` command. Errors that a person can mend are one line without a traceback."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

import click

from live.demo.shop import DemoImpossible
from live.migrate import migrate
from live.running.child import EXIT_CONFIGURATION, ChildHopeless
from live.running.embedded import NoRedisServer
from live.running.folder_lock import FolderTaken
from live.running.logging_setup import set_up_logging
from live.running.ports import PortUnusable
from live.running.processes import CannotRun, run, run_jobs, run_publish, run_relay, run_web
from live.running.secrets_file import SecretUnusable
from live.running.stopping import stop_on_signals
from live.running.supervisor import CannotServe, Supervisor
from live.settings import Settings, SettingsError, load_settings

# What is wrong outside of the program and told in one sentence.
MENDABLE = (
    SettingsError, NoRedisServer, FolderTaken, PortUnusable, SecretUnusable, CannotRun, CannotServe, ChildHopeless,
    DemoImpossible,
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="etalase", prog_name="etalase")
def cli() -> None:
    """A live-stream shopping server of your own: video, chat and a checkout over the stream."""


@cli.command()
def serve() -> None:
    """Everything on this machine: web, relay and jobs, with SQLite and a Redis of its own unless told otherwise."""
    settings = _settings("serve")
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    # The supervisor gives each child ten seconds, so it must not itself be hurried.
    await Supervisor(settings, _say).run(stop_on_signals(grace_s=None))


@cli.command()
def demo() -> None:
    """As `serve`, with a shop, products and a show already on air. Keeps its things in ./var/demo."""
    from live.demo.serve import serve_demo

    # Not in the folder that `serve` uses: there the first account is the owner's own.
    os.environ.setdefault("ETALASE_DATA", "./var/demo")
    settings = replace(_settings("demo"), demo=True)
    asyncio.run(serve_demo(settings, _say))


@cli.command()
def web() -> None:
    """The HTTP API, the pages and the sockets."""
    settings = _settings("web")
    run(lambda: run_web(settings))


@cli.command()
@click.option("--worker", type=click.IntRange(0, 63), default=0, show_default=True, help="Which of the workers.")
def relay(worker: int) -> None:
    """The media relay: video and sound from the host to the viewers."""
    settings = _settings("relay" if worker == 0 else f"relay-{worker}")
    run(lambda: run_relay(settings, worker))


@cli.command()
def jobs() -> None:
    """What has to happen by itself: lapsed holds, the outbox, archives, interrupted shows."""
    settings = _settings("jobs")
    run(lambda: run_jobs(settings))


@cli.command()
def release() -> None:
    """Bring the database's tables up to this version."""
    settings = _settings("release")
    asyncio.run(migrate(settings.database_url))
    _say("The database has this version's tables.")


@cli.command()
@click.argument("source", required=False)
@click.option("--to", "whip_url", required=True, metavar="URL", help="The show's WHIP address.")
@click.option(
    "--key", required=True, envvar="ETALASE_STREAM_KEY", help="The show's stream key (or ETALASE_STREAM_KEY)."
)
@click.option("--loop", "looped", is_flag=True, help="Begin the file again when it ends.")
@click.option("--title", default="Etalase", show_default=True, help="What stands on the test picture.")
def publish(source: str | None, whip_url: str, key: str, looped: bool, title: str) -> None:
    """Be the host of a show with the file SOURCE, or with a moving test picture and tone."""
    _settings("publish")
    run(lambda: run_publish(source, whip_url, key, looped=looped, title=title))


@cli.command()
def doctor() -> None:
    """What is configured, reachable and missing. Exit status 1 if something stops a first show."""
    from live.doctor.facts import examine
    from live.doctor.judgement import print_report

    settings = _settings("doctor")
    if not print_report(asyncio.run(examine(settings)), _say):
        sys.exit(1)


@cli.command()
def openapi() -> None:
    """Print the API document (OpenAPI 3.1)."""
    from live.app import api_document

    _say(json.dumps(api_document(), indent=2))


def _settings(process: str) -> Settings:
    settings = load_settings()
    set_up_logging(settings.log_format, process)
    return settings


def _say(line: str) -> None:
    print(line, flush=True)


def _run(command: Callable[..., Any]) -> NoReturn:
    try:
        command()
    except MENDABLE as error:
        print(f"etalase: {error}", file=sys.stderr)
        # A supervisor reads this as: starting again will not help.
        sys.exit(EXIT_CONFIGURATION if isinstance(error, (SettingsError, CannotRun)) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output went away, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(1)
    sys.exit(0)


def main() -> NoReturn:
    _run(cli)


if __name__ == "__main__":
    main()
