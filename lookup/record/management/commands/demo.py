"""`demo`: an invented state on this machine, a run that took effect in it, and records to look at."""

import contextlib
import logging
import os
import shutil
import socket
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.servers import basehttp
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.template.defaultfilters import pluralize
from django.utils import timezone

from clearance.notices.models import Line
from clearance.progress import Progress, progress_bars
from clearance.records import actions as records
from clearance.records.invented import write_state
from clearance.records.models import Charge, Import, Person, Source
from clearance.runs import actions as runs
from clearance.runs.models import Clearance, Determination, Policy, Run
from clearance.work import stopping
from clearance.work.worker import work_until_stopped
from lookup.identity.actions import VISIT_LENGTH, issue_code
from lookup.record.demo.agencies import FIRST, act_for, register_agencies
from lookup.record.demo.counter import visitor
from lookup.record.demo.history import IMPORTED, RUNS, make_history
from lookup.record.demo.staff import ADMIN, APPROVERS, DESK, OPERATOR, SignIn, make_staff

BY = "command:demo"
SOURCE = "franklin"
AGENCY = "Franklin Bureau of Criminal Records"
SEED = 34
#: Who may sign in, and what for.
DOES = {
    ADMIN: "sees everything",
    OPERATOR: "prepares runs; the next one is ready",
    APPROVERS[0]: "approves it",
    APPROVERS[1]: "approves it too, and then the operator starts it",
    DESK: "gives out codes at a counter, decides on claims, answers people",
}


