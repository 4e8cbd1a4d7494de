"""`objection`: opens a run to objections, files and decides them, and lists them, on the terminal."""

from datetime import date, datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clearance.agencies.models import Agency, Member
from clearance.days import state_day
from clearance.law.policy import PolicyError
from clearance.records.models import Charge
from clearance.runs.eligibility.models import Run
from clearance.runs.objections import actions
from clearance.runs.objections.looks import look_up
from clearance.runs.objections.models import Objection
from clearance.runs.refusals import Refused
from clearance.staff import add_username, reference, signed_in_as


class Command(BaseCommand):
    """The same actions as in the admin, with the same refusals. Whoever takes a step gives their name and password.

    Nothing of a record is printed: a charge is named by its case number and its number in the case, exactly.
    """

    help = "Open a run to objections; file, decide and list them."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("list", help="the objections to a run, and how many there are by ground").add_argument(
            "run", type=int
        )
        self._step(steps, "open", "let agencies object to a computed run").add_argument("run", type=int)
        file = self._step(steps, "file", "object to one charge that a run would clear")
        none = self._step(steps, "no-more", "say that an agency has no more objections to a run")
        for step in (file, none):
            step.add_argument("run", type=int)
            step.add_argument("--agency", required=True, metavar="CODE", help="the agency that you act for")
        file.add_argument("--case-number", required=True, help="exactly as it is on record")
        file.add_argument("--sequence", type=int, required=True, help="the number of the charge in its case")
        file.add_argument("--ground", required=True, help="its id in the law")
        file.add_argument("--evidence", required=True, help="what shows it; no names")
        decide = self._step(steps, "decide", "write down the decision on an objection")
        decide.add_argument("objection", type=int)
        result = decide.add_mutually_exclusive_group(required=True)
        result.add_argument("--sustained", action="store_true", help="the charge is held back")
        result.add_argument("--overruled", action="store_true", help="the charge may be cleared")
        decide.add_argument("--why", required=True, help="what was found, by whom and when; no names")

    def _step(self, steps, name: str, what: str) -> CommandParser:
        parser = steps.add_parser(name, help=what)
        add_username(parser)
        return parser

    def handle(self, *, step: str, **options) -> None:
        try:
            getattr(self, f"_{step.replace('-', '_')}")(**options)
        except (Refused, PolicyError) as error:
            raise CommandError(str(error)) from None

    def _list(self, *, run: int, **options) -> None:
        found = _run(run)
        for one in Objection.objects.filter(run=found).select_related("agency").order_by("pk"):
            result = {None: "not decided", True: "sustained", False: "overruled"}[one.sustained]
            self._say(f"{one.pk:>5}  {one.filed_at:%Y-%m-%d}  {one.agency.code:<20} {one.ground:<20} {result}")
        for count in Objection.objects.filter(run=found).counts():
            self._say(
                f"{count.ground}: {count.filed:,} filed, {count.sustained:,} sustained, {count.overruled:,} overruled, "
                f"{count.open:,} not decided"
            )
        until = f"until {found.objections_until}, that day included" if found.objections_until else "not open yet"
        self._say(f"Objections to run {run} are taken: {until}.")

    def _open(self, *, run: int, username: str, **options) -> None:
        now = timezone.now()
        user = signed_in_as(username, "runs.prepare_run")
        opened = actions.open_window(by=reference(user), run=_run(run), on=state_day(now), at=now)
        self._say(f"Run {run} is open to objections until {opened.objections_until}, that day included.")

    def _file(self, *, run: int, username: str, agency: str, case_number: str, sequence: int, **options) -> None:
        now = timezone.now()
        member, found, today = _member(username, agency, now), _run(run), state_day(now)
        charge = _charge(found, member, case_number, sequence, today)
        said = {"ground": options["ground"], "evidence": options["evidence"]}
        objection = actions.file(by=member, run=found, charge=charge, on=today, at=now, **said)
        self._say(f"Objection {objection.pk} is filed. Someone else decides on it.")

    def _no_more(self, *, run: int, username: str, agency: str, **options) -> None:
        now = timezone.now()
        member = _member(username, agency, now)
        actions.no_objection(by=member, run=_run(run), on=state_day(now), at=now)
        self._say(f"{member.agency} has no more objections to run {run}.")

    def _decide(self, *, objection: int, username: str, sustained: bool, why: str, **options) -> None:
        now = timezone.now()
        user = signed_in_as(username, "runs.decide_objection")
        found = Objection.objects.filter(pk=objection).first()
        if found is None:
            raise CommandError(f"There is no objection {objection}. See `objection list`.")
        actions.decide(by=user, objection=found, sustained=sustained, why=why, at=now)
        self._say(f"Objection {objection} is {'sustained' if sustained else 'overruled'}.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)


def _run(number: int) -> Run:
    run = Run.objects.select_related("policy").filter(pk=number).first()
    if run is None:
        raise CommandError(f"There is no run {number}. See `run list`.")
    return run


def _member(username: str, code: str, now: datetime) -> Member:
    user = signed_in_as(username, "runs.add_objection")
    members = Member.objects.current().filter(user=user, agency__in=Agency.objects.open())
    member = members.select_related("agency", "user").filter(agency__code=code).first()
    if member is None:
        there = ", ".join(members.values_list("agency__code", flat=True)) or "none"
        raise CommandError(f"{username} does not act for an agency {code}. Acts for: {there}.")
    return member


def _charge(run: Run, member: Member, case_number: str, sequence: int, on: date) -> Charge:
    found = look_up(by=member, run=run, case_number=case_number, on=on)
    charges = [charge for charge, row in found if row["sequence"] == sequence]
    if len(charges) != 1:
        what = "More than one charge" if charges else "No charge"
        raise CommandError(
            f"{what} of exactly that number, in the area of {member.agency}, would be cleared by run {run.pk}. "
            "Check it letter by letter, or file it in the admin."
        )
    return Charge.objects.get(pk=charges[0])
