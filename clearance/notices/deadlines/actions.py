"""Writes reminders into the outbox, and sends what stands there."""

import logging
import smtplib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F

from clearance.agencies.models import Agency
from clearance.audit import actions as audit
from clearance.notices.deadlines.letter import SUBJECT, letter
from clearance.notices.deadlines.models import Reminder
from clearance.notices.models import Notice

logger = logging.getLogger(__name__)

#: The wait after a mail that could not be sent doubles from the first to the last.
FIRST_WAIT, LAST_WAIT = timedelta(minutes=5), timedelta(hours=12)


def make_reminders(*, by: str, on: date, at: datetime) -> list[Reminder]:
    """A reminder for every agency with an overdue notice, unless it got one within a week or nobody there wants any."""
    late = Notice.objects.overdue(on).values("agency")
    lately = Reminder.objects.of_the_week(on).values("agency")
    reached = Agency.objects.filter(pk__in=late, contacts__reminders=True).exclude(pk__in=lately).distinct()
    return [_make(by, agency, on, at) for agency in reached.order_by("pk")]


@transaction.atomic
def _make(by: str, agency: Agency, on: date, at: datetime) -> Reminder:
    notices = list(Notice.objects.overdue(on).filter(agency=agency).order_by("number"))
    lines = sum(notice.waiting for notice in notices)
    text = letter(agency, notices, on)
    made = Reminder.objects.create(agency=agency, on=on, notices=len(notices), lines=lines, text=text, made_at=at)
    detail = {"reminder": made.pk, "on": on.isoformat(), "notices": len(notices), "lines": lines}
    audit.record(by=by, action="reminder.made", subject=agency.reference, detail=detail)
    return made


def send(*, by: str, reminder: Reminder, at: datetime) -> bool:
    """Hand a reminder to the mail server, and only then mark it as sent. Whether it could be sent.

    Killed between the two, it is sent once more, under the same Message-ID. Only one process may do this at a time.
    """
    addresses = list(reminder.agency.contacts.filter(reminders=True).order_by("pk").values_list("email", flat=True))
    try:
        if addresses:
            _message(reminder, addresses).send()
    except (OSError, smtplib.SMTPException) as error:
        # Of the error only its kind: the rest may hold addresses.
        logger.error("reminder %s could not be sent: %s", reminder.pk, type(error).__name__)
        wait = min(FIRST_WAIT * 2 ** min(reminder.tries, 10), LAST_WAIT)
        Reminder.objects.filter(pk=reminder.pk).update(tries=F("tries") + 1, next_try_at=at + wait)
        return False
    with transaction.atomic():
        Reminder.objects.filter(pk=reminder.pk).update(tries=F("tries") + 1, sent_at=at)
        detail = {"reminder": reminder.pk, "contacts": len(addresses)}
        audit.record(by=by, action="reminder.sent", subject=reminder.agency.reference, detail=detail)
    return True


def _message(reminder: Reminder, addresses: Sequence[str]) -> EmailMessage:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<reminder-{reminder.pk}-{reminder.on}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(SUBJECT, reminder.text, to=addresses, headers=headers)
