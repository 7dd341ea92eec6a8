"""A tote bag of batik kawung."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from live.demo.canvas import (
    DRAWN,
    Canvas,
    Point,
    arc,
    both,
    rgb,
    stops,
)


def tote() -> Image.Image:
    canvas = Canvas(stops("#e7dccb", "#cdbb9f"))
    canvas.glow((300, 240), 700, rgb("#fff8ea"), 0.6)
    canvas.fill(canvas.soft(canvas.rounded((236, 380, 800, 930), 30), 28), rgb("#4a3a26"), 0.5)
    for top, width, colour in ((72, 150, "#5c4632"), (98, 166, "#7a5e44")):
        strap = canvas.line(
            [(500 - width, 420), *arc((500, top + 190), width - 8, 190, 180, 360), (500 + width, 420)], 34
        )
        canvas.fill(canvas.soft(strap, 7), rgb("#3e2f20"), 0.35)
        canvas.fill(strap, canvas.down(stops(colour, "#4a3727"), (0, 60, 0, 430)))
        stitch = canvas.line(arc((500, top + 190), width - 19, 179, 185, 355), 2)
        canvas.lighten(stitch, 0.35)
    outline = [
        (222, 372),
        (778, 372),
        (792, 640),
        (806, 880),
        (788, 918),
        (500, 926),
        (212, 918),
        (194, 880),
        (208, 640),
    ]
    cloth = canvas.polygon(_soft_corners(outline))
    canvas.fill(cloth, _kawung())
    _cloth_folds(canvas, cloth)
    hem = both(canvas.rounded((150, 372, 850, 424), 0), cloth)
    canvas.fill(hem, canvas.down(stops("#3a2016", "#522e1f"), (0, 372, 0, 424)))
    canvas.lighten(both(canvas.rounded((150, 414, 850, 416.5), 0), cloth), 0.3)
    for x in (334, 350, 650, 666):
        canvas.fill(canvas.rounded((x - 9, 386, x + 9, 410), 3), rgb("#b98a4e"), 0.0 if x in (334, 666) else 0.9)
    _woven_label(canvas)
    return canvas.finished()


def _soft_corners(points: Sequence[Point]) -> list[Point]:
    made: list[Point] = []
    for index, (x, y) in enumerate(points):
        before, after = points[index - 1], points[(index + 1) % len(points)]
        for share in (0.04, 0.015):
            made.append((x + (before[0] - x) * share, y + (before[1] - y) * share))
        for share in (0.015, 0.04):
            made.append((x + (after[0] - x) * share, y + (after[1] - y) * share))
    return made


def _kawung() -> Image.Image:
    """Four petals around a point, set against each other: one of the oldest batik patterns of Java."""
    step = 180
    tile = Image.new("RGB", (step, step), rgb("#2b1710"))
    pen = ImageDraw.Draw(tile)
    for centre_x, centre_y in ((0, 0), (step, 0), (0, step), (step, step), (step / 2, step / 2)):
        for quarter in range(4):
            angle = math.radians(45 + 90 * quarter)
            x, y = centre_x + 42 * math.cos(angle), centre_y + 42 * math.sin(angle)
            _petal(pen, x, y, 36, 20, angle, rgb("#e8c98f"))
            _petal(pen, x, y, 29, 14, angle, rgb("#b5652f"))
            _petal(pen, x, y, 20, 7, angle, rgb("#f4e3bd"))
        pen.ellipse([centre_x - 7, centre_y - 7, centre_x + 7, centre_y + 7], fill=rgb("#e8c98f"))
    for x, y in ((step / 2, 0), (step / 2, step), (0, step / 2), (step, step / 2)):
        for dx, dy in ((0, 0), (14, 0), (-14, 0), (0, 14), (0, -14)):
            pen.ellipse([x + dx - 3.4, y + dy - 3.4, x + dx + 3.4, y + dy + 3.4], fill=rgb("#c98d4f"))
    cloth = Image.new("RGB", (DRAWN, DRAWN))
    for x in range(0, DRAWN, step):
        for y in range(0, DRAWN, step):
            cloth.paste(tile, (x, y))
    return cloth


def _petal(pen: ImageDraw.ImageDraw, x: float, y: float, long: float, wide: float, angle: float, fill: object) -> None:
    points: list[Point] = []
    for step in range(48):
        t = step / 48 * 2 * math.pi
        # Pointed at both ends.
        along, out = long * math.cos(t), wide * math.sin(t) * abs(math.sin(t)) ** 0.35
        points.append(
            (x + along * math.cos(angle) - out * math.sin(angle), y + along * math.sin(angle) + out * math.cos(angle))
        )
    pen.polygon(points, fill=fill)  # pyright: ignore[reportArgumentType]


def _cloth_folds(canvas: Canvas, cloth: Image.Image) -> None:
    shade = canvas.down(stops("#6a5a4e", "#5e4f45"), (0, 0, 1000, 1000))
    for path, width in (
        ([(330, 424), (322, 640), (300, 915)], 26),
        ([(668, 424), (690, 660), (700, 915)], 30),
        ([(500, 470), (512, 700), (494, 920)], 20),
        ([(205, 700), (250, 800), (330, 900)], 24),
        ([(800, 720), (740, 820), (660, 910)], 24),
    ):
        canvas.darken(both(canvas.soft(canvas.line(path, width), 20), cloth), shade)
    for path in ([(268, 430), (250, 900)], [(586, 440), (604, 900)]):
        canvas.lighten(both(canvas.soft(canvas.line(path, 28), 24), cloth), 0.3)
    edges = [(0, rgb("#8d7d70")), (0.1, rgb("#ffffff")), (0.85, rgb("#f4ede6")), (1, rgb("#77685d"))]
    canvas.darken(cloth, canvas.across(edges, (194, 0, 806, 0)))
    canvas.darken(
        cloth, canvas.down([(0, rgb("#ffffff")), (0.7, rgb("#fbf6f0")), (1, rgb("#a39384"))], (0, 372, 0, 926))
    )


def _woven_label(canvas: Canvas) -> None:
    canvas.fill(canvas.soft(canvas.rounded((424, 820, 580, 878), 4), 5), rgb("#1d0f09"), 0.6)
    canvas.fill(canvas.rounded((422, 814, 578, 872), 4), canvas.down(stops("#fbf1de", "#e6d5b8"), (0, 814, 0, 872)))
    canvas.text((500, 836), "KOPI SENJA", 17, rgb("#3a2016"), 2)
    canvas.text((500, 858), "batik tulis", 13, rgb("#8a5a35"), 1)
