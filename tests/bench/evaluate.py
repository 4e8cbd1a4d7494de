"""A law over the charges of a whole state, from Parquet to Parquet. Floor: read the same columns, one window, write."""

import argparse
import tempfile
from pathlib import Path

import polars as pl

from clearance.law.policy import Policy, load_policy
from clearance.law.vocabulary import FACTS
from tests.bench.measure import ROOT, Cost, cost_of

LAW = Path(__file__).parent / "law.toml"
AS_OF = "2026-01-01"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=2_000_000)
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench", help="where the made records are kept")
    parser.add_argument("--runs", type=int, default=3, help="the best of so many runs counts")


def run(arguments: argparse.Namespace) -> None:
    policy = load_policy(LAW)
    records = made_records(arguments)
    charges = pl.scan_parquet(records / "charges.parquet").select(pl.len()).collect().item()
    with tempfile.TemporaryDirectory(dir=arguments.data) as folder:
        out = Path(folder) / "out.parquet"
        floors, costs = [], []
        for _ in range(arguments.runs):
            floors.append(cost_of("-m", "tests.bench.floor", LAW, records, out))
            costs.append(cost_of("manage.py", "evaluate", LAW, records, "--as-of", AS_OF, "--out", out))
        written = pl.scan_parquet(out).select(pl.len()).collect().item()
    floor, cost = (min(all_of, key=lambda one: one.seconds) for all_of in (floors, costs))
    requirements = sum(len(track.requires) for track in policy.tracks)
    print(f"{requirements} requirements, {len(policy.columns)} facts; {charges:,} charges, {written:,} rows written")
    show("floor", floor, charges)
    show("evaluate", cost, charges)
    print(f"ratio    {cost.seconds / floor.seconds:.2f} (goal: at most 4; peak under 1,024 MiB)")


def made_records(arguments: argparse.Namespace) -> Path:
    """The records of so many invented people, made once and kept."""
    records = arguments.data / f"people-{arguments.people}"
    if not records.exists():
        unfinished = records.with_name(f".{records.name}.unfinished")
        print(f"making {arguments.people:,} people, once", flush=True)
        cost_of("manage.py", "synthesize", "--people", str(arguments.people), "--seed", "1", unfinished)
        unfinished.rename(records)
    return records


def show(name: str, cost: Cost, charges: int) -> None:
    print(f"{name:<8} {cost.seconds:6.2f} s  {charges / cost.seconds:>10,.0f} charges/s  peak {cost.peak:>6,.0f} MiB")


def columns_read(policy: Policy, table: str) -> list[str]:
    """The columns of a table that an evaluation of the policy reads."""
    facts = [fact.split(".")[-1] for fact in policy.columns if FACTS[fact][0] == table]
    keys = {
        "people": ["person_id"],
        "cases": ["case_id", "person_id"],
        "charges": ["charge_id", "case_id", "person_id"],
    }
    return list(dict.fromkeys([*keys[table], *facts]))
