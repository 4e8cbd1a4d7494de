"""The reviewers' pages: a list by number, one claim masked, the same in full for a reason, and what they decide."""

import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model

from clearance.audit.models import Event
from clearance.keyring import seal
from clearance.roles.roles import ROLES
from lookup.identity.matching.actions import match_claim
from lookup.identity.matching.compare import Finding
from lookup.identity.models import Attestation, Claim, LinkCheck
from lookup.identity.review import nightly
from lookup.identity.review.questions import question
from lookup.identity.review.words import FINDINGS, why
from tests.lookup import people
from tests.lookup.browser import browser, check, needs_chromium, send  # noqa: F401
from tests.lookup.identity.claiming import account, claim_of, on_record
from tests.lookup.identity.review.asking import doubtful, frozen, in_review, linked, reviewer, state
from tests.lookup.identity.signing_in import counter_agent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LIST = "/admin/identity/claim/"
#: What stands on the page in full, and nowhere else.
PRIVATE = ("Quill", "Wren", "Avery", "1980", "20-CR-0912", "FR-88")


def page_of(claim, step: str = "") -> str:
    return f"{LIST}{claim.pk}/{step}"


def text(response) -> str:
    """What is read on a page, in one line."""
    body = re.sub(r"(?s)<nav.*?</nav>|<script.*?</script>|<[^>]+>", " ", response.content.decode())
    return unescape(re.sub(r"\s+", " ", body))


@pytest.fixture
def rae():
    return reviewer()


@pytest.fixture
def claim():
    return doubtful()[0]


def decide(someone, claim, with_answer, reason, **more):
    desk = signed_in(someone)
    asked = question(claim.pk)
    given = {"answer": with_answer, "because": reason, "neither": "on"}
    hidden = {"since": asked.since.isoformat(), "records": asked.records} if asked else {}
    return desk.post(page_of(claim, "decide/"), given | hidden | more, follow=True)


# What is seen


def test_the_list_has_numbers_and_reasons_and_no_names(rae, claim):
    shown = text(signed_in(rae).get(LIST))
    assert f"Claim {claim.pk}" in shown
    assert "several people on record may be meant" in shown
    assert "Login.gov: identity verified" in shown
    assert not [word for word in PRIVATE if word in shown]


def test_the_list_can_be_narrowed_to_what_is_asked(rae, claim):
    closed = frozen(linked(account("holder"), people.someone_with_nothing()))
    desk = signed_in(rae)
    assert f"Claim {closed.pk}" in text(desk.get(LIST))
    shown = text(desk.get(LIST, {"kind": "frozen"}))
    assert f"Claim {closed.pk}" in shown
    assert f"Claim {claim.pk} " not in shown


def test_a_claim_is_shown_masked_beside_each_whom_it_may_be_about(rae, claim):
    shown = text(signed_in(rae).get(page_of(claim)))
    for words in (
        "Person A",
        "Person B",
        "Q•••, W••• A•••",
        "Q•••, W•••, Jr",
        "••/02/••••",
        "••/01/••••",
        "agrees with the record, or with an alias on it",
        "day and month are swapped",
        "the suffix differs",
        "one agrees, which proves nothing",
        "none is on record",
        "Harlan, 2020",
        "Greene, 2011",
    ):
        assert words in shown, words
    assert not [word for word in PRIVATE if word in shown]


def test_each_look_is_an_event_about_each_of_them(rae):
    claim, first, second = doubtful()
    signed_in(rae).get(page_of(claim))
    looks = Event.objects.of_kind("claim.viewed").order_by("subject")
    assert [(one.actor, one.subject) for one in looks] == [
        (f"staff:{rae.pk}", f"person:{person.pk}") for person in (first, second)
    ]
    assert [one.detail for one in looks] == [{"full": False, "claim": str(claim)}] * 2


