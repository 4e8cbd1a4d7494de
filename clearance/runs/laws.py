"""Policies in force as laws that the engine can apply: parsed once, and only if still what was put in force."""

from functools import lru_cache

from clearance.law.policy import Policy as Law
from clearance.law.policy import PolicyError, parse_policy
from clearance.law.provision import Provision
from clearance.runs.models import Policy


def law_of(policy: Policy) -> Law:
    """The law that the policy's text means. Raises PolicyError where text and hash disagree."""
    return _parsed(policy.sha256, policy.text)


def cited(provision: Provision) -> str:
    """Where in the law it stands, to follow what it says: ` (F.S. 12-34)`; empty where the file does not tell."""
    return f" ({provision.citation})" if provision.citation else ""


@lru_cache(maxsize=100)
def _parsed(sha256: str, text: str) -> Law:
    law = parse_policy(text, f"the policy kept as {sha256[:12]}")
    if law.sha256 != sha256:
        raise PolicyError(
            f"{law.id}: found SHA-256 {law.sha256} for the text that was put in force as {sha256}. "
            "The text was changed in the database. Put the policy in force again, from its file."
        )
    return law
