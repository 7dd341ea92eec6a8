"""Reasons that only the catalogue has, as branches of the one tree in `checkout/errors.py`."""

from __future__ import annotations

from checkout.errors import Conflict


class InLineUp(Conflict):
    """A show that is not over has units of it; `details.shows` names them. Take it out of the line-up first."""

    code = "in_line_up"


class TooManyImages(Conflict):
    code = "too_many_images"
