"""A run over 20,000 charges comes to the same end however often its worker is killed, the server stops, the disk fills.

`CLEARANCE_KILLS` and `CLEARANCE_STOPS` say how often (10 and 3 otherwise).
"""

import os
import random
from pathlib import Path

import psycopg
import pytest

from tests.chaos.cluster import Cluster, a_cluster, needs_postgresql, needs_root
from tests.chaos.storm import Storm, done, outcome

pytestmark = [pytest.mark.chaos, needs_postgresql]

PEOPLE = 5_600
KILLS, STOPS = (int(os.environ.get(f"CLEARANCE_{name}", usual)) for name, usual in (("KILLS", 10), ("STOPS", 3)))
SEED = 20_260_101


@pytest.fixture(scope="module")
def cluster():
    with a_cluster(megabytes=1_500 if os.geteuid() == 0 else None) as one:
        yield one


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("chaos")


@pytest.fixture(scope="module")
def calm(cluster: Cluster, folder: Path) -> dict[str, list[tuple]]:
    """What a run comes to that nobody disturbs."""
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE beginning")
    url = cluster.url("beginning")
    done("manage.py", "migrate", "--verbosity", "0", url=url, folder=folder)
    done("-m", "tests.chaos.state", str(folder), str(PEOPLE), url=url, folder=folder)
    return driven(cluster, folder, random.Random(SEED), [])


def driven(
    cluster: Cluster, folder: Path, chance: random.Random, disturbances: list, moments: list | None = None
) -> dict[str, list[tuple]]:
    """What a run comes to with as many of the disturbances as there was time for. They are taken from the list."""
    url = cluster.copy("beginning", "storm")
    storm = Storm(cluster, url, folder, chance, disturbances)
    storm.drive()
    done("manage.py", "audit", "verify", url=url, folder=folder)
    if moments is not None:
        moments += storm.moments
    return outcome(url)


def test_the_undisturbed_run_clears_and_tells(calm):
    ((state, _, _),) = calm["run"]
    assert state == "applied"
    assert len(calm["clearances"]) > 5_000
    assert len({charge for charge, *_ in calm["clearances"]}) == len(calm["clearances"])
    assert sum(int(cleared) for _, cleared in calm["applied"]) == len(calm["clearances"])
    agencies = {code for _, code, *_ in calm["notices"]}
    assert agencies == {"bureau", "police", "prosecutor", "court-0", "court-1"}
    assert len(calm["lines"]) > 3 * len(calm["clearances"])
    assert all(sealed for *_, sealed in calm["notices"])


def test_kills_and_stops_at_any_moment_change_nothing(cluster, folder, calm):
    chance = random.Random(SEED)
    disturbances = [Storm.kill_the_worker] * KILLS + [Storm.stop_the_server] * STOPS
    chance.shuffle(disturbances)
    moments = []
    while disturbances:
        found = driven(cluster, folder, chance, disturbances, moments)
        for name, rows in calm.items():
            assert found[name] == rows, name
    # It did happen in the middle, at different moments.
    assert len(moments) == KILLS + STOPS
    assert len(set(moments)) > len(moments) / 2


@needs_root
def test_a_full_disk_changes_nothing(cluster, folder, calm):
    chance = random.Random(SEED)
    found = driven(cluster, folder, chance, [Storm.fill_the_disk])
    for name, rows in calm.items():
        assert found[name] == rows, name
