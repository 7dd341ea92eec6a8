"""One file out of a multipart request, read in chunks and never beyond its limit (RFC 7578)."""

from __future__ import annotations

import asyncio

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from checkout.errors import Malformed, TooLarge, TooSlow, WrongContentType

_CHUNK_BYTES = 64 * 1024
_FRAME_BYTES = 16 * 1024
"""What boundaries and headers may take beside the file itself."""

_TIME_S = 300
"""A picture of the largest size over a slow mobile network takes a minute or two."""


async def read_upload(request: web.Request, max_bytes: int) -> bytes:
    """The first file of the form, whatever its field is called.

    Raises:
        WrongContentType: not multipart/form-data.
        TooLarge: a file (or a declared length) of more than `max_bytes`; the rest is not read.
        TooSlow: not all there within `_TIME_S`.
        Malformed: not multipart after all, or without a file.
    """
    if request.content_type != "multipart/form-data":
        raise WrongContentType("Send the file as multipart/form-data.")
    if (request.content_length or 0) > max_bytes + _FRAME_BYTES:
        raise _too_large(max_bytes)
    try:
        async with asyncio.timeout(_TIME_S):
            return await _first_file(await request.multipart(), max_bytes)
    except TimeoutError:
        raise TooSlow(f"The picture did not come within {_TIME_S} seconds.") from None
    except (HttpProcessingError, ValueError, AssertionError, RuntimeError) as error:
        # aiohttp's reader says so for missing boundaries, broken headers and forms that end too early.
        raise Malformed("The form can't be read.") from error


async def _first_file(form: MultipartReader, max_bytes: int) -> bytes:
    skipped = 0
    while (part := await form.next()) is not None:
        if not isinstance(part, BodyPartReader):
            raise Malformed("Forms inside a form are not taken.")
        if part.filename is not None:
            return await _read(part, max_bytes)
        # Fields beside the file are passed over, as long as they are short.
        while chunk := await part.read_chunk(_CHUNK_BYTES):
            skipped += len(chunk)
            if skipped > _FRAME_BYTES:
                raise Malformed("The form has no file at its beginning.")
    raise Malformed("The form has no file.")


async def _read(part: BodyPartReader, max_bytes: int) -> bytes:
    raw = bytearray()
    while chunk := await part.read_chunk(_CHUNK_BYTES):
        raw += chunk
        if len(raw) > max_bytes:
            raise _too_large(max_bytes)
    return bytes(raw)


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(f"A picture has at most {max_bytes // (1024 * 1024)} MB.", {"max_bytes": max_bytes})
