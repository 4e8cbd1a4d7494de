"""The feasibility review: how a law stands to each practice of the two guides, read from its content alone.

A practice that asks a law to leave something out (A3, A4, A5) knows no silence: what a law does not ask, it leaves out.
"""

from ..policy import Policy
from . import checks, decriminalization, openness, process, reach
from .finding import VERDICTS, Finding, Place, Verdict, places
from .practices import GUIDES, PRACTICES, Practice

__all__ = ["GUIDES", "PRACTICES", "VERDICTS", "Finding", "Place", "Practice", "Verdict", "review"]

_RULES = reach.RULES | checks.RULES | process.RULES | openness.RULES | decriminalization.RULES


def review(policy: Policy) -> list[Finding]:
    """One finding per practice, in the order of the guides.

    The practices for decriminalization bind a law of that purpose; for any other they are advice.
    """
    return [_finding(policy, practice) for practice in PRACTICES]


def _finding(policy: Policy, practice: Practice) -> Finding:
    answer = _RULES[practice.id](policy)
    return Finding(
        practice=practice.id,
        finding=answer.verdict,
        provision=places(policy, answer.paths),
        explanation=answer.explanation,
        suggestion="" if answer.verdict is Verdict.MEETS else practice.wording,
        binding=practice.guide != "decriminalization" or policy.policy.purpose == "decriminalization",
    )
