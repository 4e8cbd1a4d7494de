"""What a reminder says: numbers of notices, counts and dates. Nothing of anyone's record."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from clearance.agencies.models import Agency
from clearance.days import state_day
from clearance.notices.models import Notice

SUBJECT = "Reminder: notices without an answer"
#: So many notices are named, the oldest first; the rest are counted.
NAMED = 20


def letter(agency: Agency, notices: Sequence[Notice], on: date) -> str:
    """To the agency, about these overdue notices, the oldest first; as plain text in English."""
    named = [{"notice": one, "sent_on": state_day(one.sealed_at)} for one in notices[:NAMED]]
    context = {
        "agency": agency,
        "on": on,
        "count": len(notices),
        "named": named,
        "more": len(notices) - len(named),
        "address": settings.SITE_ADDRESS,
        "state": settings.STATE_NAME,
    }
    with translation.override("en"):
        return render_to_string("notices/reminder.txt", context).strip() + "\n"
