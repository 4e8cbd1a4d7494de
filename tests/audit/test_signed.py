"""Checking the log and taking checkpoints of it: the actions, the sweep and the command."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from clearance.audit.actions import NAMED, check_log, take_checkpoint
from clearance.audit.checkpoints import checked, newest
from clearance.audit.models import Event, Head
from clearance.audit.tasks import EVERY
from clearance.audit.tasks import take_checkpoint as sweep
from clearance.installation_key import installation_key
from clearance.signing import load_private_key, new_private_key, public_key
from tests.audit.logs import fill
from tests.emptying import no_triggers

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 22, 15, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def file(tmp_path, settings):
    settings.SIGNING_KEY = tmp_path / "key.pem"
    settings.CHECKPOINTS = tmp_path / "checkpoints.jsonl"
    return settings.CHECKPOINTS


def events():
    return list(Event.objects.order_by("id").values_list("actor", "action", "detail"))


def edit(number=3):
    with no_triggers():
        Event.objects.filter(pk=number).update(actor="staff:99")


def rewrite_the_end():
    """As if the newest event had never been."""
    with no_triggers():
        Event.objects.filter(pk=Event.objects.first().pk).delete()
        newest = Event.objects.first()
        Head.objects.update(last_id=newest.id, hash=newest.hash)


# Checking


def test_a_check_is_itself_an_event():
    fill(5)
    told = []
    done = check_log(by="command:audit", tell=told.append)
    assert (done.events, done.faults, done.written, told) == (5, 0, True, [])
    assert events()[5:] == [("command:audit", "log.checked", {"events": 5, "faults": 0, "at": []})]


def test_a_check_that_finds_faults_is_an_event_that_names_them():
    fill(NAMED + 10)
    with no_triggers():
        Event.objects.update(actor="staff:99")
    told = []
    done = check_log(by="command:audit", tell=told.append)
    assert done.faults == len(told) == NAMED + 10
    actor, action, detail = events()[-1]
    assert (actor, action, detail["faults"]) == ("command:audit", "log.faults_found", NAMED + 10)
    assert detail["at"] == list(range(1, NAMED + 1))


def test_a_log_that_takes_no_event_is_checked_all_the_same(caplog):
    fill(5)
    with no_triggers():
        Head.objects.all().delete()
    told = []
    done = check_log(by="command:audit", tell=told.append)
    assert [str(fault) for fault in told] == ["The head of the log is missing."]
    assert not done.written
    assert "log.faults_found could not be written down" in caplog.text


def test_a_check_reads_in_ranges(monkeypatch):
    monkeypatch.setattr("clearance.audit.reading.RANGE", 4)
    fill(11)
    steps = []
    done = check_log(by="command:audit", tell=steps.append, progress=lambda step, rows: steps.append(rows))
    assert done.events == 11
    assert steps == [4, 4, 3]


# Checkpoints


def test_a_checkpoint_says_what_the_log_ends_with_and_is_signed_by_this_installation(file):
    fill(5)
    one = take_checkpoint(at=AT)
    assert (one.id, one.count, one.hash) == (5, 5, bytes(Event.objects.first().hash).hex())
    assert list(checked(file, [public_key(installation_key())])) == [one]


def test_an_empty_log_has_no_checkpoint(file):
    assert take_checkpoint(at=AT) is None
    assert not file.exists()


def test_events_that_may_yet_be_taken_back_are_not_signed():
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        take_checkpoint(at=AT)


def test_a_log_that_lost_what_was_signed_is_told_of_at_the_next_checkpoint(file, caplog, settings, mailoutbox):
    settings.AUDITOR_EMAIL = "auditor@state.example"
    fill(5)
    take_checkpoint(at=AT)
    rewrite_the_end()
    take_checkpoint(at=AT + EVERY)
    assert "no longer holds event 5" in caplog.text
    assert events()[-1] == ("checkpoint", "log.faults_found", {"events": 4, "faults": 1, "at": [5]})
    assert mailoutbox[-1].body.startswith("WARNING: the log no longer holds")


def test_the_auditor_gets_every_checkpoint(settings, mailoutbox, file):
    settings.AUDITOR_EMAIL = "auditor@state.example"
    fill(5)
    take_checkpoint(at=AT)
    (mail,) = mailoutbox
    assert mail.to == ["auditor@state.example"]
    assert mail.subject == "Checkpoint of the log, 2026-11-22T15:42:00.000000Z"
    assert file.read_text().strip() in mail.body
    assert "WARNING" not in mail.body
    for word in ("clear", "criminal", "person", "staff"):
        assert word not in mail.subject.lower() + mail.body.lower()


def test_without_an_auditor_nobody_is_mailed(mailoutbox):
    fill(1)
    take_checkpoint(at=AT)
    assert mailoutbox == []


def test_a_mail_server_that_is_away_does_not_hold_up_checkpoints(settings, file, caplog):
    settings.AUDITOR_EMAIL = "auditor@state.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    fill(1)
    take_checkpoint(at=AT)
    assert newest(file).id == 1
    assert "was not mailed: ConnectionRefusedError" in caplog.text


# The sweep


def test_the_sweep_signs_a_log_that_went_on_every_ten_minutes(file, monkeypatch):
    def sweep_after(minutes):
        monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(minutes=minutes))
        sweep.call()
        return len(file.read_text().splitlines()) if file.exists() else 0

    assert sweep_after(0) == 0
    fill(1)
    assert sweep_after(1) == 1
    fill(1)
    assert sweep_after(10) == 1
    assert sweep_after(11) == 2
    assert sweep_after(60) == 2
    fill(1)
    assert sweep_after(61) == 3


# The command


def audit(*arguments):
    out = StringIO()
    call_command("audit", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_that_there_is_no_fault(file):
    fill(5)
    assert audit("verify") == "No fault in 5 events. It was not compared with any checkpoint.\n"
    assert f"Signed: event 6, 6 events, in {file}." in audit("checkpoint")
    assert (
        audit("verify", "--checkpoint", str(file)) == "No fault in 6 events. It holds what checkpoints.jsonl signed.\n"
    )


def test_the_command_prints_every_fault_and_ends_with_an_error(file):
    fill(5)
    edit(2)
    edit(4)
    out = StringIO()
    with pytest.raises(CommandError, match=r"2 faults in 5 events") as ended:
        call_command("audit", "verify", stdout=out)
    assert ended.value.returncode == 1
    assert out.getvalue().splitlines() == [
        "Event 2 was changed: its actor is not what its bytes say.",
        "Event 4 was changed: its actor is not what its bytes say.",
    ]


def test_the_command_finds_with_a_checkpoint_what_it_does_not_find_without(file):
    fill(5)
    audit("checkpoint")
    rewrite_the_end()
    assert audit("verify").startswith("No fault in 4 events.")
    with pytest.raises(CommandError, match="1 faults"):
        audit("verify", "--checkpoint", str(file))


def test_an_auditor_without_the_private_key_gives_the_public_one(file, settings, tmp_path):
    fill(5)
    key = audit("checkpoint").split()[-1]
    settings.SIGNING_KEY = tmp_path / "auditors.pem"
    assert audit("verify", "--checkpoint", str(file), "--key", key).startswith("No fault")
    with pytest.raises(CommandError, match="1 faults"):
        audit("verify", "--checkpoint", str(file))
    other = public_key(load_private_key(new_private_key()))
    assert audit("verify", "--checkpoint", str(file), "--key", other, "--key", key).startswith("No fault")


def test_what_the_command_cannot_do_it_says(file, tmp_path, settings):
    with pytest.raises(CommandError, match="no event yet"):
        audit("checkpoint")
    with pytest.raises(CommandError, match=r"nowhere\.jsonl: No such file"):
        audit("verify", "--checkpoint", str(tmp_path / "nowhere.jsonl"))
    fill(1)
    settings.SIGNING_KEY.write_text("no key")
    with pytest.raises(CommandError, match="cannot be used: this is no private key"):
        audit("checkpoint")
    settings.SIGNING_KEY.unlink()
    settings.CHECKPOINTS = tmp_path
    with pytest.raises(CommandError, match="Is a directory"):
        audit("checkpoint")
