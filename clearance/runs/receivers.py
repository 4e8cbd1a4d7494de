"""What runs does when records have changed."""

from datetime import datetime

from django.dispatch import receiver

from clearance.progress import Progress
from clearance.records.signals import records_changed
from clearance.runs.actions import determine
from clearance.runs.models import Policy


@receiver(records_changed)
def apply_policies_in_force(sender: type, *, by: str, at: datetime, progress: Progress, **kwargs: object) -> None:
    """To the people whose records changed, and to no one else."""
    for policy in Policy.objects.in_force():
        determine(by=by, policy=policy, at=at, progress=progress)
