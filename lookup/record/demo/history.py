"""What happened in the invented state: two runs took effect, the agencies answered them, another waits."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from clearance.agencies.models import Area
from clearance.days import state_day
from clearance.progress import Progress
from clearance.runs.approval import actions as approval
from clearance.runs.eligibility import actions as runs
from clearance.runs.eligibility.apply import apply
from clearance.runs.eligibility.compute import compute
from clearance.runs.eligibility.settle import settle_now
from clearance.runs.laws import law_of
from clearance.runs.models import Policy, Run, SampledDecision
from clearance.runs.objections import actions as objections
from clearance.runs.sample import actions as sample
from lookup.record.demo.agencies import SECOND
from lookup.record.demo.answers import answer_all, seal_and_fetch
from lookup.record.demo.staff import APPROVERS, OPERATOR, REVIEWER, of_staff

WORKER = "worker"
DAY = timedelta(days=1)
#: So long ago the records came in, and each run was prepared: the first of some counties, to try it out.
IMPORTED, FIRST_RUN, SECOND_RUN, NEXT_RUN = 300 * DAY, 290 * DAY, 170 * DAY, 50 * DAY
#: So many runs there are when all is made.
RUNS = 3
#: The law gives agencies 45 days to object.
OBJECTIONS = 46 * DAY


def make_history(*, policy: Policy, now: datetime, progress: Progress) -> None:
    """Three runs, through the same actions that staff take: two took effect and are answered, the third is ready for
    two people to approve it.
    """
    tried_in = Area.objects.filter(agency__code=SECOND).values_list("name", flat=True)
    for ago, counties in ((FIRST_RUN, tried_in), (SECOND_RUN, ())):
        run = _ready(policy, now - ago, progress, counties)
        approved_at = now - ago + OBJECTIONS + 2 * DAY
        _approved(run, approved_at)
        _applied(run, approved_at + DAY, progress)
    answer_all(now=now)
    _ready(policy, now - NEXT_RUN, progress)


def _ready(policy: Policy, at: datetime, progress: Progress, counties: Iterable[str] = ()) -> Run:
    """Prepared and computed on that day, checked by hand, and open to objections until nobody may object any more."""
    operator = of_staff(OPERATOR)
    run = runs.prepare(by=operator, policy=policy, as_of=state_day(at), at=at, counties=counties)
    compute(by=WORKER, run=run, at=at, progress=progress)
    _checked(run, at + DAY)
    objections.open_window(by=operator, run=run, on=state_day(at + DAY), at=at + DAY)
    settled_at = at + OBJECTIONS + DAY
    runs.settle(by=operator, run=run, on=state_day(settled_at), at=settled_at)
    settle_now(by=WORKER, run=run, at=settled_at)
    run.refresh_from_db()
    return run


def _checked(run: Run, at: datetime) -> None:
    """A sample of the decisions, each looked at and found right."""
    reviewer = of_staff(REVIEWER)
    sample.draw(by=of_staff(OPERATOR), run=run, at=at)
    for sampled in SampledDecision.objects.filter(sample__run=run).select_related("sample__run"):
        sample.answer(by=reviewer, sampled=sampled, answer=SampledDecision.Answer.AGREE, at=at)


def _approved(run: Run, at: datetime) -> None:
    for name in APPROVERS:
        approval.approve(by=of_staff(name), run=run, digest=run.digest, signed_in_at=at, at=at)


def _applied(run: Run, at: datetime, progress: Progress) -> None:
    """Stage by stage, a day apart; the notices of each are sealed when it is over."""
    operator = of_staff(OPERATOR)
    runs.start(by=operator, run=run, at=at)
    while True:
        run.refresh_from_db()
        apply(by=WORKER, run=run, law=law_of(run.policy), on=state_day(at), at=at, progress=progress)
        seal_and_fetch(at=at)
        run.refresh_from_db()
        if run.state == Run.State.APPLIED:
            return
        at += DAY
        runs.carry_on(by=operator, run=run, at=at)
