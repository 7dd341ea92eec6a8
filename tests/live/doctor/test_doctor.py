from __future__ import annotations

from dataclasses import replace

import pytest

from live.doctor.facts import gather_facts
from live.doctor.judgement import ADVICE, OK, PROBLEM, Facts, advise, print_report
from live.settings import load_settings

WELL = Facts(
    python=(3, 11),
    database_problem=None,
    tables_revision="0001",
    newest_revision="0001",
    redis_problem=None,
    redis_policy="noeviction",
    relay_answers=True,
    udp_problem="UDP port 47000 is in use",
    announced=("198.51.100.7",),
    announce_problem=None,
    proxies_problem=None,
    vendor_missing=(),
    disk_free_bytes=10**12,
    media_problem=None,
)
PUBLIC = {
    "ETALASE_PUBLIC_URL": "https://shop.example",
    "ETALASE_ANNOUNCE": "198.51.100.7",
    "ETALASE_TRUSTED_PROXIES": "10.0.0.1",
    "ETALASE_SMTP_URL": "smtp://mail.example",
}


def states(environment: dict[str, str], facts: Facts) -> dict[str, str]:
    return {finding.check: finding.state for finding in advise(load_settings(environment), facts)}


def test_a_server_that_is_set_up_has_no_problem() -> None:
    found = states(PUBLIC, WELL)
    assert set(found.values()) <= {OK, ADVICE}
    assert found["Camera (TLS)"] == found["Announced address"] == found["Relay"] == OK


@pytest.mark.parametrize(
    ("check", "environment", "facts"),
    [
        ("Python", {}, {"python": (3, 10)}),
        ("Database", {}, {"database_problem": "refused"}),
        ("Database", {}, {"tables_revision": None}),
        ("Redis", {}, {"redis_problem": "It does not answer"}),
        ("Redis", {}, {"redis_policy": "allkeys-lru"}),
        ("Relay", {}, {"relay_answers": False}),
        ("Announced address", {}, {"announce_problem": "x is no address"}),
        ("Announced address", {"ETALASE_ANNOUNCE": ""}, {"announced": ("192.168.1.4", "127.0.0.1")}),
        ("Camera (TLS)", {"ETALASE_PUBLIC_URL": "http://shop.example"}, {}),
        ("Trusted proxies", {}, {"proxies_problem": "nonsense"}),
        ("Front-end packages", {}, {"vendor_missing": ("lit/index.js",)}),
        ("Disk", {}, {"disk_free_bytes": 1000}),
        ("Media libraries", {}, {"media_problem": "no libopus"}),
    ],
)
def test_what_stops_a_show_is_named_with_what_to_do(
    check: str, environment: dict[str, str], facts: dict[str, object]
) -> None:
    found = advise(load_settings(PUBLIC | environment), replace(WELL, **facts))
    assert [finding.check for finding in found if finding.state == PROBLEM] == [check]
    assert all(finding.advice for finding in found if finding.state != OK)


def test_at_home_private_addresses_and_plain_http_are_only_advice() -> None:
    found = states({}, replace(WELL, announced=("192.168.1.4", "127.0.0.1")))
    assert found["Announced address"] == found["Camera (TLS)"] == ADVICE
    assert PROBLEM not in found.values()
    assert states({"ETALASE_PUBLIC_URL": "http://localhost:8000"}, WELL)["Camera (TLS)"] == OK


def test_the_test_card_on_a_public_server_is_told() -> None:
    assert states(PUBLIC | {"ETALASE_TEST_CARD": "1"}, WELL)["Payments"] == ADVICE


def test_the_report_says_whether_a_show_can_be(tmp_path) -> None:
    lines: list[str] = []
    assert print_report(advise(load_settings(PUBLIC), WELL), lines.append)
    assert not print_report(advise(load_settings(PUBLIC), replace(WELL, media_problem="no libopus")), lines.append)
    assert any(line.startswith("PROBLEM") and "no libopus" in line for line in lines)


async def test_facts_of_this_machine_without_a_server(tmp_path) -> None:
    settings = load_settings({"ETALASE_DATA": str(tmp_path / "new"), "ETALASE_UDP_PORT": "0"})
    facts = await gather_facts(settings)
    assert (facts.database_problem, facts.redis_problem, facts.relay_answers) == (None, None, False)
    assert (facts.media_problem, facts.announce_problem) == (None, None)
    assert facts.disk_free_bytes > 0
    assert not (tmp_path / "new").exists()
