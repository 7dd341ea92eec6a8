"""The pictures' files: `<image_id>-<width>.webp` in one folder, written whole or not at all, never changed."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

from checkout.catalogue.rendering import WIDTHS, Rendered, render
from checkout.pictures import picture as image_json

__all__ = ["ImageStore", "image_json"]

_NAME = re.compile(r"(?P<image_id>img_[0-9a-z]{1,60})-(?P<width>\d{1,4})\.webp", re.ASCII)


class ImageStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # A decoded picture takes up to 160 MB: one after the other.
        self._gate = asyncio.Semaphore(1)

    async def render(self, raw: bytes) -> Rendered:
        """Checks and re-encodes in a thread. Raises as `rendering.render`."""
        async with self._gate:
            return await asyncio.to_thread(render, raw)

    async def write(self, image_id: str, rendered: Rendered) -> None:
        await asyncio.to_thread(self._write, image_id, rendered)

    async def delete(self, image_id: str) -> None:
        """Fine if there are none."""
        await asyncio.to_thread(self._delete, image_id)

    async def find(self, name: str) -> Path | None:
        """The file that a request names, or None. Only names that we give can match, so no name leads elsewhere."""
        match = _NAME.fullmatch(name)
        if match is None or int(match["width"]) not in WIDTHS:
            return None
        path = self._folder / name
        return path if await asyncio.to_thread(path.is_file) else None

    def _write(self, image_id: str, rendered: Rendered) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for width, raw in rendered.files.items():
            path = self._path(image_id, width)
            temporary = path.with_suffix(".part")
            with temporary.open("wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)

    def _delete(self, image_id: str) -> None:
        for width in WIDTHS:
            self._path(image_id, width).unlink(missing_ok=True)

    def _path(self, image_id: str, width: int) -> Path:
        name = f"{image_id}-{width}.webp"
        if _NAME.fullmatch(name) is None:
            raise ValueError("not an image id")
        return self._folder / name
