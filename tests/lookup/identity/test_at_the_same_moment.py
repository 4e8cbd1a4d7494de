"""Uses of a code, and tries, that come at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from lookup.identity import actions, codes
from lookup.identity.models import ClaimCode, CodeTry, Visit
from tests.lookup.people import NOW, someone_who_waits

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*tries):
    """What each of these tries came to, all started together, each on its own connection."""
    start = Barrier(len(tries))

    def one(attempt):
        start.wait()
        try:
            return actions.redeem_code(by="visitor", at=NOW, **attempt)
        except actions.TooManyTries:
            return "wait"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(one, tries))


@pytest.fixture
def code(quick_answers):
    return codes.read(actions.issue_code(person=someone_who_waits(), by="staff:7", at=NOW))


def test_of_many_uses_of_a_code_one_wins(code):
    outcomes = all_at_once(*({"text": code, "network": f"network {n}"} for n in range(5)))
    assert len([outcome for outcome in outcomes if outcome]) == 1
    assert Visit.objects.count() == 1


def test_of_many_wrong_tries_only_five_are_checked(code, monkeypatch):
    checked = []
    check = actions.check_password
    monkeypatch.setattr(actions, "check_password", lambda *given: checked.append(given) or check(*given))
    wrong = code[:4] + ("000000" if code[4:] != "000000" else "111111")
    all_at_once(*({"text": wrong, "network": f"network {n}"} for n in range(8)))
    assert len(checked) == 5
    assert ClaimCode.objects.get().tries == 5


def test_no_more_than_twenty_of_many_tries_from_one_network_go_on(code):
    at = NOW - timedelta(minutes=5)
    CodeTry.objects.bulk_create(CodeTry(network="library", at=at) for _ in range(17))
    outcomes = all_at_once(*({"text": "0000000000", "network": "library"} for _ in range(6)))
    assert outcomes.count(None) <= 3
    assert CodeTry.objects.count() <= 20
