"""Joining, frames and resuming, with real clients."""

from __future__ import annotations

import asyncio
import random

from checkout.journal.entries import HOLD_PLACED, NewEntry
from live.log import kinds
from tests.live.hub.conftest import SHOW, World, eventually


async def test_snapshot_then_frames(world: World) -> None:
    await world.say("one", "two")
    node = await world.node()
    fan = await node.client("gst_ann")
    answer = await fan.join()
    assert answer["epoch"] == 1
    assert answer["offset"] == 2
    assert answer["you"] == {"person_id": "gst_ann", "name": "Guest gst_ann", "role": None, "is_guest": True}
    snapshot = answer["snapshot"]
    assert snapshot["show"]["slug"] == "batik"
    assert [chat["data"]["text"] for chat in snapshot["chat"]] == ["one", "two"]
    assert snapshot["state"] == {"viewers": 0, "stock": {"var_a": 5, "var_b": 7}, "reactions": {}}
    assert snapshot["hold"] is None
    (offset,) = await world.say("three")
    await fan.reach(offset)
    assert "three" in [entry["data"].get("text") for entry in fan.entries]
    frame = fan.frames[0]
    assert set(frame) == {"epoch", "after", "offset", "entries", "state"}


async def test_open_hold_is_in_the_snapshot(world: World) -> None:
    world.holds["gst_ann"] = {"hold_id": "h", "state": "held"}
    node = await world.node()
    assert (await (await node.client("gst_ann")).join())["snapshot"]["hold"] == {"hold_id": "h", "state": "held"}
    assert (await (await node.client()).join())["snapshot"]["hold"] is None


async def test_entries_not_public_are_no_gap(world: World) -> None:
    node = await world.node()
    fan = await node.client("gst_ann")
    await fan.join()
    for _ in range(5):
        await world.journal.append(SHOW, [NewEntry(HOLD_PLACED, {}, {"hold_id": "h", "buyer": "gst_b", "lines": []})])
        await world.say("x")
    (last,) = await world.say("end")
    await fan.reach(last)
    assert all(entry["kind"] != "hold.placed" for entry in fan.entries)
    assert not any("gst_b" in str(frame) for frame in fan.frames)


async def test_state_follows_the_log(world: World) -> None:
    node = await world.node()
    fan = await node.client("gst_ann")
    await fan.join()
    await world.stock("var_a", 3)
    await fan.until(lambda: fan.state.get("stock", {}).get("var_a") == 3)
    assert fan.state["stock"]["var_b"] == 7


async def test_staff_see_staff_entries_and_nobody_else_does(world: World) -> None:
    node = await world.node()
    owner, guest, stranger = [await node.client(token) for token in ("owner", "gst_ann", "stranger")]
    assert (await owner.join())["you"]["role"] == "owner"
    await guest.join()
    assert (await stranger.join())["you"]["role"] is None
    placed = NewEntry(HOLD_PLACED, {}, {"hold_id": "h", "buyer": "gst_b", "lines": []})
    await world.journal.append(SHOW, [placed])
    (last,) = await world.say("end")
    await owner.until(lambda: any(e["kind"] == "hold.placed" for f in owner.staff for e in f["entries"]))
    for fan in (owner, guest, stranger):
        await fan.reach(last)
    entry = next(e for f in owner.staff for e in f["entries"] if e["kind"] == "hold.placed")
    assert entry["data"] == {"hold_id": "h", "buyer": "gst_b", "lines": []}
    assert guest.staff == stranger.staff == []
    again = await (await node.client("moderator")).join()
    assert "hold.placed" in [entry["kind"] for entry in again["snapshot"]["staff"]]


async def test_the_snapshot_is_made_once_for_many(world: World) -> None:
    node = await world.node()
    fans = [await node.client(f"gst_{number}") for number in range(20)]
    await (await node.client()).join()
    before = world.view_reads
    await asyncio.gather(*(fan.join() for fan in fans))
    assert world.view_reads - before <= 2


async def test_a_pin_makes_a_new_snapshot(world: World) -> None:
    node = await world.node()
    fan = await node.client()
    await fan.join()
    world.title = "Batik, pinned"
    (offset,) = await world.journal.append(SHOW, [NewEntry(kinds.PRODUCT_PINNED, {"variant_id": "var_a"})])
    await fan.reach(offset)
    assert (await (await node.client()).join())["snapshot"]["show"]["title"] == "Batik, pinned"


async def test_resume_brings_exactly_what_was_missed(world: World) -> None:
    node = await world.node()
    fan = await node.client("gst_ann")
    first = await fan.join()
    await fan.reach((await world.say("one"))[0])
    had = fan.offset
    await fan.close()
    await world.say("two", "three")
    other = await world.node()
    back = await other.client("gst_ann")
    answer = await back.join(epoch=first["epoch"], offset=had)
    assert "snapshot" not in answer
    assert [entry["data"]["text"] for entry in answer["entries"] if entry["kind"] == "chat.said"] == ["two", "three"]
    for wrong in ({"epoch": 7, "offset": had}, {"epoch": 1, "offset": 10**9}, {"offset": had}):
        assert "snapshot" in await (await other.client()).join(**wrong)


