"""Writes down what is new, makes messages of it, and sends them."""

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q

from clearance.audit import actions as audit
from lookup.identity.models import Link
from lookup.record.alerts import sms, text
from lookup.record.alerts.models import Alert, AlertChoice, Message
from lookup.record.alerts.news import find_news

logger = logging.getLogger(__name__)

#: What does not wait for the week to be over: someone may have lost their page, or is about to lose a clearance, of
#: which they are told first.
URGENT = (Alert.Kind.FROZEN, Alert.Kind.REVERSAL)
#: The wait after a message that could not be sent doubles from the first to the last.
FIRST_WAIT, LAST_WAIT = timedelta(minutes=2), timedelta(hours=6)
AT_ONCE = 1000


def write_down_news(*, at: datetime) -> int:
    """Keep what is new, each piece once; how many. Nobody is told yet."""
    without = Link.objects.active(at).filter(account__alert_choice=None).values_list("account", flat=True)
    choices = [AlertChoice(account_id=account) for account in without]
    AlertChoice.objects.bulk_create(choices, batch_size=AT_ONCE, ignore_conflicts=True)
    new = [Alert(account_id=one.account, kind=one.kind, about=one.about, at=one.at) for one in find_news(at)]
    Alert.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(new)


def make_messages(*, by: str, at: datetime) -> None:
    """One message for each account that has news, each way that its holder chose: at most once a week."""
    untold = Alert.objects.untold()
    lately = Message.objects.of_the_week(at).values("account")
    due = untold.filter(Q(kind__in=URGENT) | ~Q(account__in=lately)).order_by().values_list("account", flat=True)
    for account in due.distinct():
        _make(by, account, at)


@transaction.atomic
def _make(by: str, account: int, at: datetime) -> None:
    choice = AlertChoice.objects.select_for_update(of=("self",)).select_related("account").filter(account=account)
    choice = choice.first() or AlertChoice.objects.create(account_id=account)
    news = Alert.objects.untold().filter(account=account).update(told_at=at)
    chosen = ways(choice)
    for way in chosen:
        # One that still waits to be sent will do.
        Message.objects.get_or_create(account_id=account, way=way, sent_at=None, defaults={"made_at": at})
    if chosen:
        detail = {"news": news, "ways": [str(way) for way in chosen]}
        audit.record(by=by, action="message.made", subject=f"account:{account}", detail=detail)


def ways(choice: AlertChoice) -> list[Message.Way]:
    """How this account's holder is told that there is news."""
    chosen = []
    if choice.email and address_of(choice.account):
        chosen.append(Message.Way.EMAIL)
    if choice.number_confirmed_at and sms.is_offered():
        chosen.append(Message.Way.TEXT)
    return chosen


def address_of(account: AbstractBaseUser) -> str:
    """The account's confirmed address; empty if there is none."""
    confirmed = EmailAddress.objects.filter(user=account, verified=True).order_by("-primary", "pk").first()
    return confirmed.email if confirmed else ""


def send(*, by: str, message: Message, at: datetime) -> bool:
    """Hand a message to the mail server or the gateway, and only then mark it as sent. Whether it could be sent.

    Killed between the two, it is sent once more, under the same Message-ID or key. Only one process may do this at a
    time.
    """
    choice = AlertChoice.objects.select_related("account").get(account=message.account_id)
    sent = 0
    try:
        if message.way in ways(choice):
            sent = _hand_over(message, choice)
    except (OSError, smtplib.SMTPException, ValueError, sms.SmsError) as error:
        # Of the error only its kind: the rest may hold an address.
        logger.error("%s could not be sent: %s", message, type(error).__name__)
        wait = min(FIRST_WAIT * 2 ** min(message.tries, 10), LAST_WAIT)
        Message.objects.filter(pk=message.pk).update(tries=F("tries") + 1, next_try_at=at + wait)
        return False
    with transaction.atomic():
        Message.objects.filter(pk=message.pk).update(tries=F("tries") + 1, sent_at=at)
        detail = {"message": str(message), "way": message.way, "sent": sent}
        audit.record(by=by, action="message.sent", subject=f"account:{message.account_id}", detail=detail)
    return True


def _hand_over(message: Message, choice: AlertChoice) -> int:
    if message.way == Message.Way.EMAIL:
        return text.email(message, choice, address_of(choice.account)).send()
    return sms.get_connection().send_messages([text.text_message(message, choice)])


def send_all(*, by: str, messages: Iterable[Message], at: datetime) -> None:
    """Each by itself: one that cannot be sent does not hold up the others."""
    for message in messages:
        send(by=by, message=message, at=at)
