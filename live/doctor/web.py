"""What the doctor says, for the host console: `GET /api/doctor`."""

from __future__ import annotations

import msgspec

from checkout.caller import HOSTS
from checkout.endpoint import Call, Endpoint, Who
from live.doctor.facts import examine
from live.doctor.judgement import Finding
from live.settings import Settings

OF_A_HOST = frozenset({"Relay", "Announced address", "Camera (TLS)"})


class Findings(msgspec.Struct, frozen=True):
    checks: list[Finding]


class DoctorEndpoints:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint(
                "GET", "/api/doctor", self.look, Who.STAFF, "What stops a first show, and what to do about it",
                answer=Findings, roles=HOSTS,
            )
        ]  # fmt: skip

    async def look(self, call: Call[None]) -> Findings:
        findings = await examine(self._settings)
        if not call.caller.owns_server:
            # Another shop's host on this server needs to know what concerns the picture, not how the server is run.
            findings = [finding for finding in findings if finding.check in OF_A_HOST]
        return Findings(findings)
