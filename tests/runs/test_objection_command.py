from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clearance.audit.models import Event
from clearance.runs.actions import put_in_force
from clearance.runs.eligibility.models import Run
from clearance.runs.objections.models import NoObjection, Objection
from clearance.staff import reference
from tests.lookup import people
from tests.runs.computed import AT, charge, run_of
from tests.runs.objecting import agency
from tests.runs.staff import PASSWORD, member_of_staff, typed_password  # noqa: F401
from tests.runs.test_objections import IN_GREENE

pytestmark = pytest.mark.django_db
PERMISSIONS = {"olga": "prepare_run", "greta": "add_objection", "clara": "decide_objection"}


@pytest.fixture(autouse=True)
def staff(monkeypatch, typed_password):  # noqa: F811
    """An operator, a prosecutor of Greene County, and a clerk."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    found = {name: member_of_staff(name, may, password=PASSWORD) for name, may in PERMISSIONS.items()}
    agency("greene", counties=("Greene",)).members.create(user=found["greta"], since=AT)
    return found


@pytest.fixture
def run() -> Run:
    people.someone_with_everything()
    return run_of(put_in_force(by="staff:9", policy="franklin", at=AT))


@pytest.fixture
def opened(run) -> Run:
    objection("open", run.pk, "--as", "olga")
    return run


def objection(*arguments: object) -> str:
    out = StringIO()
    call_command("objection", *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as error:
        objection(*arguments)
    return str(error.value)


def filing(run: Run, **said: str) -> list[str]:
    said = {
        "as": "greta",
        "agency": "greene",
        "case-number": "16-CR-2203",
        "sequence": "1",
        "ground": "not-eligible",
        "evidence": "Docket, entry 4.",
        **said,
    }
    return ["file", str(run.pk), *(part for name, value in said.items() for part in (f"--{name}", value))]


def test_a_run_is_opened_objected_to_and_decided_on(run, staff):
    assert "not open yet" in objection("list", run.pk)
    told = objection("open", run.pk, "--as", "olga")
    assert told == f"Run {run.pk} is open to objections until 2027-01-06, that day included.\n"
    assert "is filed. Someone else decides on it." in objection(*filing(run))
    filed = Objection.objects.get()
    assert (filed.charge, filed.filed_by) == (charge(IN_GREENE), reference(staff["greta"]))
    told = objection("no-more", run.pk, "--as", "greta", "--agency", "greene")
    assert told == f"Greene has no more objections to run {run.pk}.\n"
    assert NoObjection.objects.get().by == reference(staff["greta"])
    told = objection("decide", filed.pk, "--as", "clara", "--sustained", "--why", "Order 7.")
    assert told == f"Objection {filed.pk} is sustained.\n"
    listed = objection("list", run.pk)
    assert f"{filed.pk:>5}  2026-11-22  greene               not-eligible         sustained\n" in listed
    assert "not-eligible: 1 filed, 1 sustained, 0 overruled, 0 not decided" in listed
    assert "16-CR-2203" not in listed


def test_one_is_overruled(opened):
    objection(*filing(opened))
    filed = Objection.objects.get()
    assert "is overruled" in objection("decide", filed.pk, "--as", "clara", "--overruled", "--why", "It is eligible.")
    filed.refresh_from_db()
    assert filed.sustained is False


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"case-number": "16-CR-22"}, "No charge of exactly that number, in the area of Greene, would be cleared"),
        ({"case-number": "20-CR-0912", "sequence": "2"}, "No charge of exactly that number"),
        ({"sequence": "2"}, "No charge of exactly that number"),
        ({"ground": "mercy"}, "The law knows no ground “mercy”"),
        ({"evidence": " "}, "An objection needs evidence"),
        ({"agency": "harlan"}, "greta does not act for an agency harlan. Acts for: greene."),
        ({"as": "clara"}, "permission runs.add_objection is missing"),
    ],
)
def test_a_wrong_objection_is_refused_with_the_reason(opened, said, words):
    assert words in refused(*filing(opened, **said))
    assert not Objection.objects.exists()


def test_looking_for_a_case_is_written_down_whether_or_not_it_is_there(opened):
    objection(*filing(opened))
    assert Event.objects.of_kind("proposed.viewed").get().subject == f"person:{charge(IN_GREENE).person_id}"
    refused(*filing(opened, **{"case-number": "16-CR-22"}))
    assert Event.objects.of_kind("proposed.not_found").get().subject == f"run:{opened.pk}"


def test_each_step_asks_for_its_permission(opened):
    objection(*filing(opened))
    filed = Objection.objects.get()
    assert "runs.prepare_run is missing" in refused("open", opened.pk, "--as", "greta")
    assert "runs.decide_objection is missing" in refused(
        "decide", filed.pk, "--as", "greta", "--sustained", "--why", "x"
    )
    assert "runs.add_objection is missing" in refused("no-more", opened.pk, "--as", "olga", "--agency", "greene")


def test_what_is_not_there_is_said_with_where_to_look(opened):
    assert "There is no run 99. See `run list`." in refused("list", 99)
    assert "There is no objection 99." in refused("decide", 99, "--as", "clara", "--sustained", "--why", "x")
    assert "Only a run that is “computed” is opened" in refused("open", opened.pk, "--as", "olga")
