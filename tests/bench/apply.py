"""A run that clears a million charges and tells three agencies, on PostgreSQL. Floor: plain COPY of the same rows."""

import argparse
import os
import sys
import tempfile
import time
from urllib.parse import urlsplit

import psycopg

from tests.bench.measure import Cost, cost_of

DATABASE = "clearance_bench"
#: The tables that a batch writes, and which of their rows belong to it.
WRITTEN = {
    "runs_clearance": "batch = {0}",
    "notices_line": "clearance_id IN (SELECT id FROM runs_clearance WHERE batch = {0})",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--charges", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=1, help="the best of so many runs counts")


def run(arguments: argparse.Namespace) -> None:
    server = os.environ.get("CLEARANCE_DATABASE", "")
    if not server.startswith("postgresql:"):
        sys.exit("Set CLEARANCE_DATABASE to a PostgreSQL server; the benchmark makes a database of its own there.")
    url = urlsplit(server)._replace(path=f"/{DATABASE}").geturl()
    os.environ["CLEARANCE_DATABASE"] = url
    small = _applied(server, url, min(100_000, arguments.charges // 10))
    costs, floors = [], []
    for _ in range(arguments.runs):
        costs.append(_applied(server, url, arguments.charges))
        floors.append(_floor(url))
    cost, floor = min(costs, key=lambda one: one.seconds), min(floors)
    with psycopg.connect(url) as connection:
        rows = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in WRITTEN}
        batches = connection.execute("SELECT count(*) FROM runs_part").fetchone()[0]
    clearances, lines = rows.values()
    print(f"{clearances:,} clearances and {lines:,} lines to three agencies, in {batches:,} batches")
    print(f"COPY     {floor:6.2f} s  {clearances / floor:>10,.0f} clearances/s")
    print(
        f"apply    {cost.seconds:6.2f} s  {clearances / cost.seconds:>10,.0f} clearances/s  peak {cost.peak:,.0f} MiB"
    )
    print(f"ratio    {cost.seconds / floor:.2f} (goal: at most 5)")
    print(f"memory   {cost.peak:,.0f} MiB for {clearances:,}, {small.peak:,.0f} MiB for a tenth (goal: the same)")


def _applied(server: str, url: str, charges: int) -> Cost:
    """What it costs to let a run over so many charges take effect, in a process of its own."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    print(f"preparing a run over {charges:,} charges", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CLEARANCE_DATA_DIR"] = folder
        cost_of("manage.py", "migrate")
        cost_of("-m", "tests.bench.apply_state", str(charges))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")
        return cost_of("-m", "tests.bench.apply_state", "apply")


def _floor(url: str) -> float:
    """Seconds to insert the same rows in the same batches by COPY, a transaction each, into tables like these."""
    seconds = 0.0
    with psycopg.connect(url) as source, psycopg.connect(url) as target:
        for table in WRITTEN:
            target.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
        target.commit()
        batches = [number for (number,) in source.execute("SELECT number FROM runs_part ORDER BY number")]
        for batch in batches:
            data = {table: _rows(source, table, which.format(batch)) for table, which in WRITTEN.items()}
            started = time.perf_counter()
            for table, rows in data.items():
                with target.cursor().copy(f"COPY floor_{table} FROM STDIN (FORMAT binary)") as copy:
                    copy.write(rows)
            target.commit()
            seconds += time.perf_counter() - started
    return seconds


def _rows(source: psycopg.Connection, table: str, which: str) -> bytes:
    with source.cursor().copy(f"COPY (SELECT * FROM {table} WHERE {which}) TO STDOUT (FORMAT binary)") as copy:
        return b"".join(copy)
