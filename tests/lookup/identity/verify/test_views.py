"""The ways to say who you are, and the one page that waits, which tells nothing apart."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from lookup.identity import claims, links
from lookup.identity.models import Claim, Link
from tests.lookup import people
from tests.lookup.identity.claiming import account, attested, claim_of
from tests.lookup.identity.signing_in import signed_in
from tests.lookup.timing import same_time
from tests.lookup.visiting import issue_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "quick_answers")]
TYPED = {"last_name": "Quill", "first_name": "Wren", "birth_date": "01/01/1980"}
PAGES = ["/verify/", "/verify/waiting/", "/verify/letter/"]


@pytest.fixture
def letters(settings):
    settings.LETTERS = True


def settle(claim, outcome, person=None, because="rule"):
    with transaction.atomic():
        claims.settle(claim=claim, outcome=outcome, because=because, person=person, by="worker", at=people.NOW)


def waits(state: str) -> Client:
    """A browser whose account made a claim of which that came."""
    someone = account(state)
    if state == "locked":
        for _ in range(5):
            claim_of(someone, attested=attested(state))
    claim = claim_of(someone, attested=attested(state))
    assert (claim.because == "locked") == (state == "locked")
    if state == "found":
        # Linked, but to one whom another account has: it goes to people.
        settle(claim_of(account("other"), attested=attested("Other")), "link", person := people.someone_who_waits())
        settle(claim, "link", person)
    elif state in ("near", "none"):
        settle(claim, {"near": "review", "none": "none"}[state])
    return signed_in(someone)


STATES = ("waiting", "found", "near", "none", "locked")


def plainly(response) -> tuple:
    """All of an answer that anyone can see, but for what keeps forms from being forged."""
    body = re.sub(r'value="\w{64}"', "", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
    return response.status_code, body, headers, sorted(response.cookies)


def test_the_page_that_waits_is_the_same_whatever_came_of_a_claim():
    answers = {state: plainly(waits(state).get("/verify/waiting/")) for state in STATES}
    assert len({str(answer) for answer in answers.values()}) == 1
    status, body, headers, _ = answers["near"]
    assert status == 200
    assert "If we find something, your page opens here." in body
    assert headers["Refresh"] == "5"


def test_the_ways_are_the_same_too():
    assert len({str(plainly(waits(state).get("/verify/"))) for state in STATES}) == 1


def test_asking_for_a_letter_answers_the_same_and_mails_the_same(letters, django_capture_on_commit_callbacks):
    answers, mails = set(), []
    for state in STATES:
        browser = waits(state)
        with django_capture_on_commit_callbacks(execute=True):
            answers.add(str(plainly(browser.post("/verify/letter/", TYPED))))
        mails.append([(one.subject, one.body, len(one.to)) for one in mail.outbox])
        mail.outbox.clear()
    assert len(answers) == 1
    assert [one == mails[0] and len(one) == 1 for one in mails] == [True] * 5


def test_none_is_told_from_another_by_how_long_it_takes(letters):
    browsers = {state: waits(state) for state in ("found", "near", "none", "locked")}
    same_time({state: lambda one=one: one.get("/verify/waiting/") for state, one in browsers.items()})


def test_it_stays_until_a_link_is_active_and_then_the_page_opens():
    someone = account()
    claim = claim_of(someone)
    browser = signed_in(someone)
    assert browser.get("/verify/waiting/").status_code == 200
    settle(claim, "link", people.someone_who_waits())
    assert browser.get("/verify/waiting/").url == "/mine/"
    assert browser.get("/verify/").url == "/mine/"


@pytest.mark.parametrize(("age", "again"), [(0, "5"), (2, "60"), (14, "60"), (15, None), (5000, None)])
def test_it_looks_again_by_itself_less_and_less(age, again, monkeypatch):
    claim_of(someone := account())
    monkeypatch.setattr("django.utils.timezone.now", lambda: people.NOW + timedelta(minutes=age))
    response = signed_in(someone).get("/verify/waiting/")
    warns = response["Refresh"].endswith("/account/still-there/?next=/verify/waiting/")
    assert (None if warns else response["Refresh"]) == again
    assert ("looks again by itself" in response.content.decode()) == bool(again)


def test_without_a_claim_nothing_is_waited_for():
    assert signed_in(account()).get("/verify/waiting/").url == "/verify/"


@pytest.mark.parametrize("page", PAGES)
def test_they_are_for_those_who_signed_in_with_a_second_factor(page, letters, client):
    assert client.get(page).url == f"/account/login/?next={page}"
    assert signed_in(account(), twice=False).get(page).url == "/account/step/"


def test_a_letter_is_offered_only_where_it_is_switched_on(settings):
    browser = signed_in(account())
    assert "With a letter" not in browser.get("/verify/").content.decode()
    assert browser.get("/verify/letter/").status_code == 404
    settings.LETTERS = True
    assert "With a letter" in browser.get("/verify/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"last_name": ""}, "Type the last name."),
        ({"birth_date": "31/12/1980"}, "This is no date."),
        ({"birth_date": "01/01/2030"}, "The year of the birth date is 2030."),
        ({"license_number": "123"}, "Type the two letters of the state"),
        ({"license_state": "NC"}, "Type the number too"),
        ({"license_number": "123", "license_state": "4!"}, "This is no state."),
        ({"case_numbers": "1," * 21}, "Give at most 20."),
    ],
)
def test_what_cannot_be_is_said_and_makes_no_claim(letters, wrong, says):
    response = signed_in(account()).post("/verify/letter/", TYPED | wrong)
    assert says in response.content.decode()
    assert "<title>Error:" in response.content.decode()
    assert not Claim.objects.exists()


# The code, by someone who has an account


def test_a_code_gives_an_account_its_page_under_a_new_session_key():
    people.put_franklin_in_force()
    someone = account()
    browser = signed_in(someone)
    before = browser.session.session_key
    assert "the code will belong to your account" in browser.get("/code/").content.decode()
    assert browser.post("/code/", {"code": issue_code(people.someone_who_waits())}).url == "/verify/waiting/"
    assert browser.session.session_key != before
    assert browser.get("/verify/waiting/").url == "/mine/"
    assert "You need no code" in browser.get("/code/").content.decode()


def test_an_account_that_has_its_page_does_not_mix_it_with_the_code_of_another():
    settle(claim_of(someone := account()), "link", people.someone_who_waits())
    code = issue_code(people.someone_left_out())
    response = signed_in(someone).post("/code/", {"code": code})
    assert "You need no code" in response.content.decode()
    assert Link.objects.get().state == "active"
    assert Client().post("/code/", {"code": code}).url == "/mine/"


def test_without_a_second_factor_a_code_opens_one_visit_and_says_so_before():
    browser = signed_in(account(), twice=False)
    assert "not yet with a second step" in browser.get("/code/").content.decode()
    assert browser.post("/code/", {"code": issue_code(people.someone_who_waits())}).url == "/mine/"
    assert not Link.objects.exists()


# Those who had a page


@pytest.mark.parametrize(
    ("because", "says"),
    [
        ("expired", "Your page was open for a year, and is closed now."),
        ("identity_changed", "The state has changed what it writes down about who you are."),
        ("second_claim", "People must check something first."),
        ("check_failed", "People must check something first."),
    ],
)
def test_whoever_had_a_page_reads_why_it_is_closed_until_they_show_again_who_they_are(because, says):
    someone = account()
    settle(claim_of(someone), "link", people.someone_who_waits())
    change, later = (links.end if because == "expired" else links.freeze), people.NOW + timedelta(days=-1)
    made = timedelta(days=366 if because == "expired" else 3)
    Claim.objects.update(made_at=people.NOW - made)
    Link.objects.update(made_at=people.NOW - made, expires_at=people.NOW - made + timedelta(days=365))
    change(link=Link.objects.get(), because=because, by="worker", at=later)
    browser = signed_in(someone)
    page = browser.get("/verify/").content.decode()
    assert says in page
    assert "You did this on" not in page
    claim_of(someone)
    page = browser.get("/verify/").content.decode()
    assert says not in page
    assert "You did this on" in page


def test_whoever_lost_a_link_for_good_reads_nothing_of_it():
    someone = account()
    settle(claim_of(someone), "link", people.someone_who_waits())
    links.end(link=Link.objects.get(), because="reviewed", by="staff:7", at=people.NOW)
    page = signed_in(someone).get("/verify/").content.decode()
    assert "is closed" not in page
    assert "closed your page" not in page
