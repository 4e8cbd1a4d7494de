"""`put_in_force`: a policy, from its file, becomes the law that is applied here."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clearance.law.library_index import unverified
from clearance.law.policy import PolicyError
from clearance.runs.actions import put_in_force
from clearance.runs.commands import print_warnings
from clearance.runs.laws import law_of


class Command(BaseCommand):
    """Keeps the policy's text and hash, which nobody can change after, and retires the version before it."""

    help = "Put a policy in force. A worker applies it to everyone; `determine` does so at once."

    def add_arguments(self, parser):
        parser.add_argument("policy", help="a policy file, or the name of a law in the library")
        parser.add_argument("--by", default="command", help="who puts it in force, for the event log")

    def handle(self, *, policy, by, **options):
        at = timezone.now()
        try:
            kept = put_in_force(by=by, policy=policy, at=at)
        except PolicyError as error:
            raise CommandError(str(error)) from None
        law = law_of(kept)
        print_warnings(self, law)
        if number := len(unverified(law)):
            self.stderr.write(
                f"Warning: {number} provisions of this law are not verified against the official code; "
                f"`law {policy}` marks them. Have someone who knows the law check each.",
                self.style.WARNING,
            )
        new = kept.put_in_force_at == at
        was = "is in force now; a worker applies it, or `determine`" if new else "is in force already"
        self.stdout.write(f"{kept.title} ({kept.citation}) {was}.\nSHA-256 {kept.sha256}")
