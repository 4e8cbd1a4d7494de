"""Order lines keep what they say; a hold is lifted by someone else; and the database itself guards the ledger.

Clearances and reversals are added, never changed or removed; a clearance only as an approved run decided it, and a
reversal only when someone else granted it. Requests and holds change once, when they are decided or lifted.
"""

from django.db import migrations, models

from clearance.database.triggers import Refusal, lift, protect

ALWAYS = "1 = 1"


def kept(table: str, says: str, same: str = "id = NEW.id") -> list[Refusal]:
    """Rows are not removed, by whichever way. `same`: of which rows a new one would take the place."""
    return [
        Refusal(f"{table}_is_kept", "DELETE", table, ALWAYS, says),
        Refusal(f"{table}_is_not_emptied", "TRUNCATE", table, ALWAYS, says),
        Refusal(f"{table}_is_not_replaced", "REPLACE", table, f"EXISTS (SELECT 1 FROM {table} WHERE {same})", says),
    ]


def changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns)


CLEARANCE = "A clearance cannot be changed or removed. It is undone by a reversal."
REVERSAL = "A reversal cannot be changed or removed."
REQUEST = "A request for a reversal is decided once, and never changed or removed."
HOLD = "A hold is lifted once, and never changed or removed."

REFUSALS = (
    Refusal(
        "runs_clearance_is_approved",
        "INSERT MANY",
        "runs_clearance",
        "NOT EXISTS (SELECT 1 FROM runs_run AS r "
        "WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL AND r.state = 'applying')",
        "A charge is cleared only by a run that was approved and is being applied.",
    ),
    Refusal(
        "runs_clearance_is_decided",
        "INSERT MANY",
        "runs_clearance",
        "NOT EXISTS (SELECT 1 FROM runs_decision AS d WHERE d.run_id = NEW.run_id AND d.charge_id = NEW.charge_id "
        "AND d.person_id = NEW.person_id AND d.track = NEW.track AND d.effect = 'clear')",
        "A charge is cleared only as the run decided it.",
    ),
    Refusal(
        "runs_clearance_is_not_doubled",
        "INSERT MANY",
        "runs_clearance",
        "NEW.nth <> 1 AND NOT EXISTS (SELECT 1 FROM runs_clearance AS c "
        "JOIN runs_reversal AS r ON r.clearance_id = c.id WHERE c.charge_id = NEW.charge_id AND c.nth = NEW.nth - 1)",
        "A charge is cleared again only after its clearance was reversed.",
    ),
    Refusal(
        "runs_clearance_is_ordered",
        "INSERT MANY",
        "runs_clearance",
        "EXISTS (SELECT 1 FROM runs_order AS o WHERE o.run_id = NEW.run_id) AND NOT EXISTS (SELECT 1 "
        "FROM runs_order AS o JOIN runs_orderline AS l ON l.order_id = o.id AND l.charge_id = NEW.charge_id "
        "WHERE o.run_id = NEW.run_id AND o.number = NEW.batch AND o.state = 'signed')",
        "A charge is cleared only by the order that a court signed.",
    ),
    Refusal("runs_clearance_does_not_change", "UPDATE", "runs_clearance", ALWAYS, CLEARANCE),
    *kept("runs_clearance", CLEARANCE, "id = NEW.id OR (charge_id = NEW.charge_id AND nth = NEW.nth)"),
    Refusal(
        "runs_reversal_takes_two_people",
        "INSERT",
        "runs_reversal",
        "NOT EXISTS (SELECT 1 FROM runs_reversalrequest AS q WHERE q.id = NEW.request_id "
        "AND q.clearance_id = NEW.clearance_id AND q.granted AND q.asked_by <> q.decided_by "
        "AND substr(q.asked_by, 1, 6) = 'staff:' AND substr(q.decided_by, 1, 6) = 'staff:')",
        "A clearance is reversed only when one member of staff asked for it and another granted it.",
    ),
    Refusal("runs_reversal_does_not_change", "UPDATE", "runs_reversal", ALWAYS, REVERSAL),
    *kept(
        "runs_reversal",
        REVERSAL,
        "id = NEW.id OR clearance_id = NEW.clearance_id OR request_id = NEW.request_id",
    ),
    Refusal(
        "runs_reversalrequest_is_asked_first",
        "INSERT",
        "runs_reversalrequest",
        "NEW.decided_at IS NOT NULL",
        "A reversal is asked for first; then someone else decides.",
    ),
    Refusal(
        "runs_reversalrequest_is_decided_once",
        "UPDATE",
        "runs_reversalrequest",
        "OLD.decided_at IS NOT NULL OR "
        + changed("id", "clearance_id", "ground", "legal_basis", "note", "asked_by", "asked_at"),
        REQUEST,
    ),
    *kept("runs_reversalrequest", REQUEST),
    Refusal(
        "runs_hold_is_lifted_once",
        "UPDATE",
        "runs_hold",
        "OLD.lifted_at IS NOT NULL OR " + changed("id", "charge_id", "because", "reference", "placed_at", "placed_by"),
        HOLD,
    ),
    *kept("runs_hold", HOLD),
)


class Migration(migrations.Migration):
    dependencies = [("runs", "0006_runs_are_frozen")]
    operations = [
        migrations.AddField("orderline", "data", models.JSONField(default=dict), preserve_default=False),
        migrations.AddConstraint(
            "hold",
            models.CheckConstraint(
                condition=~models.Q(lifted_by=models.F("placed_by")), name="hold_is_lifted_by_someone_else"
            ),
        ),
        migrations.RunPython(
            lambda apps, editor: protect(editor, REFUSALS), lambda apps, editor: lift(editor, REFUSALS)
        ),
    ]
