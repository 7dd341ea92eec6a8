"""The bag: one hold however often it is asked for, and a way on from every refusal."""

from __future__ import annotations

from typing import Any

ME = (200, {"person_id": "gst_1", "name": "Sari", "is_guest": True})
HOLD = {
    "hold_id": "h1",
    "state": "held",
    "expires_at": "2099-01-01T00:00:00Z",
    "lines": [{"variant_id": "var_1", "quantity": 1}],
    "payment_methods": ["test_card"],
}
BAG = "const { Bag } = await load('core/checkout.js'); const bag = new Bag('/api/shows/shw_1');"
PUT = "await bag.put([{ variant_id: 'var_1', quantity: 1 }])"


def refusal(code: str, **details: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": code, "details": details}}


def test_a_retry_after_no_answer_sends_the_same_key(modules: Any) -> None:
    page = modules()
    page.answers = [ME, (0, None), (201, HOLD)]
    assert page.run(f"{BAG} await {PUT[6:]}.catch(() => 0); {PUT}; return bag.hold.hold_id") == "h1"
    keys = [key for _, path, _, key in page.requests if path.endswith("/holds")]
    assert len(keys) == 2
    assert keys[0]
    assert keys[0] == keys[1]


def test_a_retry_after_a_refusal_is_a_new_try(modules: Any) -> None:
    page = modules()
    page.answers = [ME, (409, refusal("out_of_stock")), (201, HOLD)]
    page.run(f"{BAG} await {PUT[6:]}.catch(() => 0); {PUT}")
    keys = [key for _, path, _, key in page.requests if path.endswith("/holds")]
    assert len(set(keys)) == 2


def test_an_open_hold_of_another_tab_takes_the_line(modules: Any) -> None:
    page = modules()
    other = HOLD | {"lines": [{"variant_id": "var_2", "quantity": 1}]}
    both = HOLD | {"lines": [*other["lines"], *HOLD["lines"]]}
    page.answers = [ME, (409, refusal("hold_open", hold_id="h1")), (200, other), (200, both)]
    assert page.run(f"{BAG} {PUT}; return bag.hold.lines.length") == 2
    assert page.requests[-1][:3] == ("POST", "/api/holds/h1/lines", {"lines": [{"variant_id": "var_1", "quantity": 1}]})


def test_taking_out_the_last_piece_gives_the_hold_back(modules: Any) -> None:
    page = modules()
    page.answers = [ME, (201, HOLD), (200, HOLD | {"state": "released"})]
    assert (
        page.run(f"{BAG} {PUT}; await bag.change([{{ variant_id: 'var_1', quantity: -1 }}]); return bag.hold") is None
    )
    assert page.requests[-1][:2] == ("DELETE", "/api/holds/h1")


def test_a_lapsed_hold_tells_its_lines(modules: Any) -> None:
    page = modules()
    page.answers = [ME, (201, HOLD | {"expires_at": "2020-01-01T00:00:00Z"}), (200, HOLD | {"state": "expired"})]
    script = "const lapsed = new Promise((tell) => bag.addEventListener('lapsed', (event) => tell(event.detail)));"
    lines = page.run(f"{BAG} {script} {PUT}; return [await lapsed, bag.hold]")
    assert lines == [[{"variant_id": "var_1", "quantity": 1}], None]


def test_a_guest_whose_token_ran_out_becomes_another(modules: Any) -> None:
    page = modules()
    nobody = (200, {"person_id": None})
    page.answers = [ME, (401, refusal("not_signed_in")), nobody, (201, {"guest_id": "gst_2"}), ME, (201, HOLD)]
    assert page.run(f"{BAG} {PUT}; return bag.hold.hold_id") == "h1"
    assert ("POST", "/api/guests") in [request[:2] for request in page.requests]


def test_a_decline_keeps_the_checkout_and_pays_again(modules: Any) -> None:
    page = modules()
    checkout = {"checkout_id": "c1", "payment": {"state": "due", "pay_by": "2099-01-01T00:10:00Z"}, "orders": []}
    paid = checkout | {"payment": {"state": "paid"}}
    page.answers = [ME, (201, HOLD), (201, checkout), (402, refusal("card_declined")), (200, paid)]
    script = f"""{BAG} {PUT};
        const flow = new (await load("elements/checkout/flow.js")).Flow(bag);
        Object.assign(flow.draft, {{ email: "a@b.co", name: "Sari", street: "x", city: "y", postal_code: "1" }});
        flow.go("details"); flow.toPay();
        flow.draft.card_number = "4000 0000 0000 0002"; await flow.pay();
        const declined = [flow.step, flow.declined, flow.draft.name, bag.hold.expires_at];
        flow.draft.card_number = "4242 4242 4242 4242"; await flow.pay();
        return [declined, flow.step, bag.hold];"""
    assert page.run(script) == [["pay", True, "Sari", "2099-01-01T00:10:00Z"], "done", None]
    assert [request[1] for request in page.requests].count("/api/holds/h1/order") == 1


def test_what_is_missing_is_said_beside_its_field(modules: Any) -> None:
    page = modules("id")
    script = """
        await load("core/text/viewer.js");
        const { checkDetails, checkCard, emptyDraft, orderOf } = await load("elements/checkout/draft.js");
        const draft = { ...emptyDraft(), email: "nobody", name: " Sari ", street: "Jl. A", city: "B", phone: "" };
        const order = orderOf({ ...draft, payment_method: "test_card" });
        return [checkDetails(draft), checkCard({ ...draft, card_number: "42" }), order];
    """
    errors, card, order = page.run(script)
    assert sorted(errors) == ["email", "postal_code"]
    assert list(card) == ["card_number"]
    assert order["contact"] == {"name": "Sari", "email": "nobody"}
    assert order["address"] == {"street": "Jl. A", "city": "B"}
