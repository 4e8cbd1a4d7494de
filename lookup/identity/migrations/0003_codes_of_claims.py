from datetime import timedelta

from django.db import migrations


def give_each_code_a_claim(apps, schema_editor):
    """Codes were given out for a person whom the agency named: that is a claim, verified by the agency."""
    Code, Claim = apps.get_model("identity", "ClaimCode"), apps.get_model("identity", "Claim")
    Identity = apps.get_model("identity", "VerifiedIdentity")
    for code in Code.objects.filter(claim=None).iterator():
        at = code.issued_at
        code.claim = Claim.objects.create(
            identity=Identity.objects.create(
                method="agency", level="ial2", verified_at=at, expires_at=at + timedelta(days=365)
            ),
            made_at=at,
            made_by="migration",
            outcome="link",
            because="agency",
            person_id=code.person_id,
            decided_at=at,
        )
        code.save(update_fields=["claim"])


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_claims_and_links")]
    operations = [migrations.RunPython(give_each_code_a_claim, migrations.RunPython.noop)]
