"""Policies in force as laws that the engine can apply: parsed once, and only if still what was put in force."""

from functools import lru_cache

from clearance.law.policy import Limit, PolicyError, parse_policy
from clearance.law.policy import Policy as Law
from clearance.law.requirement import Requirement
from clearance.runs.models import Policy


def law_of(policy: Policy) -> Law:
    """The law that the policy's text means. Raises PolicyError where text and hash disagree."""
    return _parsed(policy.sha256, policy.text)


def in_words(law: Law, language: str = "en") -> dict[str, list[dict[str, object]]]:
    """What a law says, for people: its tracks with their requirements, and its limits, each with its citation."""
    tracks = [
        {
            "says": track.says.in_language(language) if track.says else track.id,
            "relief": track.relief.replace("_", " "),
            "citation": track.citation or law.policy.citation,
            "requirements": [_says(requirement, language) for requirement in track.requires],
        }
        for track in law.tracks
    ]
    return {"tracks": tracks, "limits": [_says(limit, language) for limit in law.policy.limit]}


def _says(part: Requirement | Limit, language: str) -> dict[str, object]:
    return {"says": part.says.in_language(language), "citation": part.citation}


@lru_cache(maxsize=100)
def _parsed(sha256: str, text: str) -> Law:
    law = parse_policy(text, f"the policy kept as {sha256[:12]}")
    if law.sha256 != sha256:
        raise PolicyError(
            f"{law.id}: found SHA-256 {law.sha256} for the text that was put in force as {sha256}. "
            "The text was changed in the database. Put the policy in force again, from its file."
        )
    return law
