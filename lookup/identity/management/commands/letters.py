"""Counts the letters that are due, and prints them, or one of them again, as a PDF.

Safety: nothing is printed without --print or --again; whoever prints signs in; a letter that was printed is not printed
again without a reason, and then with a new code; the file is for its owner only and replaces no other.
"""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clearance.staff import add_username, reference, signed_in_as
from lookup.identity.letter import actions
from lookup.identity.models import Letter


class Command(BaseCommand):
    help = "Print the letters with codes that are due."

    def add_arguments(self, parser):
        add_username(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--print", dest="file", type=Path, help="print those that are due into this PDF file")
        what.add_argument("--again", nargs=2, metavar=("NUMBER", "FILE"), help="print one again into this PDF file")
        parser.add_argument("--because", choices=actions.AGAIN, help="why it is printed again")

    def handle(self, *, username, file, again, because, **options):
        by = reference(signed_in_as(username, "identity.print_letters"))
        now = timezone.now()
        if again:
            self._again(*again, because, by, now)
        elif file:
            self._print(file, by, now)
        else:
            self.stdout.write(f"{Letter.objects.due(now).count()} letters are due.")

    def _print(self, file, by, now):
        with _new(file) as out:
            pdf, count = actions.print_due(by=by, at=now)
            out.write(pdf)
        self.stdout.write(f"{count} letters are in {file}. Delete it when they are on paper.")

    def _again(self, number, file, because, by, now):
        letter = Letter.objects.filter(pk=number).first() if number.isdigit() else None
        if letter is None:
            raise CommandError(f"There is no letter {number!r}.")
        if because is None:
            raise CommandError(f"Say why with --because; allowed: {', '.join(actions.AGAIN)}.")
        with _new(Path(file)) as out:
            try:
                out.write(actions.print_again(letter=letter, because=because, by=by, at=now))
            except actions.NotPrinted as refusal:
                Path(file).unlink()
                raise CommandError(str(refusal)) from None
        self.stdout.write(f"{letter} is in {file}. Delete it when it is on paper.")


def _new(file: Path):
    try:
        return os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
    except OSError as error:
        raise CommandError(f"{file} cannot be written ({error.strerror}). Name a file that is not there yet.") from None
