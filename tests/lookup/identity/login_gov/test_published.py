"""What Login.gov publishes is asked for once, and asked for anew when it must be, but not more often."""

import time

import pytest

from lookup.identity.login_gov import published
from lookup.identity.login_gov.published import BETWEEN_LOOKS, KEPT
from lookup.identity.login_gov.refused import Refused
from tests.lookup.identity.login_gov.serving import Answer
from tests.lookup.identity.login_gov.strict import new_key


@pytest.fixture
def clock(monkeypatch):
    """The clock of the cache, which a test may put forward."""
    ahead = [0.0]
    really = time.monotonic
    monkeypatch.setattr(published.time, "monotonic", lambda: really() + ahead[0])

    def forward(seconds: float) -> None:
        ahead[0] += seconds

    return forward


@pytest.fixture
def theirs(login_gov, clock):
    yield published.Published(login_gov.issuer, login_gov.origin)
    login_gov.kid = "k1"


def test_addresses_and_keys_are_fetched_once_an_hour(theirs, login_gov, clock):
    for _ in range(3):
        theirs.key("k1")
        theirs.endpoints()
    assert login_gov.asked == ["discovery", "certs"]
    clock(KEPT + 1)
    theirs.key("k1")
    assert login_gov.asked == ["discovery", "certs"] * 2


def test_an_unknown_key_is_looked_for_once_a_minute_at_most(theirs, login_gov, clock):
    theirs.key("k1")
    for _ in range(5):
        with pytest.raises(Refused, match="unknown_key"):
            theirs.key("invented")
    assert login_gov.asked.count("certs") == 1
    clock(BETWEEN_LOOKS + 1)
    for _ in range(5):
        with pytest.raises(Refused, match="unknown_key"):
            theirs.key("invented")
    assert login_gov.asked.count("certs") == 2


def test_a_new_key_is_found_when_login_gov_signs_with_it(theirs, login_gov, clock, monkeypatch):
    old = theirs.key("k1")
    monkeypatch.setattr(login_gov, "key", new_key())
    login_gov.kid = "k2"
    clock(BETWEEN_LOOKS + 1)
    assert theirs.key("k2").public_numbers() == login_gov.key.public_key().public_numbers() != old.public_numbers()
    with pytest.raises(Refused, match="unknown_key"):
        theirs.key("k1")


def test_keys_that_are_too_old_are_not_used_when_new_ones_cannot_be_had(theirs, login_gov, clock):
    theirs.key("k1")
    login_gov.twist = {"certs": lambda right: Answer(b"", 500)}
    clock(KEPT + 1)
    with pytest.raises(Refused, match="keys"):
        theirs.key("k1")


def test_a_failure_is_not_kept(theirs, login_gov):
    login_gov.twist = {"discovery": lambda right: Answer(b"", 500)}
    with pytest.raises(Refused, match="discovery"):
        theirs.endpoints()
    login_gov.twist = {}
    assert theirs.endpoints().issuer == login_gov.issuer


def test_the_issuer_may_be_written_with_or_without_its_last_slash(login_gov):
    """Login.gov's own documents write it without; it signs with it."""
    theirs = published.Published(login_gov.origin, login_gov.origin)
    assert theirs.endpoints().issuer == login_gov.issuer
