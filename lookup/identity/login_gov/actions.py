"""Everything that writes what Login.gov says: of who someone is, and of what happened to an account there."""

import hashlib
from datetime import datetime, timedelta

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clearance.audit import actions as audit
from lookup.identity import claims, links
from lookup.identity.actions import IDENTITY_LIFE
from lookup.identity.attested import Attested, name_and_birth
from lookup.identity.login_gov.models import SecurityEvent
from lookup.identity.login_gov.provider import LoginGovProvider
from lookup.identity.models import Candidate, Claim, Link, VerifiedIdentity

#: Why a link is frozen that Login.gov said something about.
FROZEN_BECAUSE = "login_gov"
#: Login.gov sends an event for half a day at most.
EVENTS_KEPT_FOR = timedelta(days=2)


@transaction.atomic
def welcome(*, account: AbstractBaseUser, attested: Attested, network: str, by: str, at: datetime) -> None:
    """What follows for an account's link when Login.gov has just said who its holder is.

    A link that an event at Login.gov froze opens again if it is still the same name and birth date. Without an active
    link, or if that was given to another name or birth date, there is a new claim, unless one like it is under way.
    """
    held = Link.objects.standing().filter(account=account).select_related("claim__identity")
    link = held.select_for_update(of=("self",)).first()
    same = link is not None and link.claim.name_and_birth == name_and_birth(attested)
    if link is not None and not same and _came_from_login_gov(link):
        links.freeze(link=link, because="name_changed", by=by, at=at)
    elif same and link.because == FROZEN_BECAUSE and not _is_disputed(link):
        links.thaw(link=link, by=by, at=at)
    if not Link.objects.active(at).filter(account=account).exists() and not _is_under_way(account, attested):
        identity = VerifiedIdentity.objects.create(
            account=account,
            method=VerifiedIdentity.Method.LOGIN_GOV,
            level=VerifiedIdentity.Level.IAL2,
            verified_at=at,
            expires_at=at + IDENTITY_LIFE,
        )
        claims.make_claim(attested=attested, identity=identity, asked_by=account, network=network, by=by, at=at)


@transaction.atomic
def connected(*, account: AbstractBaseUser, by: str) -> None:
    """Write down that someone can sign in to this account with Login.gov from now on."""
    audit.record(by=by, action="login_gov.connected", subject=f"account:{account.pk}")


@transaction.atomic
def refused(*, because: str, by: str) -> None:
    """Write down that an answer from Login.gov was not taken, and why, as a code; of the answer nothing is kept."""
    audit.record(by=by, action="login_gov.refused", subject="login_gov", detail={"because": because})


@transaction.atomic
def suspend(*, jti: str, sub: str, event: str, at: datetime) -> None:
    """Freeze the link of the account that belongs to a `sub`, until its holder signs in with Login.gov again, and end
    its sessions. An event that came before, or is about nobody here, changes nothing.
    """
    SecurityEvent.objects.filter(received_at__lte=at - EVENTS_KEPT_FOR).delete()
    digest = hashlib.sha256(jti.encode()).hexdigest()
    if not SecurityEvent.objects.get_or_create(jti=digest, defaults={"received_at": at})[1]:
        return
    found = SocialAccount.objects.filter(provider=LoginGovProvider.id, uid=sub).select_related("user").first()
    if found is None:
        return
    for session in UserSession.objects.filter(user=found.user):
        session.end()
    for link in Link.objects.standing().filter(account=found.user):
        links.freeze(link=link, because=FROZEN_BECAUSE, by="login_gov", at=at)
    audit.record(by="login_gov", action="login_gov.event", subject=f"account:{found.user_id}", detail={"event": event})


def _came_from_login_gov(link: Link) -> bool:
    """At a counter or in a letter the same name may be spelled otherwise."""
    return link.claim.identity is not None and link.claim.identity.method == VerifiedIdentity.Method.LOGIN_GOV


def _is_disputed(link: Link) -> bool:
    """Whether someone else's claim is in review that may be about the same person."""
    others = Candidate.objects.filter(person=link.person_id, claim__outcome=Claim.Outcome.REVIEW)
    return others.exclude(claim__asked_by=link.account).exists()


def _is_under_way(account: AbstractBaseUser, attested: Attested) -> bool:
    same = Claim.objects.filter(asked_by=account, name_and_birth=name_and_birth(attested))
    return (same.waiting() | same.in_review()).exists()
