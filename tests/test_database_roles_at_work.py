"""The site and the commands with no more rights than their roles have."""

import json
import os
import re
import secrets
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse

from clearance.accounts.actions import delete_account
from clearance.audit.models import Event
from clearance.database.roles import LOGIN
from clearance.database.rows import everyone
from clearance.notices.models import DisclosureCheck
from clearance.runs.ledger.holds import lift_hold
from clearance.runs.ledger.look_up import look_at_clearance
from clearance.runs.ledger.models import Hold
from clearance.runs.models import Policy
from clearance.runs.objections.actions import open_window
from clearance.runs.objections.looks import look_up
from clearance.runs.orders.actions import hand_out, record_refused, record_signed
from clearance.runs.orders.make import make_orders
from clearance.runs.orders.pdf import as_pdf
from clearance.runs.sample import actions as sampling
from clearance.staff import reference
from lookup.identity.models import Link, LinkCheck, Visit
from lookup.identity.review.questions import question
from lookup.identity.review.tasks import watch_over_links
from lookup.record.alerts.models import Alert
from lookup.record.alerts.tasks import alert
from lookup.record.concerns.models import Concern
from lookup.record.incidents.models import Incident
from tests import database_roles as database
from tests.audit.logs import faults
from tests.database_roles import PREFIX, as_role
from tests.lookup import people
from tests.lookup.conftest import now, quick_answers  # noqa: F401
from tests.lookup.identity.claiming import account
from tests.lookup.identity.review import asking
from tests.lookup.identity.review.asking import in_review, reviewer, state
from tests.lookup.identity.signing_in import signed_in
from tests.lookup.visiting import begin_visit, issue_code, linked, sign_in
from tests.notices.http.asking import ask, whole
from tests.notices.told import agency, answer, key_of, sealed
from tests.records.identities.told import told
from tests.runs.computed import PREPARER, run_of
from tests.runs.ledger.cleared import LATER, cleared, granted
from tests.runs.objecting import greene
from tests.runs.orders.courts import GREENE, HARLAN, case, clerk, court, law_with_orders, started
from tests.runs.staff import member_of_staff
from tests.runs.test_objections import IN_HARLAN, decide, file

# The pages, as the site's own role


@pytest.fixture
def law(now, quick_answers, db):  # noqa: F811
    people.put_franklin_in_force()


def test_a_person_reads_their_record(roles, law, client):
    someone = people.someone_with_everything()
    with as_role("web"):
        begin_visit(client, someone)
        client.get("/mine/")
        page = client.get("/mine/").content.decode()
        assert "You, in this visit:" in page
        assert "(2 times)" in page
        assert client.post("/leave/").status_code in (200, 302)
        assert client.post("/code/", {"code": "0000000000"}).status_code == 200
    assert faults() == []


def test_a_person_says_what_is_wrong_is_answered_and_hides_what_is_not_theirs(roles, law, client, admin_client):
    link = linked(people.someone_with_everything())
    Link.objects.update(made_at=people.NOW.replace(month=1))
    sign_in(client, link.account)
    with as_role("worker"):
        alert(people.NOW)
    with as_role("web"):
        assert "Greene County" in client.get("/mine/").content.decode()
        client.post("/mine/yes/")
        page = client.get("/mine/wrong/").content.decode()
        shown = re.search(r'name="shown" value="(\w+)"', page)[1]
        said = {"charge": "2", "kind": "outcome", "text": "The judge let me go.", "shown": shown}
        assert client.post("/mine/wrong/", said).url == "/mine/wrong/thanks/"
        number = Concern.objects.get().pk
        assert "judge" in admin_client.get(reverse("admin:record_concern_change", args=[number])).content.decode()
        step = reverse("admin:record_concern_step", args=[number, "answer"])
        answered = {"outcome": "court", "english": "Ask the judge.", "spanish": ""}
        assert admin_client.post(step, answered).status_code == 302
        assert "Ask the judge." in client.get("/mine/wrong/").content.decode()
        assert "A state worker, to look into" in client.get("/mine/looks/").content.decode()
        assert client.post("/mine/alerts/choose/", {"email": "on"}).url == "/mine/alerts/"
    with as_role("worker"):
        alert(people.NOW)
    assert set(Alert.objects.values_list("kind", flat=True)) == {"linked", "answered"}
    with as_role("web"):
        assert "What you told us was answered." in client.get("/mine/alerts/").content.decode()
        assert client.post("/mine/not-mine/").url == "/stopped/"
        assert client.get("/mine/").status_code == 403
        end = reverse("admin:record_incident_step", args=[Incident.objects.get().pk, "end"])
        assert admin_client.post(end, {"reason": "Not theirs."}).status_code == 302
    assert faults() == []


