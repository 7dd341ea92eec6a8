"""E-mail addresses, people's names and shops' slugs as they are kept. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from checkout.text import is_unwanted, is_visible

MAX_NAME = 40
MAX_EMAIL = 254
MAX_SLUG = 60

RESERVED_SLUGS = frozenset(
    {
        "about", "account", "accounts", "admin", "api", "assets", "checkout", "demo", "docs", "etalase", "favicon",
        "guest", "guests", "healthz", "help", "host", "images", "invite", "invitations", "live", "login", "logout",
        "manifest", "me", "media", "metrics", "new", "null", "orders", "privacy", "readyz", "replay", "reset", "robots",
        "search", "settings", "shop", "shops", "show", "shows", "sign-in", "sign-out", "sign-up", "socket-io", "static",
        "studio", "terms", "undefined", "vendor", "watch", "whep", "whip", "www",
    }
)  # fmt: skip
"""First parts of paths that are the server's own, now or likely later: no shop may be called so."""

_LOCAL_PART = re.compile(r"[^\s@\"(),:;<>\[\\\]]{1,64}")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# Indonesian puts the quality behind the animal: "Kancil Ceria".
_ANIMALS = (
    "Anoa", "Banteng", "Beo", "Cendrawasih", "Elang", "Gajah", "Gelatik", "Jalak", "Kakatua", "Kancil", "Kelinci",
    "Kepiting", "Komodo", "Kucing", "Kukang", "Kunang", "Kupu", "Kura", "Lebah", "Lumba", "Maleo", "Merak", "Merpati",
    "Musang", "Nuri", "Orca", "Panda", "Paus", "Penyu", "Rusa", "Tarsius", "Tupai",
)  # fmt: skip
_QUALITIES = (
    "Ajaib", "Akrab", "Anggun", "Asyik", "Berani", "Bijak", "Cekatan", "Ceria", "Cerdas", "Ceriwis", "Damai", "Gembira",
    "Gesit", "Girang", "Hangat", "Hebat", "Jenaka", "Jujur", "Kalem", "Lincah", "Lucu", "Manis", "Mungil", "Ramah",
    "Riang", "Sabar", "Santai", "Setia", "Sigap", "Tangguh", "Teduh", "Tenang",
)  # fmt: skip


def normalise_email(text: str) -> str:
    """The form in which an address is kept and compared: NFKC, lower case, the domain in ASCII (IDNA).

    Raises:
        ValueError: not an address that mail can be sent to.
    """
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).strip().lower()).strip()
    local, at, domain = lowered.rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local) or any(is_unwanted(character) for character in local):
        raise ValueError("not an e-mail address")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValueError("not an e-mail address")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValueError("the part behind the @ is not a domain") from None
    labels = ascii_domain.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or (len(labels) < 2 and ascii_domain != "localhost"):
        raise ValueError("the part behind the @ is not a domain")
    address = f"{local}@{ascii_domain}"
    if len(address) > MAX_EMAIL:
        raise ValueError(f"an e-mail address has at most {MAX_EMAIL} characters")
    return address


def clean_name(text: str, max_length: int = MAX_NAME) -> str:
    """A person's or shop's name in NFKC: no controls, zero-width or direction characters, single spaces, at most two
    marks on one letter.

    Raises:
        ValueError: nothing visible is left, or more than `max_length` characters.
    """
    spaced = " ".join(unicodedata.normalize("NFKC", text).split())
    kept: list[str] = []
    marks = 0
    for character in spaced:
        if is_unwanted(character):
            continue
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= 2:
            kept.append(character)
    name = " ".join(unicodedata.normalize("NFKC", "".join(kept)).split())
    if not any(is_visible(character) for character in name):
        raise ValueError("a name needs at least one visible character")
    if len(name) > max_length:
        raise ValueError(f"a name has at most {max_length} characters")
    return name


def guest_name(guest_id: str) -> str:
    """The name that a guest has until they choose one, always the same for the same id: "Merak Riang 27"."""
    digest = hashlib.sha256(guest_id.encode()).digest()
    animal = _ANIMALS[digest[0] % len(_ANIMALS)]
    quality = _QUALITIES[digest[1] % len(_QUALITIES)]
    return f"{animal} {quality} {10 + digest[2] % 90}"


def slug_from(name: str) -> str:
    """A slug out of a name: ASCII letters, digits and single hyphens; `toko` when nothing is left of the name."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:MAX_SLUG].strip("-")
    if not slug:
        return "toko"
    return f"toko-{slug}"[:MAX_SLUG].strip("-") if slug in RESERVED_SLUGS else slug


def check_slug(slug: str) -> str:
    """A slug that somebody chose. Raises `ValueError`."""
    if not 2 <= len(slug) <= MAX_SLUG or not _SLUG.fullmatch(slug):
        raise ValueError(f"2 to {MAX_SLUG} of a-z, 0-9 and single hyphens between them")
    if slug in RESERVED_SLUGS:
        raise ValueError("this word is used by the server itself")
    return slug


def free_slug(wanted: str, taken: frozenset[str]) -> str:
    """`wanted`, or with the first number from 2 on that is free."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
