"""The database itself refuses that one person approves a run alone, and that an approved run changes."""

from django.db import migrations

from clearance.database.triggers import Refusal, lift, protect

FROZEN = ("policy_id", "policy_sha256", "as_of", "prepared_by", "digest", "approved_at")
CHANGED = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in FROZEN)
STATE = "(SELECT state FROM runs_run WHERE id = {}.run_id)"

REFUSALS = (
    Refusal(
        "runs_run_is_frozen",
        "UPDATE",
        "runs_run",
        f"OLD.prepared_by <> NEW.prepared_by "
        f"OR (OLD.approved_at IS NOT NULL AND (NEW.approved_at IS NULL OR {CHANGED}))",
        "A run that was approved does not change.",
    ),
    Refusal(
        "runs_run_needs_two_people",
        "UPDATE",
        "runs_run",
        "OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL "
        "AND ((SELECT COUNT(*) FROM runs_approval WHERE run_id = NEW.id AND digest = NEW.digest "
        '      AND "by" <> NEW.prepared_by) < 2 '
        " OR EXISTS (SELECT 1 FROM runs_brake WHERE run_id = NEW.id AND tripped AND released_at IS NULL))",
        "A run is approved by two people who did not prepare it, and while no brake holds it.",
    ),
    Refusal("runs_run_is_kept", "DELETE", "runs_run", "OLD.state <> 'preparing'", "Runs are not deleted."),
    Refusal(
        "runs_approval_is_by_someone_else",
        "INSERT",
        "runs_approval",
        "NOT EXISTS (SELECT 1 FROM runs_run WHERE id = NEW.run_id AND state = 'ready' AND digest = NEW.digest "
        'AND prepared_by <> NEW."by")',
        "An approval is by someone else than who prepared the run, of a run that is ready, and of its digest.",
    ),
    Refusal("runs_approval_stays", "UPDATE", "runs_approval", "1 = 1", "Approvals do not change."),
    Refusal("runs_approval_is_kept", "DELETE", "runs_approval", "1 = 1", "Approvals are not deleted."),
    Refusal(
        "runs_decision_is_frozen",
        "UPDATE",
        "runs_decision",
        f"{STATE.format('OLD')} <> 'settling' OR OLD.effect <> 'clear' OR NEW.effect <> 'held' "
        "OR OLD.run_id <> NEW.run_id OR OLD.charge_id <> NEW.charge_id OR OLD.person_id <> NEW.person_id "
        "OR OLD.part <> NEW.part OR OLD.outcome <> NEW.outcome OR OLD.track <> NEW.track",
        "A decision only turns from clear to held, and only while its run is being settled.",
    ),
    Refusal(
        "runs_decision_is_kept",
        "DELETE",
        "runs_decision",
        f"{STATE.format('OLD')} <> 'preparing'",
        "Decisions are not deleted.",
    ),
    Refusal(
        "runs_part_is_frozen",
        "UPDATE",
        "runs_part",
        "OLD.applied_at IS NOT NULL OR OLD.decisions <> NEW.decisions OR OLD.number <> NEW.number "
        f"OR ((OLD.sha256 <> NEW.sha256 OR OLD.clears <> NEW.clears) AND {STATE.format('OLD')} <> 'settling')",
        "A part of a run does not change once it was counted and hashed.",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("runs", "0005_runs_and_the_ledger")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: protect(editor, REFUSALS), lambda apps, editor: lift(editor, REFUSALS)
        )
    ]
