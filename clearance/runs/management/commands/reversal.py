"""`reversal`: undoing a clearance on the terminal, by two people."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clearance.days import state_day
from clearance.runs.ledger import actions
from clearance.runs.ledger.models import Clearance, ReversalRequest
from clearance.runs.refusals import Refused
from clearance.staff import add_username, reference, signed_in_as

PERMISSIONS = {
    "ask": "runs.add_reversalrequest",
    "grant": "runs.decide_reversal",
    "refuse": "runs.decide_reversal",
}


class Command(BaseCommand):
    """The same actions as in the admin, with the same refusals: one person asks, another, who gives their password now,
    grants or refuses. Shows nothing of the record.
    """

    help = "Ask for the reversal of a clearance, grant it or refuse it."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("list", help="the requests that nobody has decided on")
        ask = steps.add_parser("ask", help="ask to undo a clearance")
        ask.add_argument("number", type=int, metavar="clearance")
        ask.add_argument("--ground", required=True, help="the id of a reversal in the law, such as error")
        ask.add_argument("--legal-basis", required=True, help="the citation, or the court's decision")
        ask.add_argument("--note", default="", help="what happened; no names")
        add_username(ask)
        for name, what in (("grant", "undo the clearance"), ("refuse", "leave the clearance as it is")):
            decide = steps.add_parser(name, help=what)
            decide.add_argument("number", type=int, metavar="request")
            add_username(decide)

    def handle(self, *, step: str, **options) -> None:
        if step == "list":
            self._list()
            return
        now = timezone.now()
        by = reference(signed_in_as(options["username"], PERMISSIONS[step]))
        try:
            self.stdout.write(getattr(self, f"_{step}")(by, now, **options))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None

    def _list(self) -> None:
        for one in ReversalRequest.objects.open():
            self.stdout.write(
                f"{one.pk:>6}  clearance {one.clearance_id}  {one.ground}  asked by {one.asked_by}, "
                f"{one.asked_at:%Y-%m-%d %H:%M} UTC"
            )

    def _ask(self, by: str, now: datetime, *, number: int, ground: str, legal_basis: str, note: str, **options) -> str:
        clearance = _found(Clearance, number, "clearance")
        given = {"ground": ground, "legal_basis": legal_basis, "note": note}
        request = actions.ask_reversal(by=by, clearance=clearance, at=now, **given)
        return f"Request {request.pk} is open. Someone else decides on it: `reversal grant {request.pk}`."

    def _grant(self, by: str, now: datetime, *, number: int, **options) -> str:
        request = _found(ReversalRequest, number, "request")
        reversal = actions.grant_reversal(by=by, request=request, signed_in_at=now, on=state_day(now), at=now)
        return f"Clearance {reversal.clearance_id} is undone. A hold keeps its charge out of every run."

    def _refuse(self, by: str, now: datetime, *, number: int, **options) -> str:
        request = actions.refuse_reversal(by=by, request=_found(ReversalRequest, number, "request"), at=now)
        return f"Request {request.pk} is refused. Clearance {request.clearance_id} stays."


def _found(model, number: int, name: str):
    one = model.objects.filter(pk=number).first()
    if one is None:
        raise CommandError(f"There is no {name} {number}.")
    return one
