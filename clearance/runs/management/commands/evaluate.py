"""Applies a law to files of records and writes one determination per charge. Needs no database.

The output file appears only when it is complete: for a bad policy or unreadable records nothing is written.
"""

import os
from argparse import ArgumentTypeError
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
from clearance.engine.records import RecordsError, open_records
from clearance.law.policy import PolicyError, load_policy
from clearance.records.profile import ProfileError, load_profile

#: Ranges of people evaluated at once: no core is idle while another waits, and memory stays within its bounds.
THREADS = min(4, (os.cpu_count() or 1) + 1)


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", help="a policy file, or the name of a law in the library")
        parser.add_argument("records", type=Path, help="a folder in the record format, or what --source reads")
        parser.add_argument("--as-of", type=_day, required=True, metavar="DATE", help="the day asked about, 2026-01-31")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="ends in .csv or .parquet")
        parser.add_argument("--source", metavar="PROFILE", help="a source profile: its name, or a file")

    def handle(
        self, *, policy: str, records: Path, as_of: date, out: Path, source: str | None, **options: object
    ) -> None:
        if out.suffix not in ENDINGS:
            raise CommandError(f"--out {out}: ends in {out.suffix!r}; allowed: {', '.join(ENDINGS)}.")
        if not out.parent.is_dir():
            raise CommandError(f"--out {out}: the folder {out.parent} does not exist; make it first.")
        started, outcomes = perf_counter(), Counter[str]()
        try:
            law = load_policy(policy)
            profile = load_profile(source) if source else None
            with open_records(records, profile=profile) as opened, tqdm(unit=" charges", disable=None) as bar:
                determined = in_order(partial(evaluate, law, as_of=as_of), opened.facts(law.columns), THREADS)
                write_determinations(_counted(determined, outcomes, bar), out)
        except (PolicyError, ProfileError, RecordsError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename or records}: {error.strerror or error}.") from None
        for outcome in ("eligible", "later", "undetermined", "ineligible"):
            self.stdout.write(f"{outcomes[outcome]:>12,} {outcome}")
        seconds = perf_counter() - started
        self.stdout.write(f"{outcomes.total():>12,} charges, on {as_of}, in {seconds:.1f} s, written to {out}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date; give one such as 2026-01-31") from None


def _counted(frames: Iterable[pl.DataFrame], outcomes: Counter[str], bar: tqdm) -> Iterator[pl.DataFrame]:
    for frame in frames:
        outcomes.update(dict(frame["outcome"].value_counts().iter_rows()))
        bar.update(frame.height)
        yield frame
