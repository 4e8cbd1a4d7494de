"""Everything that writes how someone wants to hear that there is news."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser
from django.core.signing import BadSignature, Signer
from django.db import transaction

from clearance.audit import actions as audit
from clearance.keyring import seal
from lookup.record.alerts.models import TRIES, AlertChoice, Message, choice_of

#: NIST SP 800-63A 3.8: a code by telephone is valid for ten minutes.
CODE_LIFE = timedelta(minutes=10)
CODES_PER_DAY = 5
DAY = timedelta(days=1)
_SIGNER = Signer(salt="lookup.record.alerts.stop")


class TooManyCodes(Exception):
    """So many codes were sent for this account today that no more are."""


@transaction.atomic
def choose_email(*, account: AbstractBaseUser, wanted: bool, by: str) -> None:
    """Whether to write to the account's confirmed address."""
    choice = _locked(account)
    choice.email = wanted
    choice.save(update_fields=["email"])
    if not wanted:
        _drop(choice, Message.Way.EMAIL)
    _record(by, choice, "email_on" if wanted else "email_off")


@transaction.atomic
def ask_number(*, account: AbstractBaseUser, number: str, by: str, at: datetime) -> str:
    """Keep a number, which does not count before it is confirmed; the code to send to it, which is kept nowhere.

    `number` is as `numbers.read` gives it. Raises TooManyCodes.
    """
    choice = _locked(account)
    if choice.codes_since is None or choice.codes_since <= at - DAY:
        choice.codes_since, choice.codes_sent = at, 0
    if choice.codes_sent >= CODES_PER_DAY:
        raise TooManyCodes
    code = f"{secrets.randbelow(10**6):06}"
    choice.number, choice.number_confirmed_at = seal(number.encode(), place=str(choice)), None
    choice.code, choice.code_sent_at, choice.code_tries = make_password(code), at, 0
    choice.codes_sent += 1
    choice.save()
    _record(by, choice, "number_asked")
    return code


@transaction.atomic
def lose_code(*, choice: AlertChoice) -> None:
    """The code that was drawn could not be sent: it counts no more."""
    AlertChoice.objects.filter(pk=choice.pk, code=choice.code).update(code="")


@transaction.atomic
def confirm_number(*, account: AbstractBaseUser, code: str, by: str, at: datetime) -> bool:
    """Whether this is the code that was sent to the number; if so, the number counts from now on."""
    choice = _locked(account)
    if not waits_for_code(choice, at):
        return False
    choice.code_tries += 1
    right = check_password(code, choice.code)
    if right:
        choice.code, choice.number_confirmed_at = "", at
    choice.save(update_fields=["code_tries", "code", "number_confirmed_at"])
    if right:
        _record(by, choice, "number_confirmed")
    return right


def waits_for_code(choice: AlertChoice, at: datetime) -> bool:
    """Whether a code was sent that still counts."""
    return bool(choice.code) and choice.code_tries < TRIES and at < choice.code_sent_at + CODE_LIFE


@transaction.atomic
def forget_number(*, account: AbstractBaseUser, by: str) -> None:
    """Take the number away; no text message is sent any more."""
    _without_number(choice := _locked(account))
    choice.save()
    _record(by, choice, "number_forgotten")


def stop_token(choice: AlertChoice) -> str:
    """What stops the messages of one account and does nothing else. It is drawn by chance and says nothing."""
    return _SIGNER.sign(choice.stop_key)


@transaction.atomic
def stop(*, token: str, by: str) -> None:
    """Stop all messages of the account whose token this is. Of no account: nothing happens."""
    try:
        key = _SIGNER.unsign(token)
    except BadSignature:
        return
    choice = AlertChoice.objects.select_for_update().filter(stop_key=key).first()
    if choice and (choice.email or choice.number):
        choice.email = False
        _drop(choice, Message.Way.EMAIL)
        _without_number(choice)
        choice.save()
        _record(by, choice, "stopped")


def _without_number(choice: AlertChoice) -> None:
    choice.number, choice.number_confirmed_at, choice.code, choice.code_sent_at = None, None, "", None
    _drop(choice, Message.Way.TEXT)


def _drop(choice: AlertChoice, way: Message.Way) -> None:
    """What waits to be sent that way is not sent any more."""
    Message.objects.unsent().filter(account=choice.account_id, way=way).delete()


def _locked(account: AbstractBaseUser) -> AlertChoice:
    choice_of(account)
    return AlertChoice.objects.select_for_update().get(account=account)


def _record(by: str, choice: AlertChoice, what: str) -> None:
    audit.record(by=by, action=f"alerts.{what}", subject=f"account:{choice.account_id}")
