"""Requests that nobody signed, or not so: one answer to all of them, and what is kept of it."""

from datetime import UTC, datetime, timedelta

import pytest

from clearance.agencies.models import Agency, Key
from clearance.audit.models import Event
from clearance.notices.http.models import Nonce
from clearance.notices.messages import MOST_BYTES
from clearance.notices.tallies.models import Tally
from clearance.signing import load_private_key, new_private_key
from tests.notices.http.asking import request, send
from tests.notices.told import agency, key_of

pytestmark = pytest.mark.django_db

COURT = "greene-court"
WHERE = {
    "the list": ("GET", "/agency/notices/"),
    "the list after a number": ("GET", "/agency/notices/?after=3"),
    "a manifest": ("GET", "/agency/notices/3f2b8c1e-0a44-5c4c-9d8e-5d0c2f7f8a11/manifest.json"),
    "lines": ("GET", "/agency/notices/3f2b8c1e-0a44-5c4c-9d8e-5d0c2f7f8a11/lines.jsonl"),
    "lines as CSV": ("GET", "/agency/notices/3f2b8c1e-0a44-5c4c-9d8e-5d0c2f7f8a11/lines.csv"),
    "an acknowledgement": ("POST", "/agency/acknowledgements/"),
    "a check": ("POST", "/agency/check/"),
}


@pytest.fixture
def keys():
    """The court's, and the police's."""
    return key_of(agency(COURT, "court", ("court", "Greene"))), key_of(agency("police", "police"))


def signed(keys, method, target, key=0, agency=COURT, away=0.0):
    """A request of the court's; with another key, in another name, so many seconds from now."""
    body = b"{}" if method == "POST" else b""
    return request(keys[key], method, target, body, agency=agency, away=timedelta(seconds=away))


def with_header(name, value):
    return lambda keys, method, target: changed(signed(keys, method, target), name, value)


def changed(sent, name, value):
    return sent | {"said": sent["said"] | {name: value}}


def with_other_body(keys, method, target):
    sent = signed(keys, method, target)
    return sent | {"body": sent["body"] + b" "}


def for_another_method(keys, method, target):
    return signed(keys, "POST" if method == "GET" else "GET", target) | {"method": method}


def a_second_later(keys, method, target):
    sent = signed(keys, method, target, away=-1)
    time = signed(keys, method, target)["said"]["Clearance-Time"]
    return changed(sent, "Clearance-Time", time)


def by_a_new_key(keys, method, target):
    return signed([load_private_key(new_private_key())], method, target)


def with_an_ended_key(keys, method, target):
    Key.objects.filter(agency__code=COURT).update(ended_at=datetime.now(UTC))
    return signed(keys, method, target)


def of_a_closed_agency(keys, method, target):
    Agency.objects.filter(code=COURT).update(closed_at=datetime.now(UTC))
    return signed(keys, method, target)


#: What is wrong with the request, and the reason that is counted.
ATTACKS = {
    "no headers": ("headers", lambda keys, method, target: signed(keys, method, target) | {"said": {}}),
    "a signature that is none": ("headers", with_header("Clearance-Signature", "\x00\xff")),
    "a name as long as a book": ("headers", with_header("Clearance-Agency", "a" * 100_000)),
    "a name that asks the database": ("headers", with_header("Clearance-Agency", "a' OR 1=1 --")),
    "a day that no month has": ("headers", with_header("Clearance-Time", "2026-02-30T00:00:00Z")),
    "a nonce with a line break": ("headers", with_header("Clearance-Nonce", "a-nonce-of-some-length\n")),
    "an agency that nobody registered": ("agency", with_header("Clearance-Agency", "oak-court")),
    "another agency's name": ("signature", with_header("Clearance-Agency", "police")),
    "another agency's key": ("signature", lambda *asked: signed(*asked, key=1)),
    "a key that nobody registered": ("signature", by_a_new_key),
    "a key that was ended": ("signature", with_an_ended_key),
    "another nonce": ("signature", with_header("Clearance-Nonce", "another-nonce-another")),
    "another signature": ("signature", with_header("Clearance-Signature", "A" * 86 + "==")),
    "another time": ("signature", a_second_later),
    "another body": ("signature", with_other_body),
    "another method": ("signature", for_another_method),
    "another query": (
        "signature",
        lambda keys, method, target: signed(keys, method, f"{target}?after=7") | {"target": target},
    ),
    "another path": ("signature", lambda keys, method, target: signed(keys, method, "/agency/") | {"target": target}),
    "an old time": ("time", lambda *asked: signed(*asked, away=-302)),
    "a time to come": ("time", lambda *asked: signed(*asked, away=330)),
    "a closed agency": ("closed", of_a_closed_agency),
}


