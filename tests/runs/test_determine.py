from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from clearance.audit.models import Event
from clearance.engine.evaluate import evaluate
from clearance.engine.records import Rejects, open_records
from clearance.law.policy import load_policy
from clearance.records.invented import write_state
from clearance.records.models import Person
from clearance.runs import actions
from clearance.runs.models import Determination, Policy
from tests.records.extracts import AT, CASES, CHARGES, changed, extract, take_in
from tests.records.other_processes import run_until_killed
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def determine(policy: Policy, **options) -> actions.Determined:
    return actions.determine(by="staff:1", policy=policy, at=LATER, **options)


def test_the_first_time_everyone_is_determined(tmp_path):
    take_in(extract(tmp_path / "sent"))
    done = determine(in_force(tmp_path))
    assert (done.charges, done.changed) == (2, 2)
    known, unknown = Determination.objects.current().order_by("charge__charge_id")
    assert (known.eligible_on, known.possible_on, known.person.person_id) == (date(2014, 9, 9), date(2014, 9, 9), "P1")
    assert known.why == {"tracks": [{"track": "dismissed", "on": "2014-09-09", "requires": ["2014-09-09", True]}]}
    assert (unknown.eligible_on, unknown.possible_on) == (None, date(1, 1, 1))


def test_an_import_determines_the_people_whose_records_changed_and_no_one_else(tmp_path):
    policy = in_force(tmp_path)
    take_in(extract(tmp_path / "sent"))
    before = Event.objects.of_kind("policy.applied").count()
    take_in(extract(tmp_path / "sent", charges=changed(CHARGES, "X1", disposition_date="2012-09-09")))
    last = Event.objects.of_kind("policy.applied").first()
    assert Event.objects.of_kind("policy.applied").count() == before + 1
    assert (last.detail["charges"], last.detail["changed"]) == (1, 1)
    assert policy.determinations.current().get(charge__charge_id="X1").eligible_on == date(2015, 9, 9)


def test_an_import_that_changes_nothing_determines_no_one(tmp_path):
    in_force(tmp_path)
    take_in(extract(tmp_path / "sent"))
    before = Event.objects.of_kind("policy.applied").count()
    take_in(tmp_path / "sent")
    assert Event.objects.of_kind("policy.applied").count() == before


def test_an_answer_that_stays_the_same_writes_no_history(tmp_path):
    take_in(extract(tmp_path / "sent"))
    policy = in_force(tmp_path)
    determine(policy)
    again = determine(policy, everyone=True)
    assert (again.charges, again.changed, again.unchanged) == (2, 0, 2)
    assert Determination.objects.count() == 2


def test_an_answer_that_changes_keeps_the_old_one_as_history(tmp_path):
    take_in(extract(tmp_path / "sent"))
    policy = in_force(tmp_path)
    determine(policy)
    take_in(extract(tmp_path / "sent", charges=changed(CHARGES, "X1", disposition="convicted")))
    old, new = Determination.objects.filter(charge__charge_id="X1").order_by("pk")
    assert (old.eligible_on, old.replaced_at is not None) == (date(2014, 9, 9), True)
    assert (new.possible_on, new.why, new.replaced_at) == (None, {"tracks": []}, None)
    assert Determination.objects.current().count() == 2


def test_a_reason_that_changes_makes_history_though_the_dates_stay(tmp_path):
    in_force(tmp_path)
    cases = changed(CASES, "C1", restitution_owed="2000.01")
    take_in(extract(tmp_path / "sent", cases=cases))
    take_in(extract(tmp_path / "sent", cases=cases, charges=changed(CHARGES, "X1", disposition_date="2012-09-09")))
    old, new = Determination.objects.filter(charge__charge_id="X1").order_by("pk")
    assert (old.eligible_on, old.possible_on) == (new.eligible_on, new.possible_on) == (None, None)
    answers = [one.why["tracks"][0]["requires"] for one in (old, new)]
    assert answers == [["2014-09-09", False], ["2015-09-09", False]]


def test_a_charge_that_moves_is_determined_for_its_new_person(tmp_path):
    in_force(tmp_path)
    take_in(extract(tmp_path / "sent"))
    cases, charges = changed(CASES, "C1", person_id="P2"), changed(CHARGES, "X1", person_id="P2")
    take_in(extract(tmp_path / "sent", cases=cases, charges=charges))
    assert Determination.objects.current().get(charge__charge_id="X1").person.person_id == "P2"


