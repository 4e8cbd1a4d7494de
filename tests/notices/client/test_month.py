"""A month of a court with ten thousand records, over real HTTP, with a client that is killed again and again."""

import random
import signal
import subprocess
import time
from collections import Counter
from datetime import date

from django.db.models import Sum

from clearance.notices.models import Acknowledgement, Notice
from clearance.records.models import Case, Charge, Import, Person, Source
from clearance.runs.models import Policy
from tests.notices.client.court import Court, tell
from tests.notices.client.system import System
from tests.notices.client.web_server import gunicorn
from tests.notices.told import AT, undo

RECORDS = 10_000
#: The stages of a run, each a notice of its own.
STAGES = (100, 1_000, RECORDS - 1_100)
#: So many runs are to be killed, each after so many times as long as the client takes to start, if it still runs.
TO_KILL = 25
SOONEST, LATEST = 0.8, 3.0
FEWEST_KILLS = 5
#: Runs after which it is clear that nothing comes of them any more.
TOO_MANY = 60
#: The court's own system answers each notice in so many parts.
PARTS = 8


def many_charges(count: int) -> list[Charge]:
    """So many new charges, each of a person and a case of its own, written at once."""
    feed, _ = Source.objects.get_or_create(name="courts", defaults={"created_at": AT})
    landed = Import.objects.create(
        source=feed, file="sent", started_at=AT, finished_at=AT, by="staff:1", outcome="landed"
    )
    came = {"source": feed, "last_import": landed}
    numbers = range(first := Charge.objects.count() + 1, first + count)
    people = Person.objects.bulk_create(Person(person_id=f"P{number}", **came) for number in numbers)
    place = {"court": "Greene District Court", "county": "Greene"}
    cases = Case.objects.bulk_create(
        Case(case_id=f"C{number}", person=person, case_number=f"11-CR-{number:05}", **place, **came)
        for number, person in zip(numbers, people, strict=True)
    )
    facts = {"sequence": 1, "statute": "18-4-503", "disposition": "dismissed", "disposition_date": date(2011, 3, 1)}
    return Charge.objects.bulk_create(
        Charge(charge_id=f"X{number}", case=case, person=case.person, **facts, **came)
        for number, case in zip(numbers, cases, strict=True)
    )


def month_of(court: Court, law: Policy) -> list[Notice]:
    """The court's notices of the month: three stages of a run, and two records that are restored."""
    cleared = list(tell(law, *STAGES, make=many_charges))
    for notice in cleared[:2]:
        undo(notice.all_lines.get(number=7).clearance)
    return list(court.agency.notices.order_by("number"))


def run_or_kill(court: Court, seconds: float | None) -> int:
    """How a run of the client ended that is killed after so many seconds; None: it is left alone."""
    running = court.process("run")
    try:
        said = running.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGKILL)
        said = running.communicate()
    assert running.returncode in (0, -signal.SIGKILL), said
    return running.returncode


def time_to_start(court: Court) -> float:
    """Seconds that the client takes for nothing but itself, on this machine at this moment."""
    before = time.monotonic()
    court.process("status").communicate()
    return time.monotonic() - before


def test_a_month_is_worked_to_the_end_by_a_client_that_is_killed_again_and_again(law, tmp_path):
    draws, ended = random.Random(4), Counter()
    with gunicorn(tmp_path) as address:
        court = Court(tmp_path / "court", address)
        notices, system, start = month_of(court, law), System(court, PARTS), time_to_start(court)
        while system.waits():
            seconds = start * draws.uniform(SOONEST, LATEST) if ended.total() < TO_KILL else None
            ended[run_or_kill(court, seconds)] += 1
            assert ended.total() < TOO_MANY
            system.work()
        assert run_or_kill(court, None) == 0
    assert ended[-signal.SIGKILL] >= FEWEST_KILLS
    system.check(notices)
    assert [notice.lines for notice in notices] == [*STAGES, 1, 1]
    assert Acknowledgement.objects.aggregate(moved=Sum("moved"))["moved"] == RECORDS + 2
