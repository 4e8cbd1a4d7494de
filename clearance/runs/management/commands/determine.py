"""`determine`: what the policies in force say of every charge, written into the database."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clearance.law.policy import PolicyError
from clearance.progress import progress_bars
from clearance.runs.actions import determine
from clearance.runs.models import Policy


class Command(BaseCommand):
    """Can be stopped at any moment: what is done is kept, and the next start goes on from there.

    Twice in a row changes nothing. Two at once take turns.
    """

    help = "Apply the policies in force to the people whose records changed since; the first time, to everyone."

    def add_arguments(self, parser):
        parser.add_argument("--policy", help="the id of one policy in force; without, all of them")
        parser.add_argument("--all", action="store_true", help="everyone, changed or not")
        parser.add_argument("--by", default="command", help="who applies it, for the event log")

    def handle(self, *, policy, all, by, **options):
        policies = Policy.objects.in_force()
        chosen = [one for one in policies if policy in (None, one.policy_id)]
        if not chosen:
            there = ", ".join(one.policy_id for one in policies) or "none; see `put_in_force`"
            raise CommandError(f"No policy {policy or ''} is in force. In force: {there}.")
        for one in chosen:
            begun = time.monotonic()
            try:
                with progress_bars() as progress:
                    done = determine(by=by, policy=one, at=timezone.now(), everyone=all, progress=progress)
            except PolicyError as error:
                raise CommandError(str(error)) from None
            self.stdout.write(
                f"{one.policy_id}: {done.charges:,} charges determined, {done.changed:,} changed, "
                f"{done.unchanged:,} unchanged, {time.monotonic() - begun:.1f} s"
            )
