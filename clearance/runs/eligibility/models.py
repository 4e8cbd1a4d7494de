"""Eligibility runs and everything that is frozen in one: its parts, its decisions, its totals."""

from typing import Self

from django.db import models
from django.db.models import Q, Sum

from clearance.records.models import CAME_WITH, Charge, Import, Person


class RunQuerySet(models.QuerySet):
    def unfinished(self) -> Self:
        """Those of which something is still to come."""
        return self.exclude(state__in=Run.ENDED)

    def to_compute(self) -> Self:
        return self.filter(state=Run.State.PREPARING)

    def to_apply(self) -> Self:
        """Those that a worker may go on with now: under way, not stopped, not waiting between two stages."""
        return self.filter(state=Run.State.APPLYING, stopped_at__isnull=True, paused_at__isnull=True)

    def applied(self) -> Self:
        return self.filter(state=Run.State.APPLIED)


class Run(models.Model):
    """One pass over all records to a decision on each charge. The dry run is the run: what is counted and looked at is
    what two people approve, by its digest, and what is applied.

    `snapshot_import`: the newest import when it was computed. A person whose records changed after it is left out when
    the run is applied. `pass_person`: a computation that was cut short goes on after this person.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", "being computed"  # asked for; a worker computes it
        COMPUTED = "computed", "computed"  # the dry run is there to look at
        OBJECTIONS = "objections", "open to objections"  # agencies may object until objections_until
        SETTLING = "settling", "being settled"  # a worker holds back what must not be cleared after all
        READY = "ready", "waiting for approval"  # the digest is final
        APPROVED = "approved", "approved"  # by two people; nothing has taken effect
        APPLYING = "applying", "being applied"  # in stages, by a worker
        APPLIED = "applied", "applied"  # every clearance that was approved has taken effect
        WITHDRAWN = "withdrawn", "withdrawn"  # given up before anything took effect
        FAILED = "failed", "failed"  # it could not be computed

    ENDED = (State.APPLIED, State.WITHDRAWN, State.FAILED)

    policy = models.ForeignKey("runs.Policy", models.PROTECT, related_name="runs")
    policy_sha256 = models.CharField("SHA-256 of the policy", max_length=64)
    as_of = models.DateField("as of", help_text="The day on which a charge must be eligible to be cleared.")
    counties = models.JSONField(default=list, help_text="Only cases of these counties; empty: the whole state.")
    prepared_by = models.CharField(max_length=100)
    prepared_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    snapshot_import = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+", db_index=False)
    #: What the records came from: the number of the newest import, and a hash over all of them.
    snapshot = models.JSONField(default=dict)
    pass_person = models.BigIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often in a row a worker got nowhere with it.")
    charges = models.PositiveBigIntegerField(default=0, help_text="How many are to be decided.")
    charges_done = models.PositiveBigIntegerField(default=0)
    computed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 over every decision and what was frozen.")
    objections_until = models.DateField(null=True, help_text="The last day on which an objection is taken.")
    settled_at = models.DateTimeField(null=True, help_text="When the objections were settled and the digest was final.")
    approved_at = models.DateTimeField(null=True)
    applying_since = models.DateTimeField(null=True)
    stage = models.PositiveSmallIntegerField(default=0, help_text="The stage that is being applied, from 1.")
    paused_at = models.DateTimeField(null=True, help_text="Between two stages: someone looks before it goes on.")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=100, blank=True)
    stopped_why = models.TextField(blank=True)
    applied_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True, help_text="Why it was withdrawn, or why it failed.")

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [
            ("prepare_run", "Can prepare, settle, withdraw and stop runs"),
            ("approve_run", "Can approve runs"),
            ("release_brake", "Can release a brake"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "preparing",
                        "computed",
                        "objections",
                        "settling",
                        "settling",
                        "ready",
                        "approved",
                        "applying",
                        "applied",
                        "withdrawn",
                        "failed",
                    ]
                ),
                name="run_state_is_a_code",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("preparing", "failed", "withdrawn"))
                | Q(computed_at__isnull=False) & ~Q(digest=""),
                name="run_is_computed_before_it_goes_on",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("ready", "approved", "applying", "applied")) | Q(settled_at__isnull=False),
                name="run_is_settled_before_it_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "applying", "applied")) | Q(approved_at__isnull=False),
                name="run_is_approved_before_it_is_applied",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(state__in=("approved", "applying", "applied", "withdrawn")),
                name="run_approval_does_not_go_back",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("applying", "applied")) | Q(applying_since__isnull=False),
                name="run_applies_since",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(state="applied"), name="run_is_applied_once"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by="") | Q(stopped_at__isnull=False) & ~Q(stopped_by=""),
                name="run_is_stopped_by_someone",
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=~Q(state__in=("applied", "withdrawn", "failed")),
                name="one_unfinished_run_per_policy",
            ),
        ]

    def __str__(self) -> str:
        return f"Run {self.pk} of the {self.policy.title}, as of {self.as_of}"

    @property
    def reference(self) -> str:
        """How the event log names it."""
        return f"run:{self.pk}"

    @property
    def stage_reference(self) -> str:
        """How notices name the stage that is being applied: what takes effect in one stage is told together."""
        return f"{self.reference}:{self.stage}"

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has something to do with it now."""
        under_way = self.state == self.State.APPLYING and not (self.stopped_at or self.paused_at)
        return under_way or self.state in (self.State.PREPARING, self.State.SETTLING)

    @property
    def is_outdated(self) -> bool:
        """Whether records were imported after it was computed, and before it was approved."""
        waits = self.state in (self.State.COMPUTED, self.State.OBJECTIONS, self.State.SETTLING, self.State.READY)
        return waits and Import.objects.newest() != self.snapshot_import

    @property
    def batches_applied(self) -> int:
        """How many of its parts have taken effect."""
        return self.parts.filter(applied_at__isnull=False).count()

    @property
    def cleared(self) -> int:
        """How many charges it has cleared."""
        return self.clearances.count()

    @property
    def left_out(self) -> int:
        """How many it was to clear and left out: their records changed meanwhile, or someone placed a hold on them."""
        batches = (self.parts, self.orders)
        return sum(one.aggregate(Sum("left_out", default=0))["left_out__sum"] for one in batches)


