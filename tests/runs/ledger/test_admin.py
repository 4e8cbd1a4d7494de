"""Reversals and holds in the admin: sealed records are shown one at a time, for a purpose, and each look is kept."""

from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clearance.audit.models import Event
from clearance.roles.actions import set_up_roles
from clearance.runs.ledger.holds import place_hold
from clearance.runs.ledger.models import Clearance, Hold, Reversal, ReversalRequest
from tests.lookup import people
from tests.lookup.browser import browser, check, needs_chromium, send  # noqa: F401
from tests.runs.ledger.cleared import AT, approved, charges, clearance_of, cleared, law
from tests.staff import showed_all

pytestmark = pytest.mark.django_db(transaction=True)

LIST, LOOK_UP = reverse("admin:runs_reversalrequest_changelist"), reverse("admin:runs_reversalrequest_add")
HOLDS = reverse("admin:runs_hold_changelist")
PURPOSE = "The court called about this case."
CASE = {"case_number": "11-CR-7730", "sequence": "1", "purpose": PURPOSE}
#: What stands on a page only after a look.
FACTS = ("11-CR-7730", "Greene County District Court", "18-4-503", "Nov. 22, 2026")


@pytest.fixture(autouse=True)
def roles():
    set_up_roles(by="staff:9")


@pytest.fixture
def clearance() -> Clearance:
    one, _ = cleared("11-CR-7730", "20-CR-0912")
    return one


def someone(name: str, role: str) -> Client:
    """A member of staff with a role, signed in a moment ago."""
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def operator() -> Client:
    return someone("operator", "Run operator")


@pytest.fixture
def approver() -> Client:
    return someone("approver", "Approver")


def address(one: ReversalRequest | Hold, step: str) -> str:
    return reverse(f"admin:runs_{one._meta.model_name}_{step}", args=[one.pk])


def shown(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def looks(clearance: Clearance) -> list[tuple[str, str]]:
    events = Event.objects.about(f"person:{clearance.person_id}").order_by("id")
    return list(events.values_list("action", "purpose"))


def asked(client: Client, clearance: Clearance) -> ReversalRequest:
    given = {"clearance": clearance.pk, "purpose": PURPOSE, "ground": "error", "legal_basis": "F.S. 12-34(15)"}
    response = client.post(LOOK_UP, given, follow=True)
    assert "is open. Someone else decides on it." in said(response), response.content.decode()
    return ReversalRequest.objects.get()


@pytest.mark.parametrize("by", ["the clearance", "the case"])
def test_a_cleared_charge_is_looked_up_by_its_exact_number_for_a_purpose(operator, clearance, by):
    given = {"number": clearance.pk, "purpose": PURPOSE} if by == "the clearance" else CASE
    page = shown(operator.post(LOOK_UP, given))
    assert all(fact in page for fact in FACTS)
    assert looks(clearance) == [("clearance.looked_up", PURPOSE)]
    assert Event.objects.of_kind("clearance.looked_up").get().detail == {"clearance": clearance.pk}


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"case_number": "11-cr-7730"}, "No charge that was cleared has exactly this number."),
        ({"case_number": "11-CR-773"}, "No charge that was cleared has exactly this number."),
        ({"sequence": "2"}, "No charge that was cleared has exactly this number."),
        ({"sequence": ""}, "No charge that was cleared has exactly this number."),
        ({"court": "Greene"}, "No charge that was cleared has exactly this number."),
        ({"case_number": "", "number": "999"}, "No charge that was cleared has exactly this number."),
        ({"case_number": ""}, "Give either the clearance number or the case number"),
        ({"number": "1"}, "Give either the clearance number or the case number"),
        ({"purpose": ""}, "This field is required."),
    ],
)
def test_what_is_not_given_exactly_is_not_found_and_shows_nothing(operator, clearance, given, complaint):
    response = operator.post(LOOK_UP, CASE | given)
    assert complaint in shown(response).replace("&#x27;", "'")
    assert "18-4-503" not in response.content.decode()
    assert looks(clearance) == []
    in_vain = Event.objects.of_kind("clearance.not_found")
    assert in_vain.exists() == complaint.startswith("No charge")
    assert {(event.subject, event.purpose) for event in in_vain} <= {("clearance:unknown", PURPOSE)}
    assert not any(event.detail for event in in_vain)


