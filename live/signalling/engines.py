"""Several relay workers behind one seam: each show lives on one of them, and its sessions' ids say which."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

import msgspec

from checkout.database import Database
from checkout.errors import NotFound
from live.settings import Settings
from live.signalling.engine import EngineState, MediaEngine, PatchAnswer, Report, SdpAnswer, ShowStats
from live.signalling.relay_client import RelayClient
from live.signalling.relay_workers import RelayWorkers


class Client(MediaEngine, Protocol):
    async def disconnect(self) -> None: ...


class Choice(Protocol):
    """Which worker has a show, see `relay_workers.py`."""

    async def of(self, show_id: str) -> int: ...
    async def choose(self, show_id: str) -> int: ...


class Worker:
    """What one worker tells of its shows."""

    def __init__(self, client: MediaEngine, number: int, count: int) -> None:
        self._client = client
        self._number = number
        self._count = count

    async def state(self) -> EngineState:
        return msgspec.structs.replace(await self._client.state(), worker=self._number, workers=self._count)

    def reports(self, after: int) -> AsyncIterator[Report]:
        return self._client.reports(after)


class Engines:
    """`MediaSessions` over all workers; what they tell comes from each by itself (`workers`), in its own numbering.

    `disconnect` it at the end.
    """

    def __init__(self, clients: Sequence[Client], choice: Choice) -> None:
        self._clients = tuple(clients)
        self._choice = choice
        self.workers = [Worker(client, number, len(clients)) for number, client in enumerate(clients)]

    async def disconnect(self) -> None:
        for client in self._clients:
            await client.disconnect()

    async def publish(self, show_id: str, offer: str, *, public: bool) -> SdpAnswer:
        number = await self._choice.choose(show_id)
        return _named(number, await self._clients[number].publish(show_id, offer, public=public))

    async def watch(self, show_id: str, offer: str, viewer: str, *, staff: bool) -> SdpAnswer:
        number = await self._choice.choose(show_id)
        return _named(number, await self._clients[number].watch(show_id, offer, viewer, staff=staff))

    async def set_public(self, show_id: str, public: bool) -> None:
        await (await self._of(show_id)).set_public(show_id, public)

    async def end_show(self, show_id: str) -> None:
        await (await self._of(show_id)).end_show(show_id)

    async def stats(self, show_id: str) -> ShowStats:
        return await (await self._of(show_id)).stats(show_id)

    async def patch(self, session_id: str, fragment: str, etag: str | None) -> PatchAnswer:
        client, own_id = self._at(session_id)
        return await client.patch(own_id, fragment, etag)

    async def close(self, session_id: str) -> None:
        client, own_id = self._at(session_id)
        await client.close(own_id)

    async def _of(self, show_id: str) -> Client:
        return self._clients[await self._choice.of(show_id)]

    def _at(self, session_id: str) -> tuple[Client, str]:
        """The worker and its own id of the session. Raises `NotFound`."""
        number, _, own_id = session_id.partition(".")
        known = {str(each): client for each, client in enumerate(self._clients)}
        if number not in known or not own_id:
            raise NotFound("There is no such media session.")
        return known[number], own_id


def _named(number: int, answer: SdpAnswer) -> SdpAnswer:
    return msgspec.structs.replace(answer, session_id=f"{number}.{answer.session_id}")


def relay_engines(settings: Settings, database: Database) -> Engines:
    """Over the relay workers that `settings` start. Connects when used."""
    numbers = range(settings.relay_workers)
    clients = [RelayClient(settings.relay_socket(number)) for number in numbers]
    return Engines(clients, RelayWorkers(database, len(clients)))
