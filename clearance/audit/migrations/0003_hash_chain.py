"""Ties the events into a hash chain. The database numbers and links each; those that are there already are brought in.

Numbers that transactions had left out when they were rolled back are closed up: from now on a gap is a missing event.
"""

import json
from datetime import UTC, datetime
from importlib import import_module

from django.db import migrations, models

from clearance.audit.chain import START, link, said_at
from clearance.signing import canonical_json

append_only = import_module("clearance.audit.migrations.0002_append_only")

HEAD_REFUSES = "The head of the event log moves with its events only."
#: Every act by which someone sees what is on a person's record.
LOOKS = (
    "record.viewed",
    "disclosure.checked",
    "work_item.viewed",
    "sample.viewed",
    "proposed.viewed",
    "objection.viewed",
    "clearance.looked_up",
    "hold.looked_up",
)
VIEW = f"""
CREATE VIEW audit_record_look AS
SELECT id, at, actor, action, subject, {{agency}} AS agency FROM audit_event WHERE action IN {LOOKS}
"""
#: Of what an event tells in detail, the code of the agency that asked.
AGENCY = {"sqlite": "json_extract(detail, '$.agency')", "postgresql": "detail ->> 'agency'"}

SQLITE = {
    "audit_event_follows": (
        "BEFORE INSERT ON audit_event WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id) "
        "AND NOT EXISTS (SELECT 1 FROM audit_head WHERE last_id + 1 = NEW.id AND hash = NEW.prev) "
        "BEGIN SELECT RAISE(ABORT, 'An event follows the newest one, under the next number.'); END"
    ),
    "audit_event_moves_head": (
        "AFTER INSERT ON audit_event BEGIN UPDATE audit_head SET last_id = NEW.id, hash = NEW.hash; END"
    ),
    "audit_head_update": (
        "BEFORE UPDATE ON audit_head WHEN NEW.id IS NOT OLD.id OR NOT EXISTS (SELECT 1 FROM audit_event "
        "WHERE id = NEW.last_id AND hash = NEW.hash AND id = OLD.last_id + 1 AND prev = OLD.hash) "
        f"BEGIN SELECT RAISE(ABORT, '{HEAD_REFUSES}'); END"
    ),
    "audit_head_insert": f"BEFORE INSERT ON audit_head BEGIN SELECT RAISE(ABORT, '{HEAD_REFUSES}'); END",
    "audit_head_delete": f"BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, '{HEAD_REFUSES}'); END",
}

CANONICAL = """convert_to(jsonb_build_array(
    {id}, to_char({event}.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    {event}.actor, {event}.action, {event}.subject, {event}.purpose, {event}.detail)::text, 'UTF8')"""

