"""The counter: what staff tick and type, the slip that comes of it, and what is kept."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from clearance.agencies.models import Agency, Member
from clearance.audit.models import Event
from clearance.records.identities.numbers import to_find
from lookup.identity import claims, codes
from lookup.identity.attested import Identifier, opened
from lookup.identity.models import Attestation, Claim, ClaimCode, VerifiedIdentity
from tests.lookup import people
from tests.lookup.identity.claiming import account
from tests.lookup.identity.signing_in import counter_agent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "quick_answers")]
COUNTER, SECOND = "/admin/identity/attestation/", "/admin/identity/attestation/second/"
SEEN = {"document": "state_id", "photo": "on", "not_me": "on", "language": "en"}
PRINTED = {"last_name": "Quill", "first_name": "Wren", "birth_date": "01021980"}
BROUGHT = {"license_number": "12-345", "license_state": "nc", "state_id": "FR 889", "case_numbers": "11-CR-1, 12-CR-2"}


@pytest.fixture
def agent():
    return counter_agent()


def give(agent, **more):
    return signed_in(agent).post(COUNTER, SEEN | PRINTED | more)


def text(response) -> str:
    return response.content.decode()


def code_on(response) -> str:
    return re.search(r'slip__code">(.*?)<', text(response)).group(1)


def settle(claim, outcome, person=None):
    with transaction.atomic():
        claims.settle(claim=claim, outcome=outcome, because="rule", person=person, by="worker", at=people.NOW)


def of_agency(agent, code):
    agency, _ = Agency.objects.get_or_create(
        code=code, defaults={"name": code, "kind": "court", "data": ["case_number"], "registered_at": people.NOW}
    )
    Member.objects.create(agency=agency, user=agent, since=people.NOW)
    return agency


def test_what_is_seen_becomes_a_claim_and_a_slip_with_its_code(agent):
    response = give(agent, **BROUGHT)
    assert codes.read(code_on(response))
    claim = Claim.objects.get()
    given = opened(claim.attested, place=str(claim))
    assert (given.name.last, given.birth_date.isoformat()) == ("Quill", "1980-01-02")
    assert given.identifiers == tuple(
        Identifier(kind, to_find(kind, value)) for kind, value in (("license", "NC 12345"), ("state_id", "fr889"))
    )
    assert given.case_numbers == ("11-CR-1", "12-CR-2")
    assert (claim.outcome, claim.asked_by, claim.made_by) == (None, None, f"staff:{agent.pk}")
    assert ClaimCode.objects.get().claim == claim


def test_the_slip_is_in_the_language_of_whoever_gets_it(agent):
    response = text(give(agent, language="es"))
    assert "Su código" in response
    assert "29 de noviembre de 2026" in response
    assert 'lang="es"' in response


def test_the_slip_says_nothing_of_the_records_nor_of_who_it_is_for(agent):
    people.someone_who_waits()
    found, nobody = text(give(agent)), text(give(agent, last_name="Nobody"))
    assert re.sub(r">[\w-]{12}<", "", found) == re.sub(r">[\w-]{12}<", "", nobody)
    assert "Quill" not in found


@pytest.mark.parametrize(
    ("document", "second", "level"),
    [
        ("state_id", "", "ial1"),
        ("passport", "", "ial1"),
        ("state_id", "birth", "ial2"),
        ("correctional", "court", "ial1"),
    ],
)
def test_how_strong_it_is_follows_from_what_was_seen(agent, document, second, level):
    give(agent, document=document, second=second)
    found = VerifiedIdentity.objects.get()
    assert (found.method, found.level) == ("counter", level)
    assert Attestation.objects.values_list("document", "second").get() == (document, second)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"document": ""}, "Choose what you see."),
        ({"photo": ""}, "Compare the photo with the face"),
        ({"document": "correctional"}, "This document is not enough by itself."),
        ({"document": "other"}, "This document is not enough by itself."),
        ({"document": "none"}, "You act for no agency here"),
        ({"not_me": ""}, "You cannot give a code to yourself or to a relative"),
        ({"birth_date": "13/40/1980"}, "This is no date."),
        ({"birth_date": "01021880"}, "not before 1906"),
        ({"license_number": "12"}, "Type the two letters"),
        ({"last_name": ""}, "Type the last name."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_given(agent, wrong, says):
    assert says in text(give(agent, **wrong))
    assert not Claim.objects.exists()
    assert not VerifiedIdentity.objects.exists()


def test_errors_are_in_english_for_staff_whatever_their_browser_asks_for(agent):
    response = signed_in(agent).post(COUNTER, SEEN, headers={"Accept-Language": "es"})
    assert "Type the last name." in text(response)


def test_a_quiet_hold_looks_the_same_and_goes_to_the_reviewers(agent):
    quiet, open_ = text(give(agent, held="on")), text(give(agent))
    assert re.sub(r">[\w-]{12}<", "", quiet) == re.sub(r">[\w-]{12}<", "", open_)
    held, other = Claim.objects.order_by("pk")
    for claim, person_id in ((held, "P1"), (other, "P2")):
        settle(claim, "link", people.someone_who_waits(person_id))
    assert (held.outcome, held.because, held.person) == ("review", "held", None)
    assert held.attested is not None
    assert other.outcome == "link"
    settle(held, "none")  # and then as the reviewers say
    assert Claim.objects.get(pk=held.pk).outcome == "none"


def test_the_event_names_staff_the_kind_of_document_and_the_claim_and_nobody_else(agent):
    give(agent, held="on", **BROUGHT)
    event = Event.objects.of_kind("counter.attested").get()
    assert (event.actor, event.subject) == (f"staff:{agent.pk}", str(Claim.objects.get()))
    assert event.detail == {"document": "state_id", "second": "", "code": str(ClaimCode.objects.get())}
    everything = str(list(Event.objects.values()))
    assert not [word for word in ("Quill", "Wren", "1980", "12-345", "12345", "11-CR-1") if word in everything]


@pytest.mark.parametrize("page", [COUNTER, SECOND])
def test_only_those_who_may_attest_reach_it(page, agent, client):
    assert signed_in(agent).get(page).status_code == 200
    staff = get_user_model().objects.create_user("other", is_staff=True)
    assert signed_in(staff).get(page).status_code == 403
    assert signed_in(account("nobody")).get(page).status_code == 302
    assert client.get(page).status_code == 302


# Without any document


def vouch(agent, **more):
    return give(agent, document="none", photo="", **more)


def vouch_too(agent, number, **more):
    typed = {"number": number, "known": "on", "not_me": "on"} | PRINTED | more
    return signed_in(agent).post(SECOND, typed)


@pytest.fixture
def vouched(agent):
    of_agency(agent, "court")
    assert vouch(agent).url == COUNTER
    return Claim.objects.get()


def test_one_who_vouches_gives_a_number_and_no_code(agent):
    of_agency(agent, "court")
    browser = signed_in(agent)
    answer = browser.post(COUNTER, SEEN | PRINTED | {"document": "none", "photo": ""}, follow=True)
    vouched = Claim.objects.get()
    assert f"Number {vouched.pk}." in text(answer)
    settle(vouched, "link", people.someone_who_waits())
    assert (vouched.outcome, vouched.because) == ("review", "vouched")
    assert not ClaimCode.objects.exists()


def test_a_second_of_another_agency_vouches_too_and_hands_over_the_code(vouched):
    second = counter_agent("lee")
    of_agency(second, "aid")
    assert codes.read(code_on(vouch_too(second, vouched.pk)))
    one = Attestation.objects.get()
    assert (one.agency.code, one.confirmed_for.code, one.confirmed_by) == ("court", "aid", f"staff:{second.pk}")
    assert ClaimCode.objects.get().claim == vouched
    assert VerifiedIdentity.objects.get().level == "vouched"
    assert "Nobody waits under this number" in text(vouch_too(second, vouched.pk))


@pytest.mark.parametrize("wrong", [{"last_name": "Quil"}, {"birth_date": "01031980"}, {"number": 10**9}])
def test_whoever_does_not_know_name_and_birth_date_learns_nothing(vouched, wrong):
    of_agency(second := counter_agent("lee"), "aid")
    response = vouch_too(second, **{"number": vouched.pk, **wrong})
    assert "Nobody waits under this number, name and birth date" in text(response)
    assert "court" not in text(response)
    assert not ClaimCode.objects.exists()


@pytest.mark.parametrize("agencies", [["court"], ["aid", "court"], []])
def test_a_colleague_of_the_same_agency_or_of_none_cannot_be_the_second(vouched, agencies):
    second = counter_agent("lee")
    for code in agencies:
        of_agency(second, code)
    assert "vouched already. The second must be someone else" in text(vouch_too(second, vouched.pk))
    assert not ClaimCode.objects.exists()


def test_nobody_vouches_twice(agent, vouched):
    Member.objects.filter(user=agent).update(ended_at=people.NOW)
    of_agency(agent, "aid")
    assert "must be someone else" in text(vouch_too(agent, vouched.pk))
