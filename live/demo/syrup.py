"""A bottle of palm sugar syrup."""

from __future__ import annotations

import math

from PIL import Image

from live.demo.canvas import (
    Canvas,
    arc,
    both,
    curve,
    joined,
    mixed,
    open_curve,
    rgb,
    stops,
)
from live.demo.scenery import table


def syrup() -> Image.Image:
    canvas = table("#f3e3b6", "#dcb967", "#b98d3f", "#fffbe6")
    canvas.shadow((270, 868, 790, 950), 28, 0.55)
    canvas.shadow((330, 884, 680, 934), 10, 0.6)
    outline = [
        (442, 220),
        (442, 330),
        (424, 388),
        (356, 452),
        (334, 540),
        (334, 860),
        (356, 908),
        (500, 916),
        (644, 908),
        (666, 860),
        (666, 540),
        (644, 452),
        (576, 388),
        (558, 330),
        (558, 220),
    ]
    glass = both(canvas.polygon(curve(outline, 16)), canvas.rounded((0, 222, 1000, 1000), 0))
    canvas.fill(glass, canvas.across(stops("#3a1705", "#a24c12", "#d9822b", "#8f3f0c", "#2d1003"), (334, 0, 666, 0)))
    canvas.lighten(both(canvas.soft(canvas.ellipse((400, 560, 620, 900)), 50), glass), 0.28, rgb("#ffb04a"))
    empty = both(glass, canvas.rounded((0, 200, 1000, 318), 0))
    canvas.fill(empty, canvas.across(stops("#a7742f", "#f2d28c", "#d9ab5c", "#8f5f22"), (442, 0, 558, 0)), 0.8)
    canvas.fill(both(glass, canvas.ellipse((430, 306, 570, 330))), rgb("#c9772a"))
    canvas.lighten(both(canvas.soft(canvas.line([(374, 500), (366, 860)], 22), 8), glass), 0.62)
    canvas.lighten(both(canvas.soft(canvas.line([(640, 540), (642, 850)], 8), 5), glass), 0.4)
    canvas.lighten(both(canvas.soft(canvas.line([(460, 250), (458, 370)], 9), 4), glass), 0.7)
    _cork(canvas)
    _syrup_label(canvas)
    return canvas.finished()


def _cork(canvas: Canvas) -> None:
    lip = joined(canvas.rounded((428, 214, 572, 248), 14), canvas.ellipse((428, 204, 572, 232)))
    canvas.fill(lip, canvas.across(stops("#4d2208", "#d58f44", "#8a4513", "#3b1805"), (428, 0, 572, 0)))
    cork = joined(canvas.rounded((450, 138, 550, 222), 8), canvas.ellipse((450, 206, 550, 234)))
    canvas.fill(cork, canvas.across(stops("#8d6238", "#d9b07a", "#e7c595", "#a97c4b"), (450, 0, 550, 0)))
    canvas.grain(cork, 40)
    canvas.fill(
        canvas.ellipse((450, 126, 550, 152)), canvas.across(stops("#c79a63", "#edd0a3", "#d3aa74"), (450, 0, 550, 0))
    )
    # Twine around the neck, with a bow.
    for y in (334, 345, 356):
        canvas.fill(
            canvas.line(arc((500, y), 62, 9, 180, 0), 9),
            canvas.across(stops("#8a6a3c", "#e9cf9c", "#a8854f"), (436, 0, 564, 0)),
        )
    for points in ([(500, 366), (452, 386), (440, 424), (478, 412)], [(500, 366), (548, 386), (562, 424), (522, 412)]):
        canvas.fill(canvas.line(open_curve(points), 7), rgb("#cfae73"))


def _syrup_label(canvas: Canvas) -> None:
    label = canvas.rounded((334, 576, 666, 816), 0)
    canvas.fill(label, canvas.across(stops("#bfae8f", "#fbf3df", "#fffaf0", "#efe3ca", "#b09d7d"), (334, 0, 666, 0)))
    for y in (584, 804):
        canvas.fill(canvas.rounded((334, y, 666, y + 4), 0), rgb("#3f5a36"), 0.85)
    _palm(canvas, 500, 652)
    canvas.text((500, 718), "GULA AREN", 38, rgb("#3a2410"), 3)
    canvas.text((500, 756), "CAIR  ·  ASLI", 19, rgb("#3f5a36"), 4)
    canvas.text((500, 786), "250 ml", 17, rgb("#7a5a34"))


def _palm(canvas: Canvas, x: float, y: float) -> None:
    leaf = rgb("#3f5a36")
    for angle in (200, 235, 270, 305, 340):
        radians = math.radians(angle)
        end = (x + 58 * math.cos(radians), y + 42 * math.sin(radians) + 12)
        middle = (x + 34 * math.cos(radians), y + 38 * math.sin(radians) - 6)
        canvas.fill(canvas.line(open_curve([(x, y), middle, end]), 8), mixed(leaf, (255, 255, 255), 0.08))
    canvas.fill(canvas.polygon([(x - 5, y), (x + 5, y), (x + 8, y + 40), (x - 8, y + 40)]), rgb("#8a5a2b"))