def test_all_of_it_is_shown_for_a_reason_that_is_kept(rae, claim):
    desk = signed_in(rae)
    asks = desk.get(page_of(claim, "full/"))
    assert not [word for word in PRIVATE if word in text(asks)]
    assert "This field is required." in text(desk.post(page_of(claim, "full/"), {"reason": " "}))
    assert not Event.objects.of_kind("claim.viewed").exists()
    shown = text(desk.post(page_of(claim, "full/"), {"reason": "Two with one birthday."}))
    for words in ("Quill, Wren Avery", "Quill, Wren, Jr", "01/02/1980", "20-CR-0912"):
        assert words in shown, words
    event = Event.objects.of_kind("claim.unmasked").get()
    assert (event.subject, event.purpose) == (str(claim), "Two with one birthday.")
    assert [one.detail["full"] for one in Event.objects.of_kind("claim.viewed")] == [True, True]


def test_what_cannot_be_unsealed_is_said(rae):
    claim = claim_of(account())
    Claim.objects.filter(pk=claim.pk).update(attested=seal(b"{}", place="claim:0"))
    match_claim(number=claim.pk, by="worker", at=people.NOW)
    desk = signed_in(rae)
    assert "cannot be read any more" in text(desk.get(page_of(claim)))
    assert "link them" not in text(desk.get(page_of(claim, "decide/")))
    decide(rae, claim, "none", "cannot_tell")
    assert state(claim) == ("none", "")


def test_whoever_held_it_quietly_at_the_counter_is_named_to_reviewers(rae):
    kim = counter_agent()
    claim = in_review(account(), people.someone_who_waits(), because="held")
    Attestation.objects.create(
        claim=claim, document="passport", held=True, language="en", by=f"staff:{kim.pk}", at=people.NOW
    )
    desk = signed_in(rae)
    assert "held quietly at the counter" in text(desk.get(LIST))
    assert "Held quietly by kim" in text(desk.get(page_of(claim)))


def test_a_dispute_shows_whose_link_hangs_on_it_since_when_and_how_it_was_verified(rae):
    person = people.someone_who_waits()
    linked(account("first"), person)
    second = linked(account("second"), person)
    desk = signed_in(rae)
    shown = text(desk.get(page_of(second)))
    for words in ("another account, to person A", "Nov. 22, 2026", "Login.gov: identity verified", "beyond doubt"):
        assert words in shown, words
    assert "what was attested was deleted" not in shown.lower()
    asks = text(desk.get(page_of(second, "decide/")))
    assert "Neither: the link that stands ends" in asks
    assert "first@" not in shown + asks


# What is decided


def test_without_a_strong_identifier_it_takes_two(rae):
    person = people.someone_who_waits()
    claim = in_review(account(), person)
    said = text(decide(rae, claim, f"link:{person.pk}", "same_person_documents"))
    assert "Your opinion is kept. It takes another reviewer now." in said
    assert state(claim) == ("review", "")
    mine = text(signed_in(rae).get(page_of(claim)))
    assert "You have said: it is this person" in mine
    lee = reviewer("lee")
    theirs = text(signed_in(lee).get(page_of(claim)))
    assert "Another reviewer has said what they think. You do not see it" in theirs
    assert "You have said" not in theirs
    said = text(decide(lee, claim, f"link:{person.pk}", "same_person_court_confirmed"))
    assert f"Claim {claim.pk} is decided." in said
    assert state(claim) == ("link", "active")


