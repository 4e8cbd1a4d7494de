"""The sweep of idle accounts of staff."""

from django.utils import timezone
from django_tasks import task

from clearance.accounts.staff import actions


@task
def suspend_idle_staff() -> None:
    """Suspend whoever has not signed in for ninety days. It may be asked at any time."""
    actions.suspend_idle(by="worker", at=timezone.now())
