"""Who looked: the first screen, letters, and looks of staff at claims, at what people say is wrong, and at incidents.

The view belongs to whoever owns the log. Where that is nobody who signs in (`database_roles`), this one step needs a
superuser.
"""

from importlib import import_module

from django.db import migrations

before = import_module("clearance.audit.migrations.0003_hash_chain")
#: Every act by which someone sees what is on a person's record.
LOOKS = (
    *before.LOOKS,
    "record.first_seen",
    "letter.made",
    "claim.viewed",
    "concern.viewed",
    "incident.viewed",
)
VIEW = (
    "VIEW audit_record_look AS SELECT id, at, actor, action, subject, {agency} AS agency "
    "FROM audit_event WHERE action IN {looks}"
)


def show(looks):
    def set_view(apps, schema_editor):
        vendor = schema_editor.connection.vendor
        view = VIEW.format(agency=before.AGENCY[vendor], looks=looks)
        if vendor == "sqlite":
            schema_editor.execute("DROP VIEW audit_record_look", params=None)
            schema_editor.execute(f"CREATE {view}", params=None)
        else:
            _refuse_unless_it_may(schema_editor)
            # In its place, so that whoever may read it still may.
            schema_editor.execute(f"CREATE OR REPLACE {view}", params=None)

    return set_view


def _refuse_unless_it_may(schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'audit_record_look'::regclass")
        if not cursor.fetchone()[0]:
            raise RuntimeError(
                "The event log belongs to a role of its own, so that nobody who signs in can change it. Run this once "
                "with CLEARANCE_DATABASE set to a superuser: python manage.py migrate audit. Then go on as before."
            )


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_hash_chain")]
    operations = [migrations.RunPython(show(LOOKS), show(before.LOOKS))]