def answer(response):
    """All that whoever asked gets to see, but the day and the time."""
    return response.status_code, dict(response.headers), response.content, dict(response.cookies)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("where", WHERE)
def test_every_attack_gets_the_same_answer_and_its_reason_is_counted(keys, where, attack):
    reason, made = ATTACKS[attack]
    refused = answer(send(**made(keys, *WHERE[where])))
    assert refused == answer(send(**signed(keys, *WHERE[where]) | {"said": {}}))
    assert refused[0] == 403
    assert not refused[3]
    assert Tally.objects.filter(what=f"refused: {reason}").exists()
    assert not Nonce.objects.exists()


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_first_of_a_kind_in_an_hour_is_an_event_if_it_names_an_agency_that_is_there(keys, attack):
    reason, made = ATTACKS[attack]
    for _ in range(5):
        send(**made(keys, "POST", "/agency/check/"))
    known = reason not in ("headers", "agency")
    named = Agency.objects.get(code="police" if "name" in attack else COURT)
    events = Event.objects.of_kind("agency.refused").values_list("actor", "subject", "detail")
    assert list(events) == ([("unknown", named.reference, {"reason": reason})] if known else [])
    tally = Tally.objects.get()
    assert (tally.agency, tally.count) == (named.code if known else "", 5)


def test_what_is_right_is_taken_and_none_of_it_is_counted(keys):
    assert send(**signed(keys, "GET", "/agency/notices/")).status_code == 200
    assert send(**signed(keys, "GET", "/agency/notices/?after=3")).status_code == 200
    assert not Tally.objects.exists()


def test_a_post_is_taken_once_and_a_replay_is_refused_and_written_down(keys):
    sent = signed(keys, "POST", "/agency/acknowledgements/")
    assert send(**sent).status_code == 422
    replay = send(**sent)
    assert answer(replay) == answer(send(**sent | {"said": {}}))
    event = Event.objects.of_kind("agency.refused").get()
    assert event.detail == {"reason": "replayed"}


def test_two_agencies_may_use_the_same_nonce(keys, monkeypatch):
    monkeypatch.setattr("clearance.notices.http.signed.secrets.token_urlsafe", lambda size: "the-same-for-both")
    for key, code in enumerate((COURT, "police")):
        sent = signed(keys, "POST", "/agency/acknowledgements/", key=key, agency=code)
        assert send(**sent).status_code == 422


def test_nonces_are_kept_while_their_time_is_taken(keys):
    court = Agency.objects.get(code=COURT)
    now = datetime.now(UTC)
    for minutes in (-6, -4, 4):
        Nonce.objects.create(agency=court, nonce=f"{minutes}", time=now + timedelta(minutes=minutes))
    send(**signed(keys, "POST", "/agency/acknowledgements/"))
    assert set(Nonce.objects.values_list("nonce", flat=True)) > {"-4", "4"}
    assert Nonce.objects.count() == 3


@pytest.mark.parametrize("where", WHERE)
def test_a_body_that_is_too_large_is_said_to_be(keys, where):
    method, target = WHERE[where]
    response = send(**signed(keys, method, target) | {"body": b" " * (MOST_BYTES + 1)})
    assert response.status_code == 413
    assert response.json()["error"]["words"] == "The body is too large; allowed: 10,000,000 bytes."
    assert Tally.objects.get().what == "refused: too large"


@pytest.mark.parametrize("length", ["", "-1", "0", "1", "x", "1e3", "1_000_000_000_000", "9" * 30])
def test_whatever_the_length_is_said_to_be_nothing_breaks(keys, length):
    sent = signed(keys, "POST", "/agency/check/")
    assert send(**sent, CONTENT_LENGTH=length).status_code in (403, 413)


@pytest.mark.parametrize("where", WHERE)
def test_another_method_than_the_addresss_own_is_not_allowed(keys, where):
    method, target = WHERE[where]
    other = "POST" if method == "GET" else "GET"
    for one in (other, "PUT", "DELETE", "HEAD", "OPTIONS"):
        assert send(**signed(keys, one, target)).status_code == 405
