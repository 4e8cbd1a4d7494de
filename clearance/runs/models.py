"""Policies in force, and what each says of every charge."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from clearance.records.models import Charge, Import, Person

# This is where Django looks for them.
from clearance.runs.analysis.models import Analysis, Draft  # noqa: F401
from clearance.runs.approval.models import Approval, Brake  # noqa: F401
from clearance.runs.eligibility.models import Decision, Part, Run, Total  # noqa: F401
from clearance.runs.ledger.models import Clearance, Hold, Reversal, ReversalRequest  # noqa: F401
from clearance.runs.objections.models import NoObjection, Objection  # noqa: F401
from clearance.runs.orders.models import Order, OrderLine  # noqa: F401
from clearance.runs.sample.models import Sample, SampledDecision  # noqa: F401


class PolicyQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(retired_at__isnull=True)

    def behind(self, newest: Import | None) -> Self:
        """Those in force that have not been applied to all that came with this import or before."""
        behind = self.in_force().filter(Q(determined_import=None) | ~Q(determined_import=newest))
        return behind if newest else self.none()


class Policy(models.Model):
    """One version of a law, put in force here. The database refuses to change its text or hash.

    `determined_import` is the last import whose changes this policy has answered; null: it has not been applied to
    everyone yet. A pass over the records that was cut short continues after `pass_person`.
    """

    policy_id = models.CharField("policy", max_length=100, help_text="The id in the policy file.")
    title = models.CharField(max_length=300)
    citation = models.CharField(max_length=300)
    text = models.TextField("policy file")
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of the content: comments and layout do not count.")
    put_in_force_at = models.DateTimeField()
    put_in_force_by = models.CharField(max_length=100)
    retired_at = models.DateTimeField(null=True)
    determined_at = models.DateTimeField("last applied", null=True)
    determined_import = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+", db_index=False)
    pass_import = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+", db_index=False)
    pass_person = models.BigIntegerField(default=0)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["policy_id", "-id"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["policy_id"], condition=Q(retired_at__isnull=True), name="one_policy_in_force_per_id"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__gte=F("put_in_force_at")), name="policy_retires_after_it_is_put_in_force"
            ),
        ]

    def __str__(self) -> str:
        return self.title


def _outcomes(on: date) -> dict[str, Q]:
    """The outcomes of clearance/law/README.md, from the two dates that are kept."""
    return {
        "eligible": Q(eligible_on__lte=on),
        "later": Q(eligible_on__gt=on, possible_on__gt=on),
        "undetermined": Q(eligible_on__gt=on, possible_on__lte=on)
        | Q(eligible_on__isnull=True, possible_on__isnull=False),
        "ineligible": Q(possible_on__isnull=True),
    }


class DeterminationQuerySet(models.QuerySet):
    """Every outcome asks for a day."""

    def current(self) -> Self:
        """What the policies in force say now; without it, history too."""
        return self.filter(replaced_at__isnull=True, policy__retired_at__isnull=True)

    def up_to_date(self) -> Self:
        """Those of people none of whose records changed since the policy was applied to them."""
        changed_in = "person__last_import_id__lte"
        return self.current().filter(
            Q((changed_in, F("policy__determined_import_id")))
            | Q((changed_in, F("policy__pass_import_id")), person_id__lte=F("policy__pass_person"))
        )

    def eligible(self, on: date) -> Self:
        return self.filter(_outcomes(on)["eligible"])

    def later(self, on: date) -> Self:
        return self.filter(_outcomes(on)["later"])

    def undetermined(self, on: date) -> Self:
        return self.filter(_outcomes(on)["undetermined"])

    def ineligible(self, on: date) -> Self:
        return self.filter(_outcomes(on)["ineligible"])

    def totals(self, on: date) -> dict[str, int]:
        """How many there are of each outcome, in one query."""
        return self.aggregate(**{name: Count("pk", filter=which) for name, which in _outcomes(on).items()})


class Determination(models.Model):
    """What a policy says of one charge, whatever the day. A row of history for each time the answer changed.

    `eligible_on`: from when a known track holds; null: never, or not known. `possible_on`: the earliest it could be,
    counting what is unknown; null: never. `why`: the reasons, as clearance/engine/stored.py describes them; empty in
    history from before they were kept.
    """

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="determinations", db_index=False)
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="determinations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="determinations")
    eligible_on = models.DateField(null=True)
    possible_on = models.DateField(null=True)
    why = models.JSONField()
    determined_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "charge"], condition=Q(replaced_at__isnull=True), name="one_current_determination"
            ),
            models.CheckConstraint(
                condition=Q(eligible_on__isnull=True) | Q(possible_on__isnull=False, possible_on__lte=F("eligible_on")),
                name="possible_no_later_than_eligible",
            ),
        ]

    def __str__(self) -> str:
        return f"determination {self.pk}"
