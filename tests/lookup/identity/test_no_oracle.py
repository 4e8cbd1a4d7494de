"""How long a claim takes to make does not tell whether anyone is on record, nor whether it was one too many."""

from datetime import date
from functools import partial
from time import perf_counter

import pytest

from lookup.identity.models import Claim
from tests.lookup import people
from tests.lookup.identity.claiming import account, attested, claim_of, identifiers, on_record
from tests.lookup.timing import same_time

pytestmark = pytest.mark.django_db


def test_claims_take_the_same_time(django_capture_on_commit_callbacks):
    on_record(people.someone_who_waits(), "Quill, Wren", ssn="1")
    number = identifiers(ssn="1")
    cases = {
        "found": (account("found"), attested(identifiers=number)),
        "near": (account("near"), attested("Quil", identifiers=number)),
        "none": (account("none"), attested("Wing", born=date(1961, 7, 20), identifiers=number)),
        "locked": (account("locked"), attested("Orrin", identifiers=number)),
    }
    for _ in range(6):
        claim_of(cases["locked"][0], attested=cases["locked"][1], network="locked")
    assert Claim.objects.get(because="locked")

    def claimed(case):
        who, said = cases[case]
        with django_capture_on_commit_callbacks(execute=True):
            claim = claim_of(who, attested=said, network=case)
        assert (claim.because == "locked") == (case == "locked")
        claim.delete()

    same_time({case: partial(claimed, case) for case in cases})


def test_a_difference_of_a_millisecond_would_show():
    """Where a claim that is locked were made without the work of the others."""

    def busy(seconds):
        started = perf_counter()
        while perf_counter() - started < seconds:
            pass

    with pytest.raises(AssertionError, match=r"found .* ms, locked"):
        same_time({"found": partial(busy, 0.004), "locked": partial(busy, 0.003)}, times=30)
