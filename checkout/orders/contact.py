"""Who buys and where to: checked, tidied, and the key that per-buyer limits go by. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from checkout.errors import Invalid
from checkout.text import clean_line, clean_text, is_unwanted

# Syntax as far as it can be told without asking the mail server (RFC 5321 sections 4.1.2 and 4.5.3.1), unquoted.
_EMAIL = re.compile(
    r"""(?=.{3,254}\Z)[^\s@<>()\[\],:;"\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"""
)
_PHONE = re.compile(r"\+?[0-9 ()./-]{5,29}", re.ASCII)
_ADDRESS_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
# Google's mail ignores dots in the local part, and has two names.
_GOOGLE = frozenset({"gmail.com", "googlemail.com"})
_MAX_ADDRESS_FIELDS = 16


def tidy(text: str, field: str, *, longest: int, lines: bool = False) -> str:
    """`text` fit to keep, as one line or as several.

    Raises:
        Invalid: longer than `longest` characters.
    """
    tidied = clean_text(text) if lines else clean_line(text)
    if len(tidied) > longest:
        raise Invalid(f"{field}: at most {longest} characters", {field: f"at most {longest} characters"})
    return tidied


def check_name(name: str) -> str:
    """Raises `Invalid`."""
    name = tidy(name, "contact.name", longest=120)
    if not name:
        raise Invalid("contact.name: may not be empty", {"contact.name": "may not be empty"})
    return name


def check_email(email: str) -> str:
    """The address as typed but for the domain's case. Raises `Invalid`."""
    email = email.strip()
    if _EMAIL.fullmatch(email) is None or any(map(is_unwanted, email)):
        raise Invalid("contact.email: is not an e-mail address", {"contact.email": "is not an e-mail address"})
    local, _, domain = email.rpartition("@")
    return f"{local}@{domain.lower()}"


def check_phone(phone: str | None) -> str | None:
    """None for none. Raises `Invalid`."""
    phone = (phone or "").strip()
    if not phone:
        return None
    if _PHONE.fullmatch(phone) is None or sum(char.isdigit() for char in phone) < 5:
        raise Invalid("contact.phone: is not a phone number", {"contact.phone": "is not a phone number"})
    return phone


def check_address(address: Mapping[str, str] | str | None) -> dict[str, str] | None:
    """An address as named lines, in the order given; None for none.

    Addresses differ by country, so that the names are the page's choice (street, city, region, postal_code, country,
    note); one text stands for `street`.

    Raises:
        Invalid
    """
    if address is None:
        return None
    given = {"street": address} if isinstance(address, str) else address
    if len(given) > _MAX_ADDRESS_FIELDS:
        raise Invalid("address: too many fields", {"address": f"at most {_MAX_ADDRESS_FIELDS} fields"})
    tidied: dict[str, str] = {}
    for name, text in given.items():
        if _ADDRESS_FIELD.fullmatch(name) is None:
            raise Invalid("address: names of fields are like postal_code", {"address": "names are like postal_code"})
        line = tidy(text, f"address.{name}", longest=300, lines=True)
        if line:
            tidied[name] = line
    return tidied or None


def contact_key(email: str) -> str:
    """What one mailbox is known by, however it is written: `B.u.di+tok@GMAIL.com` and `budi@gmail.com` are one.

    For limits only, never for sending.
    """
    local, _, domain = unicodedata.normalize("NFKC", email).casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _GOOGLE:
        local, domain = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{domain}"


def masked_name(name: str) -> str:
    """The first letter and stars, whatever the length: what strangers see of a buyer."""
    first = next((char for char in name if char.isalnum()), "")
    return f"{first.upper()}***"
