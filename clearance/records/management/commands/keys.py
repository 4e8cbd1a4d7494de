"""`keys`: the secret keys of this installation, made and changed."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clearance import keyring
from clearance.database import Busy
from clearance.progress import progress_bars
from clearance.records.rotation import rotate


class Command(BaseCommand):
    """`new` makes the file that CLEARANCE_KEYS names, and never overwrites one.

    `rotate` adds a key and brings what is kept under it, in ranges; broken off or killed, it is carried on when it is
    called again. Meanwhile everything is found and opened as before. No key is ever removed from the file.
    """

    help = "Make the file of this installation's secret keys, or change one of them."
    requires_system_checks = []

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="what", required=True)
        actions.add_parser("new", help="make the file of keys that CLEARANCE_KEYS names; never overwrites one")
        change = actions.add_parser("rotate", help="add a key, and bring what is kept under it")
        change.add_argument(
            "use", choices=keyring.USES, help="digests of identifiers, or what is sealed to be read back"
        )
        change.add_argument("--by", default="command", help="who changes it, for the event log")

    def handle(self, *, what, **options):
        if what == "new":
            self._new()
        else:
            self._rotate(options["use"], options["by"])

    def _new(self):
        try:
            file = keyring.make_keys()
        except FileExistsError:
            raise CommandError(
                f"{settings.KEYS} is there already, and what was made with its keys needs them. Nothing was changed. "
                "To change a key: python manage.py keys rotate identifiers (or sealing)"
            ) from None
        except OSError as error:
            raise CommandError(f"{settings.KEYS} cannot be made: {error.strerror}. Does its folder exist?") from None
        self.stdout.write(self.style.SUCCESS(f"The keys are in {file}. Keep a copy apart from those of the database."))

    def _rotate(self, use, by):
        try:
            with progress_bars() as progress:
                done = rotate(by=by, use=use, progress=progress)
        except Busy:
            raise CommandError(
                "An import, or another change of keys, is running. Try again when it has ended."
            ) from None
        except keyring.Unsealable as error:
            raise CommandError(f"{error} What came before it is under the new key; the old keys stay.") from None
        if done.carried_on:
            self.stdout.write("An earlier change of this key was broken off; it was carried on, and no key was added.")
        self.stdout.write(
            self.style.SUCCESS(f"{use}: key {done.key}, {done.rows:,} rows. Keep a new copy of {settings.KEYS}.")
        )
