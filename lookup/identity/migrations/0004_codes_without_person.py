import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_codes_of_claims")]
    operations = [
        migrations.RemoveField("claimcode", "person"),
        migrations.AlterField(
            "claimcode",
            "claim",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="identity.claim"),
        ),
    ]
