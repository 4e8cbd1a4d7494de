"""The database itself refuses to change or remove an event."""

from django.db import migrations

SQLITE = {
    "audit_event_update": "BEFORE UPDATE ON audit_event",
    "audit_event_delete": "BEFORE DELETE ON audit_event",
    # INSERT OR REPLACE removes the old row without asking the DELETE trigger.
    "audit_event_replace": ("BEFORE INSERT ON audit_event WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)"),
}
SQLITE_REFUSES = "BEGIN SELECT RAISE(ABORT, 'Events cannot be changed or removed.'); END"

POSTGRESQL_FUNCTION = """
CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Events cannot be changed or removed.' USING ERRCODE = 'restrict_violation';
END
$$
"""
POSTGRESQL_TRIGGER = """
CREATE TRIGGER audit_event_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, when in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {when} {SQLITE_REFUSES}", params=None)
    else:
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        schema_editor.execute(POSTGRESQL_TRIGGER, params=None)


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)
    else:
        schema_editor.execute("DROP TRIGGER audit_event_refuse ON audit_event", params=None)
        schema_editor.execute("DROP FUNCTION audit_event_refuse", params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect, lift)]
