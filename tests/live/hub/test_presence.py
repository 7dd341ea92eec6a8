"""Viewers, counted once each across processes, and how their visits begin and end."""

from __future__ import annotations

import redis.asyncio

from checkout.journal.entries import Entry
from checkout.journal.journal import Journal
from live.hub.presence import Presence, PresenceTimes, Watched
from tests.conftest import ManualClock
from tests.live.hub.conftest import SHOW, World, eventually

TIMES = PresenceTimes(refresh=10_000, grace=15_000, stale=40_000, count_every=1)


class Story:
    """Two processes' presence on one clock."""

    def __init__(self, client: redis.asyncio.Redis, clock: ManualClock) -> None:
        self.clock = clock
        self.redis = client
        self.journal = Journal(client, clock)
        self.one = Presence(client, self.journal, clock, TIMES)
        self.two = Presence(client, self.journal, clock, TIMES)

    async def pass_time(self, s: float, *processes: Presence) -> None:
        for _ in range(int(s)):
            self.clock.forward(s=1)
            for process in processes:
                await process.turn()

    async def entries(self, kind: str) -> list[Entry]:
        return [entry for entry in await self.journal.read(SHOW, 0) if entry.kind == kind]

    async def counted(self) -> list[int]:
        # The turn to count is a key with an expiry of its own, on the server's clock.
        await self.redis.delete(f"{{{SHOW}}}:viewers:turn")
        await self.one.turn()
        return [entry.data["viewers"] for entry in await self.entries("viewers.counted")]


async def story(redis_client: redis.asyncio.Redis, clock: ManualClock) -> Story:
    await redis_client.hset(f"{{{SHOW}}}:m", mapping={"epoch": 1, "offset": 0})
    return Story(redis_client, clock)


async def test_a_visit_from_beginning_to_end(redis_client: redis.asyncio.Redis, clock: ManualClock) -> None:
    told = await story(redis_client, clock)
    told.one.arrive(SHOW, "visit-1", "gst_ann", "instagram")
    await told.pass_time(1, told.one, told.two)
    (joined,) = await told.entries("viewer.joined")
    assert joined.staff == {"person": "gst_ann", "visit": "visit-1", "source": "instagram"}
    assert joined.visibility == "staff"
    told.one.watched(SHOW, "visit-1", Watched(15_000, muted_ms=15_000, stalled_ms=120, latency_ms=300, latencies=1))
    told.one.watched(SHOW, "visit-1", Watched(15_400, latency_ms=401, latencies=1))
    await told.pass_time(100, told.one, told.two)
    assert await told.one.viewers(SHOW) == 1, "it is vouched for as long as it lasts"
    told.one.depart(SHOW, "visit-1")
    await told.pass_time(14, told.one, told.two)
    assert await told.one.viewers(SHOW) == 1
    await told.pass_time(3, told.one, told.two)
    (left,) = await told.entries("viewer.left")
    assert left.staff == {
        "person": "gst_ann",
        "visit": "visit-1",
        "source": "instagram",
        "watched_s": 30,
        "muted_s": 15,
        "stalled_ms": 120,
        "latency_ms": 350,
    }
    assert await redis_client.exists(f"{{{SHOW}}}:watched") == 0
    assert await told.counted() == [1, 0]
    await told.pass_time(2, told.one)
    assert await redis_client.smembers("etalase:presence") == set()


async def test_a_reconnect_goes_on_in_another_process(redis_client: redis.asyncio.Redis, clock: ManualClock) -> None:
    told = await story(redis_client, clock)
    told.one.arrive(SHOW, "visit-1", None, "direct")
    await told.pass_time(1, told.one, told.two)
    told.one.depart(SHOW, "visit-1")
    await told.pass_time(5, told.one, told.two)
    told.two.arrive(SHOW, "visit-1", None, "direct")
    await told.pass_time(60, told.one, told.two)
    assert await told.counted() == [1]
    assert len(await told.entries("viewer.joined")) == 1
    assert await told.entries("viewer.left") == []


