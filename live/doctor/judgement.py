"""`etalase doctor`: what stops a first show, each thing with what to do. The host console shows the same.

Pure: facts in, findings out. `doctor_facts.py` gathers the facts.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec

from live.settings import Settings

OK, ADVICE, PROBLEM = "ok", "advice", "problem"

LEAST_DISK_BYTES = 1024**3


class Finding(msgspec.Struct, frozen=True):
    """`state` is ok, advice (works, but read this) or problem (stops a show). `advice` says what to do."""

    check: str
    state: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found. A reason is None when all is well."""

    python: tuple[int, int]
    database_problem: str | None
    tables_revision: str | None
    newest_revision: str | None
    redis_problem: str | None
    redis_policy: str | None  # None: could not be asked, or not yet started
    relay_answers: bool
    udp_problem: str | None
    announced: tuple[str, ...]
    announce_problem: str | None
    proxies_problem: str | None
    vendor_missing: tuple[str, ...]
    disk_free_bytes: int
    media_problem: str | None


def advise(settings: Settings, facts: Facts) -> list[Finding]:
    return [
        _finding("Python", _python(facts)),
        _finding("Database", _database(facts)),
        _finding("Redis", _redis(facts)),
        _finding("Relay", _relay(settings, facts)),
        _announced(settings, facts),
        _camera(settings),
        _finding("Trusted proxies", facts.proxies_problem),
        _proxy_hint(settings),
        _finding("Front-end packages", _vendor(facts)),
        _payments(settings),
        _mail(settings),
        _finding("Disk", _disk(facts)),
        _finding("Media libraries", facts.media_problem),
    ]


def _finding(check: str, problem: str | None) -> Finding:
    return Finding(check, OK) if problem is None else Finding(check, PROBLEM, problem)


def _python(facts: Facts) -> str | None:
    return (
        None
        if facts.python >= (3, 11)
        else f"Python 3.11 or newer is needed; this is {facts.python[0]}.{facts.python[1]}."
    )


def _database(facts: Facts) -> str | None:
    if facts.database_problem is not None:
        return f"It does not answer: {facts.database_problem}. Look at DATABASE_URL."
    if facts.tables_revision != facts.newest_revision:
        return "Its tables are not those of this version: run `etalase release` (`etalase serve` does it by itself)."
    return None


def _redis(facts: Facts) -> str | None:
    if facts.redis_problem is not None:
        return facts.redis_problem
    if facts.redis_policy not in (None, "noeviction"):
        return f"Its maxmemory-policy is {facts.redis_policy}: set it to noeviction, or holds will vanish."
    return None


def _relay(settings: Settings, facts: Facts) -> str | None:
    if facts.relay_answers or facts.udp_problem is None:
        return None
    return f"{facts.udp_problem} Video needs UDP port {settings.udp_port} open to everyone."


def _announced(settings: Settings, facts: Facts) -> Finding:
    name = "Announced address"
    if facts.announce_problem is not None:
        return Finding(name, PROBLEM, f"ETALASE_ANNOUNCE: {facts.announce_problem}")
    listed = ", ".join(facts.announced) or "none"
    if settings.announce or any(_is_public(address) for address in facts.announced):
        return Finding(name, OK)
    here = "Viewers are told to send to " + listed
    if settings.public_url and not _is_local(settings.public_url):
        reason = "which cannot be reached from the internet: set ETALASE_ANNOUNCE to this machine's public address."
        return Finding(name, PROBLEM, f"{here}, {reason}")
    return Finding(
        name,
        ADVICE,
        f"{here}: fine on this network alone. For the internet set ETALASE_ANNOUNCE to the public address.",
    )


def _camera(settings: Settings) -> Finding:
    name = "Camera (TLS)"
    if settings.public_url is None:
        return Finding(
            name, ADVICE, "Browsers give a camera to https or localhost only: from another machine or a phone, "
            "put TLS in front and set ETALASE_PUBLIC_URL. An encoder such as OBS needs none.",
        )  # fmt: skip
    if urlsplit(settings.public_url).scheme == "https" or _is_local(settings.public_url):
        return Finding(name, OK)
    return Finding(
        name, PROBLEM, f"{settings.public_url} is plain http: browsers refuse the camera there. Put TLS in front."
    )


def _proxy_hint(settings: Settings) -> Finding:
    name = "Behind a proxy"
    if (settings.public_url or "").startswith("https://") and not settings.trusted_proxies:
        return Finding(
            name, ADVICE, "TLS ends before this server, but ETALASE_TRUSTED_PROXIES is empty: all visitors look like "
            "one address, and limits by address meet them together. Set it to the proxy's address.",
        )  # fmt: skip
    return Finding(name, OK)


def _vendor(facts: Facts) -> str | None:
    return f"Missing: {', '.join(facts.vendor_missing)}. Run `make setup`." if facts.vendor_missing else None


def _payments(settings: Settings) -> Finding:
    name = "Payments"
    test_card = settings.test_card or settings.demo
    if test_card and settings.public_url and not _is_local(settings.public_url):
        return Finding(name, ADVICE, "The test card is on and this server is public: orders are taken without money.")
    if not test_card:
        return Finding(
            name,
            ADVICE,
            "No way to pay is switched on. To try the checkout, set ETALASE_TEST_CARD=1 (orders are marked).",
        )
    return Finding(name, OK)


def _mail(settings: Settings) -> Finding:
    if settings.smtp_url:
        return Finding("Mail", OK)
    return Finding(
        "Mail", ADVICE, f"No ETALASE_SMTP_URL: letters are written to {settings.mail_folder} instead of sent."
    )


def _disk(facts: Facts) -> str | None:
    if facts.disk_free_bytes >= LEAST_DISK_BYTES:
        return None
    return f"Only {facts.disk_free_bytes // 1024**2} MB are free where the data is: at least 1 GB is wanted."


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host.endswith(".localhost") or host in ("127.0.0.1", "::1")


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address).is_global


def print_report(findings: Sequence[Finding], say: Callable[[str], None]) -> bool:
    """True if nothing stops a show."""
    words = {OK: "ok     ", ADVICE: "advice ", PROBLEM: "PROBLEM"}
    width = max(len(finding.check) for finding in findings)
    for finding in findings:
        say(f"{words[finding.state]}  {finding.check.ljust(width)}  {finding.advice}".rstrip())
    problems = sum(finding.state == PROBLEM for finding in findings)
    say("")
    say(
        "Nothing stops a first show." if problems == 0 else f"{problems} thing(s) stop a first show: see PROBLEM above."
    )
    return problems == 0
