"""The impact of a law on a whole state, with every condition left out once. Floor: one evaluation of the same law."""

import argparse
import tempfile
from pathlib import Path

import polars as pl

from clearance.law.policy import load_policy
from tests.bench import evaluate
from tests.bench.evaluate import AS_OF, LAW, made_records, show
from tests.bench.measure import cost_of

add_arguments = evaluate.add_arguments


def run(arguments: argparse.Namespace) -> None:
    records = made_records(arguments)
    charges = pl.scan_parquet(records / "charges.parquet").select(pl.len()).collect().item()
    floors, costs = [], []
    with tempfile.TemporaryDirectory(dir=arguments.data) as folder:
        figures, out = Path(folder) / "impact.json", Path(folder) / "out.parquet"
        for _ in range(arguments.runs):
            floors.append(cost_of("manage.py", "evaluate", LAW, records, "--as-of", AS_OF, "--out", out))
            to = ("--format", "json", "--out", figures)
            costs.append(cost_of("manage.py", "impact", LAW, records, "--as-of", AS_OF, *to))
    floor, cost = (min(all_of, key=lambda one: one.seconds) for all_of in (floors, costs))
    requirements = sum(len(track.requires) for track in load_policy(LAW).tracks)
    print(f"{requirements} requirements, each left out once; {charges:,} charges")
    show("evaluate", floor, charges)
    show("impact", cost, charges)
    print(f"ratio    {cost.seconds / floor.seconds:.2f} (goal: at most 3)")
