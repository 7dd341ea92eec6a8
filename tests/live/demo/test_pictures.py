from __future__ import annotations

import io

import pytest
from PIL import Image, ImageStat

from live.demo import goods
from live.demo.pictures import PICTURES, draw_picture


def test_every_product_has_a_picture_and_every_variant_a_place() -> None:
    assert {good["picture"] for good in goods.GOODS} == set(PICTURES)
    skus = {variant["sku"] for good in goods.GOODS for variant in good["variants"]}
    assert set(goods.LINE_UP) == skus
    assert goods.PINNED in skus
    for good in goods.GOODS:
        for variant in good["variants"]:
            assert 0 < good["units"][variant["sku"]] <= variant["stock"]


@pytest.mark.parametrize("name", list(PICTURES))
def test_a_picture_is_whole_and_not_empty(name: str) -> None:
    raw = draw_picture(name)
    assert len(raw) < 10 * 1024 * 1024
    with Image.open(io.BytesIO(raw)) as picture:
        assert (picture.size, picture.mode) == ((1200, 1200), "RGB")
        assert min(ImageStat.Stat(picture.crop((300, 300, 900, 900))).stddev) > 20


def test_the_same_picture_each_time_apart_from_its_grain() -> None:
    assert draw_picture("mug") == draw_picture("mug")
