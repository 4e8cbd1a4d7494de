"""What each role may do is written down for every table, and for no other."""

from django.apps import apps
from django.db.migrations.recorder import MigrationRecorder

from clearance.database.grants import GRANTS

#: What the law says of charges, and what a run clears.
DECISIONS = ("runs_determination", "runs_decision", "runs_part", "runs_total", "runs_clearance", "runs_orderline")


def tables():
    models = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    return {model._meta.db_table for model in models}


def test_every_table_has_its_line():
    """A new table is nobody's until clearance/database/grants.py says whose."""
    assert {table for table in tables() if not table.startswith("audit_")} == set(GRANTS)


def test_the_site_writes_no_decisions():
    assert {table: GRANTS[table]["web"] for table in DECISIONS} == dict.fromkeys(DECISIONS, "SELECT")


def test_nothing_that_was_decided_is_ever_removed():
    for table in ("runs_clearance", "runs_reversal", "runs_approval", "runs_policy", "runs_determination"):
        assert not any("DELETE" in rights for rights in GRANTS[table].values()), table


def test_only_the_site_sees_sessions():
    assert set(GRANTS["django_session"]) == {"web"}


def test_the_auditor_reads_and_of_nobody_in_particular():
    assert {table for table, to in GRANTS.items() if "auditor" in to} == {
        "django_migrations",
        "identity_linkcheck",
        "runs_approval",
        "runs_brake",
        "runs_policy",
        "runs_run",
        "runs_total",
    }
    assert {to["auditor"] for to in GRANTS.values() if "auditor" in to} == {"SELECT"}
