"""Signing a request, and checking it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.notices.http import signed
from clearance.notices.http.signed import HEADERS, NotSigned
from clearance.signing import load_private_key, new_private_key, public_key

AT = datetime(2026, 3, 2, 14, 30, 5, tzinfo=UTC)
KEY, OTHER = (load_private_key(new_private_key()) for _ in range(2))
ASKED = {"method": "POST", "target": "/agency/check/?a=1", "body": b'{"data": {}}'}


def headers(**changed):
    return signed.signed_headers(KEY, agency="greene-court", at=AT, **ASKED) | changed


def refusal(said, keys=(KEY,), at=AT, **changed):
    """Why the request is not taken; None where it is."""
    try:
        read = signed.read(said)
        signed.check_time(read, at)
        signed.check_signature(read, keys=[public_key(key) for key in keys], **ASKED | changed)
    except NotSigned as refused:
        return refused.reason
    return None


def test_what_was_signed_is_taken_with_any_of_the_keys():
    assert refusal(headers()) is None
    assert refusal(headers(), keys=(OTHER, KEY)) is None


@pytest.mark.parametrize("keys", [(), (OTHER,)])
def test_with_another_key_it_is_not(keys):
    assert refusal(headers(), keys=keys) == "signature"


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "GET"},
        {"target": "/agency/check/?a=2"},
        {"target": "/agency/check/"},
        {"target": "/agency/check?a=1"},
        {"body": b""},
        {"body": ASKED["body"] + b" "},
    ],
)
def test_it_is_signed_whole(changed):
    assert refusal(headers(), **changed) == "signature"


@pytest.mark.parametrize(
    "changed", [{"Clearance-Time": "2026-03-02T14:30:06Z"}, {"Clearance-Nonce": "another-nonce-of-some-length"}]
)
def test_its_time_and_its_nonce_are_signed_too(changed):
    assert refusal(headers(**changed)) == "signature"


@pytest.mark.parametrize(
    ("away", "reason"),
    [
        (timedelta(minutes=5), None),
        (timedelta(minutes=5, microseconds=1), "time"),
        (timedelta(minutes=-5), None),
        (timedelta(minutes=-5, microseconds=-1), "time"),
        (timedelta(days=365), "time"),
    ],
)
def test_it_is_taken_for_five_minutes_before_and_after(away, reason):
    assert refusal(headers(), at=AT + away) == reason


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("value", [None, "", " ", "A", "x" * 10_000, "\0", "é" * 20, "a\nb", "2026-02-30T00:00:00Z"])
def test_a_header_that_is_missing_or_not_what_it_should_be(name, value):
    said = headers()
    del said[name]
    assert refusal(said if value is None else said | {name: value}) == "headers"


def test_no_two_requests_have_the_same_nonce():
    assert len({headers()["Clearance-Nonce"] for _ in range(100)}) == 100


@given(
    st.dictionaries(
        st.sampled_from(["Clearance-Time", "Clearance-Nonce", "Clearance-Signature"]), st.text(), min_size=1
    )
)
def test_whatever_a_header_is_changed_to_the_request_is_refused(changed):
    assert refusal(headers(**changed)) in ("headers", "time", "signature")
