"""Everything that writes policies and determinations."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from clearance.audit import actions as audit
from clearance.database import bulk, only_one
from clearance.engine.evaluate import dates
from clearance.law.files import law_file, read_text
from clearance.law.policy import Policy as Law
from clearance.law.policy import parse_policy
from clearance.progress import Progress, no_progress
from clearance.records.models import Import
from clearance.runs import answers
from clearance.runs.facts import Range, people_to_determine
from clearance.runs.laws import law_of
from clearance.runs.models import Policy


@dataclass
class Determined:
    """How many charges were determined, and for how many of them the answer is new or another than before."""

    charges: int = 0
    changed: int = 0

    @property
    def unchanged(self) -> int:
        return self.charges - self.changed


@transaction.atomic
def put_in_force(*, by: str, policy: str | Path, at: datetime) -> Policy:
    """Put a policy in force, from its file or by its name in the library. The version before it is retired.

    The version that is in force already is left as it is. Raises PolicyError.
    """
    path = law_file(policy)
    text = read_text(path)
    law = parse_policy(text, str(path))
    before = Policy.objects.in_force().select_for_update().filter(policy_id=law.id).first()
    if before and before.sha256 == law.sha256:
        return before
    if before:
        before.retired_at = at
        before.save(update_fields=["retired_at"])
    new = Policy.objects.create(
        policy_id=law.id,
        title=law.title.in_language("en"),
        citation=law.policy.citation,
        text=text,
        sha256=law.sha256,
        put_in_force_at=at,
        put_in_force_by=by,
    )
    detail = {"policy": law.id, "sha256": law.sha256, "replaces": before and before.sha256}
    audit.record(by=by, action="policy.put_in_force", subject=f"policy:{new.pk}", detail=detail)
    return new


def determine(
    *,
    by: str,
    policy: Policy,
    at: datetime,
    everyone: bool = False,
    wait: bool = True,
    progress: Progress = no_progress,
) -> Determined:
    """Apply a policy to all people whose records changed since it was last applied; the first time, to everyone.

    An answer that stays the same is not written; one that changes replaces the old one, which is kept as history. Works
    in ranges of whole people, each in a transaction with its event; a pass that is cut short goes on where it stopped,
    also one that an error of `progress` ends.

    Waits while another process determines; raises Busy if it is not to `wait`. Raises PolicyError if the policy's text
    was changed in the database.
    """
    law, done = law_of(policy), Determined()
    with only_one("determine", wait=wait), bulk("determine") as second:
        policy.refresh_from_db()
        if everyone:
            policy.determined_import = policy.pass_import = None
        newest = Import.objects.newest()
        while policy.determined_import != newest:
            if policy.pass_import is None:
                policy.pass_import, policy.pass_person = newest, 0
            for part, facts in people_to_determine(second, policy, law.columns):
                answers.stage(second, _dates(law, facts))
                done.charges += facts.height
                done.changed += _keep(by, policy, part, facts.height, at)
                progress(f"applying {policy.policy_id}", facts.height)
            _end_pass(policy, at)
        answers.clear_away(second)
    return done


def _dates(law: Law, facts: pl.DataFrame) -> pl.DataFrame:
    """What the law says of each charge, under the numbers of charge and person."""
    numbers = facts.select("charge_id", "charge", "person")
    found = dates(law, facts).join(numbers, on="charge_id", validate="1:1")
    return found.drop("charge_id", "person_id").rename({"charge": "charge_id", "person": "person_id"})


@transaction.atomic(durable=True)
def _keep(by: str, policy: Policy, part: Range, charges: int, at: datetime) -> int:
    """The staged answers, how far the pass has come, and the event. How many answers are new."""
    changed = answers.keep(policy, at)
    policy.pass_person = part.last
    policy.save(update_fields=["determined_import", "pass_import", "pass_person"])
    detail = {"import": policy.pass_import_id, "charges": charges, "changed": changed}
    audit.record(by=by, action="policy.applied", subject=f"policy:{policy.pk}", detail=detail)
    return changed


def _end_pass(policy: Policy, at: datetime) -> None:
    policy.determined_import, policy.pass_import, policy.pass_person = policy.pass_import, None, 0
    policy.determined_at = at
    policy.save(update_fields=["determined_import", "determined_at", "pass_import", "pass_person"])
