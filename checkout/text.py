"""What people type, made fit to keep: one line or several, without control and direction characters. Pure.

PostgreSQL keeps no NUL, a line break in a title breaks a receipt, and a direction override in a product's name can make
a page read backwards. Joiners (U+200C, U+200D) stay: scripts and emoji need them.
"""

from __future__ import annotations

import unicodedata

_JOINERS = frozenset("\u200c\u200d")
# Letters by their category, but nothing to see: Hangul fillers and the blank braille pattern.
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_line(text: str) -> str:
    """One line: NFC, runs of white space as one space, nothing invisible."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return " ".join("".join(character for character in spaced if _is_kept(character)).split())


def clean_text(text: str) -> str:
    """Several lines, ended by `\\n`; tabs become spaces."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    kept = ("".join(character for character in line if _is_kept(character)).rstrip() for line in lines)
    return "\n".join(kept).strip()


def is_visible(character: str) -> bool:
    """Does it leave a mark on the screen by itself (letter, number, sign; not a space or a combining mark)?"""
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANKS


def is_unwanted(character: str) -> bool:
    """Controls, format characters, unassigned and private ones, line separators, blanks that pass as letters."""
    return unicodedata.category(character) in _UNWANTED or character in _BLANKS


def _is_kept(character: str) -> bool:
    return character in _JOINERS or not is_unwanted(character)
