"""Small laws and small records, written out in a line or two each."""

from typing import Any


def law(*tracks: dict, offenses: dict | None = None, **head: Any) -> dict:
    """A whole policy, as its TOML file would give it."""
    policy = {"id": "small", "title": "Small Act", "jurisdiction": "US-XX", "citation": "X.S. 1", "purpose": "general"}
    return {"policy": policy | head, "offenses": offenses or {}, "track": list(tracks)}


def track(*requires: dict, id: str = "relief", covers: dict | None = None) -> dict:
    """A track that covers every charge unless said; its requirements are called r1, r2 and so on."""
    numbered = [{"id": f"r{number}", "says": "It is so."} | form for number, form in enumerate(requires, start=1)]
    return {
        "id": id,
        "relief": "seal",
        "citation": "X.S. 1(1)",
        "says": "Relief.",
        "covers": covers or {},
        "requires": numbered,
    }


def charge(number: int | str, **facts: Any) -> dict:
    """A charge of one person, in a case of its own unless said."""
    return {"charge_id": str(number), "case_id": f"case {number}", "person_id": "ann", "statute": "1-1"} | facts