def test_two_courts_with_a_case_of_one_number_are_told_apart_by_the_court(operator):
    dismissed = people.ended(people.TRESPASS, "dismissed", people.TODAY)
    number = {"case_number": "11-CR-7730"}
    someone_ = people.person(({**people.DISTRICT, **number}, [dismissed]), ({**people.SUPERIOR, **number}, [dismissed]))
    run = approved(law(), list(someone_.charges.all()))
    Clearance.objects.bulk_create(clearance_of(run, charge) for charge in someone_.charges.all())
    assert "More than one charge that was cleared has this number. Give the court" in shown(
        operator.post(LOOK_UP, CASE)
    )
    page = shown(operator.post(LOOK_UP, CASE | {"court": people.SUPERIOR["court"]}))
    assert people.SUPERIOR["court"] in page


def test_a_charge_that_was_never_cleared_is_not_found(operator):
    charges("11-CR-7730")
    assert "No charge that was cleared" in shown(operator.post(LOOK_UP, CASE))


def test_one_asks_another_grants(operator, approver, clearance):
    request = asked(operator, clearance)
    assert (request.ground, request.legal_basis) == ("error", "F.S. 12-34(15)")
    page = shown(approver.get(address(request, "change")))
    assert "A charge that was cleared by error is restored" in page
    assert all(fact in page for fact in FACTS)
    assert looks(clearance)[-1] == ("clearance.looked_up", f"request {request.pk} for a reversal")
    confirm = shown(approver.get(address(request, "grant")))
    assert f"You grant request {request.pk}, which operator made" in confirm
    assert not Reversal.objects.exists()
    assert said(approver.post(address(request, "grant"), follow=True)) == "The clearance is undone."
    assert Reversal.objects.get().clearance == clearance
    page = shown(approver.get(address(request, "change")))
    assert "Grant the reversal" not in page
    assert "reversed" in page


def test_another_refuses(operator, approver, clearance):
    request = asked(operator, clearance)
    assert "stays as it is" in shown(approver.get(address(request, "refuse")))
    assert said(approver.post(address(request, "refuse"), follow=True)) == "The clearance stays."
    assert Clearance.objects.standing().count() == 2
    assert "was refused before" in said(approver.post(address(request, "grant"), follow=True))


def test_whoever_asked_does_not_decide_whatever_their_permissions(clearance, admin_client):
    request = asked(admin_client, clearance)
    for step in ("grant", "refuse"):
        assert "Someone else decides on it" in said(admin_client.post(address(request, step), follow=True))
    assert not Reversal.objects.exists()


def test_a_stale_sign_in_is_sent_to_sign_in_again(operator, approver, clearance):
    request = asked(operator, clearance)
    showed_all(approver, timezone.now() - timedelta(minutes=11))
    for method in (approver.get, approver.post):
        assert method(address(request, "grant")).url == (
            f"{reverse('admin:sign_in_again')}?{urlencode({'next': address(request, 'grant'), 'with': 'passkey'})}"
        )
    assert not Reversal.objects.exists()


def test_what_is_wrong_with_a_request_is_said_beside_the_record(operator, clearance):
    given = {"clearance": clearance.pk, "purpose": PURPOSE, "ground": "mercy", "legal_basis": ""}
    page = shown(operator.post(LOOK_UP, given))
    assert "mercy is not one of the available choices" in page
    assert "This field is required." in page
    assert all(fact in page for fact in FACTS)
    assert looks(clearance) == [("clearance.looked_up", PURPOSE)]
    asked(operator, clearance)
    again = shown(operator.post(LOOK_UP, given | {"ground": "error", "legal_basis": "F.S."}))
    assert "asks for this already. Someone else decides on it." in again


