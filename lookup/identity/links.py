"""Everything that writes links: an account's access to one person's record."""

from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, DateTimeField, Q

from clearance.audit import actions as audit
from clearance.database.prepared import Given, PreparedUpdate
from lookup.identity.changes import IDENTITY_CHANGED
from lookup.identity.models import Candidate, Claim, Link, Visit
from lookup.identity.signals import link_changed

LINK_LIFE = timedelta(days=365)
#: A sitting is over when nothing was looked at for so long. It is how long a session lasts.
SITTING = timedelta(minutes=15)
#: A look is kept to the minute, so that whoever turns pages does not write at each.
KEPT_TO = timedelta(minutes=1)
LOOKED = PreparedUpdate(
    Link.objects.filter(pk=Given("pk", BigIntegerField())),
    looked_at=Given("looked_at", DateTimeField()),
    seen_at=Given("seen_at", DateTimeField()),
)


@transaction.atomic
def make_link(*, claim: Claim, by: str, at: datetime) -> Link | None:
    """Give the account behind a claim that is linked its access.

    An account that was linked to the same person before gets a new link for the old one; so it does where that was
    frozen because the records changed who they are about, and the claim was decided on what they say since. Where
    another account holds that person, or this account holds another one, what stands is frozen, nobody gets a link, and
    the claim goes to review: None.
    """
    either = Q(account=claim.account) | Q(person=claim.person)
    held = list(Link.objects.standing().select_for_update(of=("self",)).filter(either))
    others = [link for link in held if (link.account_id, link.person_id) != (claim.account.pk, claim.person_id)]
    frozen = [link for link in held if link.state == Link.State.FROZEN and not _is_shown_again(link, claim)]
    link = None if others or frozen else _new(claim, held, by, at)
    if link is None:
        _dispute(claim, others, by, at)
        return None
    _tell(link, at)
    audit.record(by=by, action="link.made", subject=f"person:{link.person_id}", detail={"link": str(link)})
    return link


@transaction.atomic
def freeze(*, link: Link, because: str, by: str, at: datetime) -> None:
    """Let a link open nothing until people have looked. One that is not active stays as it is."""
    _change(link, Link.State.FROZEN, because, by, at, Link.objects.filter(state=Link.State.ACTIVE))


@transaction.atomic
def end(*, link: Link, because: str, by: str, at: datetime) -> None:
    """End a link for good. One that has ended stays as it is."""
    _change(link, Link.State.ENDED, because, by, at, Link.objects.standing())


@transaction.atomic
def thaw(*, link: Link, by: str, at: datetime) -> None:
    """Let a frozen link open its record again, after people have looked."""
    frozen = Link.objects.filter(pk=link.pk, state=Link.State.FROZEN)
    if frozen.update(state=Link.State.ACTIVE, because="", changed_at=None):
        link.refresh_from_db()
        _tell(link, at)
        audit.record(by=by, action="link.thawed", subject=f"person:{link.person_id}", detail={"link": str(link)})


def look(*, link: Link, at: datetime) -> datetime | None:
    """Its holder looks, now. When they looked last before this sitting; None if they never did.

    For the caller's transaction, which writes down what was looked at.
    """
    if link.looked_at is None or at - link.looked_at >= KEPT_TO:
        if link.looked_at is not None and at - link.looked_at >= SITTING:
            link.seen_at = link.looked_at
        link.looked_at = at
        LOOKED(pk=link.pk, looked_at=at, seen_at=link.seen_at)
    return link.seen_at


@transaction.atomic
def recognise(*, what: Visit | Link, by: str, at: datetime) -> None:
    """Its holder says that the cases of this record are theirs."""
    if type(what).objects.filter(pk=what.pk, recognised_at=None).update(recognised_at=at):
        audit.record(by=by, action="record.recognised", subject=f"person:{what.person_id}", detail={"by": str(what)})


def _new(claim: Claim, held: list[Link], by: str, at: datetime) -> Link | None:
    """A link in the place of those that are held; None where another got the person at the same moment."""
    for link in held:
        end(link=link, because="renewed", by=by, at=at)
    try:
        with transaction.atomic():
            return Link.objects.create(
                account=claim.account, person=claim.person, claim=claim, made_at=at, expires_at=at + LINK_LIFE
            )
    except IntegrityError:
        return None


def _is_shown_again(link: Link, claim: Claim) -> bool:
    """Whether the holder of a link has shown who they are again, since the records changed who it is about."""
    return link.because == IDENTITY_CHANGED and claim.decided_at >= link.changed_at


def _dispute(claim: Claim, others: list[Link], by: str, at: datetime) -> None:
    for link in others:
        freeze(link=link, because="second_claim", by=by, at=at)
    disputed, _ = Candidate.objects.get_or_create(claim=claim, person=claim.person)
    disputed.why = [*disputed.why, "already_linked"]
    disputed.save(update_fields=["why"])
    claim.outcome, claim.because, claim.person, claim.decided_at = Claim.Outcome.REVIEW, "already_linked", None, at
    claim.save(update_fields=["outcome", "because", "person", "decided_at"])


def _change(link: Link, state: Link.State, because: str, by: str, at: datetime, those) -> None:
    if those.filter(pk=link.pk).update(state=state, because=because, changed_at=at):
        link.refresh_from_db()
        _tell(link, at)
        detail = {"link": str(link), "because": because}
        audit.record(by=by, action=f"link.{state}", subject=f"person:{link.person_id}", detail=detail)


def _tell(link: Link, at: datetime) -> None:
    transaction.on_commit(partial(link_changed.send, Link, link=link, at=at))
