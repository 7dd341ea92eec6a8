"""What goes over the relay's private socket: a line of JSON each, requests with a number that their answer repeats."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from live.signalling.engine import Report

MAX_LINE_BYTES = 1 << 20


class _Request(msgspec.Struct, frozen=True, tag_field="call"):
    call_id: int


class Publish(_Request, frozen=True, tag="publish"):
    show_id: str
    offer: str
    public: bool


class Watch(_Request, frozen=True, tag="watch"):
    show_id: str
    offer: str
    viewer: str
    staff: bool


class Patch(_Request, frozen=True, tag="patch"):
    session_id: str
    fragment: str
    etag: str | None


class Close(_Request, frozen=True, tag="close"):
    session_id: str


class SetPublic(_Request, frozen=True, tag="set_public"):
    show_id: str
    public: bool


class EndShow(_Request, frozen=True, tag="end_show"):
    show_id: str


class GetStats(_Request, frozen=True, tag="stats"):
    show_id: str


class GetState(_Request, frozen=True, tag="state"):
    pass


class FollowReports(_Request, frozen=True, tag="reports"):
    """Answered by a line for each report, without end."""

    after: int


Request: TypeAlias = Publish | Watch | Patch | Close | SetPublic | EndShow | GetStats | GetState | FollowReports


class Failed(msgspec.Struct, frozen=True):
    """A refusal: its `code` is that of a class in the tree of errors, or `reports_lost`."""

    code: str
    message: str
    retry_after_s: int | None = None


class Reply(msgspec.Struct, frozen=True):
    """One line of an answer: exactly one of `failed` and `report`, or `result` (which may be null)."""

    call_id: int
    result: msgspec.Raw = msgspec.Raw(b"null")
    failed: Failed | None = None
    report: Report | None = None


_requests: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
_replies = msgspec.json.Decoder(Reply)


def request_line(request: Request) -> bytes:
    return msgspec.json.encode(request) + b"\n"


def read_request(line: bytes) -> Request:
    """Raises `msgspec.DecodeError`."""
    return _requests.decode(line)


def answer_line(call_id: int, result: Any) -> bytes:
    if isinstance(result, Failed):
        return msgspec.json.encode(Reply(call_id, failed=result)) + b"\n"
    return msgspec.json.encode(Reply(call_id, msgspec.Raw(msgspec.json.encode(result)))) + b"\n"


def report_line(call_id: int, report: Report) -> bytes:
    return msgspec.json.encode(Reply(call_id, report=report)) + b"\n"


def read_reply(line: bytes) -> Reply:
    """Raises `msgspec.DecodeError`."""
    return _replies.decode(line)
