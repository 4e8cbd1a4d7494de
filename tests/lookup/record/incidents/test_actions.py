"""“This is not my record”: everything closes at once, and staff find out whose it is."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from clearance.audit.models import Event
from clearance.runs.refusals import Refused
from lookup.identity.access import Access
from lookup.identity.models import Candidate, Claim, ClaimCode, Link, Visit
from lookup.record.incidents import actions
from lookup.record.incidents.models import Incident
from tests.lookup import people
from tests.lookup.people import NOW
from tests.lookup.visiting import begin_visit, issue_code, linked

pytestmark = pytest.mark.django_db
ONE, OTHER, WHY = "staff:3", "staff:4", "They came again with their papers."


@pytest.fixture(autouse=True)
def law(now, quick_answers, db):
    people.put_franklin_in_force()


def disowned(link: Link) -> Incident:
    return actions.not_mine(access=Access(link), by=f"account:{link.account_id}", at=NOW)


@pytest.fixture
def link() -> Link:
    return linked(people.someone_with_everything())


@pytest.fixture
def visited() -> Incident:
    """A visitor without an account said that it is not theirs."""
    begin_visit(Client(), people.someone_with_everything())
    visit = Visit.objects.get()
    return actions.not_mine(access=Access(visit), by=str(visit), at=NOW)


def test_a_link_is_frozen_and_nobody_has_recognised_the_record_any_more(link):
    Link.objects.update(recognised_at=NOW)
    incident = disowned(link)
    link.refresh_from_db()
    assert (link.state, link.because, link.recognised_at) == ("frozen", "not_mine", None)
    assert (incident.person, incident.link, incident.claim) == (link.person, link, link.claim)
    event = Event.objects.of_kind("incident.opened").get()
    assert (event.subject, event.detail) == (f"person:{link.person_id}", {"incident": str(incident)})


def test_a_visit_ends_and_its_claim_goes_to_review(visited):
    visit, claim = Visit.objects.get(), Claim.objects.get()
    assert visit.left_at == NOW
    assert (claim.outcome, claim.because, claim.person) == ("review", "not_mine", None)
    assert Candidate.objects.get().person == visited.person
    assert visited.link is None


def test_every_visit_and_every_code_of_the_claim_ends_with_it(link):
    """Another window, and a code that was not used yet."""
    claim = link.claim
    begin_visit(Client(), link.person)
    Visit.objects.update(code=_used(claim))
    _used(claim, used=False)
    disowned(link)
    assert not Visit.objects.open(NOW).exists()
    assert not ClaimCode.objects.unused().filter(claim=claim).exists()


def _used(claim, used=True) -> ClaimCode:
    code = ClaimCode.objects.order_by("-pk").first()
    fields = {"secret": "x", "issued_at": code.issued_at, "expires_at": code.expires_at}
    return ClaimCode.objects.create(
        claim=claim, handle="AAAA" if used else "BBBB", used_at=code.issued_at if used else None, **fields
    )


def test_the_record_stays_open_to_others_who_are_linked_to_it(link):
    begin_visit(Client(), link.person)
    visit = Visit.objects.get()
    actions.not_mine(access=Access(visit), by=str(visit), at=NOW)
    link.refresh_from_db()
    assert link.state == "active"


def test_saying_so_twice_is_one_incident(link):
    access = Access(link)
    first, second = (actions.not_mine(access=access, by="account:1", at=NOW) for _ in range(2))
    assert first == second


def test_where_a_strong_identifier_led_to_it_one_person_opens_it_again(link):
    incident = disowned(link)
    actions.open_again(by=ONE, incident=incident, reason=WHY, at=NOW)
    link.refresh_from_db()
    assert (link.state, incident.outcome, incident.resolved_by) == ("active", "theirs", ONE)


def test_without_a_strong_identifier_it_takes_two_people():
    link = linked(people.someone_with_everything(), because="reviewer_sure")
    incident = disowned(link)
    actions.open_again(by=ONE, incident=incident, reason=WHY, at=NOW)
    link.refresh_from_db()
    assert (link.state, incident.first_by, incident.resolved_at) == ("frozen", ONE, None)
    with pytest.raises(Refused, match="someone else opens the record again"):
        actions.open_again(by=ONE, incident=incident, reason=WHY, at=NOW)
    actions.open_again(by=OTHER, incident=incident, reason=WHY, at=NOW)
    link.refresh_from_db()
    assert (link.state, incident.outcome, incident.resolved_by) == ("active", "theirs", OTHER)


def test_the_database_refuses_one_person_as_two(link):
    incident = disowned(link)
    with pytest.raises(IntegrityError, match="incident_two_people_are_two"), transaction.atomic():
        Incident.objects.update(
            first_by=ONE, first_at=NOW, outcome="theirs", resolved_by=ONE, resolved_at=NOW, reason=WHY
        )
    assert incident.pk


def test_what_is_not_theirs_ends_for_good(link):
    incident = disowned(link)
    actions.end(by=ONE, incident=incident, reason=WHY, at=NOW)
    link.refresh_from_db()
    assert (link.state, link.because, incident.outcome) == ("ended", "not_mine", "ended")
    with pytest.raises(Refused, match="is resolved"):
        actions.end(by=ONE, incident=incident, reason=WHY, at=NOW)


def test_a_visitor_whose_record_it_is_after_all_can_be_given_a_code_again(visited):
    for by in (ONE, OTHER):
        actions.open_again(by=by, incident=visited, reason=WHY, at=NOW)
    claim = Claim.objects.get()
    assert (claim.outcome, claim.person) == ("link", visited.person)
    client = Client()
    client.post("/code/", {"code": issue_code(visited.person)})
    assert "Do you recognize these?" in client.get("/mine/").content.decode()


def test_the_claim_of_a_visitor_whose_record_it_is_not_is_settled_with_nothing(visited):
    actions.end(by=ONE, incident=visited, reason=WHY, at=NOW)
    claim = Claim.objects.get()
    assert (claim.outcome, claim.because, claim.person) == ("none", "not_mine", None)


def test_whoever_gave_out_the_code_does_not_judge(visited):
    with pytest.raises(Refused, match="Someone else works on it"):
        actions.take(by="staff:7", incident=visited, at=NOW)


def test_a_reason_is_asked_for(link):
    with pytest.raises(Refused, match="Say what was found"):
        actions.end(by=ONE, incident=disowned(link), reason=" ", at=NOW)


def test_an_incident_outlives_the_account(link):
    incident = disowned(link)
    link.account.delete()
    incident = Incident.objects.get(pk=incident.pk)
    assert (incident.link, incident.claim, incident.person) == (None, None, link.person)
    with pytest.raises(Refused, match="The account was deleted"):
        actions.open_again(by=ONE, incident=incident, reason=WHY, at=NOW)
    actions.end(by=ONE, incident=incident, reason=WHY, at=NOW)