class Command(BaseCommand):
    """Makes an invented state in the embedded database and serves the site on this machine.

    Nothing is made twice: a second start uses what is there, with new codes. It refuses to run in production, on a
    database server, and on a database that holds anyone else's records. `--fresh` deletes the demo's own database.
    """

    help = "Show the site on this machine, with an invented state in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="delete the demo's database and start over")
        parser.add_argument("--people", type=int, default=2000, help="how many people the state has (first start only)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", dest="serve", action="store_false", help="prepare everything, then stop")

    def handle(self, *, fresh: bool, people: int, port: int, serve: bool, **options: object) -> None:
        now = timezone.now()
        today = timezone.localdate(now, ZoneInfo(settings.STATE_TIME_ZONE))
        database = _embedded_database()
        if serve:
            _refuse_a_taken_port(port)
        self._prepare(database, fresh=fresh)
        settings.DEMO = True
        settings.SITE_ADDRESS = f"http://localhost:{port}"
        # Mails to the invented agencies go into a folder, not over the codes on the screen.
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.EMAIL_FILE_PATH = settings.DATA_DIR / "mail"
        with progress_bars() as progress:
            first_start = self._import(people, now - IMPORTED, progress)
            policy = self._apply_law(now - IMPORTED, progress)
            sign_ins = make_staff(by=BY)
            if first_start:
                self._say("Letting agencies, approvers and a run do what they do …")
                register_agencies(by=BY, at=now - IMPORTED)
                act_for(FIRST, get_user_model().objects.get(username=DESK), by=BY, at=now - IMPORTED)
                make_history(policy=policy, now=now, progress=progress)
        self._tell(today, now, sign_ins)
        if serve:
            self._serve(port)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _prepare(self, database: Path, *, fresh: bool) -> None:
        self._say("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        if others := Source.objects.exclude(name=SOURCE).values_list("name", flat=True):
            raise CommandError(
                f"{database} holds records from {', '.join(others)}, and the demo keeps to itself. "
                "Set CLEARANCE_DATA_DIR to another folder and start it again."
            )
        if fresh:
            connection.close()
            for file in database.parent.glob(f"{database.name}*"):
                file.unlink()
            # They tell of the log that is gone.
            settings.CHECKPOINTS.unlink(missing_ok=True)
            call_command("migrate", verbosity=0, interactive=False)

    def _import(self, people: int, at: datetime, progress: Progress) -> bool:
        """Whether they were not there yet."""
        if Import.objects.applied().exists():
            if Run.objects.count() < RUNS:
                raise CommandError("The first start was cut short, or of an older demo. Start over with --fresh.")
            self._say(f"{Person.objects.count():,} invented people are there already (--fresh starts over).")
            return False
        self._say(f"Making an invented state of {people:,} people …")
        folder = settings.DATA_DIR / "invented"
        shutil.rmtree(folder, ignore_errors=True)
        try:
            write_state(folder, people=people, seed=SEED, progress=progress)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self._say("Importing their records …")
        source = Source.objects.filter(name=SOURCE).first() or records.register_source(
            by=BY, name=SOURCE, at=at, title=f"{AGENCY}, all charges", agency=AGENCY
        )
        records.import_records(by=BY, source=source, path=folder, at=at, progress=progress)
        return True

    def _apply_law(self, at: datetime, progress: Progress) -> Policy:
        self._say("Applying the Franklin Clean Slate Act to every charge …")
        policy = runs.put_in_force(by=BY, policy="franklin", at=at)
        runs.determine(by=BY, policy=policy, at=at, progress=progress)
        return policy

    def _tell(self, today: date, now: datetime, sign_ins: list[SignIn]) -> None:
        site = f"{settings.SITE_ADDRESS}/"
        self._say("\nThe State of Franklin is invented, and so is everyone in it.\n\n")
        self._say(f"  The site    {site}")
        self._say(f"  The admin   {site}admin/")
        for user, password, codes in sign_ins:
            said = f"password {password} (shown this once)" if password else "password as before"
            self._say(f"      {user:16} {said}: {DOES[user]}")
            self._say(f"      {'':16} codes {' '.join(codes)} (after the password, each good once)")
        if not sign_ins[0].password:
            self._say("      the passwords were shown at the first start (--fresh makes new ones)")
        self._say("")
        for shows, people in _people(today):
            if person := people.first():
                code = issue_code(person=person, by=BY, at=now)
                cases = f"{person.cases_held} case{pluralize(person.cases_held)}"
                self._say(f"  {code}   {shows} ({person.charges_held} charges in {cases})")
        if someone := visitor(settings.DATA_DIR / "invented"):
            self._say(f"\nAt the counter, {DESK} can give a code to {someone.name}, born {someone.born},")
            self._say(f"whose state identification number is {someone.number}.")
        minutes = int(VISIT_LENGTH.total_seconds() // 60)
        self._say(
            f"\nEach code opens one visit of {minutes} minutes, or verifies an account that you make on the site."
        )
        self._say(f"Starting the demo again makes new ones. What would be mailed lies in {settings.EMAIL_FILE_PATH}.")

    def _serve(self, port: int) -> None:
        # Static files come from where they lie; whitenoise would warn that this folder, for collected ones, is missing.
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        application = basehttp.get_internal_wsgi_application()
        # A line for each request would push the codes out of sight.
        logging.getLogger("django.server").setLevel(logging.WARNING)
        # What `manage.py worker` does, without a process of its own that could outlive the demo.
        worker = Thread(target=work_until_stopped, args=[list(settings.LANES)])
        worker.start()
        try:
            with contextlib.suppress(KeyboardInterrupt):
                basehttp.run(
                    "127.0.0.1", port, application, threading=True, on_bind=lambda _: self._say("Press Ctrl+C to stop.")
                )
        finally:
            stopping.ask()
            worker.join()


def _embedded_database() -> Path:
    """The embedded database's file, or a refusal."""
    database = settings.DATABASES["default"]
    if settings.PRODUCTION or "sqlite" not in database["ENGINE"]:
        raise CommandError(
            "The demo runs only on the embedded database of a machine that is not in production. "
            "Unset CLEARANCE_PRODUCTION and CLEARANCE_DATABASE."
        )
    return Path(database["NAME"])


def _refuse_a_taken_port(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        why = os.strerror(error.errno)
        raise CommandError(f"Port {port} cannot be used ({why}). Give another one with --port.") from error


def _people(today: date) -> list[tuple[str, QuerySet[Person]]]:
    """What a record shows, and the people whose records show it, always in the same order.

    Only records that are easy to look at: not long, nothing open, no sexual crime.
    """
    current = Determination.objects.current().exclude(charge__in=Clearance.objects.values("charge"))
    confirmed = _answered(Line.Outcome.DONE)
    late = _answered(Line.Outcome.WAITING, notice__agency__code=FIRST)
    now = current.eligible(today).values("person")
    later = current.later(today).values("person")
    unknown = current.undetermined(today).values("person")
    barred = current.ineligible(today).filter(charge__disposition="convicted").values("person")
    hard = Charge.objects.filter(Q(disposition="pending") | Q(attributes__contains="sexual")).values("person")
    people = (
        Person.objects.annotate(charges_held=Count("charges", distinct=True), cases_held=Count("cases", distinct=True))
        .filter(charges_held__range=(2, 7))
        .exclude(pk__in=hard)
        .order_by("person_id")
    )
    untouched = people.exclude(pk__in=Clearance.objects.values("person"))
    only_barred = untouched.filter(pk__in=barred).exclude(pk__in=now).exclude(pk__in=later).exclude(pk__in=unknown)
    several_cases = people.filter(cases_held__gte=2)
    return [
        (
            "some are cleared, and a court has not confirmed it; some can be cleared later",
            several_cases.filter(pk__in=confirmed).filter(pk__in=late).filter(pk__in=later),
        ),
        ("one is cleared that a court did not find", several_cases.filter(pk__in=_answered(Line.Outcome.NOT_FOUND))),
        ("some can be cleared now: the next run clears them", several_cases.filter(pk__in=now)),
        ("a fact is missing", several_cases.filter(pk__in=unknown)),
        ("nothing can be cleared by itself", only_barred),
    ]


def _answered(outcome: str, **which: object) -> QuerySet:
    """The people of whom an agency answered a line like that."""
    return Line.objects.filter(outcome=outcome, **which).values("clearance__person")
