"""What a change of a law does, found the slow way: the law and the changed law are evaluated apart, and compared."""

from copy import deepcopy
from datetime import date

import polars as pl

from clearance.engine.evaluate import evaluate
from clearance.engine.impact import Change, Count
from clearance.law.policy import build_policy


def eligible(policy: dict, facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The ids of the eligible charges and of their people."""
    found = evaluate(build_policy(policy), facts, as_of)
    return found.filter(pl.col("outcome") == "eligible").select("charge_id", "person_id")


def change(before: pl.DataFrame, after: pl.DataFrame) -> Change:
    """The change from one evaluation to another."""
    return Change(gain=_more(after, before), lose=_more(before, after))


def _more(some: pl.DataFrame, others: pl.DataFrame) -> Count:
    people, charges = (set(others[column]) for column in ("person_id", "charge_id"))
    return Count(people=len(set(some["person_id"]) - people), charges=len(set(some["charge_id"]) - charges))


def each_without(policy: dict) -> dict[str, dict]:
    """The policy with each of its conditions deleted, by the id of the condition."""
    left: dict[str, dict] = {}
    for t, track in enumerate(policy["track"]):
        for r, requirement in enumerate(track.get("requires", [])):
            rest = left[f"{track['id']}.{requirement['id']}"] = deepcopy(policy)
            del rest["track"][t]["requires"][r]
    head = policy["policy"]
    if head.get("unit") == "case":
        left["policy.unit"] = policy | {"policy": head | {"unit": "charge"}}
    limits = head.get("limit", [])
    limits = limits if isinstance(limits, list) else [limits]
    for n, limit in enumerate(limits):
        left[f"policy.limit.{limit['id']}"] = policy | {"policy": head | {"limit": limits[:n] + limits[n + 1 :]}}
    return left
