"""The demo shop's product pictures, drawn here so that the demo needs no files and no network."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image

from live.demo.coffee_bag import coffee
from live.demo.pottery import dripper, mug
from live.demo.syrup import syrup
from live.demo.tote import tote

PICTURES: dict[str, Callable[[], Image.Image]] = {
    "mug": mug,
    "coffee": coffee,
    "tote": tote,
    "dripper": dripper,
    "syrup": syrup,
}


def draw_picture(name: str) -> bytes:
    """A PNG of 1200 x 1200; takes a second or three. Raises `KeyError` for a name that is not in `PICTURES`."""
    out = io.BytesIO()
    PICTURES[name]().save(out, "PNG", compress_level=3)
    return out.getvalue()
