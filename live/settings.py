"""Everything that can be configured, read once from the environment into one frozen object."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class SettingsError(ValueError):
    """A variable that cannot be used; the message names it and says what it wants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """See README.md, "Configuration", for what each variable does. Secrets never appear in `repr`."""

    data: Path
    host: str
    port: int
    database_url: str
    redis_url: str | None  # None: `etalase serve` starts one as a child
    public_url: str | None  # https://shop.example; None: taken from the request
    udp_port: int
    announce: tuple[str, ...]  # addresses that browsers are told; empty: found on the machine
    relay_workers: int
    max_viewers: int  # of each relay worker
    test_card: bool
    open_signup: bool
    demo: bool
    trusted_proxies: tuple[str, ...]
    smtp_url: str | None
    mail_from: str
    metrics_token: str | None
    interrupted_limit_s: int
    log_format: str  # "text" | "json"

    @property
    def redis_socket(self) -> Path:
        return self.data / "run" / "redis.sock"

    @property
    def effective_redis_url(self) -> str:
        return self.redis_url or f"unix://{self.redis_socket.resolve()}"

    def relay_socket(self, worker: int = 0) -> Path:
        """The private socket on which relay `worker` takes calls."""
        return self.data / "run" / f"relay-{worker}.sock"

    @property
    def images(self) -> Path:
        return self.data / "images"

    @property
    def mail_folder(self) -> Path:
        return self.data / "mail"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Raises `SettingsError`."""
    env = os.environ if environment is None else environment
    data = Path(env.get("ETALASE_DATA") or "./var")
    if env.get("ETALASE_SMTP_URL") and not env.get("ETALASE_PUBLIC_URL"):
        # The Host header is the client's word: a link to set a password must not be made of it and mailed.
        raise SettingsError("ETALASE_SMTP_URL needs ETALASE_PUBLIC_URL, for the links in the letters")
    return Settings(
        data=data,
        host=env.get("ETALASE_HOST") or "0.0.0.0",  # noqa: S104 - a server for other people's phones
        port=_integer(env, "PORT", 8000, 0, 65535),
        database_url=_database_url(env.get("DATABASE_URL"), data),
        redis_url=env.get("REDIS_URL") or None,
        public_url=_public_url(env.get("ETALASE_PUBLIC_URL")),
        udp_port=_integer(env, "ETALASE_UDP_PORT", 47000, 0, 65535),
        announce=_list(env.get("ETALASE_ANNOUNCE")),
        relay_workers=_integer(env, "ETALASE_RELAY_WORKERS", 1, 1, 64),
        max_viewers=_integer(env, "ETALASE_MAX_VIEWERS", 2000, 1, 100_000),
        test_card=_flag(env, "ETALASE_TEST_CARD"),
        open_signup=_flag(env, "ETALASE_OPEN_SIGNUP"),
        demo=_flag(env, "ETALASE_DEMO"),
        trusted_proxies=_list(env.get("ETALASE_TRUSTED_PROXIES")),
        smtp_url=env.get("ETALASE_SMTP_URL") or None,
        mail_from=env.get("ETALASE_MAIL_FROM") or "etalase@localhost",
        metrics_token=env.get("ETALASE_METRICS_TOKEN") or None,
        interrupted_limit_s=_integer(env, "ETALASE_INTERRUPTED_LIMIT_S", 300, 1, 86400),
        log_format=_choice(env, "ETALASE_LOG_FORMAT", "text", ("text", "json")),
    )


def _integer(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = env.get(name)
    if not text:
        return default
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not {text!r}")
    return value


def _flag(env: Mapping[str, str], name: str) -> bool:
    text = (env.get(name) or "0").lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise SettingsError(f"{name} must be 1 or 0, not {text!r}")


def _choice(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    text = env.get(name) or default
    if text not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(allowed)}, not {text!r}")
    return text


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _database_url(text: str | None, data: Path) -> str:
    if not text:
        return f"sqlite+aiosqlite:///{data / 'etalase.db'}"
    scheme, separator, rest = text.partition("://")
    if separator and scheme in ("postgres", "postgresql", "postgresql+asyncpg"):
        return f"postgresql+asyncpg://{rest}"
    if separator and scheme in ("sqlite", "sqlite+aiosqlite"):
        return f"sqlite+aiosqlite://{rest}"
    raise SettingsError("DATABASE_URL must begin with postgresql:// or sqlite://")


def _public_url(text: str | None) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
        raise SettingsError("ETALASE_PUBLIC_URL must be like https://shop.example, without a path")
    return f"{parts.scheme}://{parts.netloc}"
