"""`run`: every step of an eligibility run, on the terminal."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clearance.days import state_day
from clearance.progress import progress_bars
from clearance.runs.approval import actions as approval
from clearance.runs.commands import day
from clearance.runs.eligibility import actions, overview
from clearance.runs.eligibility.models import Run
from clearance.runs.eligibility.tasks import carry_on_all_runs
from clearance.runs.eligibility.totals import total_of
from clearance.runs.models import Policy
from clearance.runs.refusals import Refused
from clearance.staff import add_username, reference, signed_in_as

#: What each step needs, beside a sign-in.
PERMISSIONS = {
    "prepare": "runs.prepare_run",
    "settle": "runs.prepare_run",
    "release": "runs.release_brake",
    "approve": "runs.approve_run",
    "start": "runs.prepare_run",
    "carry-on": "runs.prepare_run",
    "stop": "runs.prepare_run",
    "withdraw": "runs.prepare_run",
}


class Command(BaseCommand):
    """The same actions as in the admin, with the same refusals. Whoever takes a step gives their name and password.

    `work` does in the foreground what a worker does; it can be stopped at any moment, and the next start goes on.
    """

    help = "Prepare, look at, approve and apply eligibility runs."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("list", help="all runs, the newest first")
        steps.add_parser("work", help="compute, settle and apply what there is to do now, as a worker does")
        steps.add_parser("show", help="what a run decides and what holds it").add_argument("run", type=int)
        prepare = self._step(steps, "prepare", "ask for a run of a policy in force")
        prepare.add_argument("policy", help="the id of a policy in force, such as franklin")
        prepare.add_argument("--as-of", type=day, metavar="DATE", help="the day asked about; today unless given")
        prepare.add_argument("--county", action="append", default=[], help="only cases of this county; may be repeated")
        for name, what in (
            ("settle", "close the dry run, and the time for objections"),
            ("start", "let an approved run take effect"),
            ("carry-on", "go on after a stage or a stop"),
        ):
            self._step(steps, name, what).add_argument("run", type=int)
        approve = self._step(steps, "approve", "say yes to the digest of a run")
        approve.add_argument("run", type=int)
        approve.add_argument("digest", help="the whole digest, as `run show` prints it")
        release = self._step(steps, "release", "release a brake, with a reason")
        release.add_argument("run", type=int)
        release.add_argument("brake", help="its kind, as `run show` prints it")
        release.add_argument("--why", required=True)
        for name, what in (("stop", "stop a run that is being applied"), ("withdraw", "give a run up")):
            step = self._step(steps, name, what)
            step.add_argument("run", type=int)
            step.add_argument("--why", required=True)

    def _step(self, steps, name: str, what: str) -> CommandParser:
        parser = steps.add_parser(name, help=what)
        add_username(parser)
        return parser

    def handle(self, *, step: str, **options) -> None:
        now = timezone.now()
        try:
            if step in PERMISSIONS:
                by = reference(signed_in_as(options["username"], PERMISSIONS[step]))
                self._say(self._take(step, by, now, **options))
            else:
                getattr(self, f"_{step}")(**options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None

    def _take(self, step: str, by: str, now: datetime, **options) -> str:
        if step == "prepare":
            return self._prepare(by, now, **options)
        run = self._run(options["run"])
        today = state_day(now)
        match step:
            case "settle":
                actions.settle(by=by, run=run, on=today, at=now)
            case "release":
                brake = run.brakes.filter(kind=options["brake"]).first()
                if brake is None:
                    kinds = ", ".join(run.brakes.values_list("kind", flat=True)) or "none"
                    raise CommandError(f"Run {run.pk} has no brake {options['brake']!r}. It has: {kinds}.")
                approval.release_brake(by=by, brake=brake, reason=options["why"], at=now)
            case "approve":
                approval.approve(by=by, run=run, digest=options["digest"], signed_in_at=now, at=now)
            case "start":
                actions.start(by=by, run=run, at=now)
            case "carry-on":
                actions.carry_on(by=by, run=run, at=now)
            case "stop":
                actions.stop(by=by, run=run, why=options["why"], at=now)
            case "withdraw":
                actions.withdraw(by=by, run=run, why=options["why"], at=now)
        run.refresh_from_db()
        return f"Run {run.pk} is {run.get_state_display()}."

    def _prepare(self, by: str, now: datetime, *, policy: str, as_of, county: list[str], **options) -> str:
        found = Policy.objects.in_force().filter(policy_id=policy).first()
        if found is None:
            there = ", ".join(Policy.objects.in_force().values_list("policy_id", flat=True)) or "none"
            raise CommandError(f"No policy {policy} is in force. In force: {there}.")
        run = actions.prepare(by=by, policy=found, as_of=as_of or state_day(now), counties=county, at=now)
        return f"Run {run.pk} is prepared. A worker computes it, or `run work`."

    def _run(self, number: int) -> Run:
        run = Run.objects.select_related("policy").filter(pk=number).first()
        if run is None:
            raise CommandError(f"There is no run {number}. See `run list`.")
        return run

    def _list(self, **options) -> None:
        for run in Run.objects.select_related("policy"):
            self._say(f"{run.pk:>5}  {run.as_of}  {run.get_state_display():<22} {run.policy}")

    def _work(self, **options) -> None:
        with progress_bars() as progress:
            carry_on_all_runs(progress)
        self._list()

    def _show(self, *, run: int, **options) -> None:
        found = self._run(run)
        total = total_of(found)
        self._say(f"{found}: {found.get_state_display()}. {found.stopped_why or found.ended_why}".rstrip())
        self._say(f"digest    {found.digest or '(not computed yet)'}")
        self._say(
            f"charges   {total.charges:,}: {total.clear:,} to clear, {total.held:,} held, {total.already:,} cleared "
            f"before, {total.none:,} not eligible ({total.undetermined:,} for want of data)"
        )
        for brake in found.brakes.all():
            state = "released" if brake.released_at else "HOLDS" if brake.tripped else "off"
            self._say(f"brake     {brake.kind}: {state}. {brake.found}; allowed: {brake.threshold}")
        for one in found.approvals.all():
            self._say(f"approved  by {one.by}, {one.at:%Y-%m-%d %H:%M} UTC")
        for table in overview.tables(found) if found.computed_at else ():
            self._say(f"\n{table.title}")
            for row in table.rows:
                before = "" if row.before is None else f" ({row.before:,} in the last run)"
                self._say(f"{row.total.clear:>12,}  {row.name}{before}")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
