"""What several of the pictures share: the wall and table behind, steam above, light on round things."""

from __future__ import annotations

import math

from live.demo.canvas import (
    Canvas,
    rgb,
    stops,
)

# Light from the left on something round: dark at the edges, brightest at a third.
ROUND = [(0.0, rgb("#7d7470")), (0.12, rgb("#c9c2bd")), (0.32, rgb("#ffffff")), (0.62, rgb("#d8d0cb")),
          (0.88, rgb("#918783")), (1.0, rgb("#6a615e"))]  # fmt: skip


def table(wall_top: str, wall_bottom: str, ground_colour: str, light: str) -> Canvas:
    """A wall, a table, and warm light that falls on both."""
    canvas = Canvas(stops(wall_top, wall_bottom))
    ground = canvas.soft(canvas.rounded((-100, 730, 1100, 1300), 0), 26)
    canvas.fill(ground, canvas.down(stops(ground_colour, wall_bottom), (0, 700, 1000, 1080)))
    canvas.glow((300, 260), 620, rgb(light), 0.55)
    return canvas


def steam(canvas: Canvas, x: float, y: float) -> None:
    for shift, height, phase in ((-62, 170, 0.2), (0, 220, 1.4), (58, 160, 2.7)):
        path = [
            (x + shift + 22 * math.sin(phase + step / 9) * (step / 40), y - height * step / 40) for step in range(41)
        ]
        canvas.lighten(canvas.soft(canvas.line(path, 20), 15), 0.5)
