"""Joining a room and applying frames: no gap, nothing twice, whatever the connection does."""

from __future__ import annotations

from typing import Any

SET_UP = """
    const { ShowSocket } = await load("core/socket.js");
    const { sockets } = await import("/fake-socket.js");
    const room = new ShowSocket("slug", { source: "ad" });
    const wire = sockets[0], told = [];
    for (const type of ["snapshot", "entry", "state", "connection"])
      room.addEventListener(type, ({ detail }) => told.push([type, detail.offset ?? detail]));
    const rest = () => new Promise((done) => setTimeout(done, 0));
    const joined = { epoch: 1, offset: 10, you: { person: "gst_1" }, snapshot: { show: {} } };
    const frame = (after, offset, epoch = 1) => ({ epoch, after, offset,
      entries: Array.from({ length: offset - after }, (_, at) => ({ offset: after + 1 + at })) });
    wire.answers.push(joined);
    room.open();
"""
ENTRIES = "return [told.filter(([type]) => type === 'entry').map(([, offset]) => offset), wire.sent, room.offset];"


def joins(sent: list[Any]) -> list[Any]:
    return [{name: data.get(name) for name in ("epoch", "offset")} for event, data in sent if event == "join"]


def test_a_frame_that_follows_is_applied(modules: Any) -> None:
    entries, sent, offset = modules().run(SET_UP + "await rest(); wire.fire('frame', frame(10, 12));" + ENTRIES)
    assert (entries, offset) == ([11, 12], 12)
    assert sent[0][1]["show"] == "slug"
    assert sent[0][1]["source"] == "ad"


def test_a_gap_joins_again_from_where_we_are(modules: Any) -> None:
    script = """
        await rest();
        wire.answers.push({ epoch: 1, offset: 14, entries: frame(10, 14).entries });
        wire.fire("frame", frame(12, 13));
        wire.fire("frame", frame(13, 14));
        await rest();
        wire.fire("frame", frame(14, 15));
    """
    entries, sent, offset = modules().run(SET_UP + script + ENTRIES)
    assert (entries, offset) == ([11, 12, 13, 14, 15], 15)
    assert joins(sent) == [{"epoch": None, "offset": None}, {"epoch": 1, "offset": 10}]


def test_a_frame_that_came_before_the_answer_is_not_lost(modules: Any) -> None:
    entries, sent, _ = modules().run(SET_UP + "wire.fire('frame', frame(10, 11)); await rest();" + ENTRIES)
    assert entries == [11]
    assert len(joins(sent)) == 1


def test_what_is_known_already_is_not_told_twice(modules: Any) -> None:
    script = """
        await rest();
        for (const [after, offset] of [[10, 12], [9, 12], [11, 13]]) wire.fire("frame", frame(after, offset));
    """
    entries, _, offset = modules().run(SET_UP + script + ENTRIES)
    assert (entries, offset) == ([11, 12, 13], 13)


def test_another_epoch_joins_again(modules: Any) -> None:
    script = """
        await rest();
        wire.answers.push({ ...joined, epoch: 2, offset: 3 });
        wire.fire("frame", frame(10, 11, 2));
        await rest();
    """
    entries, sent, offset = modules().run(SET_UP + script + ENTRIES)
    assert (entries, offset, len(joins(sent))) == ([], 3, 2)


def test_a_new_connection_resumes(modules: Any) -> None:
    script = """
        await rest();
        wire.fire("disconnect", "transport close"); wire.connected = false;
        wire.answers.push({ epoch: 1, offset: 11, entries: [{ offset: 11 }] });
        wire.connect();
        await rest();
    """
    entries, sent, _ = modules().run(SET_UP + script + ENTRIES)
    assert entries == [11]
    assert joins(sent)[1] == {"epoch": 1, "offset": 10}
    assert sent[0][1]["visit"] == sent[1][1]["visit"]


def test_a_refused_join_says_so(modules: Any) -> None:
    set_up = SET_UP.replace(
        "wire.answers.push(joined)", "wire.answers.push({ error: { code: 'not_found', message: '' } })"
    )
    assert modules().run(set_up + "await rest(); return told;") == [["connection", "refused"]]
