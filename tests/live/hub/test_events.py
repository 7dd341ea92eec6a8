"""Chat, moderation, reactions and cards, with real clients."""

from __future__ import annotations

import asyncio

from live.hub.hub import HubTimes
from live.hub.moderation import Moderation
from live.ids import now_ms
from tests.live.hub.conftest import QUICK, SHOW, Fan, Node, StreamHistory, World


async def api(node: Node, method: str, path: str, token: str, body: object = None) -> tuple[int, dict]:
    import aiohttp

    async with aiohttp.ClientSession() as http:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with http.request(method, node.url.rstrip("/") + path, json=body, headers=headers) as answer:
            return answer.status, await answer.json() if answer.status != 204 else {}


def chats(fan: Fan) -> list[dict]:
    return [entry["data"] for entry in fan.entries if entry["kind"] == "chat.said"]


async def test_chat_reaches_everybody_in_both_processes(world: World) -> None:
    here, there = await world.node(), await world.node()
    ann, olga = await here.client("gst_ann"), await there.client("owner")
    await ann.join()
    await olga.join()
    said = await ann.ask("chat", {"text": "  how  much? "})
    await olga.reach(said["offset"])
    assert chats(olga) == [{"person": "gst_ann", "name": "Guest gst_ann", "text": "how much?"}]
    answered = await olga.ask("chat", {"text": "Rp150.000", "reply_to": said["offset"]})
    await ann.reach(answered["offset"])
    assert chats(ann)[-1] == {
        "person": "acc_owner",
        "name": "Olga",
        "text": "Rp150.000",
        "reply_to": said["offset"],
        "badge": "owner",
    }


async def test_chat_that_is_refused(world: World) -> None:
    node = await world.node()
    ann = await node.client("gst_ann")
    assert (await ann.ask("chat", {"text": "hi"}))["error"]["code"] == "not_joined"
    await ann.join()
    rows = [
        ({"text": "x" * 10_000}, "too_long"),
        ({"text": "\u202e\u200b"}, "empty_text"),
        ({"text": ""}, "empty_text"),
        ({"text": 5}, "invalid"),
        ({"text": "hi", "reply_to": 999}, "invalid"),
        ({"text": "hi", "reply_to": -1}, "invalid"),
        ({"text": "hi", "badge": "owner"}, "invalid"),
        ({}, "invalid"),
    ]
    for data, code in rows:
        assert (await ann.ask("chat", data))["error"]["code"] == code, data
    nobody = await node.client()
    await nobody.join()
    assert (await nobody.ask("chat", {"text": "hi"}))["error"]["code"] == "not_signed_in"
    assert not [entry for entry in await world.journal.read(SHOW, 0) if entry.kind == "chat.said"]


async def test_chat_rate_is_by_person(world: World) -> None:
    node = await world.node()
    one, two, owner = await node.client("gst_ann"), await node.client("gst_ann"), await node.client("owner")
    for fan in (one, two, owner):
        await fan.join()
    answers = [await fan.ask("chat", {"text": "x"}) for fan in (one, two) * 11]
    assert sum("offset" in answer for answer in answers) == 20
    assert answers[-1]["error"]["code"] == "too_many"
    assert answers[-1]["error"]["retry_after_s"] >= 1
    assert all(["offset" in await owner.ask("chat", {"text": "x"}) for _ in range(30)])


async def test_marks_that_redis_lost_are_read_from_the_log(world: World) -> None:
    node = await world.node()
    rude, kind = await world.say("rude words", "kind words")
    moderation = Moderation(world.redis, world.journal, StreamHistory(world.journal), node.notices, now_ms)
    await moderation.remove(SHOW, rude, "acc_mod")
    for _ in range(2):
        await world.redis.delete(f"{{{SHOW}}}:removed")
        # A page of the log that ends before the entry that says so.
        page = await moderation.without_removed(SHOW, await world.journal.read(SHOW, 0, 2))
        assert [entry.data["text"] for entry in page] == ["", "kind words"]
        assert await moderation.removed(SHOW) == {rude}
    await world.redis.delete(f"{{{SHOW}}}:removed")
    await moderation.remove(SHOW, kind, "acc_mod")
    assert await moderation.removed(SHOW) == {rude, kind}, "a new mark does not make the others whole"


