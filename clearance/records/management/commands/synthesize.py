"""`synthesize`: writes an invented state in the record format."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearance.progress import progress_bars
from clearance.records.invented.state import FORMATS, write_state


class Command(BaseCommand):
    """Writes people, cases, charges, names, identifiers and addresses of an invented state, for demos and tests.

    The same seed gives the same files. Nothing is overwritten, and no database is touched.
    """

    help = "Write an invented state, in the record format, into a folder."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="the folder to write into; made if absent")
        parser.add_argument("--people", type=int, required=True, help="how many people have a record")
        parser.add_argument("--seed", type=int, required=True, help="another seed, another state")
        parser.add_argument("--format", choices=FORMATS, default="parquet")

    def handle(self, *, directory: Path, people: int, seed: int, format: str, **options: object) -> None:
        try:
            with progress_bars() as progress:
                counts = write_state(directory, people=people, seed=seed, format=format, progress=progress)
        except (FileExistsError, ValueError) as error:
            raise CommandError(str(error)) from error
        for table, rows in counts.items():
            self.stdout.write(f"{rows:>12,} {table}")
        self.stdout.write(f"written to {directory}")
