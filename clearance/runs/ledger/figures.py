"""Public counts of what a law has cleared, and of what was undone: too coarse to pick anyone out."""

from dataclasses import dataclass

from django.db.models import F, Sum

from clearance.runs.eligibility.models import Part
from clearance.runs.ledger.models import Reversal
from clearance.runs.orders.models import Order

#: Counts from 1 to below this are not told: the rule for small cells of the Centers for Medicare & Medicaid Services.
LEAST = 11
#: Others are rounded down to a multiple of this, so that two counts on different days do not give away a small one.
STEP = 10


@dataclass(frozen=True)
class Figure:
    """A count as it may be published. `few`: it is more than none and less than LEAST; then `count` is 0."""

    count: int
    few: bool


@dataclass(frozen=True)
class Figures:
    cleared: Figure
    undone: Figure


def figures(policy_id: str) -> Figures:
    """What a law, in all its versions, has cleared here, and how many of these clearances were undone. Three queries,
    none of which passes over the clearances.
    """
    of_law = {"run__policy__policy_id": policy_id, "applied_at__isnull": False}
    # Where a law asks for court orders no part takes effect; where it does not, there are none.
    parts = Part.objects.filter(**of_law).aggregate(cleared=Sum(F("clears") - F("left_out"), default=0))
    orders = Order.objects.filter(**of_law).aggregate(cleared=Sum(F("lines") - F("left_out"), default=0))
    undone = Reversal.objects.filter(clearance__run__policy__policy_id=policy_id).count()
    return Figures(published(parts["cleared"] + orders["cleared"]), published(undone))


def published(count: int) -> Figure:
    """A count, as coarse as it must be."""
    return Figure(0, few=True) if 0 < count < LEAST else Figure(count // STEP * STEP, few=False)
