"""`import_records`: what a source sent goes into the database."""

from argparse import ArgumentTypeError
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clearance.database import Busy
from clearance.engine.records import RecordsError
from clearance.law.policy import PolicyError
from clearance.progress import progress_bars
from clearance.records.actions import change_source, import_records, register_source, rejects_path
from clearance.records.models import Import, Source
from clearance.records.profile import PROFILES, ProfileError, load_profile


def share(text: str) -> Decimal:
    """`1%` or `0.01`, as a share from 0 to 1."""
    try:
        number = Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        number = Decimal(-1)
    if not 0 <= number <= 1:
        raise ArgumentTypeError(f"found {text!r}; allowed: a share such as 1% or 0.01")
    return number


def profile_text(name: str) -> str:
    """The text of a profile file, or of a profile of the project."""
    load_profile(name)
    path = Path(name) if Path(name).is_file() else PROFILES / f"{name}.toml"
    return path.read_text(encoding="utf-8-sig")


class Command(BaseCommand):
    """All or nothing, in one transaction. The same file twice changes nothing; a corrected one updates what changed.

    Bad rows go to a rejects file; too many refuse the whole file. Stopped or killed, it has changed nothing. Then the
    policies in force are applied to the people whose records changed, and to no one else.
    """

    help = "Import records from a source: a file or folder in the record format, or an agency's own through a profile."

    def add_arguments(self, parser):
        parser.add_argument("source", help="the source's short name, such as suffolk_courts; registered on first use")
        parser.add_argument("path", type=Path, help="the file or directory it sent")
        parser.add_argument(
            "--profile",
            help="maps the agency's columns: a profile of the project, or a file; kept with the source until another "
            "is given. Without one the source sends the record format",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write only the rejects")
        parser.add_argument(
            "--max-bad", type=share, default=share("1%"), help="more bad rows than this refuse the file (default 1%%)"
        )
        parser.add_argument("--by", default="command", help="who imports it, for the event log")

    def handle(self, *, source, path, profile, dry_run, max_bad, by, **options):
        at = timezone.now()
        try:
            with progress_bars() as progress:
                done = import_records(
                    by=by,
                    source=self._source(source, profile, by, at),
                    path=path,
                    at=at,
                    dry_run=dry_run,
                    max_bad=max_bad,
                    progress=progress,
                )
        except (RecordsError, ProfileError) as error:
            raise CommandError(str(error)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except PolicyError as error:
            raise CommandError(f"The records landed, but a policy could not be applied to them. {error}") from None
        except Busy:
            raise CommandError("Another import is running. Try again when it has ended; nothing was changed.") from None
        self._report(done, path)

    def _source(self, name, profile, by, at):
        text = profile_text(profile) if profile else ""
        source = Source.objects.filter(name=name).first()
        if source is None:
            return register_source(by=by, name=name, profile=text, at=at)
        if profile and text != source.profile:
            source.profile = text
            change_source(by=by, source=source)
        return source

    def _report(self, done, path):
        for table, counts in done.counts.items():
            self.stdout.write(f"{table}: " + ", ".join(f"{rows:,} {what}" for what, rows in counts.items()))
        for reason, rows in done.left_out.items():
            self.stdout.write(f"left out by the profile: {rows:,} ({reason})")
        if done.rejects_file:
            self.stdout.write(f"The rejected rows, with reasons and remedies, are in {rejects_path(done)}")
        seconds = (done.finished_at - done.started_at).total_seconds()
        if done.outcome == Import.Outcome.REFUSED:
            raise CommandError(
                f"Refused: {done.total('rejected'):,} of {done.total('read'):,} rows are bad. Nothing was changed. "
                "Mend the rows, or allow more with --max-bad."
            )
        number = f"Import {done.pk}" if done.pk else "Dry run"
        self.stdout.write(self.style.SUCCESS(f"{number}: {done.get_outcome_display()}, {seconds:.1f} s"))
