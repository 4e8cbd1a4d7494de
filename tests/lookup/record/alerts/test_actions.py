"""Messages: one a week at most, each sent once however often a worker is killed, and nothing lost."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from clearance.accounts.actions import remember_language
from lookup.identity import links
from lookup.record.alerts import choices
from lookup.record.alerts.models import Alert, AlertChoice, Message, choice_of
from lookup.record.alerts.sms import SmsError, locmem
from lookup.record.alerts.tasks import alert
from tests.lookup.people import NOW

pytestmark = pytest.mark.django_db
WEEK, HOUR, MINUTE = timedelta(days=7), timedelta(hours=1), timedelta(minutes=1)
#: Whatever would tell who sees a message what it is about.
FORBIDDEN = ("clear", "record", "charge", "court", "crim", "seal", "expung", "convict", "antecedent", "borr", "cargo")


@pytest.fixture(autouse=True)
def told(link):
    """Of the link."""
    alert(NOW)
    mail.outbox.clear()
    return link


def news(link, about="clearance:1", kind="cleared") -> Alert:
    return Alert.objects.create(account=link.account, kind=kind, about=about, at=NOW)


def with_number(link, number="+15552014233") -> AlertChoice:
    code = choices.ask_number(account=link.account, number=number, by="account:1", at=NOW)
    assert choices.confirm_number(account=link.account, code=code, by="account:1", at=NOW)
    return choice_of(link.account)


class Broken:
    """A mail server, or a gateway, that is away."""

    def __init__(self, *args, **options):
        pass

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("someone@mail.example is not here")


class BrokenGateway(Broken):
    def send_messages(self, messages):
        raise SmsError("the gateway answered 500")


def test_a_message_says_only_that_there_is_one_and_how_to_stop(told, settings):
    settings.SITE_ADDRESS = "https://my.example.gov"
    news(told)
    alert(NOW + WEEK)
    [sent] = mail.outbox
    token = choices.stop_token(choice_of(told.account))
    assert sent.subject == "You have a message"
    assert sent.body == (
        "You have a message. Sign in to read it.\n\nhttps://my.example.gov/\n\n"
        f"To stop these messages, open this page: https://my.example.gov/stop/{token}/\n"
    )
    assert (sent.to, sent.from_email) == (["someone@mail.example"], settings.MESSAGES_FROM)
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    whole = str(sent.message()).replace(token, "").lower()
    assert [word for word in FORBIDDEN if word in whole] == []


def test_it_is_in_the_accounts_language(told):
    remember_language(account=told.account, language="es")
    news(told)
    alert(NOW + WEEK)
    assert mail.outbox[0].subject == "Usted tiene un mensaje"
    assert "Inicie sesión para leerlo." in mail.outbox[0].body
    assert [word for word in FORBIDDEN if word in mail.outbox[0].body.lower()] == []


def test_there_is_one_a_week_at_most_and_it_stands_for_all_news(told):
    news(told, "clearance:1")
    news(told, "clearance:2")
    alert(NOW + WEEK - MINUTE)
    assert mail.outbox == []
    alert(NOW + WEEK)
    assert len(mail.outbox) == 1
    assert not Alert.objects.untold().exists()
    news(told, "clearance:3")
    alert(NOW + WEEK + HOUR)
    assert len(mail.outbox) == 1
    alert(NOW + 2 * WEEK)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("kind", ["frozen", "reversal"])
def test_what_cannot_wait_does_not(told, kind):
    news(told, "it", kind)
    alert(NOW + MINUTE)
    assert len(mail.outbox) == 1


def test_a_link_that_was_frozen_is_told_at_once(told):
    links.freeze(link=told, because="second_claim", by="worker", at=NOW)
    alert(NOW + MINUTE)
    assert len(mail.outbox) == 1


def test_that_a_link_ends_soon_is_one_message_like_any_other(told):
    soon = told.expires_at - 30 * 24 * HOUR
    alert(soon - MINUTE)
    assert mail.outbox == []
    for weeks in range(4):
        alert(soon + weeks * WEEK)
    [sent] = mail.outbox
    assert sent.subject == "You have a message"
    assert [word for word in (*FORBIDDEN, "close", "end", "day") if word in sent.body.split("To stop")[0].lower()] == []


def test_by_text_message_only_to_a_number_that_was_confirmed(told, text_messages):
    choices.ask_number(account=told.account, number="+15552014233", by="account:1", at=NOW)
    news(told, "clearance:1")
    alert(NOW + WEEK)
    assert text_messages == []
    with_number(told)
    news(told, "clearance:2")
    alert(NOW + 2 * WEEK)
    [sent] = text_messages
    assert sent.to == "+15552014233"
    assert sent.text.startswith("You have a message. Sign in to read it: ")
    assert [word for word in FORBIDDEN if word in sent.text.split("To stop")[0].lower()] == []
    assert len(mail.outbox) == 2


def test_where_nothing_is_chosen_nothing_is_sent_and_nothing_waits(told):
    choices.choose_email(account=told.account, wanted=False, by="account:1")
    news(told)
    alert(NOW + WEEK)
    assert (mail.outbox, Message.objects.unsent().count(), Alert.objects.untold().count()) == ([], 0, 0)


def test_a_worker_that_was_killed_before_sending_has_lost_nothing(told, monkeypatch):
    news(told)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("lookup.record.alerts.tasks.send_all", _killed)
        alert(NOW + WEEK)
    assert Message.objects.unsent().count() == 1
    alert(NOW + WEEK + MINUTE)
    alert(NOW + WEEK + HOUR)
    assert len(mail.outbox) == 1


def test_a_worker_that_was_killed_after_sending_sends_it_again_under_the_same_name(told, monkeypatch):
    news(told)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("lookup.record.alerts.actions.audit.record", _killed_at("message.sent"))
        alert(NOW + WEEK)
    alert(NOW + WEEK + MINUTE)
    alert(NOW + WEEK + HOUR)
    first, again = mail.outbox
    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]


def _killed(**options):
    raise KeyboardInterrupt


def _killed_at(action):
    from clearance.audit.actions import record

    def killed(**event):
        if event["action"] == action:
            raise KeyboardInterrupt
        return record(**event)

    return killed


def test_what_could_not_be_sent_is_tried_again_later_and_later(told, settings, caplog):
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    news(told)
    at, waits = NOW + WEEK, []
    for _ in range(4):
        alert(at)
        message = Message.objects.unsent().get()
        waits.append((message.next_try_at - at) // MINUTE)
        alert(message.next_try_at - MINUTE)
        at = message.next_try_at
    assert waits == [2, 4, 8, 16]
    assert Message.objects.unsent().get().tries == 4
    assert "SMTPServerDisconnected" in caplog.text
    assert "someone@mail.example" not in caplog.text
    settings.EMAIL_BACKEND = works
    alert(at)
    assert len(mail.outbox) == 1


def test_one_way_that_fails_does_not_repeat_the_other(told, settings):
    with_number(told)
    settings.SMS_BACKEND = f"{__name__}.BrokenGateway"
    news(told)
    for hours in range(3):
        alert(NOW + WEEK + hours * HOUR)
    assert len(mail.outbox) == 1
    settings.SMS_BACKEND = "lookup.record.alerts.sms.locmem.Backend"
    alert(NOW + WEEK + 12 * HOUR)
    assert len(locmem.outbox) == 1


def test_the_database_takes_each_piece_of_news_once(told):
    news(told)
    with pytest.raises(IntegrityError, match=r"news_is_told_once|UNIQUE"), transaction.atomic():
        news(told)


def test_all_of_it_goes_with_the_account_and_what_was_said_stays(told):
    with_number(told)
    news(told)
    alert(NOW + WEEK)
    told.account.delete()
    for model in (Alert, AlertChoice, Message):
        assert not model.objects.exists()
