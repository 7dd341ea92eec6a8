"""A token that lets the host's console publish for a short while.

The stream key is shown once and kept hashed, so a console opened later can't send it. A signed-in host asks for a token
of this show instead; WHIP takes it like the key.
"""

from __future__ import annotations

import msgspec

from checkout.caller import HOSTS
from checkout.endpoint import Call, Endpoint, Who
from checkout.errors import Forbidden, NotFound
from checkout.outside import Clock
from checkout.signing import Signer
from checkout.wire import rfc3339
from live.signalling.web import ShowFacts, ShowGate

PURPOSE = "publish"
# Long enough to come back through a long interruption with the console still open: it asks again before each try.
LIFE_MS = 10 * 60 * 1000


class PublishToken(msgspec.Struct, frozen=True):
    token: str
    expires_at: str


class PublishTokens:
    """A `ShowGate` that takes these tokens beside the stream keys that `shows` knows."""

    def __init__(self, shows: ShowGate, signer: Signer, now_ms: Clock) -> None:
        self._shows = shows
        self._signer = signer
        self._now_ms = now_ms

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint(
                "POST", "/api/shows/{show}/publish-token", self.make, Who.STAFF,
                "A Bearer token with which this host may publish for ten minutes", answer=PublishToken, status=201,
                errors=(NotFound, Forbidden), roles=HOSTS,
            ),
        ]  # fmt: skip

    async def make(self, call: Call[None]) -> PublishToken:
        show = await self._shows.find(call.path["show"])
        call.caller.require_role(show.shop_id, HOSTS)
        expires_ms = self._now_ms() + LIFE_MS
        return PublishToken(self._signer.sign(PURPOSE, show.show_id, expires_ms), rfc3339(expires_ms))

    async def find(self, id_or_slug: str) -> ShowFacts:
        return await self._shows.find(id_or_slug)

    async def stream_key_ok(self, show_id: str, key: str) -> bool:
        if self._signer.verify(PURPOSE, key, self._now_ms()) == show_id:
            return True
        return await self._shows.stream_key_ok(show_id, key)
