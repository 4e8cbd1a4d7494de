from datetime import date

import pytest
from django.db import IntegrityError, transaction

from clearance.records.models import Import, Person, Source
from clearance.runs.models import Determination, Policy
from tests.records.extracts import AT, extract, take_in
from tests.runs.laws import in_force

pytestmark = pytest.mark.django_db(transaction=True)
IMPORT = {"file": "sent", "started_at": AT, "finished_at": AT, "outcome": Import.Outcome.LANDED}
BEFORE, ON, AFTER = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
#: What is known, what is possible, and what that makes of the charge on the day between the two.
OUTCOMES = [
    (BEFORE, BEFORE, "eligible"),
    (ON, BEFORE, "eligible"),
    (AFTER, ON, "undetermined"),
    (AFTER, AFTER, "later"),
    (None, BEFORE, "undetermined"),
    (None, AFTER, "undetermined"),
    (None, None, "ineligible"),
]


@pytest.fixture
def determination(tmp_path, settings) -> Determination:
    settings.DATA_DIR = tmp_path
    in_force(tmp_path)
    take_in(extract(tmp_path / "sent"))
    return Determination.objects.get(charge__charge_id="X1")


@pytest.mark.parametrize(("known", "possible", "outcome"), OUTCOMES)
def test_every_pair_of_dates_has_one_outcome_on_a_day(determination, known, possible, outcome):
    Determination.objects.update(eligible_on=known, possible_on=possible)
    found = [name for name in ("eligible", "later", "undetermined", "ineligible") if pick(name).exists()]
    assert found == [outcome]


def pick(outcome: str):
    return getattr(Determination.objects.current(), outcome)(ON)


def test_what_is_known_cannot_be_earlier_than_what_is_possible(determination):
    with pytest.raises(IntegrityError), transaction.atomic():
        Determination.objects.filter(pk=determination.pk).update(eligible_on=BEFORE, possible_on=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Determination.objects.filter(pk=determination.pk).update(eligible_on=BEFORE, possible_on=None)


def test_a_charge_has_one_current_determination_of_a_policy(determination):
    determination.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        determination.save(force_insert=True)
    determination.replaced_at = AT
    determination.save(force_insert=True)
    assert Determination.objects.filter(charge=determination.charge).count() == 2


#: How far a policy has been applied, counted from the import that last changed the person and from the person's number,
#: and whether what it says of them is up to date.
APPLIED = [
    (0, None, None, True),
    (1, None, None, True),
    (-1, None, None, False),
    (None, None, None, False),
    (None, 0, 0, True),
    (None, 0, -1, False),
    (-1, 1, 1, True),
    (-1, -1, 1, False),
    (0, 1, -1, True),
]


@pytest.mark.parametrize(("applied", "being_applied", "to", "up_to_date"), APPLIED)
def test_what_was_said_before_the_records_changed_is_not_up_to_date(
    determination, applied, being_applied, to, up_to_date
):
    before, changed_in, after = [Import.objects.create(**IMPORT, source=Source.objects.get()) for _ in range(3)]
    Person.objects.update(last_import=changed_in)
    of = {None: None, -1: before, 0: changed_in, 1: after}
    Policy.objects.update(
        determined_import=of[applied], pass_import=of[being_applied], pass_person=determination.person_id + (to or 0)
    )
    assert Determination.objects.up_to_date().filter(pk=determination.pk).exists() == up_to_date


def test_what_a_retired_policy_says_is_not_up_to_date(determination):
    Policy.objects.update(retired_at=AT)
    assert not Determination.objects.up_to_date().exists()
