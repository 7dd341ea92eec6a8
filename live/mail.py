"""Letters to people: by SMTP when a server is set, else as `.eml` files in a private folder.

`send` only queues: a request never waits for a mail server, and how long a mail takes tells nothing.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from checkout.errors import Unavailable
from checkout.outside import Clock
from live.settings import Settings, SettingsError

logger = structlog.get_logger("mail")

_QUEUE_LETTERS = 1000
_SMTP_TIMEOUT_S = 30.0
_RETRY_AFTER_S = (2.0, 15.0)
_FLUSH_S = 5.0


class Mailer:
    """Start it with the process and close it before: both are the composition root's."""

    def __init__(self, settings: Settings, now_ms: Clock) -> None:
        self._smtp = _SmtpServer(settings.smtp_url) if settings.smtp_url else None
        self._folder = settings.mail_folder
        self._sender = settings.mail_from
        self._now_ms = now_ms
        self._numbers = itertools.count(1)
        self._queue: asyncio.Queue[EmailMessage] = asyncio.Queue(_QUEUE_LETTERS)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="mailer")

    async def close(self) -> None:
        """Sends what waits, for at most five seconds, and stops."""
        if self._task is None:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._queue.join(), _FLUSH_S)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    async def send(self, to: str, subject: str, text: str) -> None:
        """Queues a letter to one address. Raises `Unavailable` when a thousand are waiting already."""
        letter = EmailMessage(policy=SMTPUTF8)
        letter["From"] = self._sender
        # EmailMessage refuses line breaks in a header, and takes the address as an address, never as more headers.
        letter["To"] = to
        letter["Subject"] = " ".join(subject.split())
        letter.set_content(text)
        try:
            self._queue.put_nowait(letter)
        except asyncio.QueueFull:
            raise Unavailable("Too many letters are waiting to be sent.", retry_after_s=60) from None

    async def flush(self) -> None:
        """Returns when nothing waits any more."""
        await self._queue.join()

    async def _run(self) -> None:
        while True:
            letter = await self._queue.get()
            try:
                await self._deliver(letter)
            except Exception:
                # The outermost loop of the task: one letter that can't be sent must not stop the others.
                logger.exception("a letter was not sent", subject=str(letter["Subject"]))
            finally:
                self._queue.task_done()

    async def _deliver(self, letter: EmailMessage) -> None:
        if self._smtp is None:
            path = self._folder / f"{self._now_ms()}-{os.getpid()}-{next(self._numbers)}.eml"
            await asyncio.to_thread(_write, path, bytes(letter))
            return
        for wait_s in (*_RETRY_AFTER_S, None):
            try:
                await self._smtp.deliver(letter)
                return
            except (aiosmtplib.SMTPException, OSError) as error:
                if wait_s is None or _is_final(error):
                    raise
                await asyncio.sleep(wait_s)


class _SmtpServer:
    """`smtp://[user:password@]host[:port]` or `smtps://...`. A password is only ever sent inside TLS."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise SettingsError("ETALASE_SMTP_URL must be like smtp://user:password@mail.example:587")
        self._host = parts.hostname
        self._port = parts.port or (465 if parts.scheme == "smtps" else 587 if parts.username else 25)
        self._implicit_tls = parts.scheme == "smtps"
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def deliver(self, letter: EmailMessage) -> None:
        # None upgrades when the server offers it; with a password there is no sending without TLS.
        start_tls = False if self._implicit_tls else True if self._username else None
        await aiosmtplib.send(
            letter,
            hostname=self._host,
            port=self._port,
            username=self._username,
            password=self._password,
            use_tls=self._implicit_tls,
            start_tls=start_tls,
            tls_context=ssl.create_default_context(),
            timeout=_SMTP_TIMEOUT_S,
        )


def _is_final(error: Exception) -> bool:
    """A 5yz answer stays so however often it is asked (RFC 5321 section 4.2.1), and so does a server without TLS."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return error.code >= 500
    # aiosmtplib has no class of its own for a server that offers no STARTTLS.
    return isinstance(error, aiosmtplib.SMTPNotSupported) or type(error) is aiosmtplib.SMTPException


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
