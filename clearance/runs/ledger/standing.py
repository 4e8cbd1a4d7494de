"""Which charges are cleared: derived from the events, never kept. Charges know nothing of runs, so it is asked here."""

from django.db.models import Exists, OuterRef, QuerySet

from clearance.records.models import Charge
from clearance.runs.ledger.models import Clearance


def cleared(charges: QuerySet[Charge]) -> QuerySet[Charge]:
    """Those of the charges whose last clearance was not reversed."""
    return charges.filter(_cleared())


def not_cleared(charges: QuerySet[Charge]) -> QuerySet[Charge]:
    """Those that were never cleared, or are restored."""
    return charges.filter(~_cleared())


def sealed_charges() -> QuerySet[Charge]:
    """Every charge that is cleared. Nobody sees it but the person, and those whom the law names."""
    return cleared(Charge.objects.all())


def standing_clearances(charges: QuerySet[Charge]) -> dict[int, Clearance]:
    """The clearance that stands for each of the charges that has one, by the number of the charge."""
    return {one.charge_id: one for one in Clearance.objects.standing().filter(charge__in=charges)}


def _cleared() -> Exists:
    return Exists(Clearance.objects.standing().filter(charge=OuterRef("pk")))
