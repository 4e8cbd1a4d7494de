"""A worker that is killed (kill -9) loses no message, and repeats only one that was on its way."""

from datetime import timedelta

import pytest

from clearance.audit.models import Event
from clearance.database import only_one
from lookup.record.alerts.models import Alert, Message
from lookup.record.alerts.tasks import alert
from tests.lookup import people
from tests.lookup.people import NOW
from tests.lookup.visiting import linked
from tests.notices.deadlines.mail_server import mail_server
from tests.records.other_processes import run_until_killed

pytestmark = pytest.mark.django_db(transaction=True)

ALERT = """
from django.conf import settings
from django.core.mail import EmailMessage
from lookup.record.alerts import actions, tasks
from tests.lookup.people import NOW
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", {port}
{kill}
tasks.alert(NOW)
"""
#: Where a worker is killed, and how many mails to two accounts have left when the next has done its work.
MOMENTS = {
    "before anything is written down": ("kill_at(actions, 'find_news', 1)", 2),
    "between two messages that are made": ("kill_at(actions.audit, 'record', 2)", 2),
    "before the first mail": ("kill_at(EmailMessage, 'send', 1)", 2),
    "after the first mail, before it is marked": ("kill_at(actions.audit, 'record', 3)", 3),
    "between two mails": ("kill_at(EmailMessage, 'send', 2)", 2),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_each_account_is_told_once_however_a_worker_ends(now, settings, moment):
    kill, mails = MOMENTS[moment]
    for number, name in enumerate(("one", "two")):
        linked(people.someone_who_waits(f"P{number}"), name)
    with mail_server(settings) as server:
        run_until_killed(ALERT.format(port=server.port, kill=kill))
        with only_one("alerts", wait=True):
            pass  # The database has seen that the killed one is gone.
        for minutes in (1, 2):
            alert(NOW + timedelta(minutes=minutes))
        assert len(server.mails) == mails
        # Whoever gets one twice can tell by its id.
        assert len({mail["Message-ID"] for mail in server.mails}) == 2
    assert (Alert.objects.untold().count(), Message.objects.unsent().count()) == (0, 0)
    assert Event.objects.of_kind("message.made").count() == Event.objects.of_kind("message.sent").count() == 2
