"""One uploaded picture, checked and made anew: whatever a file claims to be, only pixels come through.

Runs in a thread. Metadata (place, camera, thumbnails) is left behind, and so is anything hidden behind the picture's
end: the answer is encoded from pixels.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from checkout.errors import Invalid, WrongContentType

WIDTHS = (160, 480, 1200)
"""Pixels. A smaller picture is not blown up: its files are then narrower than their names say."""

MAX_PIXELS = 40_000_000
MAX_SIDE = 16_000
_MAX_TALL = 2
"""A picture is at most this many times as high as the width it is made for."""

_QUALITY = 80

# What Pillow's decoders raise on broken files, besides its own errors.
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error, zlib.error, MemoryError)
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Rendered:
    """`width` and `height` of the largest file; `files` maps each of `WIDTHS` to WebP bytes."""

    width: int
    height: int
    files: Mapping[int, bytes]


def render(raw: bytes) -> Rendered:
    """
    Raises:
        WrongContentType: neither JPEG, PNG nor WebP by its content, whatever its name says.
        Invalid: damaged, or more pixels than we decode.
    """
    picture = _decode(raw)
    try:
        files: dict[int, bytes] = {}
        width, height = picture.size
        # The largest first: each smaller one is made from the one before, which is cheaper and looks the same.
        for target in sorted(WIDTHS, reverse=True):
            picture.thumbnail((target, target * _MAX_TALL), Image.Resampling.LANCZOS)
            if target == WIDTHS[-1]:
                width, height = picture.size
            files[target] = _encode(picture)
    finally:
        picture.close()
    return Rendered(width, height, files)


def _decode(raw: bytes) -> Image.Image:
    """Upright, sRGB, as RGB or RGBA."""
    try:
        picture: Image.Image = Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP"))
    except _TOO_LARGE:
        raise _too_many_pixels() from None
    except (UnidentifiedImageError, *_BROKEN):
        if _claims_to_be_one(raw):
            raise _damaged() from None
        raise WrongContentType("Send a picture as JPEG, PNG or WebP.") from None
    # Only the header was read so far: a small file may still stand for gigabytes of pixels.
    width, height = picture.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise _too_many_pixels()
    try:
        # A JPEG can be decoded at an eighth, quarter or half of its size, which saves most of the work and memory.
        picture.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
        picture.load()
        return _to_srgb(_upright(picture))
    except _TOO_LARGE:
        raise _too_many_pixels() from None
    except _BROKEN:
        raise _damaged() from None


def _to_srgb(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I;16"):
        # Sixteen bits a grey: a plain conversion would make all but the darkest white.
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if has_alpha else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        # Phones write Display P3: taken as sRGB its colours would look dull.
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            picture = changed or picture
        except (ImageCms.PyCMSError, *_BROKEN):
            # A profile that can't be used says nothing about the pixels: they are taken as sRGB.
            return picture.convert(mode)
    return picture if picture.mode == mode else picture.convert(mode)


def _upright(picture: Image.Image) -> Image.Image:
    try:
        turned = ImageOps.exif_transpose(picture)
    except _BROKEN:
        return picture
    return turned or picture


def _encode(picture: Image.Image) -> bytes:
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()


def _claims_to_be_one(raw: bytes) -> bool:
    return raw.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP")


def _damaged() -> Invalid:
    return Invalid("The picture is damaged.", {"image": "damaged"})


def _too_many_pixels() -> Invalid:
    return Invalid(
        f"A picture has at most {MAX_PIXELS // 1_000_000} megapixels, and {MAX_SIDE} on a side.",
        {"image": f"at most {MAX_PIXELS} pixels"},
    )
