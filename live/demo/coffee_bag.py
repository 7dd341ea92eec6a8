"""A bag of coffee beans."""

from __future__ import annotations

import math

from PIL import Image

from live.demo.canvas import (
    Canvas,
    Point,
    both,
    curve,
    rgb,
    stops,
)
from live.demo.scenery import table


def coffee() -> Image.Image:
    canvas = table("#dfe6dc", "#b9c6b6", "#94a592", "#ffffff")
    canvas.shadow((180, 850, 850, 950), 30, 0.55, (24, 32, 22))
    canvas.shadow((250, 868, 760, 925), 11, 0.65, (24, 32, 22))
    outline = curve(
        [(272, 190), (500, 184), (728, 190), (742, 330), (752, 560), (762, 800), (738, 892), (500, 906), (262, 892),
         (238, 800), (248, 560), (258, 330)], 20,
    )  # fmt: skip
    bag = both(canvas.polygon(outline), canvas.rounded((0, 186, 1000, 920), 0))
    box = (238, 0, 762, 0)
    canvas.fill(bag, canvas.across(stops("#8a6540", "#c79c69", "#d9b282", "#bd9160", "#7d5936"), box))
    canvas.grain(bag, 34)
    _bag_folds(canvas, bag)
    _bag_top(canvas, bag, box)
    _bag_label(canvas)
    _beans(canvas)
    return canvas.finished()


def _bag_folds(canvas: Canvas, bag: Image.Image) -> None:
    dark = canvas.down(stops("#8f7458", "#7c6247"), (0, 0, 1000, 1000))
    for path, width in (
        ([(300, 230), (286, 520), (270, 880)], 14),
        ([(702, 230), (716, 520), (734, 880)], 18),
        ([(360, 905), (420, 800), (500, 780)], 16),
        ([(650, 905), (600, 810), (520, 785)], 16),
    ):
        canvas.darken(both(canvas.soft(canvas.line(path, width), 11), bag), dark)
    canvas.lighten(both(canvas.soft(canvas.line([(330, 230), (322, 860)], 20), 15), bag), 0.32)
    canvas.darken(both(canvas.soft(canvas.rounded((200, 850, 800, 960), 40), 24), bag), dark)


def _bag_top(canvas: Canvas, bag: Image.Image, box: tuple[float, float, float, float]) -> None:
    seal = both(canvas.rounded((200, 150, 800, 262), 4), bag)
    canvas.fill(seal, canvas.across(stops("#3a2c22", "#6a5443", "#7d6653", "#5a4637", "#33261d"), box))
    for y in range(196, 258, 9):
        canvas.darken(
            both(canvas.rounded((200, y, 800, y + 3), 1), seal), canvas.down(stops("#b3a79e", "#b3a79e"), box)
        )
    canvas.fill(canvas.soft(both(canvas.rounded((200, 262, 800, 276), 2), bag), 4), rgb("#3d2a1a"), 0.55)
    valve = canvas.ellipse((470, 300, 530, 360))
    canvas.fill(canvas.soft(canvas.ellipse((468, 304, 534, 368)), 5), rgb("#4a331f"), 0.6)
    canvas.fill(valve, canvas.down(stops("#efe3d3", "#b9a185"), (0, 300, 0, 360)))
    for x, y in ((487, 330), (500, 318), (513, 330), (500, 342)):
        canvas.fill(canvas.ellipse((x - 3.4, y - 3.4, x + 3.4, y + 3.4)), rgb("#6a5138"))


def _bag_label(canvas: Canvas) -> None:
    label = canvas.rounded((318, 392, 682, 790), 16)
    canvas.fill(canvas.soft(canvas.rounded((316, 398, 688, 800), 16), 8), rgb("#3d2a1a"), 0.5)
    canvas.fill(label, canvas.down(stops("#fffaf0", "#f3e7d3"), (0, 392, 0, 790)))
    sky = both(canvas.rounded((340, 414, 660, 606), 10), label)
    canvas.fill(sky, canvas.down(stops("#39285a", "#8e3f6b", "#e76f51", "#f6bd60"), (0, 414, 0, 606)))
    sun = both(canvas.ellipse((446, 500, 554, 608)), sky)
    canvas.fill(both(canvas.soft(canvas.ellipse((416, 470, 584, 638)), 18), sky), rgb("#ffdf9e"), 0.6)
    canvas.fill(sun, canvas.down(stops("#fff3cf", "#ffd27a"), (0, 500, 0, 606)))
    far = [(340, 606), (340, 560), (400, 524), (452, 566), (520, 538), (590, 580), (660, 540), (660, 606)]
    near = [(340, 606), (340, 588), (420, 566), (500, 592), (580, 570), (660, 590), (660, 606)]
    canvas.fill(both(canvas.polygon(far), sky), rgb("#5b2e5f"))
    canvas.fill(both(canvas.polygon(near), sky), rgb("#2b1a3f"))
    ink = rgb("#33231a")
    canvas.text((500, 644), "KOPI SENJA", 38, ink, 4)
    canvas.text((500, 686), "ARABIKA GAYO", 21, rgb("#8e3f6b"), 5)
    canvas.fill(canvas.rounded((440, 710, 560, 712.5), 1), rgb("#c9b79d"))
    canvas.text((500, 738), "cokelat  ·  jeruk  ·  gula aren", 18, ink)
    canvas.text((500, 766), "SANGRAI SEDANG", 13, rgb("#7a6654"), 3)
    canvas.darken(label, canvas.across([(0, rgb("#d8cdbf")), (0.25, rgb("#ffffff")), (0.8, rgb("#f6efe6")),
                                        (1, rgb("#cbbfb0"))], (318, 0, 682, 0)))  # fmt: skip


def _beans(canvas: Canvas) -> None:
    for x, y, size, turn in (
        (150, 905, 44, 20), (205, 935, 40, -35), (118, 942, 38, 70), (820, 922, 46, -20), (876, 900, 38, 50),
        (858, 946, 42, 10), (770, 950, 36, -60),
    ):  # fmt: skip
        _bean(canvas, x, y, size, turn)


def _bean(canvas: Canvas, x: float, y: float, size: float, turn: float) -> None:
    angle = math.radians(turn)

    def at(along: float, out: float) -> Point:
        return x + along * math.cos(angle) - out * math.sin(angle), y + along * math.sin(angle) + out * math.cos(angle)

    outline = [at(size * math.cos(t / 30 * math.pi), size * 0.66 * math.sin(t / 30 * math.pi)) for t in range(60)]
    canvas.shadow((x - size, y - size * 0.2, x + size * 1.15, y + size * 0.95), 7, 0.6, (24, 20, 14))
    bean = canvas.polygon(outline)
    canvas.fill(bean, canvas.down(stops("#8a5433", "#5a3018", "#2f170b"), (0, y - size * 0.7, 0, y + size * 0.7)))
    cleft = [at(size * (step / 10 - 1) * 0.86, size * 0.13 * math.sin((step / 10) * math.pi)) for step in range(21)]
    canvas.fill(both(canvas.line(cleft, size * 0.11), bean), rgb("#1d0d06"))
    glint = [at(size * (step / 10 - 0.7) * 0.8, -size * 0.36) for step in range(10)]
    canvas.lighten(both(canvas.soft(canvas.line(glint, size * 0.14), 4), bean), 0.45)