async def test_a_removed_text_is_never_sent_again(world: World) -> None:
    node = await world.node()
    ann = await node.client("gst_ann")
    first = await ann.join()
    rude = (await ann.ask("chat", {"text": "something rude"}))["offset"]
    await ann.reach(rude)
    for _ in range(2):
        assert (await api(node, "DELETE", f"/api/shows/batik/chat/{rude}", "moderator"))[0] == 204
    (removed,) = await world.wait_for("chat.removed")
    assert removed.data == {"offset": rude}
    assert removed.staff == {"by": "acc_mod"}
    await ann.reach(removed.offset)
    late = await node.client()
    assert (await late.join())["snapshot"]["chat"] == []
    back = await node.client()
    resumed = await back.join(epoch=1, offset=first["offset"])
    assert "rude" not in str(resumed)
    assert any(entry["data"].get("removed") for entry in resumed["entries"])
    other = await world.node()
    assert (await (await other.client()).join())["snapshot"]["chat"] == []
    assert "rude" not in str(await (await other.client()).join(epoch=1, offset=first["offset"]))
    status, page = await api(node, "GET", "/api/shows/batik/log", "owner")
    assert status == 200
    assert "rude" not in str(page)
    assert {"person": "gst_ann", "name": "Guest gst_ann", "text": "", "removed": True} in [
        entry["data"] for entry in page["entries"]
    ]


async def test_who_may_moderate(world: World) -> None:
    node = await world.node()
    (offset,) = await world.say("hi")
    path = f"/api/shows/batik/chat/{offset}"
    rows = [
        ("DELETE", path, "", None, 401),
        ("DELETE", path, "gst_ann", None, 401),
        ("DELETE", path, "stranger", None, 404),
        ("DELETE", "/api/shows/nothing/chat/1", "owner", None, 404),
        ("DELETE", "/api/shows/batik/chat/99", "owner", None, 404),
        ("DELETE", "/api/shows/batik/chat/-1", "owner", None, 404),
        ("DELETE", "/api/shows/batik/chat/x", "owner", None, 404),
        ("DELETE", "/api/shows/batik/chat/0", "owner", None, 404),
        ("POST", "/api/shows/batik/mutes", "stranger", {"person": "gst_x", "seconds": 5}, 404),
        ("POST", "/api/shows/batik/mutes", "owner", {"person": "acc_owner", "seconds": 5}, 422),
        ("POST", "/api/shows/batik/mutes", "owner", {"person": "x", "seconds": 5}, 422),
        ("POST", "/api/shows/batik/mutes", "owner", {"person": "gst_x", "seconds": -1}, 422),
        ("POST", "/api/shows/batik/mutes", "owner", {"person": "gst_x", "seconds": 10**12}, 422),
        ("GET", "/api/shows/batik/log", "stranger", None, 404),
        ("GET", "/api/shows/batik/log", "gst_ann", None, 401),
        ("GET", "/api/shows/batik/log?from=-1", "owner", None, 422),
        ("GET", "/api/shows/batik/log?limit=0", "owner", None, 422),
        ("GET", "/api/notices", "", None, 401),
    ]
    for method, url, token, body, status in rows:
        assert (await api(node, method, url, token, body))[0] == status, (method, url, token)
    assert [entry.kind for entry in await world.journal.read(SHOW, 0)] == ["chat.said"]


