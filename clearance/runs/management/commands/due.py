"""`due`: starts the runs that are due on a day. A timer calls it."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clearance.days import state_day
from clearance.runs.commands import day
from clearance.runs.due import Due, runs_due
from clearance.runs.eligibility.actions import prepare
from clearance.runs.refusals import Refused
from clearance.work.waiting import standing


class Command(BaseCommand):
    """Starts a run of each policy in force whose law asks for one on that day, and says what is stuck.

    Nothing takes effect by it: a worker computes the run, and people look at it and approve it. Twice on a day changes
    nothing; a law with a run that is not finished gets no other. A day that was missed is made good on the next.
    """

    help = "Start the runs that are due, by the cadence of each law in force."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="DATE", help="the day; today in the state unless given")
        parser.add_argument("--dry-run", action="store_true", help="say what is due, and start nothing")

    def handle(self, *, on, dry_run, **options):
        now = timezone.now()
        today = state_day(now)
        on = on or today
        if on > today:
            raise CommandError(f"--on {on} is in the future; today is {today}. A run may not be of a day to come.")
        for one in runs_due(on):
            self.stdout.write(f"{one.policy.policy_id}: {one.why}")
            if one.starts and not dry_run:
                self.stdout.write(f"  {self._start(one, on, now)}")
        for one in standing(now).stuck:
            self.stdout.write(f"Stuck: {one.what} {one.to_do}")

    def _start(self, one: Due, on, now) -> str:
        try:
            run = prepare(by="command:due", policy=one.policy, as_of=on, at=now)
        except Refused as refusal:
            # Someone else has just started it.
            return str(refusal)
        return f"Run {run.pk} is prepared. A worker computes it."
