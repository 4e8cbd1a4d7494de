"""The people around a run: they take each step as soon as they may, and try again where the database is away."""

import sys
import time

import django

django.setup()

from django.db import DatabaseError, InterfaceError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from clearance.notices.models import Notice  # noqa: E402
from clearance.runs.approval import actions as approval  # noqa: E402
from clearance.runs.eligibility import actions  # noqa: E402
from clearance.runs.eligibility.models import Run  # noqa: E402
from clearance.runs.models import Policy  # noqa: E402
from tests.runs.eligibility.state import AS_OF, FIRST, OPERATOR, SECOND  # noqa: E402

PATIENCE = 3_600


def take_a_step() -> bool:
    """Do what is to be done now; True once nothing is left to do."""
    now = timezone.now()
    run = Run.objects.select_related("policy").first()
    if run is None:
        actions.prepare(by=OPERATOR, policy=Policy.objects.get(), as_of=AS_OF, at=now)
    elif run.state == "computed":
        actions.settle(by=OPERATOR, run=run, on=AS_OF, at=now)
    elif run.state == "ready":
        for brake in run.brakes.holding():
            approval.release_brake(by=FIRST, brake=brake, reason="Only two courts are registered here.", at=now)
        approved = set(run.approvals.values_list("by", flat=True))
        by = next(one for one in (FIRST, SECOND) if one not in approved)
        approval.approve(by=by, run=run, digest=run.digest, signed_in_at=now, at=now)
    elif run.state == "approved":
        actions.start(by=OPERATOR, run=run, at=now)
    elif run.paused_at:
        actions.carry_on(by=OPERATOR, run=run, at=now)
    elif run.state in ("failed", "withdrawn") or run.stopped_at:
        sys.exit(f"The run came to an end: {run.state} {run.ended_why} {run.stopped_why}")
    return run is not None and run.state == "applied" and not Notice.objects.filter(sealed_at=None).exists()


def main() -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        try:
            if take_a_step():
                return
        except (DatabaseError, InterfaceError):
            connection.close()
        time.sleep(0.05)
    sys.exit("It took too long.")


main()