async def test_mute_and_unmute(world: World) -> None:
    node, other = await world.node(), await world.node()
    ann, bob = await other.client("gst_ann"), await node.client("gst_bob")
    await ann.join()
    await bob.join()
    assert (await api(node, "POST", "/api/shows/batik/mutes", "owner", {"person": "gst_ann", "seconds": 60}))[0] == 204
    refused = (await ann.ask("chat", {"text": "hi"}))["error"]
    assert refused["code"] == "muted"
    assert 50 <= refused["details"]["seconds_left"] <= 60
    assert "offset" in await bob.ask("chat", {"text": "hi"})
    await ann.until(lambda: ann.notices)
    assert ann.notices[0]["kind"] == "muted"
    assert bob.notices == []
    (muted,) = await world.wait_for("person.muted")
    assert muted.visibility == "staff"
    assert muted.staff["person"] == "gst_ann"
    assert (await api(node, "POST", "/api/shows/batik/mutes", "owner", {"person": "gst_ann", "seconds": 0}))[0] == 204
    assert "offset" in await ann.ask("chat", {"text": "thanks"})
    status, kept = await api(node, "GET", "/api/notices", "gst_ann")
    assert status == 200
    assert [notice["kind"] for notice in kept["notices"]] == ["unmuted", "muted"]
    assert set(kept["notices"][0]) == {"notice_id", "at", "kind", "data"}


async def test_reactions_are_counted_per_tick_and_totals_agree(world: World) -> None:
    slow = HubTimes(tick_s=0.2, cards_s=0.2, presence_s=0.1, mend_s=1, block_ms=50, gather_s=0.005)
    nodes = [await world.node(slow), await world.node(slow)]
    fans = [await node.client(f"gst_{number}") for number, node in enumerate(nodes * 3)]
    for fan in fans:
        await fan.join()
    for fan in fans:
        assert await fan.ask("react", {"kind": "heart", "count": 2}) == {}
    await fans[0].ask("react", {"kind": "fire"})
    for fan in fans:
        await fan.until(lambda fan=fan: fan.state.get("reactions") == {"heart": 12, "fire": 1})
    entries = await world.wait_for("reactions.counted")
    assert len(entries) <= 6
    assert sum(entry.data["reactions"].get("heart", 0) for entry in entries) == 12
    late = await (await world.node()).client()
    assert (await late.join())["snapshot"]["state"]["reactions"] == {"heart": 12, "fire": 1}
    for bad in ({"kind": "skull", "count": 1}, {"kind": "heart", "count": 21}, {"kind": "heart", "count": 0}):
        assert (await late.ask("react", bad))["error"]["code"] == "invalid"
    answers = [await late.ask("react", {"kind": "wow", "count": 20}) for _ in range(4)]
    assert [answer.get("error", {}).get("code") for answer in answers] == [None, None, None, "too_many"]


async def test_cards_seen_and_clicked(world: World) -> None:
    node = await world.node()
    fan = await node.client("gst_ann")
    await fan.join()
    assert (await fan.ask("saw", {"variant_id": "var_zzz"}))["error"]["code"] == "invalid"
    await asyncio.gather(*(fan.ask("saw", {"variant_id": "var_a"}) for _ in range(3)))
    await fan.ask("clicked", {"variant_id": "var_b"})
    clicked = await world.wait_for("product.clicked")
    seen = await world.wait_for("product.seen")
    assert sum(entry.staff["variants"]["var_a"] for entry in seen) == 3
    assert clicked[0].staff == {"variants": {"var_b": 1}}
    assert clicked[0].visibility == "staff"


async def test_the_log_in_pages(world: World) -> None:
    node = await world.node(QUICK)
    await world.say("a", "b", "c")
    _, page = await api(node, "GET", "/api/shows/batik/log?limit=2", "owner")
    assert [entry["data"]["text"] for entry in page["entries"]] == ["a", "b"]
    assert set(page["entries"][0]) == {"offset", "at", "kind", "version", "data"}
    assert page["epoch"] == 1
    _, rest = await api(node, "GET", f"/api/shows/batik/log?limit=2&from={page['next']}", "moderator")
    assert [entry["data"]["text"] for entry in rest["entries"]] == ["c"]
    assert rest["next"] is None
