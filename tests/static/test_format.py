"""Money, counts and texts as people read them."""

from __future__ import annotations

from typing import Any

import pytest


def idr(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "IDR"}


@pytest.mark.parametrize(
    ("language", "money", "shown"),
    [
        ("id", idr("150000"), "Rp150.000"),
        ("en", idr("150000"), "Rp150,000"),
        ("id", idr("0"), "Rp0"),
        ("en", {"amount": "12.50", "currency": "USD"}, "US$12.50"),
        ("en", idr("9007199254740991"), "Rp9,007,199,254,740,991"),
    ],
)
def test_money_follows_the_currency_and_the_language(
    modules: Any, language: str, money: dict[str, str], shown: str
) -> None:
    assert modules(language).run("return (await load('core/format.js')).money(money)", money=money) in {
        shown,
        shown.replace("US$", "$"),
    }


@pytest.mark.parametrize(
    ("money", "times", "product"),
    [
        (idr("85000"), 3, "255000"),
        ({"amount": "0.10", "currency": "USD"}, 3, "0.30"),
        ({"amount": "19.99", "currency": "USD"}, 100, "1999.00"),
        ({"amount": "0.05", "currency": "USD"}, 1, "0.05"),
    ],
)
def test_sums_of_money_are_exact(modules: Any, money: dict[str, str], times: int, product: str) -> None:
    script = "return (await load('core/format.js')).multiply(money, times).amount"
    assert modules("en").run(script, money=money, times=times) == product


def test_counts_and_stretches_of_time(modules: Any) -> None:
    english = modules("en")
    script = """
        const { count, duration } = await load("core/format.js");
        return [count(980), count(1243), duration(245), duration(3729)];
    """
    assert english.run(script) == ["980", "1.2K", "4:05", "1:02:09"]
    assert modules("id").run("return (await load('core/format.js')).count(1243)").replace("\xa0", " ") == "1,2 rb"


def test_texts_by_key_and_language(modules: Any) -> None:
    page = modules("id")
    script = """
        const i18n = await load("core/i18n.js");
        await load("core/text/common.js"); await load("core/text/viewer.js");
        i18n.register({ id: { "only.here": "{n} x" }, en: {} });
        return [i18n.t("nowhere"), i18n.t("only.here", { n: 3 }), i18n.t("common.left", { n: 2 })];
    """
    assert page.run(script) == ["nowhere", "3 x", "Sisa 2"]


def test_both_languages_have_the_same_keys(modules: Any) -> None:
    script = """
        const { texts } = await load("core/i18n.js");
        for (const name of ["common", "viewer"]) await load(`core/text/${name}.js`);
        const [id, en] = [texts.id, texts.en].map((side) => Object.keys(side));
        return [id.filter((key) => !en.includes(key)), en.filter((key) => !id.includes(key)), id.length > 200];
    """
    assert modules("en").run(script) == [[], [], True]
