import pytest

from checkout.money import MAX_MINOR, Money, from_minor, to_minor


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("150000", "IDR", 150_000),
        ("0", "IDR", 0),
        ("12.50", "USD", 1250),
        ("12.5", "USD", 1250),
        ("12", "USD", 1200),
        ("-0.05", "USD", -5),
        ("1.234", "KWD", 1234),
        (str(MAX_MINOR), "IDR", MAX_MINOR),
    ],
)
def test_wire_amounts(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Money(amount, currency)) == minor
    assert to_minor(from_minor(minor, currency)) == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("150000.50", "IDR"),
        ("150000.0", "IDR"),
        ("1.001", "USD"),
        ("", "IDR"),
        ("1e3", "IDR"),
        ("01", "IDR"),
        ("+1", "IDR"),
        (" 1", "IDR"),
        ("١", "IDR"),
        ("1\n", "IDR"),
        ("NaN", "USD"),
        (".5", "USD"),
        ("1.", "USD"),
        (str(MAX_MINOR + 1), "IDR"),
        ("9" * 5000, "IDR"),
        ("1", "XXX"),
        ("1", "idr"),
    ],
)
def test_refused_amounts(amount: str, currency: str) -> None:
    with pytest.raises(ValueError):
        to_minor(Money(amount, currency))
