"""The sweep of determinations: the policies in force are applied to whom they have not been applied yet."""

from django.utils import timezone
from django_tasks import task

from clearance.law.policy import PolicyError
from clearance.records.models import Import
from clearance.runs.actions import determine
from clearance.runs.models import Policy
from clearance.work.stopping import until_stopped

BY = "worker"


@task(queue_name="long")
def determine_again() -> None:
    """Apply every policy that is behind the newest import. An import does so itself, but may be killed before it has.

    Raises Busy while another process passes over all records. Of a policy that cannot be read any more it raises the
    PolicyError after all others were applied.
    """
    unreadable = None
    for policy in Policy.objects.behind(Import.objects.newest()).order_by("pk"):
        try:
            determine(by=BY, policy=policy, at=timezone.now(), wait=False, progress=until_stopped)
        except PolicyError as error:
            unreadable = error
    if unreadable:
        raise unreadable
