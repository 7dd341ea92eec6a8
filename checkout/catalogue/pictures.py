"""The use cases of a product's pictures. Reading them is in `service.py`, their files in `images.py`."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select

from checkout.catalogue import records
from checkout.catalogue.images import ImageStore, image_json
from checkout.catalogue.refusals import TooManyImages
from checkout.database import Database
from checkout.errors import NotFound
from checkout.orders.wire import ImageView
from checkout.outside import Clock, NewId
from checkout.tables import image, order_line, product

MAX_IMAGES = 8
MAX_IMAGE_BYTES = 10 * 1024 * 1024


class ProductPictures:
    def __init__(self, database: Database, images: ImageStore, now_ms: Clock, new_id: NewId) -> None:
        self._database = database
        self._images = images
        self._now_ms = now_ms
        self._new_id = new_id

    async def add(self, shop_id: str, product_id: str, raw: bytes) -> ImageView:
        """Puts a picture behind the others. `raw` is the file as it was sent.

        Raises:
            NotFound, TooManyImages
            WrongContentType, Invalid: see `rendering.render`.
        """
        await self.check_room(shop_id, product_id)
        rendered = await self._images.render(raw)
        image_id = self._new_id("img")
        # The files first: a row without files would be a broken picture, files without a row are only bytes.
        await self._images.write(image_id, rendered)
        try:
            await self._insert(shop_id, product_id, image_id, rendered.width, rendered.height)
        except (NotFound, TooManyImages):
            await self._images.delete(image_id)
            raise
        return image_json(image_id, rendered.width, rendered.height)

    async def remove(self, shop_id: str, product_id: str, image_id: str) -> None:
        """Raises `NotFound`."""
        mine = (image.c.shop_id == shop_id, image.c.product_id == product_id, image.c.image_id == image_id)
        async with self._database.write() as db:
            if (await db.execute(delete(image).where(*mine))).rowcount == 0:
                raise NotFound("This product has no such picture.")
            # What was bought keeps its picture in the buyer's order.
            ordered = select(order_line.c.order_id).where(order_line.c.image_id == image_id).limit(1)
            is_ordered = (await db.execute(ordered)).first() is not None
        if not is_ordered:
            await self._images.delete(image_id)

    async def check_room(self, shop_id: str, product_id: str) -> None:
        """May the product have one more? Asked before an upload is read. Raises `NotFound`, `TooManyImages`."""
        async with self._database.read() as db:
            record = await records.find(db, shop_id, product_id)
        if len(record.images) >= MAX_IMAGES:
            raise _too_many()

    async def _insert(self, shop_id: str, product_id: str, image_id: str, width: int, height: int) -> None:
        async with self._database.write() as db:
            living = (product.c.shop_id == shop_id, product.c.product_id == product_id, product.c.deleted_ms.is_(None))
            # Locked, so that two uploads at once are counted one after the other.
            if (await db.execute(select(product.c.product_id).where(*living).with_for_update())).first() is None:
                raise records.no_product()
            counted = select(func.count(), func.max(image.c.position)).where(image.c.product_id == product_id)
            count, last = (await db.execute(counted)).one()
            if count >= MAX_IMAGES:
                raise _too_many()
            await db.execute(
                insert(image).values(
                    image_id=image_id,
                    product_id=product_id,
                    shop_id=shop_id,
                    position=0 if last is None else last + 1,
                    width=width,
                    height=height,
                    created_ms=self._now_ms(),
                )
            )


def _too_many() -> TooManyImages:
    return TooManyImages(f"A product has at most {MAX_IMAGES} pictures.", {"limit": MAX_IMAGES})
