import re

import pytest

from clearance.audit.models import Event
from clearance.records.models import Case, Charge
from lookup.record.concerns.actions import OPEN_AT_ONCE, answer
from lookup.record.concerns.models import Concern
from tests.audit.full_log import no_more_events
from tests.lookup import people
from tests.lookup.people import NOW
from tests.lookup.visiting import begin_visit, linked, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def law(now, quick_answers, db):
    people.put_franklin_in_force()


@pytest.fixture
def visitor(client):
    begin_visit(client, people.someone_with_everything())
    return client


def mark(client) -> str:
    return re.search(r'name="shown" value="(\w+)"', client.get("/mine/wrong/").content.decode())[1]


def send(client, **given):
    data = {"charge": "2", "kind": "outcome", "text": "The judge let me go.", "shown": mark(client)}
    return client.post("/mine/wrong/", data | given)


def errors(response) -> list[str]:
    assert response.status_code == 200
    return [
        " ".join(found.split())
        for found in re.findall(r'<a class="usa-link" href="#[^"]+">([^<]+)</a>', text(response))
    ]


def text(response) -> str:
    return response.content.decode()


def test_a_charge_is_chosen_by_its_place_on_the_page(visitor):
    assert send(visitor).url == "/mine/wrong/thanks/"
    concern = Concern.objects.get()
    assert (concern.charge.description, concern.kind, concern.says) == (
        "Theft under $500",
        "outcome",
        "The judge let me go.",
    )
    thanks = text(visitor.get("/mine/wrong/thanks/"))
    assert "We have it" in thanks
    assert "Come back with a new code to read it." in thanks


def test_no_number_of_a_row_is_on_the_page(visitor):
    page = text(visitor.get("/mine/wrong/"))
    values = re.findall(r'name="charge" value="(\d+)"', page)
    assert values == ["1", "2", "3", "4", "5", "0"]
    assert "CR-" not in page
    assert "CR" not in "".join(re.findall(r'href="([^"]*)"', page))


def test_what_is_on_nobodys_page_or_on_anothers_is_refused(visitor):
    people.someone_who_waits()
    for place in ("6", "99", "-1", "P2-C1-1", "", "1e0"):
        assert errors(send(visitor, charge=place))
    assert not Concern.objects.exists()


def test_a_page_that_changed_meanwhile_is_asked_for_again(visitor):
    shown = mark(visitor)
    Charge.objects.filter(charge_id="P1-C3-1").update(case=Case.objects.get(case_id="P1-C2"), sequence=9)
    Charge.objects.filter(charge_id="P1-C1-1").update(case=Case.objects.get(case_id="P1-C3"))
    response = send(visitor, shown=shown)
    assert errors(response) == ["Your page has changed since you opened it. Choose again what it is about."]
    assert "The judge let me go." in text(response)
    assert not Concern.objects.exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"charge": ""}, "Choose what it is about."),
        ({"kind": ""}, "Choose what is wrong."),
        ({"kind": "everything"}, "Choose one of the four."),
        ({"charge": "0", "kind": "cleared"}, "Choose the charge that this is about."),
        ({"charge": "0", "kind": "fact", "text": ""}, "Tell us what is wrong, in your own words."),
        ({"text": "x" * 1001}, "Your text has 1,001 characters. There is room for 1,000. Make it shorter."),
    ],
)
def test_an_error_says_what_to_do_and_keeps_what_was_typed(visitor, given, says):
    response = send(visitor, **{"text": "My own words", **given})
    assert errors(response) == [says]
    page = text(response)
    assert page.count("<title>Error: Something is wrong") == 1
    assert (given.get("text", "My own words") or "</textarea>") in page
    if "charge" not in given:
        assert re.search(r'value="2" checked', page)
    assert not Concern.objects.exists()


def test_lines_count_once_however_a_browser_sends_them(visitor):
    assert send(visitor, text="\r\n".join(["x" * 9] * 100)).status_code == 302
    assert len(Concern.objects.get().says) == 999


def test_what_someone_typed_cannot_carry_markup(visitor):
    send(visitor, text="</textarea><script>alert(1)</script>")
    assert "<script>" not in text(visitor.get("/mine/wrong/"))


def test_too_many_are_refused_with_what_to_do(visitor):
    for _ in range(OPEN_AT_ONCE):
        send(visitor)
    page = text(send(visitor, text="The sixth"))
    assert "Five things that you told us are still open." in page
    assert "The sixth" in page
    assert Concern.objects.count() == OPEN_AT_ONCE


def test_the_answer_is_read_with_the_next_code_or_in_an_account(visitor, client):
    send(visitor)
    answer(by="staff:3", concern=Concern.objects.get(), outcome="court", english="Ask the judge.", spanish="", at=NOW)
    begin_visit(visitor, Concern.objects.get().person)
    page = text(visitor.get("/mine/wrong/"))
    assert "Only a court can change this." in page
    assert "Ask the judge." in page
    link = linked(Concern.objects.get().person)
    visitor.logout()
    sign_in(visitor, link.account)
    visitor.post("/mine/yes/")
    page = text(visitor.get("/mine/wrong/", headers={"accept-language": "es"}))
    assert "Solo un tribunal puede cambiar esto." in page
    assert "Lo demás está escrito en inglés." in page
    assert '<div lang="en"><p>Ask the judge.</p></div>' in page


def test_another_person_reads_nothing_of_it(visitor):
    send(visitor)
    begin_visit(visitor, people.someone_who_waits())
    assert "The judge let me go." not in text(visitor.get("/mine/wrong/"))


def test_that_the_page_was_seen_is_written_down_or_it_is_not_shown(visitor):
    before = Event.objects.of_kind("record.viewed").count()
    visitor.get("/mine/wrong/")
    assert Event.objects.of_kind("record.viewed").count() == before + 1
    shown = mark(visitor)
    with no_more_events():
        assert visitor.get("/mine/wrong/").status_code == 503
        assert send_only(visitor, shown).status_code == 503
    assert not Concern.objects.exists()


def send_only(client, shown):
    return client.post("/mine/wrong/", {"charge": "2", "kind": "outcome", "text": "", "shown": shown})
