from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.money import MAX_MINOR
from checkout.outside import ShippingOption
from checkout.quote import NoSuchOption, Terms, TooMuchMoney, decode_terms, encode_terms, quote
from checkout.stock.holds import Line

REGULAR = ShippingOption("reg", "Regular", 18_000, None, "2-4 days")
EXPRESS = ShippingOption("exp", "Express", 35_000)
FREE_FROM = ShippingOption("free", "Courier", 20_000, 200_000)
TERMS = Terms("shp", "IDR", (EXPRESS, REGULAR, FREE_FROM))
BAG = [Line("v1", 2, 75_000), Line("v2", 1, 30_000)]


def test_cheapest_shipping_is_in_the_total_by_default() -> None:
    priced = quote(BAG, TERMS)
    assert (priced.items_minor, priced.shipping_option, priced.shipping_minor) == (180_000, "reg", 18_000)
    assert priced.total_minor == 198_000
    assert [(o.option_id, o.price_minor, o.total_minor) for o in priced.shipping_options] == [
        ("exp", 35_000, 215_000),
        ("reg", 18_000, 198_000),
        ("free", 20_000, 200_000),
    ]


@pytest.mark.parametrize(
    ("quantity", "price", "chosen"),
    [(2, 99_999, ("reg", 18_000)), (2, 100_000, ("free", 0)), (9, 100_000, ("free", 0))],
)
def test_free_from_an_amount_of_goods_on(quantity: int, price: int, chosen: tuple[str, int]) -> None:
    priced = quote([Line("v", quantity, price)], TERMS)
    assert (priced.shipping_option, priced.shipping_minor) == chosen


def test_the_first_of_equals_is_chosen() -> None:
    equals = Terms("shp", "IDR", (ShippingOption("a", "A", 5), ShippingOption("b", "B", 5)))
    assert quote(BAG, equals).shipping_option == "a"


def test_another_option_can_be_chosen() -> None:
    priced = quote(BAG, TERMS, "exp")
    assert priced.total_minor == 215_000
    assert priced.chosen is not None
    assert priced.chosen.title == "Express"


def test_an_option_that_is_not_there() -> None:
    with pytest.raises(NoSuchOption):
        quote(BAG, TERMS, "drone")
    with pytest.raises(NoSuchOption):
        quote(BAG, Terms("shp", "IDR"), "reg")


def test_a_shop_without_shipping_options() -> None:
    priced = quote(BAG, Terms("shp", "IDR"))
    assert (priced.shipping_option, priced.chosen, priced.shipping_minor, priced.total_minor) == (
        None,
        None,
        0,
        180_000,
    )


def test_a_total_beyond_what_clients_can_hold() -> None:
    assert quote([Line("v", 1, MAX_MINOR)], Terms("shp", "IDR")).total_minor == MAX_MINOR
    for lines, terms in (([Line("v", 2, MAX_MINOR)], Terms("shp", "IDR")), ([Line("v", 1, MAX_MINOR)], TERMS)):
        with pytest.raises(TooMuchMoney):
            quote(lines, terms)


_options = st.builds(
    ShippingOption,
    st.text(min_size=1, max_size=8),
    st.text(max_size=8),
    st.integers(0, 10**9),
    st.none() | st.integers(0, 10**9),
    st.none() | st.text(max_size=8),
)
_lines = st.lists(
    st.builds(Line, st.sampled_from("abc"), st.integers(1, 1000), st.integers(0, 10**9)), min_size=1, max_size=5
)


@given(_lines, st.lists(_options, max_size=5))
def test_choosing_never_costs_less_than_the_quote_says_and_the_parts_add_up(
    lines: list[Line], options: list[ShippingOption]
) -> None:
    terms = Terms("shp", "IDR", tuple(options))
    assert decode_terms(encode_terms(terms)) == terms
    default = quote(lines, terms)
    assert default.total_minor == default.items_minor - default.discount_minor + default.shipping_minor
    assert all(option.total_minor >= default.total_minor for option in default.shipping_options)
