"""Reminders, through a mail server that speaks SMTP."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError

from clearance.agencies.models import Contact
from clearance.audit.models import Event
from clearance.database import Busy, only_one
from clearance.notices.deadlines import actions
from clearance.notices.deadlines.models import Reminder
from clearance.notices.deadlines.tasks import remind, send_reminders
from clearance.notices.deadlines.waits import waiting
from tests.notices.deadlines.mail_server import mail_server
from tests.notices.deadlines.sent import answer, noon, tell, three_agencies
from tests.notices.told import policy
from tests.records.other_processes import held_elsewhere, run_until_killed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings):
    with mail_server(settings) as running:
        yield running


@pytest.fixture
def law(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    three_agencies()
    return policy(tmp_path)


@pytest.fixture
def late(law):
    """Two notices each, sent in January and February; the bureau has answered one, and some of the other."""
    first, second = tell(law, 5, "2026-01-05"), tell(law, 3, "2026-02-05")
    answer(first["bureau"], "2026-01-20", done=5)
    answer(second["bureau"], "2026-02-20", done=1)
    return second


ON = "2026-04-01"


def test_each_agency_with_something_overdue_gets_one_mail(late, server):
    remind(noon(ON))
    assert server.recipients == [["desk@greene-court.example"], ["desk@bureau.example"]]
    to_bureau = next(mail for mail in server.mails if mail["To"] == "desk@bureau.example")
    assert to_bureau["From"] == "Clearance <clearance@franklin.example>"
    assert to_bureau["Subject"] == "Reminder: notices without an answer"
    assert to_bureau["Auto-Submitted"] == "auto-generated"
    reminder = Reminder.objects.get(agency__code="bureau")
    assert (reminder.notices, reminder.lines, reminder.tries, reminder.sent_at) == (1, 2, 1, noon(ON))


def test_the_letter_says_which_notices_how_many_records_and_by_when(late, server):
    remind(noon(ON))
    texts = {mail["To"]: mail.get_content() for mail in server.mails}
    assert texts["desk@greene-court.example"].splitlines() == [
        "To: Greene-Court",
        "",
        "On 1 April 2026 2 notices to you were past the day on which an answer to every record was due:",
        "",
        "  Notice 1, sent on 5 January 2026, due on 5 February 2026: 5 of 5 records without an answer",
        "  Notice 2, sent on 5 February 2026, due on 5 March 2026: 3 of 3 records without an answer",
        "",
        "Please work them and send your answers, as your office does with every notice:",
        "http://localhost:8000/",
        "",
        "If you have answered by now, nothing more is needed. Please do not write about anyone's record by e-mail.",
        "",
        "State of Franklin",
    ]
    assert "one notice to you was past the day" in texts["desk@bureau.example"]
    assert "Notice 2, sent on 5 February 2026, due on 7 March 2026: 2 of 3 records" in texts["desk@bureau.example"]


def test_no_letter_is_longer_than_twenty_notices(law, server):
    for day in range(1, 24):
        tell(law, 1, f"2026-01-{day:02}")
    remind(noon(ON))
    text = next(mail for mail in server.mails if "bureau" in mail["To"]).get_content()
    assert text.count("  Notice ") == 20
    assert "  and 3 more" in text.splitlines()


def test_nothing_of_a_record_and_no_word_of_the_matter_leaves_by_mail(late, server):
    remind(noon(ON))
    for mail in server.mails:
        said = mail.as_string().lower()
        for word in ("18-4-503", "11-cr", "t00000", "1980", "clear ", "cleared", "seal", "expunge", "crim", "canary"):
            assert word not in said.replace("localhost", ""), word


def test_no_event_holds_a_name_an_address_or_the_text(late, server):
    remind(noon(ON))
    made, sent = (Event.objects.of_kind(f"reminder.{done}").first() for done in ("made", "sent"))
    assert set(made.detail) == {"reminder", "on", "notices", "lines"}
    assert sent.detail["contacts"] == 1
    assert sent.subject.startswith("agency:")
    kept = json.dumps(list(Event.objects.values_list("detail", flat=True))).lower()
    assert "canary" not in kept
    assert "desk@" not in kept


def test_an_agency_is_reminded_once_a_week_at_most(late, server):
    for day in ("2026-04-01", "2026-04-01", "2026-04-02", "2026-04-07"):
        remind(noon(day))
    assert len(server.mails) == 2
    remind(noon("2026-04-08"))
    assert len(server.mails) == 4


def test_nobody_is_reminded_while_nothing_is_overdue(late, server):
    remind(noon("2026-02-05"))
    assert not server.mails
    assert not Reminder.objects.exists()


def test_whoever_answered_gets_no_more(late, server):
    answer(late["bureau"], "2026-03-30", done=2)
    remind(noon(ON))
    assert [mail["To"] for mail in server.mails] == ["desk@greene-court.example"]


def test_all_contacts_who_want_reminders_get_the_mail_and_nobody_else(late, server):
    bureau = late["bureau"].agency
    Contact.objects.create(agency=bureau, name="Sam", email="sam@bureau.example")
    Contact.objects.create(agency=bureau, name="Lee", email="lee@bureau.example", reminders=False)
    Contact.objects.filter(agency=late["greene-court"].agency).update(reminders=False)
    remind(noon(ON))
    assert server.recipients == [["desk@bureau.example", "sam@bureau.example"]]
    assert not Reminder.objects.filter(agency__code="greene-court").exists()


def test_a_mail_that_the_server_refuses_waits_longer_each_time_and_is_sent_in_the_end(late, server, caplog):
    at = noon(ON)
    server.refuses = "450 come back later"
    remind(at)
    assert set(Reminder.objects.values_list("tries", "next_try_at")) == {(1, at + timedelta(minutes=5))}
    remind(at + timedelta(minutes=4))
    assert set(Reminder.objects.values_list("tries", flat=True)) == {1}
    remind(at + timedelta(minutes=5))
    assert set(Reminder.objects.values_list("next_try_at", flat=True)) == {at + timedelta(minutes=15)}
    assert "could not be sent: SMTPRecipientsRefused" in caplog.text
    assert "@" not in caplog.text
    server.refuses = ""
    remind(at + timedelta(minutes=15))
    assert len(server.mails) == 2
    assert Reminder.objects.count() == 2
    assert not Reminder.objects.filter(sent_at=None).exists()


def test_a_reminder_that_waits_for_the_mail_server_is_among_what_may_be_stuck(late, settings):
    assert list(waiting(noon(ON))) == []
    actions.make_reminders(by="worker", on=noon(ON).date(), at=noon(ON))
    one = next(one for one in waiting(noon(ON)) if "Bureau" in one.what)
    assert one.what == "Reminder to Bureau, 2026-04-01: not sent, tried 0 times."
    assert not one.is_stuck(noon(ON) + timedelta(minutes=59))
    assert one.is_stuck(noon(ON) + timedelta(minutes=60))
    assert "clearance.notices.deadlines.waits.waiting" in settings.WAITING


def test_the_wait_after_a_failure_has_an_end(late, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    made = actions.make_reminders(by="worker", on=noon(ON).date(), at=noon(ON))[0]
    made.tries = 40
    assert not actions.send(by="worker", reminder=made, at=noon(ON))
    assert Reminder.objects.get(pk=made.pk).next_try_at == noon(ON) + timedelta(hours=12)


def test_only_one_process_reminds_at_a_time(late, server):
    with held_elsewhere("reminders"), pytest.raises(Busy):
        remind(noon(ON))
    assert not server.mails
    remind(noon(ON))
    assert len(server.mails) == 2


def test_the_database_keeps_two_reminders_of_a_day_out(late):
    first = actions.make_reminders(by="worker", on=noon(ON).date(), at=noon(ON))[0]
    with pytest.raises(IntegrityError):
        Reminder.objects.create(agency=first.agency, on=first.on, notices=1, lines=1, text="x", made_at=noon(ON))


REMIND = """
from clearance.notices.deadlines import actions
from clearance.notices.deadlines.tasks import remind
from django.conf import settings
from tests.notices.deadlines.sent import noon
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", {port}
settings.DEFAULT_FROM_EMAIL = "clearance@franklin.example"
{kill}
remind(noon({on!r}))
"""
#: Where a worker is killed, and how many mails have left in all when the next has done its work.
MOMENTS = {
    "before the outbox is written": ("kill_at(actions.audit, 'record', 1)", 2),
    "between two letters": ("kill_at(actions, 'letter', 2)", 2),
    "before the first mail": ("kill_at(actions.EmailMessage, 'send', 1)", 2),
    "after the first mail, before it is marked": ("kill_at(actions.audit, 'record', 3)", 3),
    "between two mails": ("kill_at(actions.EmailMessage, 'send', 2)", 2),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_worker_forgets_nothing_and_repeats_only_a_mail_that_was_on_its_way(late, server, moment):
    kill, mails = MOMENTS[moment]
    run_until_killed(REMIND.format(port=server.port, on=ON, kill=kill))
    with only_one("reminders", wait=True):
        pass  # The server has seen that the killed one is gone.
    remind(noon(ON))
    remind(noon(ON))
    assert len(server.mails) == mails
    assert {mail["To"] for mail in server.mails} == {"desk@bureau.example", "desk@greene-court.example"}
    # Whoever gets one twice can tell by its id.
    assert len({mail["Message-ID"] for mail in server.mails}) == 2
    assert Reminder.objects.filter(sent_at__isnull=False).count() == 2
    assert Event.objects.of_kind("reminder.made").count() == Event.objects.of_kind("reminder.sent").count() == 2


def test_the_worker_has_it_among_its_sweeps(late, server, settings, monkeypatch):
    assert "clearance.notices.deadlines.tasks.send_reminders" in settings.SWEEPS
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(ON))
    send_reminders.call()
    assert len(server.mails) == 2
