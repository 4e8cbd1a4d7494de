"""How someone wants to hear that there is news, the news, and the messages that say so."""

import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q

from clearance.keyring import unseal

#: No account gets more than one message in this time, however much news there is.
WEEK = timedelta(days=7)
#: How often a code for a telephone number may be tried.
TRIES = 5


def new_stop_key() -> str:
    return secrets.token_urlsafe(18)


class AlertChoice(models.Model):
    """How an account's holder wants to hear that there is news. Until they choose: by e-mail, not by text message.

    A number counts once it is confirmed with a code that was sent to it.
    """

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alert_choice")
    email = models.BooleanField(default=True)
    number = models.BinaryField(null=True, help_text="The telephone number, sealed for this choice.")
    number_confirmed_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=128, blank=True, help_text="The code that was sent to the number, hashed.")
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0, help_text="How many, since the day began in which …")
    codes_since = models.DateTimeField(null=True, help_text="… they are counted.")
    looked_at = models.DateTimeField(null=True, help_text="When answers of agencies were last looked at.")
    stop_key = models.CharField(max_length=24, unique=True, default=new_stop_key, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(code_tries__lte=TRIES), name="alert_code_tries_are_limited"),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(number_confirmed_at=None, code=""),
                name="alert_number_is_there_before_it_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"alerts:{self.pk}"

    @property
    def plain_number(self) -> str:
        """The telephone number, such as +15550142233; empty if there is none."""
        return unseal(self.number, place=str(self)).decode() if self.number else ""


class AlertQuerySet(models.QuerySet):
    def untold(self) -> Self:
        """News of which no message has been made yet."""
        return self.filter(told_at=None)


class Alert(models.Model):
    """One piece of news for one account: a reference to what happened, never what it says."""

    class Kind(models.TextChoices):
        CLEARED = "cleared", "a charge was cleared"
        CONFIRMED = "confirmed", "every agency has confirmed it"
        ELIGIBLE = "eligible", "a charge can be cleared now"
        REVERSAL = "reversal", "someone asks to put a charge back"
        ANSWERED = "answered", "what they said was answered"
        LINKED = "linked", "the account opens a record"
        FROZEN = "frozen", "the account's access was stopped"
        ENDING = "ending", "the account's access ends soon"

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=9, choices=Kind)
    about = models.CharField(max_length=100, help_text="What happened, such as clearance:12.")
    at = models.DateTimeField(help_text="When it happened, or when it was found.")
    told_at = models.DateTimeField(null=True, help_text="When it went into a message, or would have.")

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "about"], name="news_is_told_once"),
        ]
        indexes = [models.Index(fields=["account"], condition=Q(told_at=None), name="record_alert_untold")]

    def __str__(self) -> str:
        return f"alert:{self.pk}"


class MessageQuerySet(models.QuerySet):
    def unsent(self) -> Self:
        return self.filter(sent_at=None)

    def to_send(self, at: datetime) -> Self:
        """Those that wait to be sent, and for which it is time to try."""
        return self.unsent().filter(Q(next_try_at=None) | Q(next_try_at__lte=at))

    def of_the_week(self, at: datetime) -> Self:
        """Those after which it is too early for another."""
        return self.filter(made_at__gt=at - WEEK)


class Message(models.Model):
    """A message to one account, one way. It stands here before it is sent: a worker that is killed on the way neither
    forgets it nor makes another. What it says is the same for everyone; where to is read when it is sent.
    """

    class Way(models.TextChoices):
        EMAIL = "email", "e-mail"
        TEXT = "text", "text message"

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alert_messages")
    way = models.CharField(max_length=5, choices=Way)
    made_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(way__in=("email", "text")), name="message_way_is_a_code"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(sent_at__gte=F("made_at")), name="message_is_made_before_it_is_sent"
            ),
            models.UniqueConstraint(
                fields=["account", "way"], condition=Q(sent_at=None), name="one_unsent_message_per_way"
            ),
        ]
        indexes = [models.Index(fields=["account", "made_at"], name="record_message_of_account")]

    def __str__(self) -> str:
        return f"message:{self.pk}"


def choice_of(account: AbstractBaseUser) -> AlertChoice:
    """What this account's holder chose; made where they have not been asked yet."""
    return AlertChoice.objects.get_or_create(account=account)[0]