async def test_same_order_without_gap_through_drops_and_two_nodes(world: World) -> None:
    """Clients drop at random and come back to either node while 300 entries are appended; some poll."""
    nodes = [await world.node(), await world.node()]
    chance = random.Random(7)
    done = asyncio.Event()
    last = 0

    async def watch(number: int) -> list[int]:
        seen: list[int] = []
        epoch = offset = None
        while True:
            fan = await nodes[chance.randrange(2)].client(
                transports=["polling"] if number == 0 else ["websocket"] if number % 2 else ["polling", "websocket"]
            )
            more = {} if epoch is None else {"epoch": epoch, "offset": offset}
            answer = await fan.join(**more)
            if "snapshot" in answer:
                assert epoch is None
                seen += range(1, answer["offset"] + 1)
            until = len(fan.frames) + chance.randrange(3, 12)
            while not done.is_set() or fan.offset < last:
                if len(fan.frames) >= until and not done.is_set():
                    break
                fan.changed.clear()
                await asyncio.wait([asyncio.ensure_future(fan.changed.wait())], timeout=0.2)
                assert not fan.must_join
            seen += [entry["offset"] for entry in fan.entries]
            epoch, offset = fan.epoch, fan.offset
            await fan.close()
            if done.is_set() and offset >= last:
                return seen

    watchers = [asyncio.create_task(watch(number)) for number in range(8)]
    said: list[int] = []
    for number in range(100):
        said += await world.say(*[f"{number}-{part}" for part in range(3)])
        await asyncio.sleep(0.005)
    last = said[-1]
    done.set()
    try:
        everything = await asyncio.gather(*watchers)
    finally:
        for watcher in watchers:
            watcher.cancel()
    for seen in everything:
        assert len(seen) == len(set(seen)), "an entry came twice"
        assert seen == sorted(seen), "out of order"
        # Everything public is there (viewers' comings and goings are staff entries).
        assert set(said) <= set(seen) | set(range(1, said[0]))


async def test_no_gap_between_snapshot_and_frames_under_load(world: World) -> None:
    node = await world.node()
    going = True

    async def talk() -> None:
        while going:
            await world.say("x")

    talking = asyncio.create_task(talk())
    fans = [await node.client(f"gst_{number}") for number in range(40)]

    async def join(fan) -> None:
        answer = await fan.join()
        fan.entries = list(answer["snapshot"]["chat"])

    await asyncio.gather(*(join(fan) for fan in fans))
    await asyncio.sleep(0.2)
    going = False
    await talking
    (last,) = await world.say("end")
    for fan in fans:
        await fan.reach(last)
    texts = [entry.offset for entry in await world.journal.read(SHOW, 0, 100_000) if entry.kind == "chat.said"]
    for fan in fans:
        seen = [entry["offset"] for entry in fan.entries if entry["kind"] == "chat.said"]
        assert seen == texts[texts.index(seen[0]) :]


async def test_a_new_epoch_makes_everybody_join_again(world: World) -> None:
    node = await world.node()
    fan, owner = await node.client("gst_ann"), await node.client("owner")
    await fan.join()
    await owner.join()
    await fan.reach((await world.say("old"))[0])
    await world.redis.delete(f"{{{SHOW}}}:ev")
    await world.load(epoch=2, offset=1000)
    await fan.until(lambda: fan.must_join)
    assert fan.frames[-1]["epoch"] == 2
    answer = await fan.join(epoch=1, offset=fan.offset)
    assert answer["epoch"] == 2
    assert "snapshot" in answer
    (offset,) = await world.say("new")
    assert offset > 1000
    await fan.reach(offset)


async def test_unknown_show_and_show_that_is_not_loaded(world: World) -> None:
    node = await world.node()
    fan = await node.client()
    assert (await fan.ask("join", {"show": "nothing"}))["error"]["code"] == "not_found"
    await world.redis.delete(f"{{{SHOW}}}:m")
    assert (await fan.ask("join", {"show": "batik"}))["error"]["code"] == "rebuilding"
    await world.load()
    await fan.join()


async def test_leaving_rooms_and_joining_another_time(world: World) -> None:
    node = await world.node()
    fan = await node.client("gst_ann")
    await fan.join()
    await fan.join()
    (last,) = await world.say("once")
    await fan.reach(last)
    assert [entry["offset"] for entry in fan.entries].count(last) == 1
    room = node.hub.rooms.get(SHOW)
    assert len(room.public) == 1
    await fan.close()
    await eventually(lambda: len(room.public) == 0)
    assert node.hub._of_person == {}
