"""The contract's Socket.IO events, with a real client against a whole running server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import socketio

from tests.contract.conftest import Program, hold, new_guest, plan_show, publishing, until_state


class Watcher:
    """A client that keeps to the contract: a frame counts only if `after` is its own offset."""

    def __init__(self) -> None:
        self.io = socketio.AsyncClient(reconnection=False)
        self.epoch = -1
        self.offset = -1
        self.entries: list[dict[str, Any]] = []
        self.staff: list[dict[str, Any]] = []
        self.notices: list[dict[str, Any]] = []
        self.state: dict[str, Any] = {}
        self.gaps = 0
        self.changed = asyncio.Event()
        self.io.on("frame", self._frame)
        self.io.on("staff", self._staff)
        self.io.on("notice", self._notice)

    async def _frame(self, frame: dict[str, Any]) -> None:
        if frame["epoch"] != self.epoch or frame["after"] != self.offset:
            self.gaps += 1
            return
        self.offset = frame["offset"]
        self.entries += frame["entries"]
        self.state = frame.get("state") or self.state
        self.changed.set()

    async def _staff(self, frame: dict[str, Any]) -> None:
        self.staff += frame["entries"]
        self.changed.set()

    async def _notice(self, notice: dict[str, Any]) -> None:
        self.notices.append(notice)
        self.changed.set()

    async def ask(self, event: str, data: Any) -> Any:
        return await self.io.call(event, data, timeout=10)

    async def join(self, show: str, **more: Any) -> dict[str, Any]:
        answer = await self.ask("join", {"show": show, **more})
        assert "error" not in answer, answer
        self.epoch, self.offset = answer["epoch"], answer["offset"]
        return answer

    async def until(self, found: Any, timeout_s: float = 10) -> Any:
        async with asyncio.timeout(timeout_s):
            while not (result := found()):
                self.changed.clear()
                await self.changed.wait()
        return result

    def said(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.entries if one["kind"] == kind]


@asynccontextmanager
async def connected(url: str, token: str | None, transports: list[str] | None = None) -> AsyncIterator[Watcher]:
    watcher = Watcher()
    auth = {"token": token} if token else None
    await watcher.io.connect(url, auth=auth, transports=transports or ["websocket"])
    try:
        yield watcher
    finally:
        await watcher.io.disconnect()


async def test_a_room_from_join_to_resume(world, owner: Program, guest: Program) -> None:
    url = world.running.url
    show = await plan_show(owner)
    with publishing(show):
        await until_state(owner, show.show_id, "live")
        async with connected(url, owner.token) as host, connected(url, guest.token) as viewer:
            joined = await viewer.join(show.slug, source="test")
            assert set(joined) >= {"epoch", "offset", "you", "snapshot"}
            assert joined["you"]["is_guest"]
            assert joined["snapshot"]["show"]["state"] == "live"
            assert set(joined["snapshot"]) >= {"show", "chat", "state", "hold"}
            await host.join(show.show_id)

            told = await viewer.ask("chat", {"text": "Halo <b>semua</b>"})
            assert told["offset"] > joined["offset"]
            await host.until(lambda: host.said("chat.said"))
            said = host.said("chat.said")[0]
            assert said["offset"] == told["offset"]
            assert said["data"]["text"] == "Halo <b>semua</b>"
            answered = await host.ask("chat", {"text": "Halo juga", "reply_to": told["offset"]})
            await viewer.until(lambda: len(viewer.said("chat.said")) == 2)
            assert viewer.said("chat.said")[1]["data"]["reply_to"] == told["offset"]
            assert viewer.said("chat.said")[1]["data"]["badge"] == "owner"

            await owner.ok("PUT", f"/api/shows/{show.show_id}/pin", {"variant_id": show.variants[0]})
            await viewer.until(lambda: viewer.said("product.pinned"))
            held = await hold(guest, show)
            await viewer.until(lambda: viewer.state.get("stock", {}).get(show.variants[0]) == 4)
            await host.until(lambda: any(one["kind"] == "hold.placed" for one in host.staff))
            assert not [one for one in viewer.entries if one["kind"].startswith("hold.")]
            assert not viewer.staff

            await viewer.io.emit("react", {"kind": "heart", "count": 3})
            await viewer.io.emit("saw", {"variant_id": show.variants[0]})
            await viewer.io.emit("clicked", {"variant_id": show.variants[0]})
            await viewer.io.emit("watching", {"muted": True, "latency_ms": 200})
            await viewer.until(lambda: viewer.state.get("reactions", {}).get("heart") == 3)
            await host.until(lambda: {"product.seen", "product.clicked"} <= {one["kind"] for one in host.staff})

            removed = await owner.call("DELETE", f"/api/shows/{show.show_id}/chat/{told['offset']}")
            assert removed.status == 204
            await viewer.until(lambda: viewer.said("chat.removed"))
            me = await guest.ok("GET", "/api/me")
            muted = await owner.call(
                "POST", f"/api/shows/{show.show_id}/mutes", {"person": me["person_id"], "seconds": 60}
            )
            assert muted.status == 204
            refused = await viewer.ask("chat", {"text": "lagi"})
            assert refused["error"]["code"] == "muted"
            await viewer.until(lambda: viewer.notices)
            assert (await guest.ok("GET", "/api/notices"))["notices"]

            assert viewer.gaps == host.gaps == 0
            epoch, offset = joined["epoch"], joined["offset"]
            seen = [one["offset"] for one in viewer.entries]
            assert seen == sorted(set(seen))

        # Back after a lost connection: exactly what was missed, without the words that were removed meanwhile.
        async with connected(url, guest.token) as back:
            missed = await back.join(show.slug, epoch=epoch, offset=offset)
            assert "snapshot" not in missed
            offsets = [one["offset"] for one in missed["entries"]]
            assert set(seen) <= set(offsets)
            assert answered["offset"] in offsets
            words = [one["data"].get("text") for one in missed["entries"] if one["offset"] == told["offset"]]
            assert words in ([], [None], [""])
            snapshot = (await back.join(show.slug))["snapshot"]
            assert told["offset"] not in [one["offset"] for one in snapshot["chat"]]
            assert snapshot["hold"]["hold_id"] == held["hold_id"]
            # An epoch of another log can't be resumed.
            assert "snapshot" in await back.join(show.slug, epoch=epoch + 5, offset=offset)

        ended = owner.ok("POST", f"/api/shows/{show.show_id}/end")
        async with connected(url, None, ["polling"]) as anonymous:
            await anonymous.join(show.slug)
            await ended
            await anonymous.until(lambda: anonymous.said("show.ended"))


@pytest.mark.parametrize(
    ("event", "data", "code"),
    [
        ("chat", {"text": "x" * 10_000}, "too_long"),
        ("chat", {"text": "\u0000\u0007\u200b\u202e"}, None),
        ("chat", {"text": ""}, None),
        ("chat", {"text": 7}, "invalid"),
        ("chat", {"text": "a", "reply_to": 99999}, "invalid"),
        ("chat", "words", None),
        ("chat", None, None),
        ("chat", b"\x00\xff", None),
        ("react", {"kind": "poison", "count": 1}, "invalid"),
        ("react", {"kind": "heart", "count": -4}, "invalid"),
        ("react", {"kind": "heart", "count": 10**9}, "invalid"),
        ("saw", {"variant_id": "var_unknown"}, None),
        ("join", {"show": "no-such-show"}, "not_found"),
        ("join", {"show": 3}, "invalid"),
        ("join", {"show": "x", "epoch": -1}, "invalid"),
        ("launch", {}, None),
    ],
)
async def test_bad_events_get_an_error_and_change_nothing(world, owner: Program, http, event, data, code) -> None:
    show = await plan_show(owner)
    person = await new_guest(http)
    async with connected(world.running.url, person.token) as watcher:
        await watcher.join(show.slug)
        before = await owner.ok("GET", f"/api/shows/{show.show_id}/log")
        answer = await watcher.ask(event, data)
        assert "error" in answer, answer
        assert answer["error"]["message"]
        if code:
            assert answer["error"]["code"] == code
        after = await owner.ok("GET", f"/api/shows/{show.show_id}/log")
        written = {one["kind"] for one in after["entries"][len(before["entries"]) :]}
        assert written <= {"viewer.joined", "viewers.counted"}


async def test_nobody_may_watch_but_not_write(world, owner: Program) -> None:
    show = await plan_show(owner)
    async with connected(world.running.url, None) as watcher:
        joined = await watcher.join(show.slug)
        assert joined["you"]["person_id"] is None
        refused = await watcher.ask("chat", {"text": "halo"})
        assert refused["error"]["code"] == "not_signed_in"