class Part(models.Model):
    """Some whole people of a run, decided, hashed and later applied together, in one transaction each time.

    The first part clears a hundred charges at most and is the first stage; the second clears about a thousand and is
    the second; the rest, of a thousand each, are the third. With court orders a run takes effect order by order.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    decisions = models.PositiveIntegerField()
    clears = models.PositiveIntegerField(help_text="How many decisions clear a charge.")
    sha256 = models.CharField(max_length=64)
    applied_at = models.DateTimeField(null=True)
    left_out = models.PositiveIntegerField(
        default=0, help_text="Not cleared after all: the records changed meanwhile, or there is a hold."
    )

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_part_of_a_number_per_run")]

    def __str__(self) -> str:
        return f"part {self.number} of run {self.run_id}"


class DecisionQuerySet(models.QuerySet):
    def to_clear(self) -> Self:
        return self.filter(effect=Decision.Effect.CLEAR)

    def held(self) -> Self:
        return self.filter(effect=Decision.Effect.HELD)


class Decision(models.Model):
    """What a run says of one charge: the determination of the day, and what follows from it. Written once; until the
    digest is final, only `effect` and `held_because` may change, from clear to held.
    """

    class Effect(models.TextChoices):
        CLEAR = "clear", "is to be cleared"
        HELD = "held", "is eligible, but held until someone looks"
        ALREADY = "already", "was cleared before"
        NONE = "none", "is not eligible"

    run = models.ForeignKey(Run, models.PROTECT, related_name="decisions", db_index=False)
    part = models.PositiveIntegerField()
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+", **CAME_WITH)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", **CAME_WITH)
    outcome = models.CharField(max_length=12)
    eligible_on = models.DateField(null=True)
    track = models.CharField(max_length=60, blank=True)
    reasons = models.TextField(blank=True, help_text="What stands in the way, as the engine says it.")
    missing = models.TextField(blank=True, help_text="The data points that would decide it.")
    effect = models.CharField(max_length=7, choices=Effect)
    held_because = models.CharField(max_length=20, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "charge"], name="one_decision_per_charge_and_run"),
            models.CheckConstraint(
                condition=Q(outcome__in=("eligible", "later", "undetermined", "ineligible")),
                name="decision_outcome_is_a_code",
            ),
            models.CheckConstraint(
                condition=Q(effect__in=("clear", "held"), outcome="eligible")
                | Q(effect="already")
                | Q(effect="none") & ~Q(outcome="eligible"),
                name="only_what_is_eligible_is_cleared",
            ),
            models.CheckConstraint(
                condition=Q(effect="held") & ~Q(held_because="") | ~Q(effect="held") & Q(held_because=""),
                name="what_is_held_says_why",
            ),
        ]
        indexes = [models.Index(fields=["run", "part"], name="runs_decision_run_part")]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Total(models.Model):
    """How many decisions of a run have an effect, over all and by one dimension. Counted once, when it is computed."""

    class Dimension(models.TextChoices):
        ALL = "all", "all"
        OUTCOME = "outcome", "outcome"
        TRACK = "track", "track"
        COUNTY = "county", "county"
        OFFENSE = "offense", "offense"
        YEAR = "year", "year"  # of the disposition
        WAS = "was", "outcome in the last run"  # empty: the charge was not in it
        HELD = "held", "held because"

    run = models.ForeignKey(Run, models.CASCADE, related_name="totals")
    dimension = models.CharField(max_length=7, choices=Dimension)
    key = models.TextField(blank=True, help_text="A county, a track …; empty where the records do not say.")
    clear = models.PositiveBigIntegerField()
    held = models.PositiveBigIntegerField()
    already = models.PositiveBigIntegerField()
    none = models.PositiveBigIntegerField()
    undetermined = models.PositiveBigIntegerField(help_text="Of those that are not eligible.")

    class Meta:
        ordering = ["run", "dimension", "key"]
        constraints = [models.UniqueConstraint(fields=["run", "dimension", "key"], name="one_total_per_key")]

    def __str__(self) -> str:
        return f"{self.dimension} {self.key}"

    @property
    def charges(self) -> int:
        return self.clear + self.held + self.already + self.none
