"""The database itself refuses to change what was told, to take back an answer, and to remove either."""

from django.db import migrations

from clearance.database.triggers import Refusal, lift, protect


def changed(*columns: str) -> str:
    """SQL: any of these differs; unknown equals unknown."""
    return " OR ".join(f"OLD.{one} <> NEW.{one} OR (OLD.{one} IS NULL) <> (NEW.{one} IS NULL)" for one in columns)


SEALED = "A sealed notice does not change, and neither does what an open one is about."
LINE = "What a line says does not change, and its answer only goes forward."
INTO = "A line goes into a notice that is open."

REFUSALS = (
    Refusal(
        "notices_notice_is_fixed",
        "UPDATE",
        "notices_notice",
        changed("id", "agency_id", "kind", "origin", "part", "policy_id", "data", "opened_at"),
        SEALED,
    ),
    Refusal(
        "notices_notice_is_sealed",
        "UPDATE",
        "notices_notice",
        "OLD.sealed_at IS NOT NULL AND ("
        + changed("lines", "number", "sealed_at", "sha256_jsonl", "sha256_csv", "manifest", "signature", "due_on")
        + ")",
        SEALED,
    ),
    Refusal(
        "notices_notice_goes_forward",
        "UPDATE",
        "notices_notice",
        f"OLD.delivered_at IS NOT NULL AND ({changed('delivered_at')}) "
        f"OR OLD.acknowledged_at IS NOT NULL AND ({changed('acknowledged_at')})",
        "What was delivered or acknowledged stays so.",
    ),
    Refusal("notices_notice_is_kept", "DELETE", "notices_notice", "1 = 1", "Notices are not deleted."),
    Refusal(
        "notices_line_is_fixed",
        "UPDATE",
        "notices_line",
        changed("notice_id", "number", "clearance_id", "payload", "earlier_notice_id", "earlier_line"),
        LINE,
    ),
    Refusal(
        "notices_line_goes_forward",
        "UPDATE",
        "notices_line",
        f"OLD.outcome <> '' AND ({changed('outcome', 'code', 'outcome_at')}) "
        "AND (OLD.outcome = 'done' OR NEW.outcome <> 'done')",
        LINE,
    ),
    Refusal("notices_line_is_kept", "DELETE", "notices_line", "1 = 1", "Lines of notices are not deleted."),
    Refusal(
        "notices_acknowledgement_stays", "UPDATE", "notices_acknowledgement", "1 = 1", "Acknowledgements do not change."
    ),
    Refusal(
        "notices_acknowledgement_is_kept",
        "DELETE",
        "notices_acknowledgement",
        "1 = 1",
        "Acknowledgements are not deleted.",
    ),
    Refusal("notices_toldbatch_stays", "UPDATE", "notices_toldbatch", "1 = 1", "A batch that was told stays told."),
    Refusal("notices_toldbatch_is_kept", "DELETE", "notices_toldbatch", "1 = 1", "A batch that was told stays told."),
    Refusal(
        "notices_workitem_is_settled_once",
        "UPDATE",
        "notices_workitem",
        "OLD.resolved_at IS NOT NULL OR "
        + changed("id", "notice_id", "line", "kind", "theirs", "acknowledgement_id", "opened_at"),
        "A work item is settled once, and what it is about does not change.",
    ),
    Refusal("notices_workitem_is_kept", "DELETE", "notices_workitem", "1 = 1", "Work items are not deleted."),
)
ROW_BY_ROW = Refusal(
    "notices_line_into",
    "INSERT",
    "notices_line",
    "NOT EXISTS (SELECT 1 FROM notices_notice WHERE id = NEW.notice_id AND sealed_at IS NULL)",
    INTO,
)
#: On PostgreSQL once for a statement and not for every row: a batch adds thousands.
POSTGRESQL_INTO = [
    f"""
    CREATE FUNCTION notices_line_into() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM (SELECT DISTINCT notice_id FROM added) AS one
            WHERE NOT EXISTS (SELECT 1 FROM notices_notice WHERE id = one.notice_id AND sealed_at IS NULL)
        ) THEN
            RAISE EXCEPTION '{INTO}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER notices_line_into AFTER INSERT ON notices_line REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION notices_line_into()
    """,
]


def protect_all(apps, editor):
    protect(editor, REFUSALS)
    if editor.connection.vendor == "sqlite":
        protect(editor, [ROW_BY_ROW])
    else:
        for sql in POSTGRESQL_INTO:
            editor.execute(sql, params=None)


def lift_all(apps, editor):
    lift(editor, [*REFUSALS, ROW_BY_ROW])


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunPython(protect_all, lift_all)]
