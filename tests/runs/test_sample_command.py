from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clearance.audit.models import Event
from clearance.runs.actions import put_in_force
from clearance.runs.eligibility.models import Run
from clearance.runs.sample.models import Sample
from clearance.staff import reference
from tests.lookup import people
from tests.runs.computed import AT, charge, clear, run_of
from tests.runs.staff import PASSWORD, member_of_staff, typed_password  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    people.someone_with_everything()
    return run_of(put_in_force(by="staff:1", policy="franklin", at=AT))


@pytest.fixture(autouse=True)
def staff(typed_password):  # noqa: F811
    may = {"olga": "prepare_run", "rita": "review_sample"}
    return {name: member_of_staff(name, one, password=PASSWORD) for name, one in may.items()}


def sample(*arguments: object) -> str:
    out = StringIO()
    call_command("sample", *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as error:
        sample(*arguments)
    return str(error.value)


def place_of(charge_id: str) -> int:
    return Sample.objects.get().decisions.get(charge=charge(charge_id)).number


def test_a_sample_is_drawn_checked_and_shown(run, staff):
    assert "no sample of run" in sample("show", run.pk)
    assert sample("draw", run.pk, "--as", "olga", "--seed", "13") == (
        f"5 decisions of run {run.pk} are drawn, by the seed 13.\n"
    )
    assert Sample.objects.get().drawn_by == reference(staff["olga"])
    assert "Not answered: 1, 2, 3, 4, 5" in sample("show", run.pk)
    for number in range(1, 5):
        sample("answer", run.pk, "--as", "rita", number, "agree")
    assert "4 of the 5 decisions in the sample" in sample("show", run.pk)
    last = Sample.objects.get().decisions.get(number=5)
    told = sample("answer", run.pk, "--as", "rita", 5, "disagree", "--code", "wrong_data", "--note", "See the file.")
    assert told == f"Decision 5 of the sample of run {run.pk} is answered: disagree.\n"
    last.refresh_from_db()
    assert (last.answered_by, last.code, last.note) == (reference(staff["rita"]), "wrong_data", "See the file.")
    shown = sample("show", run.pk)
    assert "all                5 of 5 checked, 1 of 5 wrong: 20.00 %, with 95 % between 20.00 % and 20.00 %" in shown
    assert "There may be more errors than the law allows" in shown


def test_one_decision_is_looked_at_as_on_its_page(run):
    sample("draw", run.pk, "--as", "olga")
    shown = sample("look", run.pk, "--as", "rita", place_of("P1-C2-1"))
    assert "case number: 20-CR-0912" in shown
    assert "Case 2, charge 1 (the one to check)" in shown
    assert "    disposition date: 2020-05-03" in shown
    assert "The run decided: later" in shown
    assert "    not yet, from 2027-05-03: Seven years have passed since the sentence. (F.S. 12-34(6)(a))" in shown
    assert "    met: No charge is open. (F.S. 12-34(7))" in shown
    assert Event.objects.of_kind("sample.viewed").get().subject == f"person:{charge('P1-C2-1').person_id}"


def test_what_is_sealed_or_answered_is_not_printed(run):
    sample("draw", run.pk, "--as", "olga")
    place = place_of("P1-C2-1")
    clear(run, "P1-C2-1")
    assert "Nothing is shown." in refused("look", run.pk, "--as", "rita", place)
    other = sample("look", run.pk, "--as", "rita", place_of("P1-C2-2"))
    assert "Cleared and sealed, so not shown: 1" in other


def test_each_step_asks_who_it_is_and_for_the_permission(run):
    assert "permission runs.prepare_run is missing" in refused("draw", run.pk, "--as", "rita")
    sample("draw", run.pk, "--as", "olga")
    for step in (("look", run.pk, "--as", "olga", 1), ("answer", run.pk, "--as", "olga", 1, "agree")):
        assert "permission runs.review_sample is missing" in refused(*step)
    assert "the name or the password is wrong" in refused("look", run.pk, "--as", "nobody", 1)
    assert not Event.objects.of_kind("sample.viewed").exists()


def test_what_is_not_there_is_said_with_what_is(run):
    assert "There is no run 99. See `run list`." in refused("show", 99)
    assert "no sample is drawn; see `sample draw`" in refused("look", run.pk, "--as", "rita", 1)
    sample("draw", run.pk, "--as", "olga")
    assert "has no decision 9: it has 1 to 5." in refused("answer", run.pk, "--as", "rita", 9, "agree")
    assert "drawn already" in refused("draw", run.pk, "--as", "olga")
