"""Someone comes back from Login.gov: into the account that belongs to them there, or with it connected to the account
that they are signed in to.
"""

from datetime import datetime

from allauth.account.authentication import get_authentication_records
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.internal.flows.login import pre_social_login, record_authentication
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from clearance.accounts.second_factor import has_second_factor
from lookup.identity import sessions
from lookup.identity.actions import end_visit
from lookup.identity.login_gov import actions
from lookup.identity.login_gov.provider import LoginGovProvider
from lookup.identity.login_gov.refused import Refused
from lookup.identity.login_gov.verified import Verified
from lookup.identity.models import Claim, Link
from lookup.identity.network import network_digest


class Taken(Exception):
    """This person at Login.gov belongs to another account here, or another one there to this account."""


def may_connect(request: HttpRequest) -> bool:
    """Whether whoever is signed in may connect Login.gov to the account. With a password alone one could otherwise
    connect one's own, and so get into what the account's holder protects with a second factor.
    """
    if request.user.is_staff:
        return False
    protects = (
        request.user.authenticator_set,
        Link.objects.filter(account=request.user),
        Claim.objects.filter(Q(asked_by=request.user) | Q(identity__account=request.user)),
    )
    return has_second_factor(request) or not any(something.exists() for something in protects)


def is_here(request: HttpRequest) -> bool:
    """Whether whoever is signed in came with Login.gov."""
    records = get_authentication_records(request, request.user)
    return any(record.get("provider") == LoginGovProvider.id for record in records)


def arrive(request: HttpRequest, found: Verified, at: datetime) -> HttpResponse:
    """Signed in, or connected, and with a claim where one is due: all of it or nothing. Raises Refused or Taken."""
    leave_visit(request, at)
    try:
        with transaction.atomic():
            login = LoginGovProvider(request).sociallogin_from_response(request, found)
            if request.user.is_authenticated:
                response = _connect(request, login)
            else:
                login.state = {"process": "login", "next": resolve_url(settings.LOGIN_REDIRECT_URL)}
                response = complete_social_login(request, login)
            if login.account.pk is None or not login.user.is_active:
                raise Refused("account")
            actions.welcome(
                account=login.user,
                attested=found.attested,
                network=network_digest(request),
                by=f"account:{login.user.pk}",
                at=at,
            )
    except IntegrityError:
        # The same person came back twice at the same moment.
        raise Refused("account") from None
    return response


def leave_visit(request: HttpRequest, at: datetime) -> None:
    """A visit with a code that goes on in this browser ends: it may be another person's."""
    if visit := sessions.current_visit(request, at):
        end_visit(visit=visit, by=str(visit), at=at)
    request.session.pop("visit", None)


def _connect(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    if not may_connect(request):
        raise Refused("second_factor")
    pre_social_login(request, login)
    if login.is_existing and login.user != request.user:
        raise Taken
    if not login.is_existing:
        if SocialAccount.objects.filter(user=request.user, provider=LoginGovProvider.id).exists():
            raise Taken
        login.connect(request, request.user)
        actions.connected(account=request.user, by=f"account:{request.user.pk}")
    # What this session may do has changed, so it gets a new key.
    request.session.cycle_key()
    record_authentication(request, login)
    return redirect(settings.LOGIN_REDIRECT_URL)
