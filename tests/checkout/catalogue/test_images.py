"""Pictures over HTTP: good ones, and everything that only claims to be one."""

from __future__ import annotations

import asyncio
import io
import os
import struct
import zlib
from typing import Any

import pytest
from aiohttp import FormData
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, insert, select

from checkout import tables as t
from checkout.catalogue.rendering import render
from checkout.errors import Invalid, WrongContentType
from tests.checkout.catalogue.conftest import SHOP, Stall, answer, batik, code, picture

MB = 1024 * 1024


async def product_of(stall: Stall) -> str:
    return (await answer(await stall.ask("POST", "/api/products", json=batik()), 201))["product_id"]


async def images_in(stall: Stall) -> int:
    async with stall.database.read() as db:
        return (await db.execute(select(func.count()).select_from(t.image))).scalar_one()


def opened(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_picture_comes_back_in_three_sizes(stall: Stall, kind: str) -> None:
    product_id = await product_of(stall)
    made = await answer(await stall.upload(product_id, picture(kind, (2000, 1000)), "any.bin"), 201)
    assert (made["width"], made["height"]) == (1200, 600)
    for size in made["sizes"]:
        response = await stall.client.get(size["url"])
        raw = await answer(response, 200)
        assert response.content_type == "image/webp"
        assert "immutable" in response.headers["Cache-Control"]
        file = opened(raw)
        assert (file.format, file.size) == ("WEBP", (size["width"], size["width"] // 2))
    shown = await answer(await stall.ask("GET", f"/api/products/{product_id}"), 200)
    assert shown["images"] == [made]
    assert not list(stall.images.glob("*.part"))


async def test_place_and_camera_are_left_behind_and_the_picture_is_upright(stall: Stall) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter to the right
    exif[0x010F] = "Camera of Ibu"
    exif[0x8825] = {1: "S", 2: (6.0, 12.0, 0.0)}
    raw = picture("JPEG", (800, 400), exif=exif.tobytes(), comment=b"secret")
    made = await answer(await stall.upload(await product_of(stall), raw), 201)
    assert (made["width"], made["height"]) == (400, 800)
    for file in stall.images.iterdir():
        raw = file.read_bytes()
        assert b"Ibu" not in raw
        assert b"secret" not in raw
        assert not opened(raw).getexif()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
async def test_every_kind_of_png(stall: Stall, mode: str) -> None:
    made = await answer(await stall.upload(await product_of(stall), picture("PNG", (50, 60), mode)), 201)
    assert (made["width"], made["height"]) == (50, 60)
    # From black to white, whatever the depth: not all white.
    file = opened((stall.images / f"{made['image_id']}-1200.webp").read_bytes()).convert("L")
    assert file.getextrema()[0] < 40


def test_colours_of_another_profile_become_srgb() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert render(picture("JPEG", icc_profile=profile)).width == 640
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for mode in ("RGB", "RGBA"):
        made = render(picture("PNG", mode=mode, icc_profile=srgb))
        assert "icc_profile" not in opened(made.files[480]).info
    assert render(picture("JPEG", mode="CMYK", icc_profile=b"nonsense")).width == 640


def bomb(width: int, height: int) -> bytes:
    """A valid PNG of a few kilobytes that claims `width` x `height` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(min(width * height // 8, 4 * MB)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def text_bomb() -> bytes:
    """A PNG whose text chunk unpacks to far more than it is."""
    raw = picture("PNG", (10, 10))
    data = b"Comment\0\0" + zlib.compress(bytes(100 * MB), 9)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    return raw[:33] + chunk + raw[33:]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"this is text", 415),
        (b"", 415),
        (SVG, 415),
        (b"GIF89a" + bytes(100), 415),
        (b"%PDF-1.7\n", 415),
        (b"\x89PNG\r\n\x1a\n", 422),
        (b"\xff\xd8\xff\xe0", 422),
        (picture("JPEG")[:2000], 422),
        (picture("JPEG")[:700], 422),
        (picture("PNG")[:400], 422),
        (picture("WEBP")[:300], 422),
        (bomb(10_000, 10_000), 422),
        (bomb(60_000, 60_000), 422),
        (bomb(2**31 - 1, 2**31 - 1), 422),
        (bomb(20_000, 1), 422),
        (text_bomb(), 422),
        (picture("GIF"), 415),
        (picture("BMP"), 415),
        (picture("TIFF"), 415),
    ],
)
async def test_what_is_no_picture(stall: Stall, raw: bytes, status: int) -> None:
    product_id = await product_of(stall)
    refused = await code(await stall.upload(product_id, raw, "innocent.png"), status)
    assert refused == {415: "wrong_content_type", 422: "invalid"}[status]
    assert await images_in(stall) == 0
    assert not stall.images.exists() or not list(stall.images.iterdir())


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=30),
    keep=st.floats(0, 1),
)
def test_broken_bytes_are_refused_or_rendered(kind: str, edits: list[tuple[float, int]], keep: float) -> None:
    raw = bytearray(picture(kind, (40, 30)))
    for place, value in edits:
        raw[int(place * len(raw))] = value
    try:
        made = render(bytes(raw[: int(keep * len(raw)) + 1]))
    except (Invalid, WrongContentType):
        return
    assert made.width >= 1
    assert made.height >= 1


async def test_twenty_megabytes_are_refused_by_their_announced_length(stall: Stall) -> None:
    product_id = await product_of(stall)
    assert await code(await stall.upload(product_id, bytes(20 * MB)), 413) == "too_large"
    assert await images_in(stall) == 0


async def test_twenty_megabytes_without_a_length_are_not_read_to_their_end(stall: Stall) -> None:
    product_id = await product_of(stall)
    sent = 0

    async def body() -> Any:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        for _ in range(200):
            sent += 1
            yield bytes(MB)
        yield b"\r\n--x--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x", "X-Who": "owner"}
    url = f"/api/products/{product_id}/images"
    response = await stall.client.post(url, data=body(), headers=headers)
    assert await code(response, 413) == "too_large"
    assert sent < 100


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("image/png", picture("PNG"), 415),
        ("multipart/mixed; boundary=x", b"--x--\r\n", 415),
        ("multipart/form-data", b"nothing", 400),
        ("multipart/form-data; boundary=x", b"", 400),
        ("multipart/form-data; boundary=x", b"no boundary here", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken", 400),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 400),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nonly a field\r\n--x--\r\n',
            400,
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\n--y--\r\n--x--\r\n",
            400,
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * 100_000 + b"\r\n--x--\r\n",
            400,
        ),
    ],
)
async def test_what_is_no_form(stall: Stall, content_type: str, body: bytes, status: int) -> None:
    product_id = await product_of(stall)
    headers = {"Content-Type": content_type, "X-Who": "owner"}
    await code(await stall.client.post(f"/api/products/{product_id}/images", data=body, headers=headers), status)
    assert await images_in(stall) == 0


async def test_fields_beside_the_file_are_passed_over(stall: Stall) -> None:
    form = FormData()
    form.add_field("position", "3")
    form.add_field("picture", picture(), filename="../../../etc/passwd")
    product_id = await product_of(stall)
    await answer(await stall.ask("POST", f"/api/products/{product_id}/images", data=form), 201)


async def test_at_most_eight_also_at_once(stall: Stall) -> None:
    product_id = await product_of(stall)
    raw = picture(size=(20, 20))
    responses = await asyncio.gather(*(stall.upload(product_id, raw) for _ in range(10)))
    assert sorted(response.status for response in responses) == [201] * 8 + [409] * 2
    assert await images_in(stall) == 8
    assert len(list(stall.images.iterdir())) == 24
    assert await code(await stall.upload(product_id, raw), 409) == "too_many_images"


async def test_order_and_removal(stall: Stall) -> None:
    product_id = await product_of(stall)
    path = f"/api/products/{product_id}"
    ids = [(await answer(await stall.upload(product_id, picture(size=(9, 9))), 201))["image_id"] for _ in range(3)]
    turned = await answer(await stall.ask("PATCH", path, json={"images": ids[::-1]}), 200)
    assert [image["image_id"] for image in turned["images"]] == ids[::-1]
    for wrong in (ids[:2], [*ids, ids[0]], [*ids[:2], "img_other"], []):
        await code(await stall.ask("PATCH", path, json={"images": wrong}), 422)
    await answer(await stall.ask("DELETE", f"{path}/images/{ids[1]}"), 204)
    await code(await stall.ask("DELETE", f"{path}/images/{ids[1]}"), 404)
    assert [image["image_id"] for image in (await answer(await stall.ask("GET", path), 200))["images"]] == [
        ids[2],
        ids[0],
    ]
    await code(await stall.client.get(f"/images/{ids[1]}-480.webp"), 404)
    await answer(await stall.client.get(f"/images/{ids[0]}-480.webp"), 200)


async def test_what_was_bought_keeps_its_picture(stall: Stall) -> None:
    product_id = await product_of(stall)
    image_id = (await answer(await stall.upload(product_id, picture()), 201))["image_id"]
    async with stall.database.write() as db:
        await db.execute(
            insert(t.checkout).values(
                checkout_id="chk", hold_id="h", sale_id="s", buyer_id="b", currency="IDR", total_minor=1, quote={},
                contact={}, contact_key="", payment_method="test_card", payment_state="paid", pay_by_ms=1, created_ms=1,
            )
        )  # fmt: skip
        await db.execute(
            insert(t.order).values(
                order_id="ord", number=1, checkout_id="chk", shop_id=SHOP, sale_id="s", buyer_id="b", state="placed",
                currency="IDR", items_minor=1, total_minor=1, created_ms=1, updated_ms=1,
            )
        )  # fmt: skip
        await db.execute(
            insert(t.order_line).values(
                order_id="ord", line_no=1, variant_id="v", product_id=product_id, title="", variant_title="", sku="",
                image_id=image_id, quantity=1, price_minor=1,
            )
        )  # fmt: skip
    await answer(await stall.ask("DELETE", f"/api/products/{product_id}/images/{image_id}"), 204)
    assert await images_in(stall) == 0
    await answer(await stall.client.get(f"/images/{image_id}-480.webp"), 200)


@pytest.mark.parametrize(
    "name",
    ["../secret.txt", "..%2fsecret.txt", "%2e%2e%2fsecret.txt", "img_1-480.webp%00.png", "img_1-481.webp", "img_1",
     "img_1-480.WEBP", "img_1-0480.webp", "img_1-480.webp/", "img_%F0%9D%9F%8F-480.webp", ".", "%2e%2e", "a" * 3000],
)  # fmt: skip
async def test_names_lead_nowhere_else(stall: Stall, name: str) -> None:
    from yarl import URL

    stall.images.mkdir(exist_ok=True)
    (stall.images.parent / "secret.txt").write_text("secret")
    (stall.images / "img_1-480.webp").write_bytes(b"")
    os.symlink(stall.images.parent / "secret.txt", stall.images / "img_2-481.webp")
    response = await stall.client.get(URL(f"/images/{name}", encoded=True))
    assert response.status == 404
    assert b"secret" not in await response.read()
