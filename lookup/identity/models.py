"""Who someone is (verified identities), which record is theirs (claims, links), and the codes and visits of those who
want no account.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q

from clearance.records.models import Person
from lookup.identity.counter.models import Attestation
from lookup.identity.letter.models import Letter
from lookup.identity.review.models import LinkCheck, Opinion

__all__ = ["Attestation", "Letter", "LinkCheck", "Opinion"]

#: A code is void after this many tries.
TRIES_PER_CODE = 5


class VerifiedIdentity(models.Model):
    """That someone's identity was verified: how, how strongly, when, and until when it counts. No document is kept."""

    class Method(models.TextChoices):
        LOGIN_GOV = "login_gov", "Login.gov"
        COUNTER = "counter", "in person, at a counter"  # staff saw a document and the face
        LETTER = "letter", "a letter to the address on record"
        AGENCY = "agency", "in person, at the agency that holds the record"  # it names the person on record itself

    class Level(models.TextChoices):
        IAL2 = "ial2", "identity verified"  # NIST SP 800-63A, IAL2
        IAL1 = "ial1", "identity verified, with one document"  # IAL1; at a counter, with the face
        VOUCHED = "vouched", "two members of staff vouched"  # trusted referees; people always look at the claim
        ADDRESS = "address", "address confirmed"  # less: a letter arrived

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="identities",
        help_text="Empty until a code is redeemed by someone signed in; a visit needs no account.",
    )
    method = models.CharField(max_length=10, choices=Method)
    level = models.CharField(max_length=10, choices=Level)
    verified_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("verified_at")), name="identity_expires_after_it_is_verified"
            ),
        ]

    def __str__(self) -> str:
        return f"identity:{self.pk}"


class ClaimQuerySet(models.QuerySet):
    def waiting(self) -> "ClaimQuerySet":
        """Those that the worker has not matched yet."""
        return self.filter(outcome=None)

    def in_review(self) -> "ClaimQuerySet":
        return self.filter(outcome=Claim.Outcome.REVIEW)

    def unsearched(self) -> "ClaimQuerySet":
        """Those in review for which nobody on record was found yet: they went there by another way than the worker."""
        return self.in_review().filter(candidates=None, attested__isnull=False).exclude(because="unreadable")


class Claim(models.Model):
    """A visitor's request to be linked to a person on record, and what came of it."""

    class Outcome(models.TextChoices):
        LINK = "link", "linked"  # one person, beyond doubt (matching/decide.py), or a reviewer said who
        REVIEW = "review", "in review"  # people decide
        NONE = "none", "no record"  # nobody on record; shown in the same words as review

    identity = models.ForeignKey(VerifiedIdentity, on_delete=models.CASCADE, null=True, related_name="claims")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="claims",
        help_text="The account that asked, where one did.",
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=100, help_text="account:7, or whoever at the counter: staff:3.")
    attested = models.BinaryField(
        null=True,
        help_text="What was verified or typed (attested.py), sealed; emptied once it is settled.",
    )
    name_and_birth = models.CharField(max_length=64, help_text="A keyed digest, for limits.", db_index=True)
    network = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, null=True)
    because = models.CharField(max_length=40, blank=True, help_text="The rule or the reviewer's reason, as a code.")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="claims")
    decided_at = models.DateTimeField(null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("review_claim", "Can decide which record a claim is about")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=None, decided_at=None, because="")
                | (Q(outcome__isnull=False, decided_at__isnull=False) & ~Q(because="")),
                name="claim_is_decided_with_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome="link", person__isnull=False)
                | (~Q(outcome="link") & Q(person=None))
                | Q(outcome=None, person=None),
                name="claim_has_a_person_where_it_is_linked",
            ),
        ]
        indexes = [
            models.Index(fields=["made_at"], condition=Q(outcome=None), name="identity_claim_waiting"),
            models.Index(fields=["because"], condition=Q(outcome="review"), name="identity_claim_in_review"),
        ]

    def __str__(self) -> str:
        return f"claim:{self.pk}"

    @property
    def account(self) -> AbstractBaseUser | None:
        """Whom a link would be for: whoever was verified, in person or by a letter that arrived."""
        return self.identity.account if self.identity else None


