"""A small drawing kit over Pillow for the demo's pictures: masks, gradients, soft shadows, light on round things.

Coordinates run from 0 to 1000 in both directions; a picture is drawn large and made smaller at the end, which smooths
every edge.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
Stops = Sequence[tuple[float, Colour]]
"""A gradient: (place from 0 to 1, colour), in order."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]

DRAWN = 1800
SIZE = 1200


def rgb(code: str) -> Colour:
    """`#c0ffee` as numbers."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def stops(*codes: str) -> Stops:
    """Colours at equal distances."""
    last = max(len(codes) - 1, 1)
    return [(index / last, rgb(code)) for index, code in enumerate(codes)]


def curve(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """A smooth closed line through `points` (Catmull-Rom)."""
    smooth: list[Point] = []
    count = len(points)
    for index in range(count):
        p0, p1, p2, p3 = (points[(index + offset) % count] for offset in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            smooth.append((_catmull(p0[0], p1[0], p2[0], p3[0], t), _catmull(p0[1], p1[1], p2[1], p3[1], t)))
    return smooth


def _catmull(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


class Canvas:
    def __init__(self, background: Stops) -> None:
        self._k = DRAWN / 1000
        self.image = self.down(background, (0, 0, 1000, 1000))

    # --- shapes, as masks ---

    def mask(self, draw: Callable[[ImageDraw.ImageDraw, Callable[..., list[float]]], None]) -> Image.Image:
        """`draw` gets a pen and a function that scales coordinates."""
        made = Image.new("L", (DRAWN, DRAWN), 0)
        draw(ImageDraw.Draw(made), self._px)
        return made

    def _px(self, *numbers: float) -> list[float]:
        return [number * self._k for number in numbers]

    def polygon(self, points: Sequence[Point]) -> Image.Image:
        return self.mask(lambda pen, px: pen.polygon([(x * self._k, y * self._k) for x, y in points], fill=255))

    def ellipse(self, box: Box) -> Image.Image:
        return self.mask(lambda pen, px: pen.ellipse(px(*box), fill=255))

    def rounded(self, box: Box, radius: float) -> Image.Image:
        return self.mask(lambda pen, px: pen.rounded_rectangle(px(*box), radius=radius * self._k, fill=255))

    def line(self, points: Sequence[Point], width: float) -> Image.Image:
        """A thick line with round ends: a dot beside a dot, so that a bend has no seams."""

        def draw(pen: ImageDraw.ImageDraw, px: Callable[..., list[float]]) -> None:
            half = width / 2
            for (x, y), (to_x, to_y) in itertools.pairwise(points):
                dots = max(1, math.ceil(math.hypot(to_x - x, to_y - y) / max(width / 14, 0.4)))
                for dot in range(dots + 1):
                    at_x, at_y = x + (to_x - x) * dot / dots, y + (to_y - y) * dot / dots
                    pen.ellipse(px(at_x - half, at_y - half, at_x + half, at_y + half), fill=255)

        return self.mask(draw)

    def soft(self, mask: Image.Image, blur: float) -> Image.Image:
        return mask.filter(ImageFilter.GaussianBlur(blur * self._k))

    # --- paint ---

    def down(self, colours: Stops, box: Box) -> Image.Image:
        """A whole picture with a gradient from the top to the bottom of `box`."""
        return self._gradient(colours, box[1], box[3]).resize((DRAWN, DRAWN))

    def across(self, colours: Stops, box: Box) -> Image.Image:
        return self._gradient(colours, box[0], box[2]).transpose(Image.Transpose.TRANSPOSE).resize((DRAWN, DRAWN))

    def _gradient(self, colours: Stops, start: float, end: float) -> Image.Image:
        strip = Image.new("RGB", (1, DRAWN))
        for index in range(DRAWN):
            place = (index / self._k - start) / max(end - start, 1e-6)
            strip.putpixel((0, index), _colour_at(colours, place))
        return strip

    def fill(self, mask: Image.Image, paint: Image.Image | Colour, strength: float = 1.0) -> None:
        """Lays `paint` where the mask is."""
        source = paint if isinstance(paint, Image.Image) else Image.new("RGB", (DRAWN, DRAWN), paint)
        self.image.paste(source, (0, 0), weakened(mask, strength))

    def darken(self, mask: Image.Image, paint: Image.Image) -> None:
        """Multiplies, as shade does: white changes nothing."""
        self.image.paste(ImageChops.multiply(self.image, paint), (0, 0), mask)

    def lighten(self, mask: Image.Image, strength: float, colour: Colour = (255, 255, 255)) -> None:
        """Adds light, as a reflection does."""
        light = Image.new("RGB", (DRAWN, DRAWN), colour)
        self.image.paste(ImageChops.screen(self.image, light), (0, 0), weakened(mask, strength))

    def shadow(self, box: Box, blur: float, strength: float, colour: Colour = (40, 22, 12)) -> None:
        """A soft shadow on the ground."""
        self.fill(self.soft(self.ellipse(box), blur), colour, strength)

    def glow(self, centre: Point, radius: float, colour: Colour, strength: float) -> None:
        x, y = centre
        self.lighten(
            self.soft(self.ellipse((x - radius / 2, y - radius / 2, x + radius / 2, y + radius / 2)), radius / 2.6),
            strength, colour,
        )  # fmt: skip

    def grain(self, mask: Image.Image, amount: float) -> None:
        """The unevenness of paper or clay."""
        noise = Image.effect_noise((DRAWN // 2, DRAWN // 2), amount).resize((DRAWN, DRAWN))
        bright = noise.point([min(255, value + 118) for value in range(256)])
        self.darken(mask, Image.merge("RGB", (bright, bright, bright)))

    def text(self, centre: Point, words: str, size: float, colour: Colour, spacing: float = 0) -> None:
        """One line, centred; `spacing` widens it letter by letter."""
        font = ImageFont.load_default(size * self._k)
        pen = ImageDraw.Draw(self.image)
        widths = [pen.textlength(letter, font=font) + spacing * self._k for letter in words]
        x = centre[0] * self._k - (sum(widths) - spacing * self._k) / 2
        for letter, width in zip(words, widths, strict=True):
            pen.text((x, centre[1] * self._k), letter, font=font, fill=colour, anchor="lm")
            x += width

    def finished(self) -> Image.Image:
        return self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


def weakened(mask: Image.Image, strength: float) -> Image.Image:
    return mask if strength == 1 else mask.point([round(value * strength) for value in range(256)])


def both(one: Image.Image, other: Image.Image) -> Image.Image:
    """Where both masks are."""
    return ImageChops.multiply(one, other)


def without(one: Image.Image, other: Image.Image) -> Image.Image:
    return ImageChops.subtract(one, other)


def joined(*masks: Image.Image) -> Image.Image:
    made = masks[0]
    for mask in masks[1:]:
        made = ImageChops.lighter(made, mask)
    return made


def open_curve(points: Sequence[Point], steps: int = 30) -> list[Point]:
    """A smooth line from the first of `points` to the last."""
    return curve([points[0], *points, points[-1]], steps)[steps : steps * len(points)]


def arc(centre: Point, radius_x: float, radius_y: float, start: float, end: float, steps: int = 60) -> list[Point]:
    """Points of an ellipse's arc; angles in degrees, 0 to the right, clockwise."""
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(centre[0] + radius_x * math.cos(angle), centre[1] + radius_y * math.sin(angle)) for angle in angles]


def _colour_at(colours: Stops, place: float) -> Colour:
    if place <= colours[0][0]:
        return colours[0][1]
    for (before, one), (after, other) in itertools.pairwise(colours):
        if place <= after:
            # Eased, so that no stop shows as a line.
            share = (place - before) / max(after - before, 1e-6)
            return mixed(one, other, share * share * (3 - 2 * share))
    return colours[-1][1]
