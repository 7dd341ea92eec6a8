"""The kinds of entries that the live side writes; with commerce's they are all that a show's log can hold."""

from __future__ import annotations

from checkout.journal.entries import COMMERCE_KINDS, Kind, Visibility, by_name

_PUBLIC, _STAFF = Visibility.PUBLIC, Visibility.STAFF

SHOW_STARTED = Kind("show.started", 1, _PUBLIC)
SHOW_INTERRUPTED = Kind("show.interrupted", 1, _PUBLIC, "ends_at_ms")
SHOW_RESUMED = Kind("show.resumed", 1, _PUBLIC)
SHOW_ENDED = Kind("show.ended", 1, _PUBLIC, "reason: host | interrupted")
WATCH_MOVED = Kind("watch.moved", 1, _PUBLIC, "", "")
PRODUCT_PINNED = Kind("product.pinned", 1, _PUBLIC, "variant_id, product_id, title, price: Money", "by")
PRODUCT_UNPINNED = Kind("product.unpinned", 1, _PUBLIC, "variant_id", "by")
CHAT_SAID = Kind("chat.said", 1, _PUBLIC, "person, name, text, reply_to?, badge?; once removed: text empty, removed")
CHAT_REMOVED = Kind("chat.removed", 1, _PUBLIC, "offset", "by")
PERSON_MUTED = Kind("person.muted", 1, _STAFF, "", "person, until_ms, by")
VIEWER_JOINED = Kind("viewer.joined", 1, _STAFF, "", "person, visit, source")
VIEWER_LEFT = Kind(
    "viewer.left",
    1,
    _STAFF,
    "",
    "person, visit, source; in all: watched_s, muted_s, stalled_ms; on average: latency_ms? (of the picture, if told)",
)
VIEWERS_COUNTED = Kind("viewers.counted", 1, _PUBLIC, "viewers")
PRODUCT_SEEN = Kind("product.seen", 1, _STAFF, "", "variants: {variant_id: count}")
PRODUCT_CLICKED = Kind("product.clicked", 1, _STAFF, "", "variants: {variant_id: count}")
REACTIONS_COUNTED = Kind(
    "reactions.counted", 1, _PUBLIC, "reactions: {kind: count}, totals: {kind: count since the beginning}"
)

KINDS: dict[str, Kind] = COMMERCE_KINDS | by_name(
    (
        SHOW_STARTED,
        SHOW_INTERRUPTED,
        SHOW_RESUMED,
        SHOW_ENDED,
        WATCH_MOVED,
        PRODUCT_PINNED,
        PRODUCT_UNPINNED,
        CHAT_SAID,
        CHAT_REMOVED,
        PERSON_MUTED,
        VIEWER_JOINED,
        VIEWER_LEFT,
        VIEWERS_COUNTED,
        PRODUCT_SEEN,
        PRODUCT_CLICKED,
        REACTIONS_COUNTED,
    )
)