class Candidate(models.Model):
    """A person on record whom a claim in review may be about. `why`: what agrees and what does not, as codes."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="candidates")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    why = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["claim", "person"], name="candidate_stands_once_in_a_claim")]

    def __str__(self) -> str:
        return f"candidate:{self.pk}"


class LinkQuerySet(models.QuerySet):
    def standing(self) -> "LinkQuerySet":
        """Those that hold their person: nobody else can be linked to them."""
        return self.exclude(state=Link.State.ENDED)

    def active(self, at: datetime) -> "LinkQuerySet":
        """Those that open a record."""
        return self.filter(state=Link.State.ACTIVE, expires_at__gt=at)


class Link(models.Model):
    """An account's access to one person's record."""

    class State(models.TextChoices):
        ACTIVE = "active", "active"
        FROZEN = "frozen", "frozen"  # opens nothing until people have looked
        ENDED = "ended", "ended"  # for good: expired, undone by a reviewer, account deleted

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="link")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    because = models.CharField(max_length=40, blank=True, help_text="Why it is frozen or ended, as a code.")
    changed_at = models.DateTimeField(null=True, help_text="When it was frozen or ended.")
    recognised_at = models.DateTimeField(null=True, help_text="When its holder said that the cases are theirs.")
    seen_at = models.DateTimeField(null=True, help_text="When its holder last looked, before the visit that goes on.")
    looked_at = models.DateTimeField(null=True, help_text="When they last looked.")

    objects = LinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=~Q(state="ended"), name="one_standing_link_per_account"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=~Q(state="ended"), name="one_standing_link_per_person"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="link_expires_after_it_is_made"),
            models.CheckConstraint(
                condition=Q(state="active", because="", changed_at=None)
                | (~Q(state="active") & ~Q(because="") & Q(changed_at__isnull=False)),
                name="link_says_why_it_is_not_active",
            ),
        ]

    def __str__(self) -> str:
        return f"link:{self.pk}"


class ClaimCodeQuerySet(models.QuerySet):
    def unused(self) -> "ClaimCodeQuerySet":
        return self.filter(used_at=None)

    def open(self, at: datetime) -> "ClaimCodeQuerySet":
        """Codes that would still open a visit."""
        return self.unused().filter(expires_at__gt=at, tries__lt=TRIES_PER_CODE)


class ClaimCode(models.Model):
    """A one-time code, handed or sent to someone whose identity was checked. It proves that they are the one whom its
    claim is about: it opens one visit, or gives an account the claim's link.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="codes")
    handle = models.CharField(max_length=4, help_text="The first four characters: they find the code.")
    secret = models.CharField(max_length=128, help_text="The other six, hashed.")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="Tries so far, counted before each is checked.")
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handle"], condition=Q(used_at=None), name="one_unused_code_per_handle"),
            models.CheckConstraint(condition=Q(tries__lte=TRIES_PER_CODE), name="code_tries_are_limited"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="code_expires_after_issue"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(used_at__gte=F("issued_at"), used_at__lt=F("expires_at")),
                name="code_used_while_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"code:{self.pk}"


class CodeTry(models.Model):
    """One try to use a code, counted against its network for an hour. A try that succeeds is taken back."""

    network = models.CharField(max_length=64, help_text="A keyed digest of the network, never the address.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["network", "at"], name="code_try_network_at")]

    def __str__(self) -> str:
        return f"try:{self.pk}"


class VisitQuerySet(models.QuerySet):
    def open(self, at: datetime) -> "VisitQuerySet":
        return self.filter(started_at__lte=at, ends_at__gt=at, left_at=None)


class Visit(models.Model):
    """A quarter of an hour with one person's record, without an account. The session holds its id and nothing else."""

    code = models.OneToOneField(ClaimCode, on_delete=models.PROTECT, related_name="visit")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    recognised_at = models.DateTimeField(null=True, help_text="When the visitor said that the cases are theirs.")

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="visit_ends_after_start"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("started_at")), name="visit_left_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"visit:{self.pk}"

    @property
    def person_id(self) -> int:
        return self.code.claim.person_id

    @property
    def person(self) -> Person:
        return self.code.claim.person
