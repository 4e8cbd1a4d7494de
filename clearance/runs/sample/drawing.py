"""Which decisions of a run a seed draws: those whose charges come first when all are put in the order of a hash."""

from typing import NamedTuple

from django.db.models import F, Func, Value
from django.db.models.fields import TextField
from django.db.models.functions import Concat

from clearance.runs.eligibility.models import Decision, Run

OUTCOMES = ("eligible", "later", "undetermined", "ineligible")


class Drawn(NamedTuple):
    """One decision, by the number of its charge; in the order of the sample."""

    hash: str
    charge: int
    outcome: str


class Sha256(Func):
    """The SHA-256 of a text in UTF-8, in an order that is the same on both databases."""

    function = "SHA256"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        """PostgreSQL's own, of bytes: what Django has for it needs an extension."""
        template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex') COLLATE \"C\""
        return self.as_sql(compiler, connection, template=template, **context)


def draw_decisions(run: Run, *, per_outcome: int, seed: str) -> list[Drawn]:
    """So many decisions of each outcome, or all where there are fewer; mixed, in the order of the hash.

    The order is that of the SHA-256 of the seed and the charge_id of the record format, so that neither the database
    nor the order in which rows were written matters. One pass for each outcome; the database keeps only those that are
    drawn. Charges that were cleared before are not drawn: they are sealed, and nobody may look at them.
    """
    decisions = (
        Decision.objects.filter(run=run)
        .exclude(effect=Decision.Effect.ALREADY)
        .annotate(hash=Sha256(Concat(Value(f"{seed} "), F("charge__charge_id"))))
    )
    found = [
        Drawn(*row)
        for outcome in OUTCOMES
        for row in decisions.filter(outcome=outcome)
        .order_by("hash")
        .values_list("hash", "charge_id", "outcome")[:per_outcome]
    ]
    return sorted(found)
