"""`hold`: charges that are held out of every run, on the terminal."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clearance.runs.ledger.holds import lift_hold
from clearance.runs.ledger.models import Hold
from clearance.runs.refusals import Refused
from clearance.staff import add_username, reference, signed_in_as


class Command(BaseCommand):
    """Each hold is lifted in a transaction of its own: what was lifted before a refusal stays lifted. Shows nothing of
    the records.
    """

    help = "List the holds on charges, and lift them."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        shown = steps.add_parser("list", help="the holds that nobody has lifted")
        shown.add_argument("--reference", help="only those that this led to, such as order:7")
        lift = steps.add_parser("lift", help="let held charges come back")
        lift.add_argument("number", type=int, nargs="+")
        lift.add_argument("--reason", required=True, help="why they may be cleared all the same; no names")
        add_username(lift)

    def handle(self, *, step: str, **options) -> None:
        getattr(self, f"_{step}")(**options)

    def _list(self, *, reference: str | None, **options) -> None:
        holds = Hold.objects.open()
        for hold in holds.filter(reference=reference) if reference else holds:
            self.stdout.write(
                f"{hold.pk:>6}  {hold.reference:<14} {hold.placed_at:%Y-%m-%d} by {hold.placed_by}: "
                f"{hold.get_because_display()}"
            )

    def _lift(self, *, number: list[int], reason: str, username: str, **options) -> None:
        now = timezone.now()
        by = reference(signed_in_as(username, "runs.lift_hold"))
        for one in number:
            hold = Hold.objects.filter(pk=one).first()
            if hold is None:
                raise CommandError(f"There is no hold {one}. See `hold list`.")
            try:
                lift_hold(by=by, hold=hold, reason=reason, at=now)
            except Refused as refusal:
                raise CommandError(str(refusal)) from None
            self.stdout.write(f"Hold {one} is lifted.")
