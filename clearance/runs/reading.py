"""What the policies in force say of one person, with reasons, read for their own page."""

from collections.abc import Iterable
from datetime import date

import polars as pl
from django.db.models import BigIntegerField

from clearance.database.prepared import Given, Prepared
from clearance.engine.columns import TYPES
from clearance.engine.explain import ChargeExplanation, explain, explain_charge
from clearance.engine.stored import Stored
from clearance.law.vocabulary import FACTS
from clearance.records.models import Charge
from clearance.runs.laws import law_of
from clearance.runs.models import Determination, Policy

#: Of two policies that both speak of a charge, the person is shown the one that says more for them.
BEST_FIRST = ("eligible", "later", "undetermined", "ineligible")
KEYS = ("charge_id", "case_id", "person_id")
#: How Django reaches a fact from a charge.
PATHS = {"charges": "", "cases": "case__", "people": "person__"}

KEPT = Prepared(
    Determination.objects.up_to_date()
    .filter(person=Given("person", BigIntegerField()))
    .values_list("policy_id", "charge__charge_id", "charge__case__case_id", "eligible_on", "possible_on", "why")
)


def explain_person(person: int, policies: Iterable[Policy], *, on: date, language: str) -> list[ChargeExplanation]:
    """Why each of the charges of a person, by their key, is or is not eligible on that day under the policies in force:
    one explanation per charge, known by the record format's charge_id, by charge_id. Empty if there is no policy. One
    query, and a second where a policy has not been applied to the person since their records changed: then the engine
    answers from the records themselves.

    Raises PolicyError for a policy whose text was changed in the database.
    """
    laws = {policy.pk: law_of(policy) for policy in policies}
    kept = _kept(person)
    waiting = [law.columns for pk, law in laws.items() if pk not in kept]
    facts = facts_of(person, frozenset().union(*waiting)) if waiting else None
    best: dict[str, ChargeExplanation] = {}
    for pk, law in laws.items():
        stored = kept.get(pk)
        explained = (
            [explain_charge(law, one, on, language) for one in stored] if stored else explain(law, facts, on, language)
        )
        for found in explained:
            known = best.get(found.charge_id)
            if known is None or _rank(found) < _rank(known):
                best[found.charge_id] = found
    return [best[charge_id] for charge_id in sorted(best)]


def _rank(explanation: ChargeExplanation) -> tuple[int, date]:
    return BEST_FIRST.index(explanation.outcome), explanation.eligible_on or date.max


def _kept(person: int) -> dict[int, list[Stored]]:
    """What is kept of the person's charges, by policy; of policies that have answered for their records as they are."""
    kept: dict[int, list[Stored]] = {}
    for policy, *row in KEPT(person=person):
        kept.setdefault(policy, []).append(Stored(*row))
    return kept


def facts_of(person: int, wanted: frozenset[str]) -> pl.DataFrame:
    """The person's charges as the engine reads them, with the facts that a law wants."""
    paths = {"charge_id": "charge_id", "case_id": "case__case_id", "person_id": "person__person_id"}
    for fact in wanted - set(KEYS):
        table, column = FACTS[fact]
        paths[fact] = PATHS[table] + column.name
    rows = Charge.objects.filter(person=person).values_list(*paths.values())
    return pl.DataFrame(list(rows), schema={fact: TYPES[FACTS[fact][1].kind] for fact in paths}, orient="row")
