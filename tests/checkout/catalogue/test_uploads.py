"""The multipart reader on any bytes: it gives a file or refuses, and never fails otherwise."""

from __future__ import annotations

import asyncio
import contextlib
from unittest import mock

import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.streams import StreamReader
from aiohttp.test_utils import make_mocked_request
from hypothesis import given, settings
from hypothesis import strategies as st

from checkout.catalogue.uploads import read_upload
from checkout.errors import Refusal, TooLarge

PIECES = st.sampled_from(
    [b"--x", b"--x--", b"\r\n", b"\n", b"\r\n\r\n", b"Content-Disposition: form-data", b'; name="a"', b'; filename="f"',
     b"Content-Type: text/plain", b"Content-Type: multipart/mixed; boundary=y", b"--y", b"Content-Length: 5",
     b"Content-Length: -1", b"Content-Length: nine", b"Content-Transfer-Encoding: base64", b"Content-Encoding: gzip",
     b"Content-Encoding: br", b": ", b"\0", b"\xff\xfe", b"a" * 70_000, b"hello"]
)  # fmt: skip


async def read(raw: bytes, content_type: str, max_bytes: int) -> bytes:
    stream = StreamReader(mock.Mock(spec=BaseProtocol, _reading_paused=False), 2**16, loop=asyncio.get_running_loop())
    stream.feed_data(raw)
    stream.feed_eof()
    return await read_upload(
        make_mocked_request("POST", "/", {"Content-Type": content_type}, payload=stream), max_bytes
    )


@settings(max_examples=400, deadline=None)
@given(raw=st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=12).map(b"".join)))
def test_any_bytes(raw: bytes) -> None:
    with contextlib.suppress(Refusal):
        assert len(asyncio.run(read(raw, "multipart/form-data; boundary=x", 50_000))) <= 50_000


@pytest.mark.parametrize(
    "boundary", ["", "; boundary=", "; boundary=" + "x" * 200, "; boundary=\u00e4", '; boundary="']
)
async def test_any_boundary(boundary: str) -> None:
    with pytest.raises(Refusal):
        await read(b"--x\r\n\r\n--x--", "multipart/form-data" + boundary, 100)


FILE = b'--x\r\nContent-Disposition: form-data; name="a"; filename="f"\r\n\r\n%s\r\n--x--\r\n'


async def test_the_limit_is_exact() -> None:
    form = "multipart/form-data; boundary=x"
    assert await read(FILE % (b"a" * 100_000), form, 100_000) == b"a" * 100_000
    with pytest.raises(TooLarge):
        await read(FILE % (b"a" * 100_001), form, 100_000)