# It has its owner's rights, because whoever adds an event may not touch the head. `pg_temp` stands last, or a temporary
# table called audit_head would be taken for the head. The wait has an end: one stuck writer must not hold up all pages.
# The number comes from the locked head and not from a sequence: a sequence numbers before the lock is taken, and then
# the order of the numbers is not that of the chain.
POSTGRESQL = [
    f"""
    CREATE FUNCTION audit_event_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
    DECLARE head audit_head;
    BEGIN
        SELECT * INTO STRICT head FROM audit_head FOR UPDATE;
        NEW.id := head.last_id + 1;
        NEW.at := clock_timestamp();
        NEW.prev := head.hash;
        NEW.canonical := {CANONICAL.format(id="NEW.id", event="NEW")};
        NEW.hash := sha256(NEW.prev || NEW.canonical);
        UPDATE audit_head SET last_id = NEW.id, hash = NEW.hash;
        RETURN NEW;
    END
    $$
    """,
    """
    CREATE TRIGGER audit_event_chain BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_chain()
    """,
    f"""
    CREATE FUNCTION audit_head_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{HEAD_REFUSES}' USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    # Inside of the chain's own trigger the depth is 1.
    """
    CREATE TRIGGER audit_head_update BEFORE UPDATE ON audit_head
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_head_refuse()
    """,
    """
    CREATE TRIGGER audit_head_refuse BEFORE INSERT OR DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_head_refuse()
    """,
]
POSTGRESQL_LIFT = [
    "DROP TRIGGER audit_event_chain ON audit_event",
    "DROP FUNCTION audit_event_chain",
    "DROP TRIGGER audit_head_update ON audit_head",
    "DROP TRIGGER audit_head_refuse ON audit_head",
    "DROP FUNCTION audit_head_refuse",
]

POSTGRESQL_BRING_IN = f"""
DO $$
DECLARE old audit_event; number bigint := 0; link bytea := decode('{START.hex()}', 'hex'); said bytea;
BEGIN
    FOR old IN SELECT * FROM audit_event ORDER BY id LOOP
        number := number + 1;
        said := {CANONICAL.format(id="number", event="old")};
        UPDATE audit_event SET id = number, prev = link, canonical = said, hash = sha256(link || said)
        WHERE id = old.id;
        link := sha256(link || said);
    END LOOP;
    INSERT INTO audit_head (id, last_id, hash) VALUES (1, number, link);
END
$$
"""
#: Actor, action, subject and purpose of the event that says how many came before the chain did.
TELLS = ("migration", "log.chained", "log", "")
#: How many events are brought in at once, on SQLite.
RANGE = 1000
COLUMNS = {
    "prev": "The hash of the event before; of the first, 32 zeros.",
    "canonical": "What the other columns say, as the bytes that were hashed.",
    "hash": "SHA-256 of the two.",
}


def unprotect(apps, schema_editor):
    append_only.lift(apps, schema_editor)


def protect_as_before(apps, schema_editor):
    append_only.protect(apps, schema_editor)


def bring_in(apps, schema_editor):
    """Number and link what is there, oldest first, and put the head at its end."""
    if schema_editor.connection.vendor == "sqlite":
        _bring_in_on_sqlite(schema_editor.connection)
    else:
        schema_editor.execute(POSTGRESQL_BRING_IN, params=None)


def _bring_in_on_sqlite(connection):
    number, hash, old = 0, START, -1
    with connection.cursor() as cursor:
        while rows := _rows_after(cursor, old):
            for old, at, *said, detail in rows:
                number, prev = number + 1, hash
                canonical = _canonical(number, at.replace(tzinfo=UTC), said, detail)
                hash = link(prev, canonical)
                cursor.execute(
                    "UPDATE audit_event SET id = %s, prev = %s, canonical = %s, hash = %s WHERE id = %s",
                    [number, prev, canonical, hash, old],
                )
        cursor.execute("INSERT INTO audit_head (id, last_id, hash) VALUES (1, %s, %s)", [number, hash])


def _rows_after(cursor, old):
    cursor.execute(
        "SELECT id, at, actor, action, subject, purpose, detail FROM audit_event WHERE id > %s ORDER BY id LIMIT %s",
        [old, RANGE],
    )
    return cursor.fetchall()


def _canonical(number, at, said, detail):
    """The detail goes in as it is kept, so that no digit of a number changes on the way."""
    return canonical_json([number, said_at(at), *said])[:-1] + f",{detail}]".encode()


def protect(apps, schema_editor):
    append_only.protect(apps, schema_editor)
    if schema_editor.connection.vendor == "sqlite":
        for name, rule in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {rule}", params=None)
    else:
        for statement in POSTGRESQL:
            schema_editor.execute(statement, params=None)
    schema_editor.execute(VIEW.format(agency=AGENCY[schema_editor.connection.vendor]), params=None)


def lift(apps, schema_editor):
    schema_editor.execute("DROP VIEW audit_record_look", params=None)
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)
    else:
        for statement in POSTGRESQL_LIFT:
            schema_editor.execute(statement, params=None)
    append_only.lift(apps, schema_editor)


def tell(apps, schema_editor):
    """The first event of the chain's own making says how many were there before."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT last_id, hash FROM audit_head")
        before, prev = cursor.fetchone()
        if not before:
            return
        columns, values = "actor, action, subject, purpose, detail", [*TELLS, json.dumps({"events": before})]
        if schema_editor.connection.vendor == "sqlite":
            now = datetime.now(UTC)
            canonical = _canonical(before + 1, now, TELLS, values[-1])
            columns += ", id, at, prev, canonical, hash"
            values += [before + 1, f"{now:%Y-%m-%d %H:%M:%S.%f}", prev, canonical, link(prev, canonical)]
        cursor.execute(f"INSERT INTO audit_event ({columns}) VALUES ({', '.join(['%s'] * len(values))})", values)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.RunPython(unprotect, protect_as_before),
        *(
            migrations.AddField("event", column, models.BinaryField(help_text=help_text, null=True))
            for column, help_text in COLUMNS.items()
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                (
                    "last_id",
                    models.PositiveBigIntegerField(help_text="The number of the newest event; 0 before the first."),
                ),
                ("hash", models.BinaryField(help_text="Its hash; 32 zeros before the first.")),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="the_chain_has_one_head"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=100)),
                ("action", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=100)),
                ("agency", models.TextField(null=True)),
            ],
            options={"db_table": "audit_record_look", "default_permissions": (), "managed": False},
        ),
        migrations.RunPython(bring_in, migrations.RunPython.noop),
        *(
            migrations.AlterField("event", column, models.BinaryField(help_text=help_text))
            for column, help_text in COLUMNS.items()
        ),
        migrations.AlterField(
            "event",
            "at",
            models.DateTimeField(editable=False, help_text="Set by the database's clock, in UTC."),
        ),
        migrations.RunPython(protect, lift),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
