"""What upgrading does with determinations that were made before."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from clearance.records.models import Person
from clearance.runs.actions import determine
from clearance.runs.models import Determination, Policy
from tests.records.extracts import AT, extract, take_in
from tests.runs.laws import in_force

pytestmark = pytest.mark.django_db(transaction=True)


def migrate_to_the_newest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def migrate_back():
    """Takes the database back to a migration of this app, and gives the models that it had then."""

    def back(name: str):
        executor = MigrationExecutor(connection)
        executor.migrate([("runs", name)])
        return executor.loader.project_state([("runs", name)]).apps

    yield back
    migrate_to_the_newest()


def test_determinations_without_reasons_become_history_and_are_made_anew(migrate_back, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    take_in(extract(tmp_path / "sent"))
    policy, person = in_force(tmp_path), Person.objects.get(person_id="P1")
    Policy.objects.update(determined_import=person.last_import)
    charge = person.charges.get()
    before = migrate_back("0002_policies_do_not_change").get_model("runs", "Determination")
    before.objects.create(policy_id=policy.pk, charge_id=charge.pk, person_id=person.pk, tracks=[], determined_at=AT)

    migrate_to_the_newest()
    assert not Determination.objects.current().exists()
    assert determine(by="staff:1", policy=policy, at=AT).charges == 2
    old, new = Determination.objects.filter(charge=charge).order_by("pk")
    assert (old.why, new.why["tracks"][0]["on"]) == ({}, "2014-09-09")
