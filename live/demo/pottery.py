"""A mug with the colours of dusk, and a dripper on its glass server."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

from live.demo.canvas import (
    DRAWN,
    Canvas,
    arc,
    both,
    curve,
    joined,
    open_curve,
    rgb,
    stops,
    without,
)
from live.demo.scenery import ROUND, steam, table


def mug() -> Image.Image:
    canvas = table("#f6d9c0", "#e9b493", "#c98a68", "#fff1d8")
    canvas.shadow((250, 800, 870, 900), 26, 0.62)
    canvas.shadow((300, 815, 720, 880), 10, 0.6)
    _mug_handle(canvas)
    left, right, top, foot = 260.0, 690.0, 300.0, 835.0
    body = _mug_body(canvas, left, right, top, foot)
    box = (left, top, right, foot)
    canvas.fill(body, canvas.down(stops("#fbd9a5", "#f4a261", "#e76f51", "#a23e5c", "#4a2a55"), box))
    canvas.darken(body, canvas.across(ROUND, box))
    _speckles(canvas, body, 420, "#3a1f2c", 11)
    # The foot is bare clay.
    foot_ring = both(body, canvas.soft(canvas.rounded((0, 790, 1000, 900), 0), 2))
    canvas.fill(foot_ring, canvas.across(stops("#7a5a48", "#d9b79a", "#b08a6e", "#6a4b3b"), box))
    canvas.lighten(both(canvas.soft(canvas.rounded((318, 350, 362, 740), 22), 12), body), 0.62)
    canvas.lighten(both(canvas.soft(canvas.rounded((640, 400, 652, 730), 6), 6), body), 0.22)
    _mug_rim(canvas, left, right, top)
    steam(canvas, 475, 260)
    return canvas.finished()


def _mug_body(canvas: Canvas, left: float, right: float, top: float, foot: float) -> Image.Image:
    middle, half = (left + right) / 2, (right - left) / 2
    side = open_curve(
        [(left, top), (left + 1, top + 190), (left + 7, foot - 190), (left + 28, foot - 80), (left + 62, foot - 26)]
    )
    lower = arc((middle, foot - 26), half - 62, 28, 180, 0, 30)
    other = [(2 * middle - x, y) for x, y in reversed(side)]
    upper = arc((middle, top), half, 62, 0, 180, 40)
    return joined(canvas.polygon([*side, *lower, *other, *upper]), canvas.ellipse((left, top - 62, right, top + 62)))


def _mug_handle(canvas: Canvas) -> None:
    points = [(655, 400), (770, 385), (845, 455), (835, 560), (765, 650), (640, 690)]
    path = open_curve(points)
    handle = canvas.line(path, 62)
    canvas.fill(handle, canvas.down(stops("#f4a261", "#e76f51", "#a23e5c", "#6b3159"), (0, 370, 1000, 720)))
    inner_shade = without(handle, canvas.line([(x - 9, y - 10) for x, y in path], 58))
    canvas.darken(canvas.soft(inner_shade, 5), canvas.down(stops("#6e4a52", "#55323f"), (0, 370, 1000, 720)))
    canvas.lighten(both(canvas.soft(canvas.line([(x - 6, y - 16) for x, y in path], 9), 5), handle), 0.5)


def _mug_rim(canvas: Canvas, left: float, right: float, top: float) -> None:
    rim = canvas.ellipse((left, top - 62, right, top + 62))
    canvas.fill(rim, canvas.across(stops("#d98f5a", "#ffe9c9", "#f7c995", "#c27a4e"), (left, 0, right, 0)))
    inside = canvas.ellipse((left + 18, top - 50, right - 18, top + 52))
    canvas.fill(inside, canvas.across(stops("#5b2b3c", "#a34f4c", "#d9825a", "#f2b27a"), (left, 0, right, 0)))
    coffee = both(inside, canvas.ellipse((left + 22, top - 22, right - 22, top + 76)))
    canvas.fill(coffee, canvas.across(stops("#2a130b", "#4b2413", "#6d3a1e", "#3b1b0e"), (left, 0, right, 0)))
    crema = without(coffee, canvas.ellipse((left + 42, top - 10, right - 42, top + 72)))
    canvas.fill(canvas.soft(both(crema, coffee), 3), rgb("#b5743c"), 0.75)
    canvas.lighten(both(canvas.soft(canvas.ellipse((left + 90, top - 4, left + 190, top + 14)), 7), coffee), 0.5)


def _speckles(canvas: Canvas, mask: Image.Image, count: int, colour: str, seed: int) -> None:
    chance = random.Random(seed)
    dots = Image.new("L", (DRAWN, DRAWN), 0)
    pen = ImageDraw.Draw(dots)
    for _ in range(count):
        x, y, size = chance.uniform(0, DRAWN), chance.uniform(0, DRAWN), chance.uniform(1, 4)
        pen.ellipse([x, y, x + size, y + size], fill=chance.randint(90, 220))
    canvas.fill(both(dots, mask), rgb(colour), 0.7)


def dripper() -> Image.Image:
    canvas = table("#d5e3ea", "#a9c2cf", "#86a2b1", "#ffffff")
    canvas.shadow((240, 852, 800, 940), 28, 0.5, (18, 32, 42))
    canvas.shadow((310, 868, 690, 922), 10, 0.55, (18, 32, 42))
    _server(canvas)
    _cone(canvas)
    return canvas.finished()


def _server(canvas: Canvas) -> None:
    outline = [
        (420, 478),
        (412, 520),
        (352, 640),
        (306, 770),
        (318, 862),
        (372, 896),
        (500, 902),
        (628, 896),
        (682, 862),
        (694, 770),
        (648, 640),
        (588, 520),
        (580, 478),
    ]
    glass = both(canvas.polygon(curve(outline, 16)), canvas.rounded((0, 478, 1000, 1000), 0))
    handle = canvas.line(open_curve([(640, 560), (760, 560), (806, 640), (786, 748), (690, 792)]), 30)
    canvas.fill(handle, canvas.down(stops("#f3f9fb", "#c9dce5", "#9db7c4"), (0, 540, 0, 800)), 0.72)
    canvas.lighten(canvas.soft(canvas.line(open_curve([(650, 556), (758, 556), (800, 640)]), 7), 4), 0.8)
    canvas.fill(
        glass, canvas.across(stops("#8fb0c0", "#e8f3f7", "#c7dbe4", "#e2eff4", "#86a6b6"), (306, 0, 694, 0)), 0.62
    )
    coffee = both(glass, canvas.rounded((0, 700, 1000, 1000), 0))
    coffee = both(coffee, canvas.soft(glass, 7).point([255 if value > 215 else 0 for value in range(256)]))
    coffee = joined(coffee, both(glass, canvas.ellipse((330, 676, 670, 724))))
    canvas.fill(coffee, canvas.across(stops("#2a1208", "#6a3317", "#8d4a22", "#5a2a12", "#230e06"), (306, 0, 694, 0)))
    canvas.lighten(both(canvas.soft(canvas.ellipse((400, 780, 560, 900)), 30), coffee), 0.35, rgb("#d98036"))
    surface = both(glass, canvas.ellipse((332, 678, 668, 722)))
    canvas.fill(surface, canvas.across(stops("#5b2c14", "#a3602f", "#7d431d", "#4a220e"), (332, 0, 668, 0)))
    canvas.lighten(both(canvas.soft(canvas.line([(372, 640), (342, 770), (360, 850)], 16), 8), glass), 0.75)
    canvas.lighten(both(canvas.soft(canvas.line([(642, 660), (668, 780)], 8), 5), glass), 0.5)
    for amount, y in (("400", 740), ("200", 812)):
        canvas.lighten(canvas.rounded((488, y, 520, y + 3), 1), 0.65)
        canvas.text((552, y + 2), amount, 18, rgb("#e9dccf"))


def _cone(canvas: Canvas) -> None:
    collar = joined(
        canvas.rounded((356, 448, 644, 486), 16),
        canvas.ellipse((356, 436, 644, 466)),
        canvas.rounded((430, 470, 570, 506), 10),
    )
    canvas.fill(canvas.soft(canvas.rounded((400, 490, 600, 520), 8), 8), rgb("#27404d"), 0.5)
    box = (250, 0, 750, 0)
    china = stops("#b9b2ab", "#f4efe9", "#ffffff", "#e3dcd4", "#a39a91")
    canvas.fill(collar, canvas.across(china, (356, 0, 644, 0)))
    cone = canvas.polygon([(254, 214), (746, 214), (600, 440), (560, 462), (440, 462), (400, 440)])
    handle = canvas.line(open_curve([(690, 262), (800, 256), (838, 320), (800, 392), (640, 398)]), 34)
    canvas.fill(handle, canvas.down(stops("#ffffff", "#d9d1c8", "#a89f95"), (0, 240, 0, 410)))
    canvas.fill(cone, canvas.across(china, box))
    for index in range(9):
        x = 290 + index * 52.5
        rib = canvas.soft(canvas.line([(x, 250), (500 + (x - 500) * 0.36, 450)], 5), 3)
        canvas.darken(both(rib, cone), canvas.down(stops("#d2cac2", "#c4bbb2"), (0, 0, 1000, 1000)))
    canvas.lighten(both(canvas.soft(canvas.line([(330, 250), (432, 440)], 20), 12), cone), 0.8)
    canvas.fill(canvas.ellipse((250, 168, 750, 262)), canvas.across(china, box))
    paper = canvas.ellipse((268, 178, 732, 254))
    canvas.fill(paper, canvas.across(stops("#b99d78", "#e9d7b8", "#f7ebd3", "#dcc49c"), box))
    grounds = both(paper, canvas.ellipse((316, 200, 684, 270)))
    canvas.fill(grounds, canvas.across(stops("#1f0f08", "#4a2814", "#6b3d20", "#3a1d0e"), box))
    canvas.grain(grounds, 46)
    steam(canvas, 500, 190)
