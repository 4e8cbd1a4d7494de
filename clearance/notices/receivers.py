"""What notices do when clearances take effect, or one is undone: both in the transaction in which it happens."""

from datetime import datetime

from django.dispatch import receiver

from clearance.notices.outbox import actions as outbox
from clearance.notices.work_items.actions import close_reversed
from clearance.runs.models import Reversal, Run
from clearance.runs.signals import clearance_reversed, clearances_made


@receiver(clearances_made)
def tell_of_clearances(sender: type, *, run: Run, batch: int, at: datetime, **kwargs: object) -> None:
    outbox.tell(run=run, batch=batch, at=at)


@receiver(clearance_reversed)
def tell_of_reversal(sender: type, *, reversal: Reversal, at: datetime, **kwargs: object) -> None:
    by = reversal.request.decided_by
    outbox.restore(by=by, reversal=reversal, at=at)
    close_reversed(by=by, clearance=reversal.clearance, at=at)