#: The log is for the auditor, and the page for checks for members of agencies that may ask.
OF_OTHERS = {Event, DisclosureCheck}


def test_staff_see_every_list_but_those_of_others(roles, law, admin_client):
    names = {model: model._meta.label_lower.replace(".", "_") for model in admin.site._registry}
    lists = {model: reverse(f"admin:{name}_changelist") for model, name in names.items()}
    with as_role("web"):
        answers = {model: admin_client.get(address).status_code for model, address in lists.items()}
        index = admin_client.get("/admin/").content.decode()
    assert answers == dict.fromkeys(lists, 200) | dict.fromkeys(OF_OTHERS, 403)
    assert {model for model, address in lists.items() if f'"{address}"' not in index} == OF_OTHERS


def test_reviewers_look_at_claims_and_decide_and_the_worker_watches_over_links(roles, now):  # noqa: F811
    first, second, person = account("first"), account("second"), people.someone_who_waits()
    asking.linked(first, person)
    doubtful = in_review(account("third"), people.someone_left_out())
    with as_role("web"):
        disputed = asking.linked(second, person)  # as when someone signed in uses their code
        page = f"/admin/identity/claim/{disputed.pk}/"
        reviewers = [signed_in(reviewer(name)) for name in ("rae", "lee")]
        assert "Person A" in reviewers[0].get(page).content.decode()
        assert "Person A" in reviewers[0].post(f"{page}full/", {"reason": "Two accounts."}).content.decode()
        asked = {"since": "", "records": 0, "neither": "on", "because": "cannot_tell", "answer": "end"}
        with everyone():
            asked["since"] = question(disputed.pk).since.isoformat()
        for one in reviewers:
            assert one.post(f"{page}decide/", asked).status_code == 302
        assert state(disputed) == ("none", "")
        delete_account(account=doubtful.account, by="account:3", at=people.NOW)
    with as_role("worker"):
        watch_over_links.call()
    assert LinkCheck.objects.get().faults == []
    assert faults() == []


def test_what_the_records_changed_opens_nothing_any_more(roles, law, client):
    seen, held, left = people.someone_who_waits(), people.someone_left_out(), people.someone_with_nothing()
    with as_role("web"):
        begin_visit(client, seen)
        code = issue_code(held)
        begin_visit(unseen := Client(), left)
    for person in (seen, held, left):
        asking.identity_changes(person, after=timedelta(0))
    with as_role("web"):
        assert client.get("/mine/").status_code == 403
        assert "not used up" in client.post("/code/", {"code": code}).content.decode()
    with as_role("worker"):
        watch_over_links.call()
    assert not Visit.objects.filter(left_at=None).exists()
    assert unseen.get("/mine/").status_code == 403
    assert faults() == []


def test_staff_work_as_before(roles, admin_client, django_user_model):
    with as_role("web"):
        form = {"username": "clerk", "usable_password": "false"}
        assert admin_client.post(reverse("admin:auth_user_add"), form).status_code == 302
        assert django_user_model.objects.filter(username="clerk").exists()
        assert admin_client.post(reverse("admin:logout")).status_code == 200


def test_agencies_fetch_and_answer_their_notices_and_check_before_they_disclose(roles, tmp_path):
    court, police = agency("greene-court", "court"), agency("police", "police")
    keys = {one.code: key_of(one) for one in (court, police)}
    (notice,) = sealed(court, folder=tmp_path)
    data = {"data": {"tracking_number": "T000001", "arrest_date": "2011-03-01"}}
    with as_role("web"):
        for file in ("manifest.json", "lines.jsonl", "lines.csv"):
            assert whole(ask(keys["greene-court"], "GET", f"/agency/notices/{notice.pk}/{file}", agency="greene-court"))
        said = answer(notice, keys["greene-court"])
        taken = ask(keys["greene-court"], "POST", "/agency/acknowledgements/", said, agency="greene-court")
        checked = ask(keys["police"], "POST", "/agency/check/", json.dumps(data).encode(), agency="police")
        refused = ask(keys["police"], "GET", "/agency/notices/", agency="greene-court")
    assert taken.json()["counts"]["done"] == notice.lines
    assert checked.json() == {"cleared": True}
    assert refused.status_code == 403
    assert faults() == []


# With roles that sign in, each a process of its own


RUN = """
import json, os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "clearance.settings"
django.setup()
from django.core.management import call_command
for command in json.loads(sys.argv[1]):
    call_command(*command)
"""


