"""Applies a law to files of records and writes one determination per charge. Needs no database.

The output file appears only when it is complete: for a bad policy or unreadable records nothing is written.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter

import polars as pl
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from clearance.engine.evaluate import evaluate
from clearance.engine.output import ENDINGS, in_order, write_determinations
from clearance.runs.commands import THREADS, add_law_and_records, check_out, law_and_records


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_law_and_records(parser)
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="ends in .csv or .parquet")

    def handle(
        self, *, policy: str, records: Path, as_of: date, out: Path, source: str | None, **options: object
    ) -> None:
        if out.suffix not in ENDINGS:
            raise CommandError(f"--out {out}: ends in {out.suffix!r}; allowed: {', '.join(ENDINGS)}.")
        check_out(out)
        started, outcomes = perf_counter(), Counter[str]()
        with (
            law_and_records(self, policy, records, source) as (law, opened),
            tqdm(unit=" charges", disable=None) as bar,
        ):
            determined = in_order(partial(evaluate, law, as_of=as_of), opened.facts(law.columns), THREADS)
            write_determinations(_counted(determined, outcomes, bar), out)
        for outcome in ("eligible", "later", "undetermined", "ineligible"):
            self.stdout.write(f"{outcomes[outcome]:>12,} {outcome}")
        seconds = perf_counter() - started
        self.stdout.write(f"{outcomes.total():>12,} charges, on {as_of}, in {seconds:.1f} s, written to {out}")


def _counted(frames: Iterable[pl.DataFrame], outcomes: Counter[str], bar: tqdm) -> Iterator[pl.DataFrame]:
    for frame in frames:
        outcomes.update(dict(frame["outcome"].value_counts().iter_rows()))
        bar.update(frame.height)
        yield frame