def test_that_reviewers_differ_is_said(rae):
    person = people.someone_who_waits()
    claim = in_review(account(), person)
    decide(rae, claim, f"link:{person.pk}", "same_person_documents")
    decide(reviewer("lee"), claim, "none", "other_person")
    assert "Reviewers do not say the same." in text(signed_in(reviewer("kit")).get(page_of(claim)))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"neither": ""}, "Tick this if it is so."),
        ({"answer": ""}, "This field is required."),
        ({"answer": "link:999999"}, "is not one of the available choices"),
        ({"answer": "keep"}, "is not one of the available choices"),
        ({"because": "same_person_documents"}, "This does not fit your answer."),
        ({"because": ""}, "This field is required."),
        ({"since": "2026-01-01T00:00:00+00:00"}, "has changed. Look at it again."),
    ],
)
def test_what_is_missing_or_does_not_fit_is_said_and_nothing_is_decided(rae, claim, wrong, says):
    assert says in text(decide(rae, claim, "none", "other_person", **wrong))
    assert state(claim) == ("review", "")


def test_of_what_is_decided_nothing_is_shown_any_more(rae, claim):
    decide(rae, claim, "none", "other_person")
    desk = signed_in(rae)
    for step in ("", "decide/"):
        assert "Nothing is asked about claim" in text(desk.get(page_of(claim, step), follow=True))
    assert "Nothing is asked" in text(desk.post(page_of(claim, "full/"), {"reason": "All."}, follow=True))
    assert not Event.objects.of_kind("claim.viewed").exists()


@pytest.mark.parametrize("step", ["", "full/", "decide/"])
def test_only_reviewers_reach_it(claim, step, client):
    staff = get_user_model().objects.create_user("other", is_staff=True)
    for someone in (staff, counter_agent()):
        assert signed_in(someone).get(page_of(claim, step)).status_code == 403
        assert signed_in(someone).get(LIST).status_code == 403
    assert signed_in(account("nobody")).get(page_of(claim, step)).status_code == 302
    assert client.get(page_of(claim, step)).status_code == 302
    assert not Event.objects.of_kind("claim.viewed").exists()


def test_a_reviewer_may_do_this_and_nothing_else():
    [role] = [role for role in ROLES if role.name == "Match reviewer"]
    assert set(role.permissions) == {"identity.review_claim", "identity.view_linkcheck", "work.view_worker"}


def test_every_finding_is_said_in_words():
    assert set(FINDINGS) == set(Finding)
    assert why("suffix_differs") == "name: the suffix differs (Jr, Sr, III …)"
    assert why("identifier_shared") == "an identifier of this record is on someone else’s, too"


def test_a_page_takes_as_many_queries_for_one_candidate_as_for_many(rae, django_assert_max_num_queries):
    claim = in_review(account(), *(people.someone_with_nothing(f"M{number}") for number in range(12)))
    desk = signed_in(rae)
    with django_assert_max_num_queries(20 + 12 * 6):  # an event for each, and what an event takes
        assert "Person L" in text(desk.get(page_of(claim)))


def test_the_checks_of_all_links_stand_day_by_day(admin_client):
    nightly.check_links(by="worker", at=people.NOW)
    assert "icon-yes" in admin_client.get("/admin/identity/linkcheck/").content.decode()
    LinkCheck.objects.update(links=12)
    assert "icon-no" in admin_client.get("/admin/identity/linkcheck/").content.decode()


@pytest.mark.browser
@needs_chromium
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_accessible_narrow_and_wide(live_server, browser):  # noqa: F811
    claim = doubtful()[0]
    person = people.someone_with_nothing("D9")
    on_record(person, "Quill, Wren")
    linked(account("first"), person)
    dispute = linked(account("second"), person)
    nightly.check_links(by="worker", at=people.NOW)
    client = signed_in(reviewer())
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page = context.new_page()
    for name, address in {
        "list": LIST,
        "claim": page_of(claim),
        "dispute": page_of(dispute),
        "full": page_of(claim, "full/"),
        "decide": page_of(claim, "decide/"),
        "error": page_of(dispute, "decide/"),
    }.items():
        page.goto(address)
        if name == "error":
            page.evaluate("document.querySelector('form.step').noValidate = true")
            send(page.locator("form.step input[type=submit]"))
            assert page.locator(".errorlist").count()
        check(page, name, part="#content")
    context.close()
