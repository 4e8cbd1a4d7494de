"""What alerts do when a link changes, and before a clearance is undone."""

from datetime import datetime, timedelta

from django.dispatch import receiver

from clearance.runs.models import Reversal, ReversalRequest
from clearance.runs.refusals import Refused
from clearance.runs.signals import clearance_reversed
from lookup.identity.models import Link
from lookup.identity.signals import link_changed
from lookup.record.alerts.actions import ways
from lookup.record.alerts.models import Alert, Message, choice_of
from lookup.record.alerts.tasks import send_alerts

#: A message that cannot be sent holds up no reversal for longer.
TOLD_WITHIN = timedelta(days=1)


@receiver(link_changed)
def tell_soon(sender: type, **kwargs: object) -> None:
    """The sweep finds it by itself; this only makes it soon."""
    send_alerts.enqueue()


@receiver(clearance_reversed)
def tell_first(sender: type, *, reversal: Reversal, at: datetime, **kwargs: object) -> None:
    """The person is told before a clearance is undone. Raises Refused while the message is on its way."""
    request = reversal.request
    if at < request.asked_at + TOLD_WITHIN and _is_on_its_way(request, reversal.clearance.person_id, at):
        raise Refused(
            "The person whose charge it is has an account, and is told first that there is news. The message is on its "
            "way. Try again in some minutes; a day after the request was made it no longer waits for the message."
        )


def _is_on_its_way(request: ReversalRequest, person: int, at: datetime) -> bool:
    link = Link.objects.active(at).select_related("account").filter(person=person).first()
    if link is None or not ways(choice_of(link.account)):
        return False
    news = Alert.objects.filter(account=link.account, kind=Alert.Kind.REVERSAL, about=f"reversal_request:{request.pk}")
    told = news.filter(told_at__isnull=False).exists()
    return not told or Message.objects.unsent().filter(account=link.account).exists()