def test_a_second_start_has_nothing_to_do(tmp_path):
    take_in(extract(tmp_path / "sent"))
    policy = in_force(tmp_path)
    determine(policy)
    assert determine(policy).charges == 0


def test_a_new_version_is_applied_to_everyone_and_the_retired_one_is_not_current(tmp_path):
    take_in(extract(tmp_path / "sent"))
    determine(in_force(tmp_path))
    new = in_force(tmp_path, LAW.replace("years = 3", "years = 5"), LATER)
    assert determine(new).charges == 2
    assert set(Determination.objects.current().values_list("policy", flat=True)) == {new.pk}


def test_money_decides_as_it_was_imported(tmp_path):
    take_in(extract(tmp_path / "sent", cases=changed(CASES, "C1", restitution_owed="2000.01")))
    determine(in_force(tmp_path))
    assert Determination.objects.get(charge__charge_id="X1").possible_on is None


def test_nobody_to_determine_is_no_error(tmp_path):
    assert determine(in_force(tmp_path)).charges == 0


KILLED = """
from clearance.runs import actions, answers, facts
from clearance.runs.models import Policy
from tests.records.extracts import AT
facts.CHARGES_PER_RANGE = 1
kill_at(answers, 'keep', 2)
actions.determine(by="staff:1", policy=Policy.objects.get(), at=AT)
"""


def test_a_pass_that_was_killed_goes_on_where_it_stopped(tmp_path):
    take_in(extract(tmp_path / "sent"))
    policy = in_force(tmp_path)
    run_until_killed(KILLED)
    assert Determination.objects.count() == 1
    done = determine(policy)
    assert (done.charges, done.changed) == (1, 1)
    assert Determination.objects.current().count() == 2


def test_who_changed_while_a_pass_was_cut_short_is_not_forgotten(tmp_path):
    take_in(extract(tmp_path / "sent"))
    policy = in_force(tmp_path)
    run_until_killed(KILLED)
    take_in(extract(tmp_path / "sent", charges=changed(CHARGES, "X1", disposition_date="2012-09-09")))
    assert policy.determinations.current().get(charge__charge_id="X1").eligible_on == date(2015, 9, 9)
    assert policy.determinations.current().count() == 2


def test_ranges_end_between_people(tmp_path, monkeypatch):
    monkeypatch.setattr("clearance.runs.facts.CHARGES_PER_RANGE", 20)
    write_state(tmp_path / "state", people=50, seed=7, format="csv")
    take_in(tmp_path / "state", max_bad=1)
    determine(actions.put_in_force(by="staff:1", policy="franklin", at=AT))
    details = Event.objects.of_kind("policy.applied").values_list("detail", flat=True)
    assert len(details) > 3
    assert sum(detail["charges"] for detail in details) == Determination.objects.current().count()
    assert not Person.objects.filter(charges__determinations=None, charges__isnull=False).exists()


def test_the_database_answers_every_day_as_the_file_does(tmp_path):
    write_state(tmp_path / "state", people=150, seed=3, format="csv")
    take_in(tmp_path / "state", max_bad=1)
    determine(actions.put_in_force(by="staff:1", policy="franklin", at=AT))
    law, current = load_policy("franklin"), Determination.objects.current()
    with Rejects(tmp_path / "rejects.csv") as rejects, open_records(tmp_path / "state", rejects=rejects) as records:
        (facts,) = records.facts(law.columns)
    for day in (date(2019, 6, 30), date(2024, 7, 1), date(2026, 11, 22), date(2040, 1, 1)):
        expected = {outcome: set() for outcome in ("eligible", "later", "undetermined", "ineligible")}
        for row in evaluate(law, facts, day).rows(named=True):
            expected[row["outcome"]].add(row["charge_id"])
        for outcome, charges in expected.items():
            found = getattr(current, outcome)(day).values_list("charge__charge_id", flat=True)
            assert sorted(found) == sorted(charges)
        assert current.totals(day) == {outcome: len(charges) for outcome, charges in expected.items()}


def test_the_command_prints_counts_and_seconds(tmp_path, capsys):
    take_in(extract(tmp_path / "sent"))
    in_force(tmp_path)
    call_command("determine")
    assert "example: 2 charges determined, 2 changed, 0 unchanged" in capsys.readouterr().out
    call_command("determine", policy="example", all=True)
    assert "example: 2 charges determined, 0 changed, 2 unchanged" in capsys.readouterr().out


def test_the_command_names_the_policies_that_are_in_force(tmp_path):
    in_force(tmp_path)
    with pytest.raises(CommandError, match="In force: example"):
        call_command("determine", policy="exmaple")
