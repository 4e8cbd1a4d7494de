"""Everything that writes of an account itself; signing in and its factors are allauth's (receivers.py logs them)."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clearance.accounts.models import Preference
from clearance.accounts.signals import account_closing
from clearance.audit import actions as audit


def remember_language(*, account: AbstractBaseUser, language: str) -> None:
    """Write mail to this account in this language from now on. A choice of this kind leaves no event."""
    Preference.objects.update_or_create(account=account, defaults={"language": language})


def language_at(address: str) -> str | None:
    """The language in which the account with this e-mail address was last used; None if there is none."""
    held = EmailAddress.objects.filter(email__iexact=address, user__preference__isnull=False)
    return held.values_list("user__preference__language", flat=True).first()


@transaction.atomic
def end_session(*, account: AbstractBaseUser, session: int, by: str) -> bool:
    """End one sign-in of this account, wherever it is. False if it has no such one."""
    found = UserSession.objects.filter(user=account, pk=session).first()
    if found is None:
        return False
    found.end()
    audit.record(by=by, action="session.ended", subject=by)
    return True


@transaction.atomic
def delete_account(*, account: AbstractBaseUser, by: str, at: datetime) -> None:
    """Delete an account with everything of it: sign-ins, factors, verified identities, claims and links. The event log
    keeps that it was there. Staff cannot: an administrator ends their accounts. A mail tells the address.
    """
    if account.is_staff:
        raise ValueError("A staff account is ended by an administrator.")
    address, subject = EmailAddress.objects.get_primary_email(account), f"account:{account.pk}"
    language = Preference.objects.filter(account=account).values_list("language", flat=True).first()
    account_closing.send(type(account), account=account, by=by, at=at)
    for session in UserSession.objects.filter(user=account):
        session.end()
    account.delete()
    if address:
        transaction.on_commit(lambda: get_adapter().tell(address, "account/email/account_deleted", language))
    audit.record(by=by, action="account.deleted", subject=subject)
