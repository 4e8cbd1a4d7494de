"""What happens when allauth has signed someone in or out, or changed something of an account."""

from allauth.account import signals as account
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa import signals as mfa
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import get_language

from clearance.accounts.actions import remember_language
from clearance.audit import actions as audit

#: What allauth keeps of each step of signing in, and a session must not.
PERSONAL = ("email", "username", "phone", "uid")


@receiver(account.authentication_step_completed)
def keep_nobody_in_the_session(sender, request, **kwargs):
    records = request.session[AUTHENTICATION_METHODS_SESSION_KEY]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {name: value for name, value in record.items() if name not in PERSONAL} for record in records
    ]


@receiver(account.user_logged_in)
def signed_in(sender, request, user, **kwargs):
    remember_language(account=user, language=get_language())
    _write_down("account.signed_in", user)


@receiver(user_logged_in)
def a_new_session_begins(sender, request, **kwargs):
    """Twelve hours from here, whatever the session was before."""
    for name in ("began", "seen"):
        request.session.pop(name, None)


@receiver(user_logged_out)
def forget_the_session(sender, request, user, **kwargs):
    UserSession.objects.filter(session_key=request.session.session_key).delete()


@receiver(account.user_signed_up)
def signed_up(sender, request, user, **kwargs):
    remember_language(account=user, language=get_language())
    _write_down("account.made", user)


@receiver([account.password_changed, account.password_set, account.password_reset])
def password_changed(sender, user, **kwargs):
    _write_down("account.changed", user, "password")


@receiver(account.email_changed)
def email_changed(sender, user, from_email_address, **kwargs):
    """Its first address is not a change."""
    if from_email_address is not None:
        _write_down("account.changed", user, "email")


@receiver([mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset])
def second_factor_changed(sender, user, authenticator, **kwargs):
    _write_down("account.changed", user, authenticator.type)


def _write_down(action, user, what=""):
    """Staff have rules, and events, of their own."""
    if user.is_staff:
        return
    name = f"account:{user.pk}"
    with transaction.atomic():
        audit.record(by=name, action=action, subject=name, detail={"what": what} if what else {})
