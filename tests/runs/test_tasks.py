"""Policies that are behind the records are applied by the next sweep, whatever left them behind."""

from threading import Event as Flag

import pytest

from clearance.audit.models import Event
from clearance.database import Busy
from clearance.law.policy import PolicyError
from clearance.records.models import Import
from clearance.runs import facts
from clearance.runs.models import Determination, Policy
from clearance.runs.tasks import determine_again
from clearance.work import stopping
from tests.emptying import no_triggers
from tests.records.extracts import CHARGES, changed, extract, source, take_in
from tests.records.other_processes import held_elsewhere, run_until_killed
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def records(tmp_path):
    take_in(extract(tmp_path / "sent"))


def behind() -> list[str]:
    return [policy.policy_id for policy in Policy.objects.behind(Import.objects.newest())]


def applied_by() -> list[str]:
    return list(Event.objects.of_kind("policy.applied").order_by("id").values_list("actor", flat=True))


def test_a_law_newly_in_force_is_applied_to_everyone(records, tmp_path):
    in_force(tmp_path)
    assert behind() == ["example"]
    determine_again.call()
    assert Determination.objects.current().count() == 2
    assert (behind(), applied_by()) == ([], ["worker"])


def test_what_an_import_that_was_killed_after_it_landed_left_is_made_good(records, tmp_path):
    in_force(tmp_path)
    determine_again.call()
    folder = extract(tmp_path / "sent", charges=changed(CHARGES, "X1", disposition_date="2012-09-09"))
    source()
    run_until_killed(KILLED_IMPORT.format(path=str(folder)))
    assert behind() == ["example"]
    determine_again.call()
    assert behind() == []
    assert str(Determination.objects.current().get(charge__charge_id="X1").eligible_on) == "2015-09-09"


KILLED_IMPORT = """
from pathlib import Path
from clearance.records import actions
from clearance.records.models import Source
from clearance.runs import receivers
from tests.records.extracts import AT
kill_at(receivers, 'determine', 1)
actions.import_records(by="staff:1", source=Source.objects.get(), path=Path({path!r}), at=AT)
"""


def test_a_pass_that_was_cut_short_is_brought_to_its_end(records, tmp_path, monkeypatch):
    in_force(tmp_path)
    monkeypatch.setattr(facts, "CHARGES_PER_RANGE", 1)
    monkeypatch.setattr(stopping, "_asked", Flag())
    stopping.ask()
    with pytest.raises(stopping.Stopped):
        determine_again.call()
    assert (Determination.objects.count(), behind()) == (1, ["example"])
    monkeypatch.setattr(stopping, "_asked", Flag())
    determine_again.call()
    assert (Determination.objects.count(), behind()) == (2, [])


def test_where_nothing_is_behind_nothing_is_written(records, tmp_path):
    determine_again.call()
    in_force(tmp_path)
    determine_again.call()
    events = Event.objects.count()
    determine_again.call()
    assert Event.objects.count() == events


def test_without_records_nothing_is_behind(tmp_path):
    in_force(tmp_path)
    assert behind() == []
    determine_again.call()


def test_a_policy_that_is_not_in_force_any_more_is_left_alone(records, tmp_path):
    in_force(tmp_path)
    in_force(tmp_path, LAW.replace("years = 3", "years = 5"))
    determine_again.call()
    assert Policy.objects.get(determined_import__isnull=False).retired_at is None


def test_while_another_process_is_at_the_records_it_leaves_them(records, tmp_path):
    in_force(tmp_path)
    with held_elsewhere("determine"), pytest.raises(Busy):
        determine_again.call()
    assert behind() == ["example"]


def test_a_policy_that_cannot_be_read_keeps_no_other_from_being_applied(records, tmp_path):
    in_force(tmp_path, LAW.replace('"example"', '"unreadable"'))
    in_force(tmp_path)
    with no_triggers():
        Policy.objects.filter(policy_id="unreadable").update(text="id = ")
    with pytest.raises(PolicyError):
        determine_again.call()
    assert behind() == ["unreadable"]
