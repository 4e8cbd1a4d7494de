"""The pages on which agencies object, and someone else decides."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from clearance.agencies.models import Agency
from clearance.audit.models import Event
from clearance.records.models import Case
from clearance.runs.actions import put_in_force
from clearance.runs.eligibility.models import Run
from clearance.runs.ledger.models import Hold
from clearance.runs.objections import actions, proposed
from clearance.runs.objections.models import NoObjection, Objection
from tests.lookup import people
from tests.runs.computed import AT, PREPARER, charge, clear, run_of
from tests.runs.objecting import acting_for, agency, greene, harlan
from tests.runs.staff import member_of_staff, signed_in
from tests.runs.test_objections import IN_GREENE, IN_HARLAN, NOT_CLEARED, OPENED, file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
OBJECTION = {"ground": "wrong-record", "evidence": "Docket, entry 4."}


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@pytest.fixture
def run() -> Run:
    people.someone_with_everything()
    computed = run_of(put_in_force(by="staff:9", policy="franklin", at=AT))
    return actions.open_window(by=PREPARER, run=computed, on=OPENED, at=AT)


@pytest.fixture
def prosecutor():
    """Of Greene County."""
    return greene()


@pytest.fixture
def client(prosecutor):
    return signed_in(prosecutor.user)


def page(run: Run, code: str = "greene") -> str:
    return reverse("admin:runs_objection_run", args=[run.pk, code])


def form(run: Run, charge_id: str, code: str = "greene") -> str:
    return reverse("admin:runs_objection_object", args=[run.pk, code, charge(charge_id).pk])


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


# ---- Agencies


def test_a_prosecutor_sees_the_runs_open_to_objections(run, client):
    shown = text(client.get(reverse("admin:runs_objection_open")))
    assert page(run) in shown
    assert "until Jan. 6, 2027, that day included" in shown
    assert client.get(reverse("admin:runs_objection_add")).url == reverse("admin:runs_objection_open")
    Run.objects.update(state="withdrawn")
    assert "No run is open to objections" in text(client.get(reverse("admin:runs_objection_open")))


def test_agencies_that_the_law_does_not_let_object_see_none(run):
    police = acting_for(agency("police", kind="police", statewide=True), "add_objection")
    assert "No run is open to objections" in text(signed_in(police.user).get(reverse("admin:runs_objection_open")))
    assert "The law does not let Police object." in text(signed_in(police.user).get(page(run, "police")))


def test_the_page_of_a_run_says_how_much_it_would_clear_in_the_area_and_until_when(run, client):
    shown = text(client.get(page(run)))
    assert "<strong>1 charge</strong>" in shown
    assert "Objections are taken until <strong>Jan. 6, 2027</strong>" in shown
    assert "Court, Case number, Number of the charge in its case, Statute." in shown
    assert "16-CR-2203" not in shown


def test_a_case_is_found_by_its_exact_number_and_shows_only_what_was_declared(run, client, prosecutor):
    shown = text(client.post(page(run), {"case_number": "16-CR-2203"}))
    assert form(run, IN_GREENE) in shown
    table = shown.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [cell.partition("<")[0] for cell in table.split("<td>")[1:]]
    assert cells[:4] == ["Greene County District Court", "16-CR-2203", "1", "18-18-403(1)(b)"]
    assert not any(fact in shown for fact in ("cannabis", "2016-10-01", "1980", "P1"))
    event = Event.objects.of_kind("proposed.viewed").get()
    assert event.subject == f"person:{charge(IN_GREENE).person_id}"
    assert event.detail == {"run": run.pk, "agency": "greene"}


@pytest.mark.parametrize(
    "case_number",
    [
        "16-cr-2203",
        "16-CR-220",
        "20-CR-0912",  # of Harlan
        "11-CR-7730",  # of Greene, and not to be cleared
        "%",
    ],
)
def test_nothing_else_is_found(run, client, case_number):
    shown = text(client.post(page(run), {"case_number": case_number}))
    assert "No case of exactly that number in the area of Greene" in shown
    assert reverse("admin:runs_objection_object", args=[run.pk, "greene", 1])[:-2] not in shown
    assert Event.objects.of_kind("proposed.not_found").get().subject == f"run:{run.pk}"
    assert case_number not in str(list(Event.objects.values_list("detail", flat=True)))


def test_no_look_that_cannot_be_written_down(run, client, monkeypatch):
    def refuse(**_):
        raise OSError("the event log is gone")

    monkeypatch.setattr("clearance.audit.actions.record", refuse)
    with pytest.raises(OSError, match="gone"):
        client.post(page(run), {"case_number": "16-CR-2203"})


def test_the_form_lists_the_grounds_of_the_law_and_files_an_objection(run, client, prosecutor):
    shown = text(client.get(form(run, IN_GREENE)))
    assert shown.count('type="radio"') == 2
    assert "The charge does not meet a requirement of this law (F.S. 12-34(14)(b))" in shown
    assert Event.objects.of_kind("proposed.viewed").count() == 1
    response = client.post(form(run, IN_GREENE), OBJECTION, follow=True)
    assert "Your objection is filed." in told(response)
    objection = Objection.objects.get()
    assert (objection.agency, objection.ground, objection.charge) == (
        prosecutor.agency,
        "wrong-record",
        charge(IN_GREENE),
    )
    assert reverse("admin:runs_objection_change", args=[objection.pk]) in text(response)
    assert "objected to this charge already" in told(client.post(form(run, IN_GREENE), OBJECTION, follow=True))


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"ground": "public-safety"}, "Select a valid choice."),
        ({"ground": ""}, "This field is required."),
        ({"evidence": " "}, "This field is required."),
    ],
)
def test_another_ground_and_no_evidence_are_refused_on_the_form(run, client, said, complaint):
    assert complaint in text(client.post(form(run, IN_GREENE), {**OBJECTION, **said}))
    assert not Objection.objects.exists()


@pytest.mark.parametrize("charge_id", [IN_HARLAN, NOT_CLEARED])
def test_a_charge_of_another_area_or_one_that_stays_shows_nothing(run, client, charge_id):
    response = client.get(form(run, charge_id), follow=True)
    assert "clears no such charge in the area of Greene" in told(response)
    response = client.post(form(run, charge_id), OBJECTION, follow=True)
    assert not Objection.objects.exists()
    assert not Event.objects.of_kind("proposed.viewed").exists()


def test_when_the_time_is_over_the_page_says_so_and_shows_no_form(run, prosecutor, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(60))
    client = signed_in(prosecutor.user)
    shown = text(client.get(page(run)))
    assert "The last day was 6 January 2027." in shown
    assert 'name="case_number"' not in shown
    response = client.post(form(run, IN_GREENE), OBJECTION, follow=True)
    assert "The last day was 6 January 2027." in told(response)


def test_an_agency_says_that_it_has_no_more_objections(run, client, prosecutor):
    address = reverse("admin:runs_objection_no_more", args=[run.pk, "greene"])
    assert address in text(client.get(page(run)))
    assert "This cannot be taken back." in text(client.get(address))
    assert not NoObjection.objects.exists()
    response = client.post(address, follow=True)
    assert "has no more objections" in told(response)
    assert NoObjection.objects.get().agency == prosecutor.agency
    assert "Greene said on 22 November 2026" in text(response)
    assert "Greene said on 22 November 2026" in told(client.post(address, follow=True))


# ---- The list


def taken(client, run: Run, form: str) -> str:
    response = client.get(reverse("admin:runs_objection_list", args=[run.pk, "greene", form]))
    assert response.status_code == 200
    assert response.streaming
    assert response["Content-Disposition"] == f'attachment; filename="run-{run.pk}-greene.{form}"'
    return b"".join(response.streaming_content).decode()


def test_the_list_has_the_declared_data_points_and_nothing_else(run, client):
    rows = list(csv.reader(io.StringIO(taken(client, run, "csv"))))
    assert rows == [
        ["court", "case_number", "sequence", "statute"],
        ["Greene County District Court", "16-CR-2203", "1", "18-18-403(1)(b)"],
    ]
    lines = [json.loads(line) for line in taken(client, run, "jsonl").splitlines()]
    assert lines == [
        dict(zip(rows[0], ["Greene County District Court", "16-CR-2203", 1, "18-18-403(1)(b)"], strict=True))
    ]


def test_whoever_takes_the_list_is_written_down(run, client, prosecutor):
    taken(client, run, "csv")
    event = Event.objects.of_kind("proposed.downloaded").get()
    assert (event.actor, event.subject) == (f"staff:{prosecutor.user_id}", f"run:{run.pk}")
    assert event.detail == {"run": run.pk, "agency": "greene", "form": "csv"}


def test_every_data_point_of_the_law_can_be_declared(run, client, prosecutor):
    prosecutor.agency.data = [
        "disposition_date",
        "birth_date",
        "tracking_number",
        "filed_date",
        "arrest_date",
        "offense_date",
    ]
    prosecutor.agency.save()
    head, row = csv.reader(io.StringIO(taken(client, run, "csv")))
    assert head == [*prosecutor.agency.data, "sequence", "statute"]
    assert row == ["2016-10-01", "1980-01-01", "", "", "", "2016-10-01", "1", "18-18-403(1)(b)"]


def test_no_cell_is_run_as_a_formula(run, client):
    Case.objects.filter(case_number="16-CR-2203").update(case_number="=1+1")
    assert '"' not in (text := taken(client, run, "csv"))
    assert text.splitlines()[1].split(",")[1] == "'=1+1"
    assert json.loads(taken(client, run, "jsonl"))["case_number"] == "=1+1"


def test_a_long_list_is_read_in_one_pass_a_few_rows_at_a_time(run, client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(proposed, "AT_ONCE", 3)
    for number in range(7):
        people.someone_with_everything(f"Q{number}")
    Run.objects.update(state="withdrawn")
    again = run_of(run.policy)
    one = Agency.objects.get(code="greene")
    with django_assert_num_queries(1):
        found = [charge for charge, _ in proposed.shown(proposed.proposed(again, one), one)]
    assert found == sorted(set(found))
    assert len(found) == 8


# ---- Permissions


def test_each_page_asks_for_the_permission_and_for_acting_for_the_agency(run, prosecutor):
    harlan()
    pages = [reverse("admin:runs_objection_open"), page(run), form(run, IN_GREENE)]
    pages += [reverse(f"admin:runs_objection_{name}", args=[run.pk, "greene"]) for name in ("no_more",)]
    pages += [reverse("admin:runs_objection_list", args=[run.pk, "greene", "csv"])]
    may_not = signed_in(acting_for(prosecutor.agency).user)
    assert {may_not.get(one).status_code for one in pages} == {403}
    elsewhere = signed_in(member_of_staff("elsewhere", "add_objection"))
    assert [elsewhere.get(one).status_code for one in pages] == [200, 403, 403, 403, 403]
    assert elsewhere.post(pages[2], OBJECTION).status_code == 403
    prosecutor.ended_at = AT
    prosecutor.save()
    assert [signed_in(prosecutor.user).get(one).status_code for one in pages] == [200, 403, 403, 403, 403]


def test_a_file_of_another_kind_and_a_run_that_is_not_there_are_not_found(run, client):
    assert client.get(reverse("admin:runs_objection_list", args=[run.pk, "greene", "xls"])).status_code == 404
    assert client.get(reverse("admin:runs_objection_run", args=[99, "greene"])).status_code == 404


def test_an_agency_sees_its_own_objections_and_no_others(run, client, prosecutor):
    mine, theirs = file(prosecutor, run), file(harlan(), run, IN_HARLAN)
    listed = text(client.get(reverse("admin:runs_objection_changelist")))
    assert [f"objection:{one.pk}" in listed for one in (mine, theirs)] == [True, False]
    own = text(client.get(reverse("admin:runs_objection_change", args=[mine.pk])))
    assert "Docket of 3 May 2016, entry 4." in own
    assert "Decide on it" not in own
    assert client.get(reverse("admin:runs_objection_change", args=[theirs.pk]), follow=True).status_code == 200
    assert "doesn’t exist" in told(client.get(reverse("admin:runs_objection_change", args=[theirs.pk]), follow=True))


@pytest.mark.parametrize(
    ("may", "for_an_agency", "sees"),
    [
        (["view_objection", "add_objection"], True, [True, False]),
        (["add_objection"], False, [False, False]),
        (["view_objection"], False, [True, True]),
        (["decide_objection"], False, [True, True]),
        (["decide_objection"], True, [True, True]),
    ],
)
def test_who_decides_or_audits_sees_all_objections(run, prosecutor, may, for_an_agency, sees):
    both = file(prosecutor, run), file(harlan(), run, IN_HARLAN)
    user = acting_for(prosecutor.agency, *may).user if for_an_agency else member_of_staff("other", *may)
    listed = text(signed_in(user).get(reverse("admin:runs_objection_changelist")))
    assert [f"objection:{one.pk}" in listed for one in both] == sees


def test_objections_are_neither_changed_nor_removed_by_hand(run, prosecutor, admin_client):
    objection = file(prosecutor, run)
    change, remove = (reverse(f"admin:runs_objection_{name}", args=[objection.pk]) for name in ("change", "delete"))
    assert {admin_client.post(address, {}).status_code for address in (change, remove)} == {403}


# ---- Deciding


@pytest.fixture
def objection(run, prosecutor) -> Objection:
    return file(prosecutor, run)


@pytest.fixture
def clerk():
    return signed_in(member_of_staff("clerk", "decide_objection"))


def decide(objection: Objection) -> str:
    return reverse("admin:runs_objection_decide", args=[objection.pk])


def test_a_clerk_sees_the_evidence_and_the_record_and_decides(objection, clerk):
    own = reverse("admin:runs_objection_change", args=[objection.pk])
    assert decide(objection) in text(clerk.get(own))
    shown = text(clerk.get(decide(objection)))
    assert "Docket of 3 May 2016, entry 4." in shown
    assert "Greene objects to the clearing of one charge, on this ground: The charge does not meet" in shown
    assert "The law leaves the decision to courts (F.S. 12-34(14)(a))." in shown
    assert "Old convictions for having cannabis are cleared." in shown
    event = Event.objects.of_kind("objection.viewed").get()
    assert (event.subject, event.detail) == (f"person:{objection.charge.person_id}", {"objection": objection.pk})
    response = clerk.post(decide(objection), {"sustained": "yes", "why": "Order 7 of 4 January 2027."}, follow=True)
    assert response.redirect_chain == [(own, 302)]
    objection.refresh_from_db()
    assert (objection.sustained, objection.why) == (True, "Order 7 of 4 January 2027.")
    assert Hold.objects.open().get().because == "objection"
    page = text(response)
    assert "sustained" in page
    assert "clerk" in page
    assert decide(objection) not in page


def test_one_is_overruled(objection, clerk):
    clerk.post(decide(objection), {"sustained": "no", "why": "It does."})
    objection.refresh_from_db()
    assert objection.sustained is False
    assert not Hold.objects.exists()


def test_a_decision_says_which_and_why(objection, clerk):
    shown = text(clerk.post(decide(objection), {}))
    assert shown.count("This field is required.") == 2
    objection.refresh_from_db()
    assert objection.decided_at is None


def test_what_is_decided_or_cleared_shows_no_record(objection, clerk):
    clear(objection.run, IN_GREENE)
    sealed = text(clerk.get(decide(objection)))
    assert "Its record is sealed" in sealed
    clerk.post(decide(objection), {"sustained": "no", "why": "It does."})
    decided = text(clerk.get(decide(objection)))
    assert "This objection is decided." in decided
    assert not any(fact in sealed + decided for fact in ("16-CR-2203", "18-18-403", "1980"))
    assert not Event.objects.of_kind("objection.viewed").exists()
    assert "was decided on" in told(clerk.post(decide(objection), {"sustained": "yes", "why": "x"}, follow=True))


def test_nobody_decides_for_their_own_agency_or_sees_the_record(objection):
    colleague = signed_in(acting_for(objection.agency, "decide_objection").user)
    assert "You act for Greene, which objects" in told(colleague.get(decide(objection), follow=True))
    response = colleague.post(decide(objection), {"sustained": "yes", "why": "x"}, follow=True)
    assert "You act for Greene, which objects" in told(response)
    assert not Event.objects.of_kind("objection.viewed").exists()


def test_deciding_asks_for_its_permission(objection, client):
    assert client.get(decide(objection)).status_code == 403
    assert client.post(decide(objection), {"sustained": "yes", "why": "x"}).status_code == 403


# ---- On the page of the run


def test_the_operator_opens_a_run_on_its_page():
    people.someone_with_everything()
    run = run_of(put_in_force(by="staff:9", policy="franklin", at=AT))
    operator = signed_in(member_of_staff("olga", "prepare_run"))
    step = reverse("admin:runs_run_step", args=[run.pk, "objections"])
    page = text(operator.get(reverse("admin:runs_run_change", args=[run.pk])))
    assert step in page
    assert "Draw the sample" in page
    assert "for as long as it gives them" in text(operator.get(step))
    operator.post(step)
    run.refresh_from_db()
    assert (run.state, str(run.objections_until)) == ("objections", "2027-01-06")
    assert step not in text(operator.get(reverse("admin:runs_run_change", args=[run.pk])))
