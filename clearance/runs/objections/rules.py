"""What the law of a run says of objections: who may object, on which grounds, and what silence means."""

from clearance.agencies.models import Agency, AgencyQuerySet
from clearance.law.policy import PolicyError
from clearance.law.process import Ground, Objections
from clearance.law.process_names import KINDS
from clearance.runs.eligibility.models import Run
from clearance.runs.laws import cited, law_of
from clearance.runs.refusals import Refused


def rules_of(run: Run) -> Objections | None:
    """What the law says; None where it allows no objections. Raises PolicyError."""
    rules = law_of(run.policy).process.objections
    return rules if rules and rules.allowed else None


def allows_objections(run: Run) -> bool:
    """Whether the law of the run lets anyone object; not one that cannot be read."""
    try:
        return rules_of(run) is not None
    except PolicyError:
        return False


def rules_needed(run: Run) -> Objections:
    """The same. Raises Refused where it allows none."""
    rules = rules_of(run)
    if rules is None:
        raise Refused(f"The {run.policy} allows no objections. What run {run.pk} would clear is cleared without.")
    return rules


def objectors(rules: Objections) -> AgencyQuerySet:
    """The agencies that may object, wherever their areas are."""
    return Agency.objects.open().filter(kind__in=rules.by)


def who_may_object(rules: Objections) -> str:
    """In words: prosecutors, probation agencies (F.S. 12-34)."""
    return ", ".join(KINDS[kind].en for kind in rules.by) + cited(rules)


def ground_in_words(ground: Ground) -> str:
    return f"{ground.says.en.rstrip('.')}{cited(ground)}"


def grounds(rules: Objections) -> dict[str, str]:
    """Every ground that the law lists, in words, by its id. There is no other."""
    return {ground.id: ground_in_words(ground) for ground in rules.ground}
