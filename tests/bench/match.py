"""A million claims, one in twenty with a double: who is linked, and how fast. Floor: to settle without a look.

All are decided in memory, where the same rule meets the same candidates (tests/lookup/identity/matching/memory.py);
some go through PostgreSQL too, beside all the people on record, and must come to the same.
"""

import argparse
import os
import random
import sys
import tempfile
from urllib.parse import urlsplit

import django
import psycopg

from tests.bench.measure import cost_of

DATABASE = "clearance_bench_match"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--claims", type=int, default=1_000_000, help="and as many people on record")
    parser.add_argument("--stored", type=int, default=10_000, help="how many of them through PostgreSQL; 0: none")
    parser.add_argument("--seed", type=int, default=1)


def run(arguments: argparse.Namespace) -> None:
    server = os.environ.get("CLEARANCE_DATABASE", "")
    if arguments.stored and not server.startswith("postgresql:"):
        sys.exit("Set CLEARANCE_DATABASE to a PostgreSQL server; the benchmark makes a database of its own there.")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CLEARANCE_DATA_DIR"] = folder
        if arguments.stored:
            _new_database(server)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearance.settings")
        django.setup()
        # Not before there is a database to know.
        from tests.bench import match_memory, match_stored

        everyone, memory = match_memory.made(random.Random(arguments.seed), arguments.claims)
        match_memory.measure(random.Random(arguments.seed + 1), everyone, memory)
        if arguments.stored:
            match_stored.measure(random.Random(arguments.seed + 2), everyone, memory, arguments.stored)


def _new_database(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    os.environ["CLEARANCE_DATABASE"] = urlsplit(server)._replace(path=f"/{DATABASE}").geturl()
    cost_of("manage.py", "migrate")
