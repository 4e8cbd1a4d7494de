"""Lists the laws of the library: what each clears, and how much of it is not verified. Needs no database."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearance.law.library_index import library, unverified
from clearance.law.library_index import readme as library_readme
from clearance.law.policy import PolicyError


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--readme", action="store_true", help="print the text of the library's README.md")

    def handle(self, *, readme: bool, **options: object) -> None:
        try:
            self.stdout.write(library_readme() if readme else "\n".join(_lines()), ending="" if readme else "\n")
        except PolicyError as error:
            raise CommandError(str(error)) from None


def _lines() -> list[str]:
    heading = f"{'name':<36}{'where':<8}{'tracks':>6}{'requirements':>14}{'not verified':>14}  title"
    return [heading] + [
        f"{law.id:<36}{law.policy.jurisdiction:<8}{len(law.tracks):>6}"
        f"{sum(len(track.requires) for track in law.tracks):>14}{len(unverified(law)):>14}  {law.title.en}"
        for law in library()
    ]
