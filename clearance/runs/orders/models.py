"""Orders that a court is asked to sign, each with its schedule of charges."""

from typing import Self

from django.db import models
from django.db.models import Q

from clearance.agencies.models import Agency
from clearance.records.models import CAME_WITH, Charge
from clearance.runs.eligibility.models import Run


class OrderQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """The clerk has not recorded an answer yet."""
        return self.filter(state=Order.State.WAITING)

    def to_take_effect(self) -> Self:
        """Signed, and not applied yet."""
        return self.filter(state=Order.State.SIGNED, applied_at__isnull=True)

    def of_clerk(self, user: models.Model) -> Self:
        """Those for the courts that this member of staff acts for."""
        return self.filter(agency__members__user=user, agency__members__ended_at__isnull=True)


class Order(models.Model):
    """A batch order for one court. It takes effect only when a clerk of that court has recorded it as signed."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting for the court"
        SIGNED = "signed", "signed"
        REFUSED = "refused", "refused"

    run = models.ForeignKey(Run, models.PROTECT, related_name="orders")
    number = models.PositiveIntegerField(help_text="Counted within the run; the batch of its clearances.")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="orders")
    court = models.CharField(max_length=200, blank=True, help_text="The court as the records name it.")
    lines = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, help_text="Of its schedule.")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    recorded_by = models.CharField(max_length=100, blank=True)
    recorded_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True, help_text="The day on which the judge signed.")
    reason = models.TextField(blank=True, help_text="Why the court refused.")
    applied_at = models.DateTimeField(null=True)
    left_out = models.PositiveIntegerField(default=0)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["run", "number"]
        permissions = [("record_order", "Can record what a court did with an order")]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="one_order_of_a_number_per_run"),
            models.CheckConstraint(
                condition=Q(
                    state="waiting", recorded_at__isnull=True, recorded_by="", signed_on__isnull=True, reason=""
                )
                | Q(state="signed", recorded_at__isnull=False, signed_on__isnull=False, reason="") & ~Q(recorded_by="")
                | Q(state="refused", recorded_at__isnull=False, signed_on__isnull=True)
                & ~Q(recorded_by="")
                & ~Q(reason=""),
                name="order_is_signed_or_refused_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(state="signed"), name="only_a_signed_order_takes_effect"
            ),
        ]

    def __str__(self) -> str:
        return f"Order {self.number} of run {self.run_id}"

    @property
    def reference(self) -> str:
        """How the event log names it."""
        return f"order:{self.pk}"

    @property
    def file_name(self) -> str:
        """Of its files, without the ending."""
        return f"order-{self.run_id}-{self.number}"


class OrderLine(models.Model):
    """One charge of an order's schedule, as the records were when the order was made: what a judge signs stays what it
    was, whatever is imported later. `data`: the relief, and the data points that the court needs to find the charge.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="schedule")
    number = models.PositiveIntegerField()
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+", **CAME_WITH)
    data = models.JSONField()

    class Meta:
        ordering = ["order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="one_line_of_a_number_per_order"),
            models.UniqueConstraint(fields=["order", "charge"], name="a_charge_stands_once_in_an_order"),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of {self.order}"