async def test_overlapping_connections_are_one_viewer(redis_client: redis.asyncio.Redis, clock: ManualClock) -> None:
    """The new process has the visit before the old one has noticed that its socket is gone."""
    told = await story(redis_client, clock)
    told.one.arrive(SHOW, "visit-1", None, "direct")
    await told.pass_time(1, told.one, told.two)
    told.two.arrive(SHOW, "visit-1", None, "direct")
    await told.pass_time(3, told.one, told.two)
    told.one.depart(SHOW, "visit-1")
    await told.pass_time(60, told.one, told.two)
    assert await told.counted() == [1]
    assert await told.entries("viewer.left") == []


async def test_two_sockets_of_one_visit_in_one_process(redis_client: redis.asyncio.Redis, clock: ManualClock) -> None:
    told = await story(redis_client, clock)
    told.one.arrive(SHOW, "visit-1", None, "direct")
    told.one.arrive(SHOW, "visit-1", None, "direct")
    told.one.depart(SHOW, "visit-1")
    await told.pass_time(60, told.one)
    assert await told.one.viewers(SHOW) == 1


async def test_visits_of_a_killed_process_are_swept_once(redis_client: redis.asyncio.Redis, clock: ManualClock) -> None:
    told = await story(redis_client, clock)
    for number in range(30):
        told.one.arrive(SHOW, f"visit-{number}", None, "direct")
    await told.pass_time(1, told.one)
    three = Presence(redis_client, told.journal, clock, TIMES)
    await told.pass_time(38, told.two, three)
    assert await told.two.viewers(SHOW) == 30
    await told.pass_time(5, told.two, three)
    assert await told.two.viewers(SHOW) == 0
    left = await told.entries("viewer.left")
    assert sorted(entry.staff["visit"] for entry in left) == sorted(f"visit-{number}" for number in range(30))


async def test_a_rebuilding_sale_gets_its_entries_later(redis_client: redis.asyncio.Redis, clock: ManualClock) -> None:
    told = await story(redis_client, clock)
    await redis_client.delete(f"{{{SHOW}}}:m")
    told.one.arrive(SHOW, "visit-1", None, "direct")
    await told.pass_time(3, told.one)
    await redis_client.hset(f"{{{SHOW}}}:m", mapping={"epoch": 2, "offset": 100})
    await told.pass_time(1, told.one)
    assert len(await told.entries("viewer.joined")) == 1


async def test_viewers_across_two_hubs(world: World) -> None:
    nodes = [await world.node(), await world.node()]
    owner = await nodes[0].client("owner")
    await owner.join()
    fans = [await nodes[number % 2].client(f"gst_{number}") for number in range(6)]
    for number, fan in enumerate(fans):
        await fan.join(visit=f"visit-00{number}", source="Insta gram!")
    # The same page once more, by its other process.
    again = await nodes[1].client("gst_0")
    await again.join(visit="visit-000")
    await owner.until(lambda: owner.state.get("viewers") == 6)
    joined = await world.wait_for("viewer.joined", 6)
    assert {entry.staff["source"] for entry in joined} == {"insta-gram"}
    await again.close()
    for fan in fans[:4]:
        await fan.close()
    await owner.until(lambda: owner.state.get("viewers") == 2)
    assert {entry.staff["visit"] for entry in await world.wait_for("viewer.left", 4)} == {
        f"visit-00{number}" for number in range(4)
    }
    assert len(await world.wait_for("viewer.joined")) == 6


async def test_watching_is_told_when_the_visit_ends(world: World) -> None:
    node = await world.node()
    fan = await node.client("gst_ann")
    assert (await fan.ask("watching", {"muted": True}))["error"]["code"] == "not_joined"
    await fan.join()
    client = node.hub.client(fan.sid)
    client.connected_ms -= 60_000
    assert await fan.ask("watching", {"muted": True, "latency_ms": 310.5, "stalled_ms": 3_600_000}) == {}
    client.watching_ms -= 15_000
    assert await fan.ask("watching", {"muted": False}) == {}
    assert [(await fan.ask("watching", {"muted": False})).get("error") is None for _ in range(10)].count(False) >= 1
    await eventually(
        lambda: not any(local.watched.watched_ms for local in node.hub.presence._sales[SHOW].here.values())
    )
    await fan.close()
    (left,) = await world.wait_for("viewer.left")
    assert left.staff["watched_s"] == 30
    assert left.staff["muted_s"] == 15
    assert left.staff["latency_ms"] == 310
    assert left.staff["stalled_ms"] == 15_000, "no longer than the time that it speaks of"
