"""The database itself refuses to change what was told, to take back an answer, and to remove either."""

from django.db import migrations

SEALED = "A sealed notice does not change, and neither does what an open one is about."
LINE = "What a line says does not change, and its answer only goes forward."
INTO = "A line goes into a notice that is open."
KEPT = "Notices, their lines, what was answered and what was done about it are never removed."
TAKEN = "An acknowledgement does not change once it was taken in, and a told batch stays told."
SETTLED = "A work item does not change once it is settled."

UPDATES = [
    # table, what may not be: in terms of OLD, NEW and differ(columns), refusal
    ("notices_notice", "{differ:id agency_id kind origin part policy_id data opened_at}", SEALED),
    (
        "notices_notice",
        "OLD.sealed_at IS NOT NULL"
        " AND ({differ:lines number sealed_at sha256_jsonl sha256_csv manifest signature due_on})",
        SEALED,
    ),
    ("notices_notice", "OLD.delivered_at IS NOT NULL AND ({differ:delivered_at})", SEALED),
    ("notices_notice", "OLD.acknowledged_at IS NOT NULL AND ({differ:acknowledged_at})", SEALED),
    ("notices_line", "{differ:notice_id number clearance_id payload earlier_notice_id earlier_line}", LINE),
    (
        "notices_line",
        "OLD.outcome <> '' AND ({differ:outcome code outcome_at})"
        " AND NOT (OLD.outcome <> 'done' AND NEW.outcome = 'done')",
        LINE,
    ),
    ("notices_acknowledgement", "1 = 1", TAKEN),
    ("notices_toldbatch", "1 = 1", TAKEN),
    (
        "notices_workitem",
        "OLD.resolved_at IS NOT NULL OR {differ:id notice_id line kind theirs acknowledgement_id opened_at}",
        SETTLED,
    ),
]
TABLES = ("notices_notice", "notices_line", "notices_acknowledgement", "notices_toldbatch", "notices_workitem")

POSTGRESQL_FUNCTIONS = [
    """
CREATE FUNCTION notices_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END
$$
""",
    # Once for a statement and not for every row: batches add thousands.
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
]
POSTGRESQL_INTO = """
CREATE TRIGGER notices_line_into AFTER INSERT ON notices_line REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION notices_line_into()
"""
SQLITE_INTO = f"""
CREATE TRIGGER notices_line_into BEFORE INSERT ON notices_line
WHEN NOT EXISTS (SELECT 1 FROM notices_notice WHERE id = NEW.notice_id AND sealed_at IS NULL)
BEGIN SELECT RAISE(ABORT, '{INTO}'); END
"""


def _condition(wanted: str, differs: str) -> str:
    """With each {differ:columns} written out."""
    before, *rest = wanted.split("{differ:")
    parts = [before]
    for part in rest:
        columns, after = part.split("}", 1)
        parts.append(" OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns.split()) + after)
    return "".join(parts)


def _names() -> list[tuple[str, str]]:
    """Every trigger with its table."""
    updates = [(f"notices_update_{number}", table) for number, (table, _, _) in enumerate(UPDATES)]
    return [*updates, *((f"{table}_stays", table) for table in TABLES), ("notices_line_into", "notices_line")]


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for number, (table, wanted, refusal) in enumerate(UPDATES):
            when = f"BEFORE UPDATE ON {table} WHEN {_condition(wanted, 'IS NOT')}"
            _sqlite(schema_editor, f"notices_update_{number}", when, refusal)
        for table in TABLES:
            _sqlite(schema_editor, f"{table}_stays", f"BEFORE DELETE ON {table}", KEPT)
        schema_editor.execute(SQLITE_INTO, params=None)
        return
    for function in POSTGRESQL_FUNCTIONS:
        schema_editor.execute(function, params=None)
    for number, (table, wanted, refusal) in enumerate(UPDATES):
        when = f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({_condition(wanted, 'IS DISTINCT FROM')})"
        _postgresql(schema_editor, f"notices_update_{number}", when, refusal)
    for table in TABLES:
        when = f"BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT"
        _postgresql(schema_editor, f"{table}_stays", when, KEPT)
    schema_editor.execute(POSTGRESQL_INTO, params=None)


def _sqlite(schema_editor, name: str, when: str, refusal: str) -> None:
    schema_editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{refusal}'); END", params=None)


def _postgresql(schema_editor, name: str, when: str, refusal: str) -> None:
    schema_editor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION notices_refuse('{refusal}')", params=None)


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, _ in _names():
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)
        return
    for name, table in _names():
        schema_editor.execute(f"DROP TRIGGER {name} ON {table}", params=None)
    for function in ("notices_refuse", "notices_line_into"):
        schema_editor.execute(f"DROP FUNCTION {function}", params=None)


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunPython(protect, lift)]
