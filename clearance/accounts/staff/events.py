"""What the event log, and whoever it concerns, are told of sign-ins and second factors of staff."""

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_out
from django.core.mail import send_mail
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone

from clearance.accounts.staff.lockout import forget_tries, is_locked, tell_of_a_try
from clearance.accounts.staff.names import reference
from clearance.audit import actions as audit

CHANGED = "How you sign in has changed"
CHANGED_TEXT = (
    "A way to sign in was added to your account, or taken away. If that was not you, tell an administrator at once.\n\n"
    f"{settings.SITE_ADDRESS}\n"
)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: AbstractBaseUser, **kwargs: object) -> None:
    """However a member of staff comes in: a locked account stays outside, and failures begin to count anew."""
    if not user.is_staff:
        return
    if is_locked(user):
        tell_of_a_try(user, "passkey", at=timezone.now())
    _signed_in(request, user)


@transaction.atomic
def _signed_in(request: HttpRequest, user: AbstractBaseUser) -> None:
    if is_locked(user):
        logout(request)
        raise ImmediateHttpResponse(redirect("admin:login"))
    forget_tries(user)
    ways = [record.get("type") or record["method"] for record in get_authentication_records(request, user)]
    audit.record(by=reference(user), action="staff.signed_in", subject=reference(user), detail={"with": ways})


@receiver(user_logged_out)
@transaction.atomic
def signed_out(user: AbstractBaseUser | None, **kwargs: object) -> None:
    if user and user.is_staff:
        audit.record(by=reference(user), action="staff.signed_out", subject=reference(user))


@receiver(post_save, sender=Authenticator)
def second_factor_added(instance: Authenticator, created: bool, **kwargs: object) -> None:
    if created:
        _tell(instance, "staff.second_factor_added")


@receiver(post_delete, sender=Authenticator)
def second_factor_removed(instance: Authenticator, **kwargs: object) -> None:
    _tell(instance, "staff.second_factor_removed")


@transaction.atomic
def _tell(one: Authenticator, action: str) -> None:
    if not one.user.is_staff:
        return
    if address := one.user.email:
        transaction.on_commit(lambda: send_mail(CHANGED, CHANGED_TEXT, None, [address], fail_silently=True))
    by = reference(context.request.user) if context.request else "command"
    audit.record(by=by, action=action, subject=reference(one.user), detail={"kind": one.type})
