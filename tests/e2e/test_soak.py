"""Do digests arrive once and in time, through kills, faults and a change of the clocks? Four days."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "soak"))

from driver import Soak
from outcome import report

SEED = 1


@pytest.mark.parametrize(("kept", "season"), [("sqlite", "march"), ("postgresql", "october")])
def test_digests_come_once_and_in_time_whatever_happens(kept, season, tmp_path, request, measured):
    many = {}
    if kept == "postgresql":
        server = request.getfixturevalue("postgresql")
        many = {"database": server.database(), "replicas": 2, "cut": server.restart_connections}
    soak = Soak(tmp_path, season, SEED, **many)
    found = soak.run()
    measured("\n".join(report(soak, found, 0)))
    assert found.wrong == []
    assert soak.counts["messages"] > 50
    assert all(soak.counts[what] for what in ("kill", "stop", "outage", "migrate", "uncertain"))
