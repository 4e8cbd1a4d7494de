"""The database itself refuses to change what a policy says."""

from django.db import migrations

FIXED = ("policy_id", "title", "citation", "text", "sha256", "put_in_force_at", "put_in_force_by")
REFUSAL = "A policy does not change once it is in force. Put a new version in force."

POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION runs_policy_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
END
$$
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FIXED)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    else:
        differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FIXED)
        refuse = "EXECUTE FUNCTION runs_policy_refuse()"
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    schema_editor.execute(
        f"CREATE TRIGGER runs_policy_refuse BEFORE UPDATE ON runs_policy FOR EACH ROW WHEN ({differs}) {refuse}",
        params=None,
    )


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER runs_policy_refuse", params=None)
    else:
        schema_editor.execute("DROP TRIGGER runs_policy_refuse ON runs_policy", params=None)
        schema_editor.execute("DROP FUNCTION runs_policy_refuse", params=None)


class Migration(migrations.Migration):
    dependencies = [("runs", "0001_initial")]
    operations = [migrations.RunPython(protect, lift)]
