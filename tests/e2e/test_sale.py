"""A whole live sale in a real browser: a shop is opened, a show goes on air from a camera, people chat and buy."""

from __future__ import annotations

import io
import re

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.browser import wait_for_moving_video
from tests.e2e.conftest import NewPage, shoot
from tests.running import Running

CARD, DECLINED = "4242 4242 4242 4242", "4000 0000 0000 0002"


def mug() -> bytes:
    image = Image.new("RGB", (900, 900), "#f3d9b1")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((250, 260, 610, 700), 60, fill="#2f6f6d")
    draw.arc((560, 340, 760, 600), -90, 90, fill="#2f6f6d", width=46)
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def sign_up(page: Page) -> None:
    page.goto("/")
    shoot(page, "01-first-visit")
    page.goto("/sign-up")
    page.get_by_label("Your name").fill("Sari Dewi")
    page.get_by_label("Email").fill("sari@example.com")
    page.get_by_role("textbox", name="Password").fill("a short sentence")
    page.get_by_label("Shop name").fill("Tanah Liat")
    shoot(page, "02-sign-up")
    page.get_by_role("button", name="Open the shop").click()
    page.wait_for_url("**/studio")
    expect(page.get_by_text("Three steps to your first show")).to_be_visible()
    shoot(page, "03-studio-empty")


def add_product(page: Page) -> None:
    page.goto("/studio/products/new")
    page.get_by_label("Name", exact=True).fill("Cangkir Senja")
    page.get_by_label("Description").fill("Stoneware, 300 ml, glazed by hand.")
    page.get_by_label("Price").fill("85000")
    page.get_by_label("Stock").fill("12")
    page.get_by_label("SKU").fill("CUP-1")
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "mug.jpg", "mimeType": "image/jpeg", "buffer": mug()}]
    )
    shoot(page, "04-product")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/studio/products")
    expect(page.locator("et-products img").first).to_be_visible()


def plan_show(page: Page) -> str:
    """The show's slug."""
    page.goto("/studio/shows/new")
    page.get_by_label("Title").fill("Sunset cups, live")
    page.get_by_role("button", name="Add products").click()
    page.get_by_label("Cangkir Senja").first.check()
    page.get_by_role("button", name="Add 1").click()
    page.get_by_label("Units").fill("5")
    shoot(page, "05-plan-show")
    page.get_by_role("button", name="Create the show").click()
    page.wait_for_url(re.compile(r"/studio/shows/shw_"))
    shoot(page, "06-show")
    href = page.get_by_role("link", name="Open the host console").first.get_attribute("href")
    assert href
    return href.rsplit("/", 1)[1]


def buy(page: Page, name: str, *, card: str, shots: str | None = None) -> None:
    page.get_by_role("button", name=re.compile("^Buy")).first.click()
    expect(page.get_by_text("Subtotal")).to_be_visible()
    if shots:
        shoot(page, f"{shots}-bag")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("E-mail").fill(f"{name.lower()}@example.com")
    page.get_by_label("Full name").fill(f"{name} Wijaya")
    page.get_by_label("Address").fill("Jl. Braga 10")
    page.get_by_label("City").fill("Bandung")
    page.get_by_label("Postal code").fill("40111")
    if shots:
        shoot(page, f"{shots}-details")
    page.get_by_role("button", name="Continue to payment").click()
    page.get_by_label("Card number").fill(card)
    if shots:
        shoot(page, f"{shots}-pay")
    page.get_by_role("button", name=re.compile("^Pay")).click()


def test_a_live_sale_from_sign_up_to_the_end(server: Running, new_page: NewPage) -> None:
    host = new_page(server.url)
    sign_up(host)
    add_product(host)
    slug = plan_show(host)

    viewer = new_page(server.url, phone=True)
    viewer.goto(f"/live/{slug}")
    expect(viewer.get_by_text("Sunset cups, live").first).to_be_visible()
    shoot(viewer, "07-watch-before")

    host.goto(f"/host/{slug}")
    go_live = host.get_by_role("button", name="Go live")
    expect(go_live).to_be_enabled()
    host.wait_for_timeout(500)
    shoot(host, "08-host-before")
    go_live.click()
    expect(host.get_by_text("LIVE", exact=True).first).to_be_visible()
    host.get_by_role("button", name=re.compile("^Pin Cangkir Senja")).click()

    # The page that waited since before the start plays by itself.
    playing = wait_for_moving_video(viewer)
    assert playing["width"] > 0
    expect(viewer.get_by_role("button", name="Buy").first).to_be_visible()

    viewer.get_by_placeholder("Say something…").fill("Halo dari Bandung!")
    viewer.keyboard.press("Enter")
    expect(host.get_by_text("Halo dari Bandung!")).to_be_visible()
    host.get_by_placeholder("Say something…").fill("Halo juga, selamat datang")
    host.keyboard.press("Enter")
    expect(viewer.get_by_text("Halo juga, selamat datang")).to_be_visible()
    shoot(viewer, "09-watch-live")
    shoot(host, "10-host-live")

    other = new_page(server.url)
    other.goto(f"/live/{slug}")
    wait_for_moving_video(other)
    expect(other.get_by_text("5 left").first).to_be_visible()

    # The link of the pinned product opens the checkout over the video.
    buy(viewer, "Budi", card=CARD, shots="11-checkout")
    expect(viewer.get_by_text("Thank you, Budi Wijaya!")).to_be_visible()
    shoot(viewer, "12-checkout-done")
    for page in (other, host):
        expect(page.get_by_text("4 left").first).to_be_visible()

    # A declined card keeps the hold and all that was typed; the next try is paid.
    third = new_page(server.url, phone=True)
    third.goto(f"/live/{slug}")
    buy(third, "Citra", card=DECLINED)
    expect(third.get_by_text("The card was declined").first).to_be_visible()
    shoot(third, "13-declined")
    expect(other.get_by_text("3 left").first).to_be_visible()
    third.get_by_label("Card number").fill(CARD)
    third.get_by_role("button", name=re.compile("^Pay")).click()
    expect(third.get_by_text("Thank you, Citra Wijaya!")).to_be_visible()
    with third.expect_popup() as opened:
        third.get_by_role("link", name=re.compile("View order")).click()
    order = opened.value
    expect(order.get_by_text("Cangkir Senja").first).to_be_visible()
    shoot(order, "14-order")

    studio = host.context.new_page()
    studio.goto("/studio/orders")
    expect(studio.get_by_text("Paid", exact=True).nth(1)).to_be_visible()
    expect(studio.get_by_text("Budi Wijaya").first).to_be_visible()
    shoot(studio, "15-studio-orders")
    studio.goto("/studio")
    shoot(studio, "16-studio-home")
    studio.goto("/studio/settings")
    shoot(studio, "17-settings")

    front = new_page(server.url)
    front.goto("/")
    expect(front.get_by_text("Sunset cups, live").first).to_be_visible()
    shoot(front, "18-front-on-air")
    front.goto("/tanah-liat")
    expect(front.get_by_text("Cangkir Senja").first).to_be_visible()
    shoot(front, "19-shop")

    host.get_by_role("button", name="End", exact=True).click()
    host.get_by_role("button", name="End the show").click()
    expect(host.get_by_text("The show has ended").first).to_be_visible()
    expect(viewer.get_by_text("Thanks for watching").first).to_be_visible()
    other.wait_for_timeout(300)
    shoot(other, "20-watch-ended")