@pytest.mark.parametrize("number", ["0", "999", "x", "-1", ""])
def test_a_clearance_that_is_not_there_cannot_be_asked_about(operator, number):
    assert operator.post(LOOK_UP, {"clearance": number, "purpose": PURPOSE}).status_code == 404


def test_lists_show_no_record(operator, approver, clearance):
    asked(operator, clearance)
    place_hold(by="staff:9", charge=clearance.charge, because="sample", reference="sample:1", at=AT)
    before = looks(clearance)
    for client, page in ((operator, LIST), (approver, LIST), (approver, HOLDS)):
        text = shown(client.get(page))
        assert not any(fact in text for fact in FACTS[:3])
    assert looks(clearance) == before


def test_a_hold_is_looked_at_and_lifted_by_someone_else(approver, clearance):
    hold = place_hold(by="staff:9", charge=clearance.charge, because="sample", reference="sample:1", at=AT)
    page = shown(approver.get(address(hold, "change")))
    assert all(fact in page for fact in FACTS)
    assert looks(clearance) == [("hold.looked_up", f"hold {hold.pk}")]
    assert "The charge is held because a reviewer disagreed" in shown(approver.get(address(hold, "lift")))
    assert "This field is required." in shown(approver.post(address(hold, "lift"), {"reason": ""}))
    assert said(approver.post(address(hold, "lift"), {"reason": "It is right."}, follow=True)) == "The hold is lifted."
    hold.refresh_from_db()
    assert hold.reason == "It is right."
    assert "was lifted before" in said(approver.post(address(hold, "lift"), {"reason": "Again."}, follow=True))


def test_each_page_asks_for_its_permission(operator, approver, clearance):
    request = asked(operator, clearance)
    hold = place_hold(by="staff:9", charge=clearance.charge, because="sample", reference="sample:1", at=AT)
    nobody, auditor = someone("nobody", "Sample reviewer"), someone("auditor", "Auditor")
    decide = [address(request, "grant"), address(request, "refuse")]
    lift = [address(hold, "lift"), address(hold, "change"), HOLDS]
    allowed = {
        nobody: [],
        auditor: [LIST, address(request, "change")],
        operator: [LIST, address(request, "change"), LOOK_UP],
        approver: [LIST, address(request, "change"), *decide, *lift],
    }
    for client, pages in allowed.items():
        for page in (LIST, LOOK_UP, address(request, "change"), *decide, *lift):
            assert client.get(page).status_code == (200 if page in pages else 403), page
            if page not in pages and page in (LOOK_UP, *decide, lift[0]):
                assert client.post(page, CASE | {"reason": "x"}).status_code == 403
    assert "Grant the reversal" not in shown(auditor.get(address(request, "change")))


@pytest.mark.browser
@needs_chromium
def test_the_pages_are_accessible_narrow_and_wide(operator, approver, clearance, live_server, browser):  # noqa: F811
    request = asked(operator, clearance)
    hold = place_hold(by="staff:9", charge=clearance.charge, because="sample", reference="sample:1", at=AT)
    with signed_in(browser, live_server, operator) as page:
        page.goto(LOOK_UP)
        check(page, part="#content")
        for number in ("999", str(clearance.pk)):
            page.locator("#id_number").fill(number)
            page.locator("#id_purpose").fill(PURPOSE)
            send(page.locator(SEND))
            check(page, part="#content")
        assert FACTS[0] in page.content()
    with signed_in(browser, live_server, approver) as page:
        for row, step in ((request, "change"), (request, "grant"), (hold, "lift")):
            page.goto(address(row, step))
            check(page, part="#content")


#: The button of the page that asks.
SEND = ".step [type=submit]"


@contextmanager
def signed_in(browser, live_server, client: Client):  # noqa: F811
    """A page of whoever is signed in."""
    with browser.new_context(base_url=live_server.url) as context:
        session = client.cookies["session"].value
        context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
        yield context.new_page()
