"""Whether a run may be approved, as it stands now: each check raises Refused and says why, and what to do."""

from datetime import datetime

from clearance.records.models import Import
from clearance.runs.eligibility.digest import digest
from clearance.runs.eligibility.models import Run
from clearance.runs.refusals import Refused
from clearance.runs.sample.standing import standing
from clearance.staff import FRESH, is_fresh


def same_records(run: Run) -> None:
    """No import has changed records since the run was computed."""
    newest = Import.objects.newest()
    if newest != run.snapshot_import:
        raise Refused(
            f"Import {newest and newest.pk} came after run {run.pk} was computed, so its decisions may be out of date. "
            "Withdraw the run and prepare a new one."
        )


def same_digest(run: Run, given: str) -> None:
    """What is approved is what the run is: the digest that someone saw, the kept one, and the one of its parts."""
    if given != run.digest:
        raise Refused(
            f"The digest that you looked at, {given[:12] or '(none)'}, is not that of run {run.pk}, {run.digest[:12]}. "
            "Open the run again, and look at what changed."
        )
    if digest(run) != run.digest:
        raise Refused(
            f"The parts of run {run.pk} do not give its digest: they were changed in the database. "
            "Withdraw the run, and tell those who look after this site."
        )


def brakes_are_off(run: Run) -> None:
    """No brake holds, and the sample is good enough."""
    holding = [f"{brake} ({brake.found}; allowed: {brake.threshold})" for brake in run.brakes.holding()]
    if holding:
        raise Refused(
            f"Brakes hold run {run.pk}: {'; '.join(holding)}. "
            "Someone who may release brakes looks into each, or the run is withdrawn."
        )
    if why := standing(run).blocks:
        raise Refused(why)


def fresh(signed_in: datetime | None, at: datetime) -> None:
    """Whoever does it showed their passkey a moment ago; on a terminal, gave password and code."""
    if not is_fresh(signed_in, at):
        minutes = int(FRESH.total_seconds() // 60)
        raise Refused(f"This needs a sign-in of the last {minutes} minutes. Sign in again, then repeat it.")


def by_staff(by: str) -> None:
    """Raises Refused unless it is a member of staff: no command or worker counts as one of two people."""
    if not by.startswith("staff:"):
        raise Refused(f"This is done by a member of staff who is signed in; {by} is none.")
