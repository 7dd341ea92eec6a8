"""The JSON of a picture in orders and holds."""

from __future__ import annotations

from checkout.orders.wire import ImageSize, ImageView

_WIDTHS = (160, 480, 1200)


def picture(image_id: str, width: int, height: int) -> ImageView:
    sizes = [ImageSize(f"/images/{image_id}-{size}.webp", size) for size in _WIDTHS]
    return ImageView(image_id, width, height, sizes[1].url, sizes)
