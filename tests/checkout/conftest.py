from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import redis.asyncio

from checkout.database import Database
from tests.checkout.orders.counter import Counter, open_counter
from tests.checkout.shop_floor import ShopFloor


@pytest.fixture
async def floor(database: Database, redis_client: redis.asyncio.Redis, clock, new_id) -> ShopFloor:
    """A shop with empty shelves and a show on air, on both databases."""
    made = ShopFloor(database, redis_client, clock, new_id)
    await made.make_shop()
    return made


@pytest.fixture
async def counter(database: Database, redis_client: redis.asyncio.Redis, clock, new_id) -> AsyncIterator[Counter]:
    """Ten vases and ten cups in a show on air, three vases on the shelf, and everything that sells them."""
    made = await open_counter(database, redis_client, clock, new_id)
    yield made
    await made.orders.close()
