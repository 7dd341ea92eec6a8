"""Letters as files, and by a small SMTP server that the test plays itself."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from checkout.errors import Unavailable
from live.mail import Mailer
from live.settings import SettingsError, load_settings
from tests.conftest import ManualClock


async def mailer_of(tmp_path: Path, clock: ManualClock, **environment: str) -> Mailer:
    mailer = Mailer(load_settings({"ETALASE_DATA": str(tmp_path), **environment}), clock)
    mailer.start()
    return mailer


async def test_without_a_server_a_letter_is_a_private_file(tmp_path: Path, clock: ManualClock) -> None:
    mailer = await mailer_of(tmp_path, clock, ETALASE_MAIL_FROM="Toko <toko@batik.test>")
    await mailer.send("ibu@batik.test", "Halo\r\nBcc: evil@x.test", "Selamat pagi, é\n")
    await mailer.close()
    [path] = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert letter["To"] == "ibu@batik.test"
    assert letter["From"] == "Toko <toko@batik.test>"
    assert letter["Subject"] == "Halo Bcc: evil@x.test"
    assert letter["Bcc"] is None
    assert letter.get_content().strip() == "Selamat pagi, é"


async def test_an_address_cannot_bring_headers(tmp_path: Path, clock: ManualClock) -> None:
    mailer = await mailer_of(tmp_path, clock)
    with pytest.raises(ValueError):
        await mailer.send("a@b.test\r\nBcc: c@d.test", "x", "y")
    await mailer.close()


async def test_a_letter_that_fails_does_not_stop_the_next(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "mail").write_text("in the way")
    mailer = await mailer_of(tmp_path, clock)
    await mailer.send("a@b.test", "1", "x")
    await mailer.flush()
    (tmp_path / "mail").unlink()
    await mailer.send("a@b.test", "2", "x")
    await mailer.close()
    assert len(list((tmp_path / "mail").iterdir())) == 1


async def test_the_queue_has_an_end(tmp_path: Path, clock: ManualClock) -> None:
    mailer = Mailer(load_settings({"ETALASE_DATA": str(tmp_path)}), clock)
    for _ in range(1000):
        await mailer.send("a@b.test", "x", "y")
    with pytest.raises(Unavailable):
        await mailer.send("a@b.test", "x", "y")


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_a_bad_server_url_is_told(tmp_path: Path, clock: ManualClock, url: str) -> None:
    with pytest.raises(SettingsError):
        Mailer(
            load_settings({"ETALASE_DATA": str(tmp_path), "ETALASE_SMTP_URL": url, "ETALASE_PUBLIC_URL": "http://x"}),
            clock,
        )


class SmtpServer:
    """Takes letters by the plain protocol (RFC 5321); offers no TLS."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.commands: list[str] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test\r\n")
        while line := await reader.readline():
            command = line.decode().strip()
            self.commands.append(command)
            verb = command.partition(" ")[0].upper()
            if verb == "DATA":
                writer.write(b"354 go on\r\n")
                self.letters.append(await reader.readuntil(b"\r\n.\r\n"))
            elif verb == "QUIT":
                writer.write(b"221 bye\r\n")
                break
            elif verb == "EHLO":
                writer.write(b"250-test\r\n250 SMTPUTF8\r\n")
                continue
            writer.write(b"250 ok\r\n")
        writer.close()


@pytest.fixture
async def smtp() -> AsyncIterator[SmtpServer]:
    made = SmtpServer()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


async def test_by_smtp(tmp_path: Path, clock: ManualClock, smtp: SmtpServer) -> None:
    url = f"smtp://127.0.0.1:{smtp.port}"
    mailer = await mailer_of(tmp_path, clock, ETALASE_SMTP_URL=url, ETALASE_PUBLIC_URL="https://shop.test")
    await mailer.send("ibu@batik.test", "Halo", "Selamat pagi\n.\ntitik\n")
    await mailer.close()
    [raw] = smtp.letters
    letter = message_from_bytes(raw.removesuffix(b".\r\n"), policy=policy.default)
    assert letter["Subject"] == "Halo"
    assert "RCPT TO:<ibu@batik.test>" in smtp.commands
    assert not (tmp_path / "mail").exists()


async def test_a_password_is_not_sent_without_tls(tmp_path: Path, clock: ManualClock, smtp: SmtpServer) -> None:
    url = f"smtp://me:secret@127.0.0.1:{smtp.port}"
    mailer = await mailer_of(tmp_path, clock, ETALASE_SMTP_URL=url, ETALASE_PUBLIC_URL="https://shop.test")
    await mailer.send("ibu@batik.test", "Halo", "x")
    await mailer.flush()
    await mailer.close()
    assert smtp.commands
    assert smtp.letters == []
    assert not any("AUTH" in command for command in smtp.commands)


def test_mail_needs_the_address_that_links_lead_to() -> None:
    with pytest.raises(SettingsError):
        load_settings({"ETALASE_SMTP_URL": "smtp://mail.example"})
