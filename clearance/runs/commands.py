"""What the commands share: arguments, a law and records to read, errors in words, warnings on a law, reports."""

import json
import os
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

import polars as pl
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from clearance.engine.records import Records, RecordsError, open_records
from clearance.law.policy import Policy, PolicyError, load_policy
from clearance.law.warnings import warnings
from clearance.records.profile import ProfileError, load_profile

#: Ranges of people evaluated at once: no core is idle while another waits, and memory stays within its bounds.
THREADS = min(4, (os.cpu_count() or 1) + 1)


class Report(Protocol):
    """What a command reports on."""

    def as_data(self) -> dict[str, Any]:
        """As JSON knows it."""


Reported = TypeVar("Reported", bound=Report)


def add_law_and_records(parser: CommandParser) -> None:
    """The arguments of a command that applies a law to files of records on a day."""
    parser.add_argument("policy", help="a policy file, or the name of a law in the library")
    parser.add_argument("records", type=Path, help="a folder in the record format, or what --source reads")
    parser.add_argument("--as-of", type=day, required=True, metavar="DATE", help="the day asked about, 2026-01-31")
    parser.add_argument("--source", metavar="PROFILE", help="a source profile: its name, or a file")


def add_report(parser: CommandParser) -> None:
    """The arguments of a command that reports on something."""
    parser.add_argument("--format", choices=("text", "json", "html"), default="text")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write it, if not to the screen")


def check_out(out: Path | None) -> None:
    """Before the work: whether the report can be written there. Raises CommandError."""
    if out and not out.parent.is_dir():
        raise CommandError(f"--out {out}: the folder {out.parent} does not exist; make it first.")


def write_report(
    command: BaseCommand,
    found: Reported,
    format: str,
    out: Path | None,
    *,
    page: Callable[[Reported], str],
    lines: Callable[[Reported], Iterable[str]],
) -> None:
    """What was found, in that format, to the file, or to the screen where there is none. Raises CommandError."""
    if format == "json":
        report = json.dumps(found.as_data(), indent=2, ensure_ascii=False)
    else:
        report = page(found) if format == "html" else "\n".join(lines(found))
    if out is None:
        command.stdout.write(report)
        return
    try:
        out.write_text(report + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"--out {out}: {error.strerror or error}.") from None


def counted(ranges: Iterable[pl.DataFrame], bar: tqdm) -> Iterator[pl.DataFrame]:
    """The ranges of facts, counted on a bar as they are asked for."""
    for facts in ranges:
        yield facts
        bar.update(facts.height)


def day(text: str) -> date:
    """A date given on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date; give one such as 2026-01-31") from None


@contextmanager
def law_and_records(
    command: BaseCommand, policy: str, records: Path, source: str | None
) -> Iterator[tuple[Policy, Records]]:
    """The law and the records, opened; what is wrong with either, here or while reading, is a CommandError."""
    try:
        law = load_policy(policy)
        print_warnings(command, law)
        profile = load_profile(source) if source else None
        with open_records(records, profile=profile) as opened:
            yield law, opened
    except (PolicyError, ProfileError, RecordsError) as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{error.filename or records}: {error.strerror or error}.") from None


def print_warnings(command: BaseCommand, law: Policy) -> None:
    """Where the law contradicts itself, to stderr, a line each."""
    for warning in warnings(law):
        command.stderr.write(f"Warning: {warning}", command.style.WARNING)
