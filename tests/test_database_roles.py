"""The roles of a PostgreSQL database: what each can do, and what the server refuses it."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.http import HttpResponse, StreamingHttpResponse

from clearance.audit.actions import record
from clearance.audit.models import Event
from clearance.database.grants import GRANTS
from clearance.database.roles import LOGIN
from clearance.database.rows import PERSONAL, ShowsStaffTheirRows, everyone, only_person
from clearance.records.models import Person
from tests.audit.logs import faults
from tests.database_roles import PREFIX, as_role, run
from tests.lookup import people


def refused(name, sql):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        run(f'SET LOCAL ROLE "{PREFIX}{name}"')
        run(sql)


# The log

NOBODY = [
    "UPDATE audit_event SET actor = 'staff:8'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "DROP TABLE audit_event",
    "DROP SCHEMA audit CASCADE",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "ALTER TABLE audit_event DISABLE TRIGGER audit_event_chain",
    "DROP TRIGGER audit_event_chain ON audit_event",
    "SET session_replication_role = replica",
    "INSERT INTO audit_event (id, actor, action, subject, purpose, detail) VALUES (99, 'a', 'b', 'c', '', '{}')",
    "INSERT INTO audit_event (at, actor, action, subject, purpose, detail) VALUES (now(), 'a', 'b', 'c', '', '{}')",
    "INSERT INTO audit_event (hash, actor, action, subject, purpose, detail) VALUES ('x', 'a', 'b', 'c', '', '{}')",
    "INSERT INTO audit_event (prev, actor, action, subject, purpose, detail) VALUES ('x', 'a', 'b', 'c', '', '{}')",
    "UPDATE audit_head SET last_id = 0",
    "DELETE FROM audit_head",
    "INSERT INTO audit_head (id, last_id, hash) VALUES (1, 0, 'x')",
    "TRUNCATE audit_head",
    "ALTER FUNCTION audit.audit_event_chain() SECURITY INVOKER",
    "CREATE OR REPLACE FUNCTION audit.audit_event_chain() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TABLE audit.audit_head_too (id int)",
    "UPDATE audit_record_look SET actor = 'staff:8'",
]


SIGN_IN = [name for name, logs_in in LOGIN.items() if logs_in]


@pytest.mark.parametrize("name", SIGN_IN)
def test_nobody_who_signs_in_can_touch_the_log(roles, name):
    for sql in NOBODY:
        refused(name, sql)
    assert faults() == []


READ = {
    "the events": "SELECT subject, detail FROM audit_event",
    "all of them": "SELECT * FROM audit_event",
    "the head": "SELECT * FROM audit_head",
    "who looked": "SELECT * FROM audit_record_look",
    "numbers and times": "SELECT id, at FROM audit_event",
    "hashes": "SELECT id, hash FROM audit_event",
}
MAY_READ = {
    "web": {"who looked", "numbers and times"},
    "worker": {"the head", "numbers and times", "hashes"},
    "owner": {"numbers and times"},
    "auditor": set(READ),
    "backup": set(READ),
}


@pytest.mark.parametrize("name", SIGN_IN)
def test_of_the_log_each_reads_what_its_work_needs(roles, name):
    for what, sql in READ.items():
        if what in MAY_READ[name]:
            with as_role(name):
                run(sql)
        else:
            refused(name, sql)


@pytest.mark.parametrize("name", ["web", "worker", "owner", "auditor"])
def test_each_adds_to_the_log(roles, name):
    with as_role(name), transaction.atomic():
        event = record(by="staff:7", action="code.issued", subject="person:1042", detail={"code": "code:1"})
    assert Event.objects.get(id=event.id).at == event.at
    assert faults() == []


def test_a_temporary_table_is_not_taken_for_the_head(roles):
    run("CREATE TEMPORARY TABLE audit_head AS SELECT 1 AS id, 0 AS last_id, ''::bytea AS hash")
    run(f'GRANT ALL ON pg_temp.audit_head TO "{PREFIX}web"')
    with as_role("web"), transaction.atomic():
        record(by="staff:7", action="code.issued", subject="person:1042")
    run("DROP TABLE pg_temp.audit_head")
    assert faults() == []


def test_the_backup_adds_nothing(roles):
    refused("backup", "INSERT INTO audit_event (actor) VALUES ('x')")


# Everything else


def test_each_role_has_the_rights_that_are_written_down_and_no_other(roles):
    held = {}
    for role, table, right in run(
        "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants "
        f"WHERE table_schema = 'public' AND (grantee = 'PUBLIC' OR grantee LIKE '{PREFIX}%' "
        f"AND grantee <> '{PREFIX}owner')"
    ):
        held.setdefault((table, role.removeprefix(PREFIX)), set()).add(right)
    written = {(table, role): set(rights.split(", ")) for table, to in GRANTS.items() for role, rights in to.items()}
    assert held == written


def test_every_table_belongs_to_a_role_and_the_log_to_one_that_nobody_signs_in_as(roles):
    owners = run("SELECT schemaname, array_agg(DISTINCT tableowner::text) FROM pg_tables "
                 "WHERE schemaname IN ('public', 'audit') GROUP BY 1 ORDER BY 1")  # fmt: skip
    assert owners == [("audit", [f"{PREFIX}audit_owner"]), ("public", [f"{PREFIX}owner"])]
    assert LOGIN["audit_owner"] is False
    signs_in = dict(run(f"SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname LIKE '{PREFIX}%'"))
    assert signs_in == {f"{PREFIX}{name}": may for name, may in LOGIN.items()}
    assert run(f"SELECT count(*) FROM pg_authid WHERE rolname LIKE '{PREFIX}%' AND rolpassword IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("name", ["web", "worker", "auditor", "backup"])
def test_nobody_but_the_owner_makes_tables_in_public(roles, name):
    refused(name, "CREATE TABLE public.mine (id int)")


def test_the_worker_has_a_place_for_staging_tables(roles):
    with as_role("worker"):
        run("CREATE UNLOGGED TABLE staging.staging_people (id int)")
    refused("web", "SELECT * FROM staging.staging_people")


def test_the_owner_changes_tables_as_a_migration_does(roles):
    with as_role("owner"):
        run("ALTER TABLE runs_policy ADD COLUMN note text")
        run("CREATE TABLE runs_new (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)")
    refused("web", "SELECT * FROM runs_new")


def test_the_auditor_reads_nothing_about_people(roles):
    for table in ("records_person", "records_charge", "runs_decision", "identity_visit", "auth_user", "django_session"):
        refused("auditor", f"SELECT * FROM {table}")


# The command


def test_setting_the_roles_is_an_event(roles):
    event = Event.objects.first()
    assert (event.actor, event.action, event.detail) == ("command:database_roles", "roles.set", {"prefix": PREFIX})


@pytest.mark.django_db
def test_it_asks_for_tables_first(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    with pytest.raises(CommandError, match="Run `migrate` first"):
        call_command("database_roles", prefix=PREFIX)


def test_it_can_be_run_again(roles):
    call_command("database_roles", prefix=PREFIX, stdout=StringIO())
    with as_role("web"), transaction.atomic():
        record(by="staff:7", action="code.issued", subject="person:1042")
    assert faults() == []


@pytest.mark.django_db
def test_a_dry_run_prints_what_would_be_done_and_does_nothing():
    out = StringIO()
    call_command("database_roles", prefix=PREFIX, dry_run=True, stdout=out)
    assert f'CREATE ROLE "{PREFIX}web";' in out.getvalue()
    assert "password" not in out.getvalue().lower()
    assert run(f"SELECT count(*) FROM pg_roles WHERE rolname LIKE '{PREFIX}%'") == [(0,)]


@pytest.mark.parametrize("prefix", ["", "Clear", "a-b", '"; DROP', "1a"])
@pytest.mark.django_db
def test_a_prefix_that_makes_no_name_is_refused(prefix):
    with pytest.raises(CommandError, match="allowed: small letters"):
        call_command("database_roles", prefix=prefix)


def test_it_takes_a_superuser(roles):
    with as_role("owner"), pytest.raises(CommandError, match="takes a superuser"), transaction.atomic():
        call_command("database_roles", prefix=PREFIX)


# Rows about people


@pytest.fixture
def two_people(roles):
    people.put_franklin_in_force()
    return people.someone_who_waits("P1"), people.someone_left_out("P2")


def shown():
    """Of each table whose rows are about people, about whom rows are shown."""
    return {table: {pk for (pk,) in run(f"SELECT {column} FROM {table}")} for table, column in PERSONAL.items()}


def test_the_site_is_shown_nobodys_rows(two_people):
    with as_role("web"):
        assert shown() == {table: set() for table in PERSONAL}


def test_it_is_shown_one_persons_once_it_says_whose_it_reads(two_people):
    mine, _ = two_people
    with as_role("web"), transaction.atomic():
        only_person(mine.pk)
        tables = shown()
    assert set().union(*tables.values()) == {mine.pk}
    assert tables["records_charge"] == tables["records_case"] == tables["records_person"] == {mine.pk}


def test_it_must_say_so_in_a_transaction(monkeypatch):
    monkeypatch.setattr("clearance.database.rows.connection", connection.copy())
    with pytest.raises(transaction.TransactionManagementError):
        only_person(1)


def test_a_page_of_staff_is_shown_everyones_and_the_page_after_it_nobodys(two_people):
    with as_role("web"):
        with everyone():
            assert shown()["records_person"] == {person.pk for person in two_people}
        assert shown()["records_person"] == set()


def test_every_table_about_a_person_that_the_site_may_read_hides_its_rows():
    """But for those of links and claims, which say who may read, and name a person by number only."""
    about = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person and "web" in GRANTS.get(model._meta.db_table, {})
    }
    assert {table for table in about if not table.startswith("identity_")} == set(PERSONAL) - {"records_person"}


@pytest.mark.parametrize("name", ["owner", "worker", "backup"])
def test_those_who_work_on_all_records_are_shown_all(two_people, name):
    with as_role(name):
        assert shown()["records_person"] == {person.pk for person in two_people}


def test_an_answer_that_is_never_read_to_its_end_shows_the_next_page_nothing(two_people, rf):
    stream = ShowsStaffTheirRows(lambda request: StreamingHttpResponse(["never read"]))
    page = ShowsStaffTheirRows(lambda request: HttpResponse(str(shown()["records_person"])))
    with as_role("web"):
        stream(rf.get("/agency/notices/"))
        assert shown()["records_person"]
        assert page(rf.get("/")).content == b"set()"
        for sent in stream(rf.get("/agency/notices/"))._resource_closers:
            sent()
        assert shown()["records_person"] == set()
