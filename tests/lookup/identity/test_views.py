"""Entering a code, and leaving."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from clearance.audit.models import Event
from lookup.identity import codes
from lookup.identity.models import Visit
from tests.audit.full_log import no_more_events
from tests.lookup import people
from tests.lookup.identity.claiming import account
from tests.lookup.identity.signing_in import signed_in
from tests.lookup.visiting import begin_visit, issue_code

pytestmark = pytest.mark.django_db
REFUSAL = "This code does not work."


@pytest.fixture(autouse=True)
def law(now, quick_answers, db):
    people.put_franklin_in_force()


@pytest.fixture
def code():
    return issue_code(people.someone_who_waits())


def page(response):
    return response.content.decode()


def test_a_right_code_leads_to_the_page(client, code):
    assert client.post("/code/", {"code": code.lower().replace("-", " ")}).url == "/mine/"
    assert client.get("/mine/").status_code == 200


def test_unknown_wrong_used_expired_and_void_codes_get_the_same_answer(client, code, monkeypatch, now):
    void, used = issue_code(people.someone_who_waits("P8")), issue_code(people.someone_who_waits("P9"))
    Client().post("/code/", {"code": used})
    wrong = {one: one[:-1] + ("0" if one[-1] != "0" else "1") for one in (code, void)}
    for number in range(5):
        Client().post("/code/", {"code": wrong[void]}, REMOTE_ADDR=f"192.0.{number}.1")
    expired = issue_code(people.someone_who_waits("P10"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=7))
    fresh = issue_code(people.someone_who_waits("P11"))
    tried = ["0000-0000-00", fresh[:-1] + ("0" if fresh[-1] != "0" else "1"), used, expired, void]
    answers = set()
    for one in tried:
        response = Client().post("/code/", {"code": one})
        body = page(response).replace(one, "CODE")
        before, _, rest = body.partition("csrfmiddlewaretoken")
        answers.add((response.status_code, before, without_tokens(rest), str(sorted(response.headers.items()))))
    assert len(answers) == 1
    assert REFUSAL in answers.pop()[2]


def without_tokens(body):
    return re.sub(r'value="\w{64}"', "", body)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("", "Type your code first."),
        ("7KQ2", "A code has 10 letters and numbers."),
        ("7KQ2-M4XD-9!", "A code has 10 letters and numbers."),
        ("7" * 41, "That is too long for a code."),
        ("\x00", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_a_code_is_not_tried(client, typed, answer):
    response = client.post("/code/", {"code": typed})
    assert answer in page(response)
    assert "<title>Error:" in page(response)
    assert not Event.objects.of_kind("code.refused").exists()


def test_what_was_typed_can_be_mended(client):
    assert 'value="7KQ2-M4XD-9"' in page(client.post("/code/", {"code": "7KQ2-M4XD-9"}))


def test_after_too_many_tries_a_calm_page_says_when_to_try_again(client, code):
    for _ in range(20):
        assert REFUSAL in page(client.post("/code/", {"code": "0000-0000-00"}))
    response = client.post("/code/", {"code": code})
    assert response.status_code == 429
    assert response["Retry-After"] == "3601"
    assert "From <b>11:42 a.m.</b> on you can try again." in page(response)
    assert client.post("/code/", {"code": code}, REMOTE_ADDR="198.51.100.1").url == "/mine/"


def test_the_session_holds_the_visit_and_nothing_else(client, code):
    client.post("/code/", {"code": code})
    assert dict(client.session) == {"visit": Visit.objects.get().pk}


def test_a_session_from_before_is_not_carried_into_the_visit(client, code):
    signed_in(account(), client, twice=False)
    before = client.session.session_key
    client.post("/code/", {"code": code})
    assert client.session.session_key != before
    assert "_auth_user_id" not in client.session


def test_a_new_code_in_the_same_browser_opens_its_own_record(client, code):
    client.post("/code/", {"code": code})
    begin_visit(client, people.someone_left_out())
    assert "Theft" not in page(client.get("/mine/"))


@pytest.mark.parametrize("form", [{}, {"away": "1"}])
def test_leaving_ends_the_visit_and_the_browsers_memory_of_it(client, code, form):
    client.post("/code/", {"code": code})
    key = client.session.session_key
    response = client.post("/leave/", form)
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "You have left" in page(response)
    assert client.get("/mine/").status_code == 403
    client.cookies["session"] = key
    assert client.get("/mine/").status_code == 403
    assert Visit.objects.get().left_at


def test_leaving_empties_the_browser_even_when_it_cannot_be_written_down(client, code):
    client.post("/code/", {"code": code})
    with no_more_events():
        response = client.post("/leave/", {"away": "1"})
    assert response.status_code == 503
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response["Refresh"].startswith("0;")


def test_exit_leads_out_to_the_page_that_the_site_chose(client, settings):
    assert "Refresh" not in client.post("/leave/").headers
    assert client.post("/leave/", {"away": "1"})["Refresh"] == "0; url=https://www.weather.gov"
    settings.EXIT_URL = "https://weather.example"
    response = client.post("/leave/", {"away": "1"})
    assert response["Refresh"] == "0; url=https://weather.example"
    assert 'href="https://weather.example"' in page(response)


def test_opening_an_address_changes_nothing(client, code):
    client.post("/code/", {"code": code})
    assert client.get("/leave/").url == "/"
    client.get("/code/", {"code": code})
    client.get("/language/", {"language": "es"})
    assert client.get("/mine/").status_code == 200
    assert client.get("/mine/")["Content-Language"] == "en"


@pytest.mark.parametrize("address", ["/code/", "/leave/", "/language/"])
def test_a_form_from_elsewhere_is_refused_in_plain_words(address):
    response = Client(enforce_csrf_checks=True).post(address, {"code": "0000-0000-00"})
    assert response.status_code == 403
    assert "Please try once more" in page(response)


def test_the_language_is_chosen_with_a_form_and_kept(client):
    assert client.post("/language/", {"language": "es", "next": "/code/"}).url == "/code/"
    assert "Escriba su código" in page(client.get("/code/"))
    assert "Primero escriba su código." in page(client.post("/code/", {"code": ""}))


def test_the_language_form_leads_to_no_other_site(client):
    assert client.post("/language/", {"language": "es", "next": "https://elsewhere.example/"}).url == "/"


def test_the_command_prints_a_code_that_works(client, capsys):
    people.someone_who_waits("P-22")
    call_command("issue_code", "P-22")
    printed = capsys.readouterr().out
    assert printed.endswith("(opens one visit, within 7 days)\n")
    assert codes.read(printed.split()[0])
    assert client.post("/code/", {"code": printed.split()[0]}).url == "/mine/"


def test_the_command_says_when_there_is_no_such_person():
    with pytest.raises(CommandError, match="No person on record has the id 'P-404'"):
        call_command("issue_code", "P-404")
