"""Whether a run may go on, as it stands now: each check raises Refused and says why, and what to do."""

from clearance.law.policy import PolicyError
from clearance.runs.eligibility.models import Run
from clearance.runs.laws import law_of
from clearance.runs.refusals import Refused


def locked(run: Run, *states: str) -> Run:
    """The run as it is now, which nobody else changes until the transaction ends, if it is in one of these states.

    Raises Refused if it is in another.
    """
    now = Run.objects.select_for_update(of=("self",)).select_related("policy", "snapshot_import").get(pk=run.pk)
    in_state(now, *states)
    return now


def in_state(run: Run, *allowed: str) -> None:
    """Raises Refused unless the run is in one of these states."""
    if run.state not in allowed:
        labels = " or ".join(f"“{Run.State(state).label}”" for state in allowed)
        raise Refused(f"Run {run.pk} is “{run.get_state_display()}”. This is done only with a run that is {labels}.")


def same_policy(run: Run) -> None:
    """The law is the version that the run was computed with, unchanged and in force."""
    if run.policy.retired_at:
        raise Refused(
            f"The policy of run {run.pk} is no longer in force: a newer version replaced it. "
            "Withdraw the run and prepare a new one."
        )
    try:
        law_of(run.policy)
    except PolicyError as error:
        raise Refused(str(error)) from None
    if run.policy.sha256 != run.policy_sha256:
        raise Refused(f"Run {run.pk} was computed with another policy than it has now. Withdraw it, prepare a new one.")
