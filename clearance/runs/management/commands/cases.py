"""Runs the cases of a law and says of each whether the law answers as expected. Needs no database.

The exit status is 1 where one does not.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearance.engine.cases import run_cases
from clearance.law.cases import load_cases
from clearance.law.files import cases_file
from clearance.law.policy import PolicyError, load_policy
from clearance.runs.commands import print_warnings


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", help="a policy file, or the name of a law in the library")
        parser.add_argument("file", type=Path, nargs="?", help="a file of cases; else the one beside the policy")

    def handle(self, *, policy: str, file: Path | None, **options: object) -> None:
        try:
            law = load_policy(policy)
            results = run_cases(law, load_cases(file or cases_file(policy)))
        except PolicyError as error:
            raise CommandError(str(error)) from None
        print_warnings(self, law)
        for result in results:
            self.stdout.write(f"{'pass' if result.passed else 'FAIL'}  {result.case.says} ({result.case.id})")
            for difference in result.differences:
                self.stdout.write(f"      {difference}")
        failed = sum(not result.passed for result in results)
        if failed:
            raise CommandError(f"{failed} of {len(results)} cases failed.")
        self.stdout.write(f"All cases pass: {len(results)}.")
