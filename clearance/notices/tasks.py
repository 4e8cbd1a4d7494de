"""The sweep of notices: whatever is to be sealed, delivered or taken in is done."""

from django.utils import timezone
from django_tasks import task

from clearance.law.policy import PolicyError
from clearance.notices.delivery.incoming import take_waiting
from clearance.notices.delivery.outgoing import deliver_due
from clearance.notices.outbox.sealing import NotWhole, seal_due
from clearance.work.stopping import until_stopped

BY = "worker"


@task
def carry_on_notices() -> None:
    """Seal what is to be sealed, fill the folders, and take in what agencies put there.

    What there is to do stands in the rows and in the folders, so it does not matter how often this is called, or where
    the last call was cut short. What cannot be sealed keeps nothing else waiting: its error is raised at the end.
    """
    failed = None
    try:
        seal_due(by=BY, at=timezone.now(), progress=until_stopped)
    except (NotWhole, PolicyError) as error:
        failed = error
    deliver_due(by=BY, at=timezone.now(), progress=until_stopped)
    take_waiting(by=BY, at=timezone.now())
    if failed:
        raise failed
