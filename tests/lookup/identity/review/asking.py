"""Claims and links of which something is asked, and reviewers who answer, for these tests."""

from dataclasses import replace
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db import transaction

from clearance.records.models import Import, Person
from lookup.identity import claims, links
from lookup.identity.attested import Name
from lookup.identity.matching.actions import match_claim
from lookup.identity.models import Candidate, Claim
from lookup.identity.review import actions
from lookup.identity.review.models import Answer, Opinion
from lookup.identity.review.questions import question
from tests.lookup.identity.claiming import account, attested, claim_of, identifiers, on_record
from tests.lookup.people import NOW, someone_left_out, someone_who_waits

SURE = ["name", "birth_date", "state_id"]
WEAK = ["name", "birth_date"]
#: A reason that fits each answer.
REASONS = {
    Answer.LINK: "same_person_documents",
    Answer.KEEP: "same_person_court_confirmed",
    Answer.NONE: "other_person",
    Answer.END: "cannot_tell",
    Answer.FREEZE: "suspected_fraud",
}


def doubtful(of: AbstractBaseUser | None = None) -> tuple[Claim, Person, Person]:
    """A claim of that account, left to people: one on record has the name, one was born with day and month swapped."""
    first = on_record(someone_who_waits("D1"), "Quill, Wren Avery", "Quill, Wrenna", state_id="FR-88")
    second = on_record(someone_left_out("D2"), "Quill, Wren, Jr")
    for person, born in ((first, date(1980, 1, 2)), (second, date(1980, 2, 1))):
        person.birth_date = born
        person.save()
    said = attested(born=date(1980, 1, 2), identifiers=identifiers(state_id="FR-88"), case_numbers=("20-CR-0912",))
    claim = claim_of(of or account("someone"), attested=replace(said, name=Name("Quill", "Wren", suffix="Sr")))
    match_claim(number=claim.pk, by="worker", at=NOW)
    claim.refresh_from_db()
    return claim, first, second


def reviewer(name: str = "rae") -> AbstractBaseUser:
    """A member of staff who may decide claims, and nothing else."""
    someone = account(name)
    someone.is_staff = True
    someone.save()
    someone.user_permissions.add(Permission.objects.get(codename="review_claim"))
    return someone


def settle(
    claim: Claim, outcome: str, because: str = "rule", person: Person | None = None, by: str = "worker"
) -> Claim:
    with transaction.atomic():
        claims.settle(claim=claim, outcome=outcome, because=because, person=person, by=by, at=NOW)
    return claim


def in_review(
    someone: AbstractBaseUser, *people: Person, why: list[str] = WEAK, because: str = "no_identifier"
) -> Claim:
    """A claim of this account that may be about these people."""
    claim = settle(claim_of(someone), "review", because)
    Candidate.objects.bulk_create(Candidate(claim=claim, person=person, why=why) for person in people)
    return claim


def linked(someone: AbstractBaseUser, person: Person, because: str = "beyond_doubt") -> Claim:
    claim = claim_of(someone)
    Candidate.objects.create(claim=claim, person=person, why=SURE)
    return settle(claim, "link", because, person)


def judge(claim: Claim, answer: str, *, by: int | str, person: Person | None = None, **more) -> Opinion:
    """What a reviewer says who looked just now."""
    asked = question(claim.pk)
    given = {"since": asked.since, "records": asked.records, "because": REASONS[Answer(answer)], "at": NOW} | more
    who = by if isinstance(by, str) else f"staff:{by}"
    return actions.judge(number=claim.pk, answer=Answer(answer), by=who, person=person.pk if person else None, **given)


def frozen(claim: Claim, because: str = "identity_changed") -> Claim:
    links.freeze(link=claim.link, because=because, by="worker", at=NOW + timedelta(hours=1))
    return claim


def identity_changes(person: Person, *, after: timedelta) -> Import:
    """An import that changed who someone is, so long after NOW."""
    landed = Import.objects.create(
        source=person.source,
        file="people.csv",
        sha256="0" * 64,
        started_at=NOW + after,
        finished_at=NOW + after,
        by="staff:1",
        outcome="landed",
        counts={},
    )
    Person.objects.filter(pk=person.pk).update(identity_import=landed)
    return landed


def state(claim: Claim) -> tuple[str, str]:
    """What a claim and its link are by now."""
    claim = Claim.objects.select_related("link").get(pk=claim.pk)
    return claim.outcome, claim.link.state if hasattr(claim, "link") else ""
