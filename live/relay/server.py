"""The relay process: one UDP port, one control socket, no database."""

from __future__ import annotations

import asyncio
import contextlib

import structlog

from live.ids import now_ms
from live.relay.addresses import announced_addresses
from live.relay.control import Control
from live.relay.peer import make_certificate
from live.relay.port import Port, open_socket
from live.relay.relay import Relay
from live.settings import Settings

logger = structlog.get_logger("relay")


async def serve_relay(
    settings: Settings, worker: int = 0, stop: asyncio.Event | None = None, ready: asyncio.Event | None = None
) -> None:
    """Runs relay `worker` until `stop` is set (or the task is cancelled), then says goodbye to every peer.

    Its UDP port is `settings.udp_port + worker`; a port of 0 lets the system choose. `ready` is set once it serves.

    Raises:
        OSError: the port or the socket's path cannot be had.
        NotAnnounceable: an address in `settings.announce` is not one.
    """
    announce = announced_addresses(settings.announce)
    opened = open_socket(settings.udp_port + worker if settings.udp_port else 0)
    relay = Relay(lambda receive: Port(opened, receive), announce, make_certificate(), now_ms, settings.max_viewers)
    control = Control(relay, settings.relay_socket(worker))
    running = asyncio.create_task(relay.run(), name=f"relay {worker}")
    try:
        await control.start()
        logger.info("relay serves", worker=worker, udp_port=relay.port.number, announced=list(announce))
        if ready is not None:
            ready.set()
        waiting = asyncio.create_task((stop or asyncio.Event()).wait())
        try:
            await asyncio.wait({waiting, running}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if running.done():
            running.result()  # it only ends by itself through an error, which is the supervisor's to see
    finally:
        await control.close()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
