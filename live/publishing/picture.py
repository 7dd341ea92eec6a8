"""The moving test picture: a shop window at dusk, drifting lamps, the show's title and a running clock.

Drawn cheaply: the still parts once, and a few prepared sprites a frame.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

from PIL import Image, ImageDraw, ImageFilter, ImageFont

_TOP, _MIDDLE, _BOTTOM = (28, 22, 64), (120, 52, 104), (242, 138, 92)
_LAMPS = (
    # radius, colour, speed (turns per minute), phase, height
    (92, (255, 214, 150), 2.0, 0.00, 0.26),
    (64, (255, 158, 128), 3.1, 0.35, 0.44),
    (112, (168, 140, 255), 1.3, 0.60, 0.36),
    (48, (140, 224, 236), 4.2, 0.15, 0.54),
    (76, (255, 236, 196), 2.6, 0.80, 0.20),
)


class TestPicture:
    """`draw` gives RGB images of `width` x `height`."""

    # It is no test case, whatever its name says to a test runner.
    __test__ = False

    def __init__(self, title: str, width: int = 960, height: int = 540) -> None:
        self.width, self.height = width, height
        self._scale = height / 540
        self._lamps = [self._lamp(radius, colour) for radius, colour, *_ in _LAMPS]
        self._clock_font = ImageFont.load_default(self._px(46))
        self._small_font = ImageFont.load_default(self._px(20))
        self._background = self._draw_background(title)
        self._clock = ("", Image.new("L", (1, 1)))

    def draw(self, at_s: float, now: datetime) -> Image.Image:
        """The picture `at_s` seconds from the beginning, its clock showing `now` (in UTC)."""
        image = self._background.copy()
        for (radius, _, turns, phase, height), lamp in zip(_LAMPS, self._lamps, strict=True):
            angle = (at_s * turns / 60 + phase) * math.tau
            x = self.width * (0.5 + 0.44 * math.sin(angle))
            y = self.height * (height + 0.09 * math.cos(angle * 2 + phase))
            reach = lamp.width // 2
            image.paste(_LAMPS_COLOUR[radius], (int(x) - reach, int(y) - reach), lamp)
        self._draw_clock(image, at_s, now)
        return image

    def _px(self, size: float) -> int:
        return max(1, round(size * self._scale))

    def _lamp(self, radius: int, colour: tuple[int, int, int]) -> Image.Image:
        """A soft disc as a mask: 0 is clear."""
        reach = self._px(radius)
        mask = Image.new("L", (reach * 2, reach * 2))
        inner = reach * 2 // 5
        ImageDraw.Draw(mask).ellipse((inner, inner, reach * 2 - inner, reach * 2 - inner), fill=150)
        return mask.filter(ImageFilter.GaussianBlur(reach / 8))

    def _draw_background(self, title: str) -> Image.Image:
        column = Image.new("RGB", (1, self.height))
        for y in range(self.height):
            part = y / (self.height - 1) * 2
            first, second = (_TOP, _MIDDLE) if part < 1 else (_MIDDLE, _BOTTOM)
            column.putpixel((0, y), _mix(first, second, part % 1 if part < 2 else 1.0))
        image = column.resize((self.width, self.height))
        draw = ImageDraw.Draw(image)
        # The window's frame and its awning.
        edge = self._px(28)
        stripe = self.width / 16
        for number in range(16):
            left, right = number * stripe, (number + 1) * stripe
            colour = (250, 244, 232) if number % 2 else (206, 64, 72)
            draw.rectangle((left, 0, right, edge), fill=colour)
            draw.pieslice((left, edge - stripe / 4, right, edge + stripe / 4), 0, 180, fill=colour)
        font = ImageFont.load_default(self._px(54))
        size = self._px(54)
        while draw.textlength(title, font=font) > self.width * 0.86 and size > 12:
            size -= 2
            font = ImageFont.load_default(size)
        draw.text((self.width / 2, self.height * 0.74), title, font=font, anchor="mm", fill=(255, 255, 255))
        note = "test picture · gambar uji"
        draw.text((self.width / 2, self.height * 0.955), note, font=self._small_font, anchor="mm", fill=(96, 34, 58))
        return image

    def _draw_clock(self, image: Image.Image, at_s: float, now: datetime) -> None:
        text = now.astimezone(UTC).strftime("%H:%M:%S UTC")
        if self._clock[0] != text:
            mask = Image.new("L", (self._px(360), self._px(60)))
            center = (mask.width / 2, mask.height / 2)
            ImageDraw.Draw(mask).text(center, text, font=self._clock_font, anchor="mm", fill=255)
            self._clock = (text, mask)
        mask = self._clock[1]
        image.paste((255, 255, 255), ((self.width - mask.width) // 2, round(self.height * 0.81)), mask)
        # A bar that fills once a second shows at a glance whether frames are even.
        left, top = self.width * 0.36, self.height * 0.925
        length = self.width * 0.28
        draw = ImageDraw.Draw(image)
        draw.rectangle((left, top, left + length, top + self._px(4)), fill=(150, 70, 84))
        draw.rectangle((left, top, left + length * (at_s % 1), top + self._px(4)), fill=(255, 255, 255))


_LAMPS_COLOUR = {radius: colour for radius, colour, *_ in _LAMPS}


def _mix(first: tuple[int, int, int], second: tuple[int, int, int], part: float) -> tuple[int, int, int]:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(first, second, strict=True))
    return red, green, blue