@pytest.fixture
def installation(tmp_path, django_db_blocker):
    """A database of its own, set up as the README says; how each role runs commands in it."""
    name, password = f"{PREFIX}installation", secrets.token_hex(16)

    def manage(role, *commands):
        done = subprocess.run(
            [sys.executable, "-c", RUN, json.dumps(commands)],
            env=os.environ
            | {
                "CLEARANCE_DATABASE": url(role),
                "CLEARANCE_DATA_DIR": str(tmp_path),
                "CLEARANCE_SIGNING_KEY": str(tmp_path / "key.pem"),
                "CLEARANCE_KEYS": str(tmp_path / "keys.json"),
                "CLEARANCE_CHECKPOINTS": str(tmp_path / "checkpoints.jsonl"),
            },
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def url(role):
        parts = connection.settings_dict
        login = f"{PREFIX}{role}:{password}" if role else f"{parts['USER']}:{parts['PASSWORD']}"
        return f"postgresql://{login}@{parts['HOST']}:{parts['PORT']}/{name}"

    with django_db_blocker.unblock(), connection._nodb_cursor() as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            manage("", ["migrate", "-v0"], ["database_roles", f"--prefix={PREFIX}"])
            for role, logs_in in LOGIN.items():
                if logs_in:
                    server.execute(f"ALTER ROLE \"{PREFIX}{role}\" PASSWORD '{password}'")
            yield manage
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            for role in LOGIN:
                server.execute(f'DROP ROLE IF EXISTS "{PREFIX}{role}"')


def test_a_month_of_work_goes_on_with_each_role_doing_its_own(installation, tmp_path):
    assert "No migrations to apply" in installation("owner", ["migrate"])
    done = installation(
        "worker",
        ["import_records", "courts", str(told(tmp_path / "sent"))],
        ["keys", "rotate", "identifiers"],
        ["keys", "rotate", "sealing"],
        ["put_in_force", "franklin"],
        ["determine"],
        ["worker", "--once"],
        ["audit", "checkpoint"],
    )
    assert "identifiers: key 2, 5 rows" in done
    assert "sealing: key 2, 2 rows" in done
    assert "charges determined" in done
    assert "Signed: event" in done
    file = tmp_path / "checkpoints.jsonl"
    assert "No fault" in installation("auditor", ["audit", "verify", "--checkpoint", str(file)])


def test_staff_check_a_run_and_agencies_object_to_it(roles, law):
    people.someone_with_everything()
    run, prosecutor, clerk = run_of(Policy.objects.get()), greene(), member_of_staff("clerk")
    with as_role("web"), everyone():
        one = sampling.draw(by=PREPARER, run=run, at=people.NOW).decisions.get(charge__charge_id=IN_HARLAN)
        assert sampling.look(by="staff:2", sampled=one)
        sampling.answer(by="staff:2", sampled=one, answer="disagree", code="wrong_data", at=people.NOW)
        opened = open_window(by=PREPARER, run=run, on=people.TODAY, at=people.NOW)
        look_up(by=prosecutor, run=opened, case_number="16-CR-2203", on=people.TODAY)
        assert decide(clerk, file(prosecutor, opened)).sustained
        assert sorted(Hold.objects.open().values_list("because", flat=True)) == ["objection", "sample"]
    assert faults() == []


def test_two_people_undo_a_clearance_and_someone_else_lifts_the_hold(roles):
    [clearance] = cleared("11-CR-7730")
    with as_role("web"), everyone():
        look_at_clearance(by="staff:4", clearance=clearance, purpose="The court called.")
        assert granted(clearance).clearance == clearance
        lift_hold(by="staff:6", hold=Hold.objects.open().get(), reason="The data are right.", at=LATER)
    assert faults() == []


def test_a_worker_makes_orders_and_clerks_answer_them(roles, tmp_path):
    one, other = court("greene", ("court", GREENE)), court("harlan", ("court", HARLAN))
    run = started(law_with_orders(tmp_path), case("20-CR-0912"), case("21-CR-1", court=HARLAN))
    signs, refuses = clerk(one), clerk(other, "other")
    with as_role("worker"):
        database.run("SET LOCAL search_path = staging, public, audit")
        assert make_orders(by="worker", run=run, at=people.NOW).orders == 2
    first, second = run.orders.order_by("number")
    with as_role("web"), everyone():
        assert as_pdf(first)
        hand_out(by=reference(signs), order=first, form="pdf")
        record_signed(by=reference(signs), order=first, signed_on=people.TODAY, at=people.NOW)
        record_refused(by=reference(refuses), order=second, reason="Not ours.", at=people.NOW)
        assert Hold.objects.open().get().because == "refused"
    assert faults() == []
