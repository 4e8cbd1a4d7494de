"""Which charges are cleared, from the events."""

import pytest

from clearance.records.models import Charge
from clearance.runs.ledger.standing import cleared as cleared_of
from clearance.runs.ledger.standing import not_cleared, sealed_charges, standing_clearances
from tests.runs.ledger.cleared import ASKER, LATER, asked, charges, cleared, granted

pytestmark = pytest.mark.django_db


def test_a_charge_is_cleared_until_its_clearance_is_reversed():
    one, other = cleared("11-CR-7730", "20-CR-0912")
    both = {one.charge, other.charge}
    assert set(cleared_of(Charge.objects.all())) == set(sealed_charges()) == both
    assert not not_cleared(Charge.objects.all()).exists()
    asked(other, by=ASKER, at=LATER)
    assert set(sealed_charges()) == both
    granted(one)
    assert set(sealed_charges()) == {other.charge}
    assert set(not_cleared(Charge.objects.all())) == {one.charge}
    assert standing_clearances(Charge.objects.all()) == {other.charge_id: other}
    assert standing_clearances(Charge.objects.filter(pk=one.charge_id)) == {}


def test_a_charge_that_was_never_cleared_is_not():
    [one] = charges("11-CR-7730")
    assert set(not_cleared(Charge.objects.all())) == {one}
    assert not sealed_charges().exists()
