"""What is asked of reviewers, as the rows stand: of a claim in review, of a frozen link, of one that is to be checked.

Nothing is kept of it, so nothing can be forgotten: whatever freezes a link, or leaves a claim to people, asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from lookup.identity.matching.compare import Finding
from lookup.identity.matching.decide import STRONG
from lookup.identity.models import Candidate, Claim, Link
from lookup.identity.review.contents import Contents, read
from lookup.identity.review.models import Answer, Kind, Opinion

#: Someone said that the record is not theirs: an incident is open, and decided where incidents are.
NOT_MINE = "not_mine"
#: Two accounts claim one person, or one account two.
DISPUTE, FROZEN_BY_IT = "already_linked", "second_claim"
#: What a claim was linked by that is as sure as a strong identifier.
SURE = frozenset({"beyond_doubt", "agency"})
#: With one of these an identifier that agrees proves nothing.
AGAINST = frozenset(
    {Finding.STATE_ID_DIFFERS, Finding.LICENSE_DIFFERS, Finding.SSN_DIFFERS, Finding.SHARED, Finding.SEVERAL}
)


def asked() -> QuerySet[Claim]:
    """The claims about which something is asked, each with `kind`, `since` and `why` (a code)."""
    review = Q(outcome=Claim.Outcome.REVIEW) & ~Q(because=NOT_MINE)
    frozen = Q(pk__in=_frozen().values("claim"))
    unfrozen = Q(link=None) | Q(link__state=Link.State.ACTIVE)
    check = Q(outcome=Claim.Outcome.LINK, attested__isnull=False) & unfrozen
    return (
        Claim.objects.select_related("identity__account", "link", "attestation")
        .annotate(
            kind=Case(
                When(review, then=Value(Kind.REVIEW)),
                When(frozen, then=Value(Kind.FROZEN)),
                When(check, then=Value(Kind.CHECK)),
                output_field=models.CharField(),
            ),
            since=Case(When(kind=Kind.FROZEN, then=F("link__changed_at")), default=F("decided_at")),
            why=Case(When(kind=Kind.FROZEN, then=F("link__because")), default=F("because")),
        )
        .filter(kind__isnull=False)
    )


def _frozen() -> QuerySet[Link]:
    """The frozen links that are asked about by themselves, and neither with the claim that disputes them nor as an
    incident.
    """
    disputing = Claim.objects.in_review().filter(because=DISPUTE)
    for_person = Candidate.objects.filter(claim__in=disputing, person=OuterRef("person"))
    for_account = disputing.filter(identity__account=OuterRef("account"))
    frozen = Link.objects.filter(state=Link.State.FROZEN).exclude(because=NOT_MINE)
    return frozen.filter(~Exists(for_person), ~Exists(for_account))


@dataclass(frozen=True)
class Question:
    """What is asked about a claim. `links` are those that stand or fall with the answer, and `records` the number of
    the import that last changed who anyone concerned is: opinions of another state of the records do not count.
    """

    claim: Claim
    kind: Kind
    since: datetime
    because: str
    links: tuple[Link, ...]
    candidates: tuple[Candidate, ...]
    records: int

    def opinions(self) -> QuerySet[Opinion]:
        return Opinion.objects.filter(
            claim=self.claim, kind=self.kind, since=self.since, records=self.records
        ).order_by("pk")

    def answers(self) -> list[Answer]:
        if self.kind == Kind.CHECK:
            return [Answer.KEEP, Answer.FREEZE]
        if self.kind == Kind.FROZEN:
            return [Answer.KEEP, Answer.END]
        link = [Answer.LINK] if self.candidates and self._can_be_compared() else []
        return [*link, Answer.KEEP, Answer.END] if self.links else [*link, Answer.NONE]

    def in_the_way(self, person: int) -> list[Link]:
        """The standing links that end if the claim is linked to this person; without an account there is no link."""
        account = self.claim.account
        if account is None:
            return []
        return list(Link.objects.standing().filter(Q(person=person) | Q(account=account)).order_by("pk"))

    def takes_two(self, answer: Answer, person: int | None) -> bool:
        """Whether two people must say so: to link without a strong identifier, to take a link away, and for whatever
        becomes of a link that is frozen, unless something sure had led to it and it only stays with whom it was.
        """
        if self.kind == Kind.FROZEN or answer == Answer.END:
            return True
        if self.kind == Kind.CHECK or answer == Answer.NONE:
            return False
        if answer == Answer.KEEP:
            return not all(link.claim.because in SURE for link in self.links)
        taken = any((one.account_id, one.person_id) != self._own(person) for one in self.in_the_way(person))
        return taken or not self._is_sure(person)

    def _can_be_compared(self) -> bool:
        return self.because != Contents.UNREADABLE and read(self.claim)[1] != Contents.UNREADABLE

    def _own(self, person: int) -> tuple[int, int]:
        return self.claim.account.pk, person

    def _is_sure(self, person: int) -> bool:
        """A strong identifier agreed when it was matched, nothing spoke against it, and the records are as then."""
        [one] = [one for one in self.candidates if one.person_id == person]
        changed = one.person.identity_import
        as_then = changed is None or changed.finished_at < self.claim.made_at
        return as_then and not STRONG.isdisjoint(one.why) and AGAINST.isdisjoint(one.why)


def question(number: int) -> Question | None:
    """What is asked about the claim of that number now."""
    claim = asked().filter(pk=number).first()
    if claim is None:
        return None
    links = _links(claim)
    found = list(claim.candidates.select_related("person__identity_import").order_by("pk"))
    if claim.kind != Kind.REVIEW:
        person = claim.person
        found = [one for one in found if one.person_id == person.pk] or [Candidate(claim=claim, person=person, why=[])]
    people = [*(one.person for one in found), *(link.person for link in links)]
    return Question(claim, Kind(claim.kind), claim.since, claim.why, tuple(links), tuple(found), _last_change(people))


def _links(claim: Claim) -> list[Link]:
    if claim.kind != Kind.REVIEW:
        return [claim.link] if hasattr(claim, "link") else []
    if claim.because != DISPUTE:
        return []
    people = [one.person_id for one in claim.candidates.all() if DISPUTE in one.why]
    either = Q(person__in=people) | Q(account=claim.account, account__isnull=False)
    return list(Link.objects.standing().filter(either).select_related("claim__identity", "person").order_by("pk"))


def _last_change(people: Iterable) -> int:
    return max((person.identity_import_id or 0 for person in people), default=0)
