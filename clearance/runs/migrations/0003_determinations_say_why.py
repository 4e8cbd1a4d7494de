"""Determinations keep their reasons. Those made before become history: the next `determine` makes all of them anew."""

from django.db import migrations, models
from django.db.models.functions import Now


def determine_everyone_anew(apps, schema_editor):
    apps.get_model("runs", "Determination").objects.filter(replaced_at=None).update(replaced_at=Now())
    apps.get_model("runs", "Policy").objects.update(determined_import=None, pass_import=None, pass_person=0)


class Migration(migrations.Migration):
    dependencies = [("runs", "0002_policies_do_not_change")]
    operations = [
        migrations.RemoveField("determination", "tracks"),
        migrations.AddField("determination", "why", models.JSONField(default=dict), preserve_default=False),
        migrations.RunPython(determine_everyone_anew, migrations.RunPython.noop),
    ]
