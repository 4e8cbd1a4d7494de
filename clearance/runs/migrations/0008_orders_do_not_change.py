"""The database itself refuses to change an order but by what happens to it: hashed, recorded, applied, each once."""

from importlib import import_module

from django.db import migrations

from clearance.database.triggers import Refusal, lift, protect

ledger = import_module("clearance.runs.migrations.0007_ledger_is_append_only")

ORDER = "An order does not change: it is recorded once, and applied once."
LINES = "The schedule of an order does not change."

REFUSALS = (
    Refusal(
        "runs_order_waits_first",
        "INSERT",
        "runs_order",
        "NEW.state <> 'waiting' OR NEW.applied_at IS NOT NULL",
        "An order waits for its court first; then a clerk records what the court did.",
    ),
    Refusal(
        "runs_order_does_not_change",
        "UPDATE",
        "runs_order",
        ledger.changed("id", "run_id", "number", "agency_id", "court", "lines", "made_at")
        + f" OR (OLD.sha256 <> '' AND ({ledger.changed('sha256')}))"
        + f" OR (OLD.state <> 'waiting' AND ({ledger.changed('state', 'recorded_by', 'recorded_at', 'reason')}"
        " OR COALESCE(OLD.signed_on <> NEW.signed_on, FALSE)))"
        f" OR (OLD.applied_at IS NOT NULL AND (NEW.applied_at IS NULL OR {ledger.changed('applied_at', 'left_out')}))",
        ORDER,
    ),
    *ledger.kept("runs_order", ORDER, "id = NEW.id OR (run_id = NEW.run_id AND number = NEW.number)"),
    Refusal(
        "runs_orderline_comes_with_its_order",
        "INSERT MANY",
        "runs_orderline",
        "EXISTS (SELECT 1 FROM runs_order AS o WHERE o.id = NEW.order_id AND o.sha256 <> '')",
        LINES,
    ),
    Refusal("runs_orderline_does_not_change", "UPDATE", "runs_orderline", ledger.ALWAYS, LINES),
    *ledger.kept(
        "runs_orderline",
        LINES,
        "id = NEW.id OR (order_id = NEW.order_id AND (number = NEW.number OR charge_id = NEW.charge_id))",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("runs", "0007_ledger_is_append_only")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: protect(editor, REFUSALS), lambda apps, editor: lift(editor, REFUSALS)
        )
    ]
