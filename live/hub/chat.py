"""What a chat text may be. Pure.

Texts are kept as text: pages escape them. What is taken out here is what nobody sees but what changes how the rest is
read: control characters, zero-width characters, the bidi overrides of UAX #9, and towers of combining marks.
"""

from __future__ import annotations

import unicodedata

from checkout.caller import Caller
from live.hub.limits import Rate
from live.hub.refusals import EmptyText, TextTooLong

MOST_CHARACTERS = 300
# Normalising can lengthen or shorten a text (one ligature may become 18 letters), so the limit holds afterwards; this
# one only bounds the work.
MOST_RAW_CHARACTERS = 3000
MOST_MARKS_IN_A_ROW = 4

# Twitch's rates, as people expect them.
PERSON_RATE = Rate(20, 30)
STAFF_RATE = Rate(100, 30)
# Thousands share one address behind a mobile network: this stops a flood, not a crowd.
ADDRESS_RATE = Rate(3000, 30)

_ZWJ = "\u200d"
_VARIATION_SELECTORS = frozenset("\ufe0e\ufe0f")
# Letters and symbols that show nothing though Unicode does not class them as spaces.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def clean(raw: str) -> str:
    """The text as it is kept: NFKC, whitespace runs as one space, invisible characters gone.

    Raises:
        TextTooLong, EmptyText.
    """
    if len(raw) > MOST_RAW_CHARACTERS:
        raise _too_long()
    text = " ".join(_visible(unicodedata.normalize("NFKC", raw)).split())
    if len(text) > MOST_CHARACTERS:
        raise _too_long()
    if not any(_shows(character) for character in text):
        raise EmptyText("Write something first.")
    return text


def badge(caller: Caller, shop_id: str) -> str | None:
    """What is shown beside the name of the shop's people: `owner`, `host` or `moderator`."""
    role = caller.roles.get(shop_id)
    return role.value if role is not None else None


def _too_long() -> TextTooLong:
    return TextTooLong(f"A message may have at most {MOST_CHARACTERS} characters.", {"text": "too long"})


def _visible(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for index, character in enumerate(text):
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > MOST_MARKS_IN_A_ROW:
            continue
        if category.startswith("Z") or character in _BLANK or character in "\t\n\r\v\f\x85":
            kept.append(" ")
        elif category in ("Cc", "Cf", "Cs", "Co"):
            if character == _ZWJ and _joins_emoji(kept, text[index + 1 : index + 2]):
                kept.append(character)
        else:
            kept.append(character)
    return "".join(kept)


def _shows(character: str) -> bool:
    return character not in _VARIATION_SELECTORS and unicodedata.category(character)[0] not in "MZC"


def _joins_emoji(before: list[str], after: str) -> bool:
    """Whether a zero-width joiner here makes one emoji of two, such as a family (UTS #51, ED-16)."""
    previous = next((character for character in reversed(before) if character not in _VARIATION_SELECTORS), "")
    return bool(previous and after) and _is_emoji(previous) and _is_emoji(after)


def _is_emoji(character: str) -> bool:
    code = ord(character)
    return 0x1F000 <= code <= 0x1FAFF or 0x2190 <= code <= 0x2BFF
