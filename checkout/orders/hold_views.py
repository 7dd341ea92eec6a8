"""The JSON of a hold: its lines with titles and pictures, and its quote."""

from __future__ import annotations

from collections.abc import Iterable, Set

import msgspec

from checkout.errors import Invalid
from checkout.money import Money, from_minor
from checkout.orders.offers import Offer
from checkout.orders.wire import HoldLine, HoldView, OptionView, QuoteView
from checkout.quote import Priced, Quote, Terms, TooMuchMoney, decode_terms, quote
from checkout.stock.holds import Hold, Line
from checkout.wire import rfc3339


def terms_of(offer: Offer) -> Terms:
    """The terms that a hold placed now is given."""
    return Terms(offer.shop.shop_id, offer.shop.currency, offer.shop.shipping_options)


def held_terms(hold: Hold, offer: Offer) -> Terms:
    """What the hold's quote is made from. A hold restored without its terms gets the present ones."""
    try:
        return decode_terms(hold.terms)
    except msgspec.MsgspecError:
        return terms_of(offer)


def quoted(lines: Iterable[Priced], terms: Terms, shipping_option: str | None = None) -> Quote:
    """As `quote`, for callers outside. Raises `Invalid` for a total beyond what clients can hold, `NoSuchOption`."""
    try:
        return quote(lines, terms, shipping_option)
    except TooMuchMoney:
        raise Invalid("lines: the total is too large", {"lines": "the total is too large"}) from None


def open_methods(offer: Offer, methods: Set[str]) -> list[str]:
    """The ways to pay that both the shop and this server have, in the shop's order."""
    return [name for name in offer.shop.payment_methods if name in methods]


def hold_view(hold: Hold, offer: Offer, methods: Set[str], checkout_id: str | None) -> HoldView:
    """Raises `Invalid` as `quoted`."""
    terms = held_terms(hold, offer)
    return HoldView(
        hold_id=hold.hold_id,
        sale_id=hold.sale_id,
        shop_id=terms.shop_id,
        state=hold.state.name.lower(),
        expires_at=rfc3339(hold.deadline_ms),
        lines=[_line(line, offer, terms.currency) for line in hold.lines],
        quote=quote_view(quoted(hold.lines, terms)),
        payment_methods=open_methods(offer, methods),
        checkout_id=checkout_id,
    )


def quote_view(priced: Quote) -> QuoteView:
    def money(minor: int) -> Money:
        return from_minor(minor, priced.currency)

    return QuoteView(
        items=money(priced.items_minor),
        discount=money(priced.discount_minor),
        shipping_options=[
            OptionView(
                option.option_id, option.title, money(option.price_minor), money(option.total_minor), option.days_text
            )
            for option in priced.shipping_options
        ],
        shipping_option=priced.shipping_option,
        shipping=money(priced.shipping_minor),
        total=money(priced.total_minor),
    )


def _line(line: Line, offer: Offer, currency: str) -> HoldLine:
    item = offer.items.get(line.variant_id)
    return HoldLine(
        variant_id=line.variant_id,
        # A variant taken out of the books since has no names any more; the hold stands all the same.
        product_id=item.product_id if item else "",
        title=item.title if item else line.variant_id,
        variant_title=item.variant_title if item else "",
        image=offer.images.get(item.image_id) if item and item.image_id else None,
        quantity=line.quantity,
        price=from_minor(line.price_minor, currency),
        total=from_minor(line.price_minor * line.quantity, currency),
    )
