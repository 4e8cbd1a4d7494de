"""The sweep of links, visits and codes: what is over, whose person changed, and once a day whether all is well."""

from django.utils import timezone
from django_tasks import task

from clearance.database import only_one
from clearance.work.stopping import until_stopped
from lookup.identity.review import nightly, watch

BY = "worker"


@task
def watch_over_links() -> None:
    """What there is to do stands in the rows, so it does not matter how often this is called. One process at a time:
    raises Busy while another is at it.
    """
    at = timezone.now()
    with only_one("links"):
        watch.freeze_changed(by=BY, at=at, progress=until_stopped)
        watch.end_changed(by=BY, at=at, progress=until_stopped)
        watch.reopen_changed(by=BY, at=at, progress=until_stopped)
        watch.end_expired(by=BY, at=at, progress=until_stopped)
        watch.forget_ended(by=BY, progress=until_stopped)
        nightly.check_links(by=BY, at=at)
