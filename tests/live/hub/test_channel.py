"""Chains of frames: whatever the order of entries, joins, leaves and flushes, nobody has a gap or a double."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from live.hub.channel import Channel

ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("entry"), st.booleans()),
        st.tuples(st.just("join"), st.integers(0, 5), st.integers(0, 6)),
        st.tuples(st.just("leave"), st.integers(0, 5)),
        st.tuples(st.just("cut"), st.booleans()),
        st.tuples(st.just("forget"), st.integers(0, 4)),
    ),
    max_size=60,
)


@given(ACTIONS)
def test_every_member_gets_every_entry_once(actions: list) -> None:
    channel = Channel("frame", 10)
    head = 10
    entries: dict[int, bytes] = {}
    at: dict[str, int] = {}
    got: dict[str, list[bytes]] = {}
    joined: dict[str, int] = {}
    lost: set[str] = set()

    def cut(with_state: bool) -> None:
        for frame in channel.cut(head, with_state):
            assert frame.offset == head
            for sid in channel.recipients(frame):
                if frame.after != at[sid]:
                    assert at[sid] < channel.start, "a gap may only be before the window"
                    lost.add(sid)
                    continue
                got[sid] += frame.entries
                at[sid] = frame.offset

    for action, *values in actions:
        if action == "entry":
            head += 1
            if values[0]:
                entries[head] = b"%d" % head
                channel.add(head, entries[head])
        elif action == "join":
            sid, back = f"s{values[0]}", values[1]
            at[sid] = joined[sid] = max(channel.start, head - back)
            got[sid] = []
            lost.discard(sid)
            channel.enter(sid, at[sid])
        elif action == "leave":
            sid = f"s{values[0]}"
            channel.leave(sid)
            for of in (at, got, joined):
                of.pop(sid, None)
        elif action == "cut":
            cut(values[0])
        else:
            channel.forget(max(channel.start, head - values[0]))
    cut(True)
    for sid in at.keys() - lost:
        assert at[sid] == head
        assert got[sid] == [entries[offset] for offset in sorted(entries) if offset > joined[sid]]
    assert len(channel) == len(at)


def test_a_frame_skips_who_entered_again_while_it_was_being_written() -> None:
    channel = Channel("frame", 0)
    channel.enter("a", 0)
    channel.enter("b", 0)
    channel.add(1, b"1")
    (frame,) = channel.cut(1, False)
    writing = channel.recipients(frame)
    assert next(writing) == "a"
    channel.enter("b", 1)
    assert list(writing) == []


def test_a_client_ahead_of_this_process_waits_for_it() -> None:
    channel = Channel("frame", 0)
    channel.enter("ahead", 3)
    channel.enter("here", 0)
    channel.add(1, b"1")
    (frame,) = channel.cut(1, False)
    assert list(channel.recipients(frame)) == ["here"]
    for offset in (2, 3, 4):
        channel.add(offset, b"%d" % offset)
    frames = {next(channel.recipients(frame)): frame.entries for frame in channel.cut(4, False)}
    assert frames == {"here": [b"2", b"3", b"4"], "ahead": [b"4"]}


def test_due() -> None:
    channel = Channel("frame", 0)
    assert not channel.is_due(100, 50)
    channel.enter("a", 0)
    assert not channel.is_due(10, 50), "ten entries that are not for this audience"
    assert channel.is_due(60, 50), "far enough behind to be told all the same"
    channel.add(61, b"61")
    assert channel.is_due(61, 50)
    channel.cut(61, False)
    assert not channel.is_due(61, 50)


def test_what_was_removed_is_not_sent_any_more() -> None:
    channel = Channel("frame", 0)
    channel.add(1, b"rude")
    channel.replace(1, b"-")
    channel.replace(9, b"-")
    assert channel.between(0, 9) == [b"-"]
