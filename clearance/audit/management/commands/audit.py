"""`audit`: checks the event log, or signs what it ends with."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from clearance.audit.actions import check_log, take_checkpoint
from clearance.audit.checkpoints import checked
from clearance.installation_key import installation_key
from clearance.progress import progress_bars
from clearance.signing import public_key

FILE = "a file of checkpoints; without one, a log that was written anew as a whole is not found out"
KEY = "the public key that signed them, if not this installation's; more than once where the key was changed"


class Command(BaseCommand):
    """`verify` reads only, but for the event that says that the log was checked. It prints every fault with the number
    of its event, and ends with status 1 if there is one. `checkpoint` only ever adds to the file of checkpoints.
    """

    help = "Check the event log (verify), or sign what it ends with (checkpoint)."

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest="what", required=True)
        verify = commands.add_parser("verify", help="check that no event is missing, moved or changed")
        verify.add_argument("--checkpoint", type=Path, metavar="FILE", help=FILE)
        verify.add_argument("--key", action="append", metavar="KEY", help=KEY)
        commands.add_parser("checkpoint", help="sign what the log ends with now")

    def handle(self, *, what, **options):
        try:
            if what == "verify":
                self._verify(options["checkpoint"], options["key"])
            else:
                self._checkpoint()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"The log cannot be read: {error} Use the auditor's role.") from None
        except OSError as error:
            raise CommandError(f"{error.filename or settings.CHECKPOINTS}: {error.strerror or error}.") from None

    def _verify(self, file, keys):
        checkpoints = ()
        if file:
            checkpoints = checked(file, keys or [public_key(installation_key())])
        with progress_bars() as progress:
            done = check_log(by="command:audit", tell=self._tell, checkpoints=checkpoints, progress=progress)
        if not done.written:
            self.stderr.write("Note: the log took no event that says that it was checked.", self.style.WARNING)
        if done.faults:
            raise CommandError(f"{done.faults:,} faults in {done.events:,} events.")
        compared = f"It holds what {file.name} signed." if file else "It was not compared with any checkpoint."
        self.stdout.write(f"No fault in {done.events:,} events. {compared}")

    def _tell(self, fault):
        self.stdout.write(str(fault))

    def _checkpoint(self):
        one = take_checkpoint(at=timezone.now())
        if one is None:
            raise CommandError("The log holds no event yet.")
        self.stdout.write(f"Signed: event {one.id}, {one.count:,} events, in {settings.CHECKPOINTS}.\nKey {one.key}")
