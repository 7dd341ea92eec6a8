import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from checkout import tables as t
from checkout.database import Database


async def test_allocated_cannot_pass_total(database: Database) -> None:
    async with database.write() as db:
        await db.execute(
            insert(t.product).values(product_id="p", shop_id="s", title="T", created_ms=1, updated_ms=1, description="")
        )
        await db.execute(
            insert(t.variant).values(
                variant_id="v", product_id="p", shop_id="s", sku="S", title="", price_minor=1, currency="IDR"
            )
        )
        await db.execute(
            insert(t.sale).values(sale_id="x", shop_id="s", kind="show", hold_ttl_s=300, created_ms=1, epoch=0)
        )
        await db.execute(insert(t.sale_item).values(sale_id="x", variant_id="v", total=5, allocated=5))
    with pytest.raises(IntegrityError):
        async with database.write() as db:
            await db.execute(update(t.sale_item).values(allocated=t.sale_item.c.allocated + 1))
    async with database.read() as db:
        assert (await db.execute(select(t.sale_item.c.allocated))).scalar_one() == 5
