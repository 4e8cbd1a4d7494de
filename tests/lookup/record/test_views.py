"""The pages as a browser gets them."""

import gzip
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clearance.audit.models import Event
from clearance.records.models import Import
from clearance.runs.models import Policy
from lookup.identity import claims
from lookup.identity.models import Link, Visit
from tests.audit.full_log import no_more_events
from tests.lookup import people
from tests.lookup.clearing import CLEARED, clear, franklin_agencies, someone_with_cleared_charges, undo
from tests.lookup.identity.claiming import account, claim_of
from tests.lookup.people import DISTRICT, TODAY, TRESPASS, ended
from tests.lookup.visiting import begin_visit, issue_code
from tests.notices.deadlines.sent import answer

pytestmark = pytest.mark.django_db

LONG_AGO = people.NOW - timedelta(days=365)


@pytest.fixture(autouse=True)
def law(now, quick_answers, db):
    people.put_franklin_in_force()


def views():
    return Event.objects.of_kind("record.viewed")


def test_the_record_opens_with_the_answer(client):
    begin_visit(client, people.someone_with_everything())
    page = client.get("/mine/").content.decode()
    assert "Two of your five charges can be cleared now." in page
    assert "One more can be cleared on 3 May 2027" in page


def test_the_record_is_in_spanish_for_those_who_read_it(client):
    begin_visit(client, people.someone_with_everything())
    page = client.get("/mine/", headers={"accept-language": "es"}).content.decode()
    assert '<html lang="es">' in page
    assert "Dos de sus cinco cargos se pueden borrar ahora." in page
    assert "Han pasado siete años desde la sentencia." in page
    assert "desde el 3 de mayo de 2027" in page


def test_every_view_is_written_down_and_told(client):
    person = people.someone_who_waits()
    begin_visit(client, person)
    client.get("/mine/")
    page = client.get("/mine/").content.decode()
    assert [(event.actor, event.subject) for event in views()] == [
        (str(Visit.objects.get()), f"person:{person.pk}")
    ] * 2
    assert "You, in this visit:" in page
    assert "(2 times)" in page


def test_a_view_is_written_down_last_before_the_page_may_be_shown(client):
    """Whoever writes to the log holds it for all others until the transaction ends."""
    begin_visit(client, people.someone_with_everything())
    with CaptureQueriesContext(connection) as queries:
        client.get("/mine/")
    statements = [query["sql"] for query in queries]
    written = next(
        number for number, sql in enumerate(statements) if sql.replace('"', "").startswith("INSERT INTO audit_event")
    )
    assert statements[written + 1].startswith("RELEASE SAVEPOINT")
    assert [sql for sql in statements[written + 2 :] if "audit_record_look" not in sql] == []


def test_there_is_no_view_when_it_cannot_be_written_down(client):
    begin_visit(client, people.someone_with_everything())
    with no_more_events():
        response = client.get("/mine/")
    assert response.status_code == 503
    page = response.content.decode()
    assert "Nothing was shown to anyone" in page
    assert "charge" not in page
    assert not views().exists()


def test_no_visit_begins_when_it_cannot_be_written_down(client):
    code = issue_code(people.someone_who_waits())
    with no_more_events():
        assert client.post("/code/", {"code": code}).status_code == 503
    assert not Visit.objects.exists()
    assert client.post("/code/", {"code": code}).url == "/mine/"


def test_there_is_no_view_while_no_law_is_in_force(client, now):
    begin_visit(client, people.someone_who_waits())
    Policy.objects.update(retired_at=now)
    assert client.get("/mine/").status_code == 503
    assert not views().exists()


def test_someone_without_charges_is_told_so(client):
    begin_visit(client, people.someone_with_nothing())
    assert "The state has no charges on file for you." in client.get("/mine/").content.decode()


def test_without_a_visit_nothing_is_shown_and_nothing_written_down(client):
    response = client.get("/mine/")
    assert response.status_code == 403
    assert "This page is closed" in response.content.decode()
    assert not views().exists()


def test_a_visit_ends_after_fifteen_minutes_however_often_the_page_is_opened(client, monkeypatch, now):
    begin_visit(client, people.someone_who_waits())
    for minute in (5, 10, 14):
        monkeypatch.setattr("django.utils.timezone.now", lambda minute=minute: now + timedelta(minutes=minute))
        assert client.get("/mine/").status_code == 200
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(minutes=15))
    assert client.get("/mine/").status_code == 403


def test_an_unattended_screen_loses_the_page_when_the_visit_ends(client):
    begin_visit(client, people.someone_who_waits())
    assert client.get("/mine/")["Refresh"] == "901"


def test_one_person_never_sees_anothers_record(client):
    people.someone_with_everything("P1")
    begin_visit(client, people.someone_with_one_to_clear("P3"))
    page = client.get("/mine/").content.decode()
    assert "Trespass" in page
    assert "Aggravated assault" not in page


def test_no_identifier_of_the_person_or_the_records_is_on_the_page(client):
    person = people.someone_with_everything("SID-90012")
    begin_visit(client, person)
    page = client.get("/mine/").content.decode()
    for identifier in ("SID-90012", "1980", "CR-", "TR-"):
        assert identifier not in page


def test_the_number_of_queries_does_not_grow_with_the_charges(client):
    counts = []
    for charges, person_id in ((3, "P7"), (60, "P8")):
        begin_visit(client, people.someone_with_many(charges, person_id))
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/mine/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


def test_a_page_with_forty_charges_weighs_less_than_a_hundred_kilobytes(client):
    begin_visit(client, people.someone_with_many(40))
    styles = sum(Path(find(f"clearance/{name}")).stat().st_size for name in ("site.css", "tokens.css", "mark.svg"))
    assert len(client.get("/mine/").content) + styles < 100_000


def test_texts_from_records_cannot_carry_markup(client):
    hostile = {"statute": "1-1", "description": "<script>alert(1)</script>", "disposition": "other"}
    begin_visit(client, people.person(({"court": "<b>Court</b>"}, [hostile])))
    page = client.get("/mine/").content.decode()
    assert "<script>" not in page
    assert "<b>Court" not in page


def test_the_first_page_leads_back_to_an_open_visit(client):
    assert 'action="/code/"' in client.get("/").content.decode()
    begin_visit(client, people.someone_who_waits())
    assert 'href="/mine/"' in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["/", "/privacy/", "/mine/"])
def test_pages_to_read_take_no_forms(client, address):
    assert client.post(address).status_code == 405


def test_the_number_of_queries_does_not_grow_with_what_is_cleared(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    franklin_agencies()
    counts = []
    for cases, person_id in ((1, "P7"), (20, "P8")):
        dismissed = [ended(TRESPASS, "dismissed", date(2020, 5, 3)) for _ in range(3)]
        someone = people.person(
            *(({**DISTRICT, "case_number": f"CR-{n}"}, dismissed) for n in range(cases)), person_id=person_id
        )
        notices = clear(*someone.charges.values_list("charge_id", flat=True))
        answer(notices["bureau"], TODAY.isoformat(), done=1, not_found=1)
        begin_visit(client, someone)
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/mine/").content.decode()
        assert page.count("Cleared on") == 3 * cases
        assert len(page) < 100_000
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 17


def test_for_a_cleared_charge_there_is_a_line_for_each_agency_and_what_it_means(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    franklin_agencies()
    someone = people.someone_with_everything()
    notices = clear("P1-C2-2")
    answer(notices["bureau"], (CLEARED + timedelta(days=9)).isoformat(), done=1)
    begin_visit(client, someone)
    page = text_of(client.get("/mine/"))
    for words in (
        "One of your five charges is cleared.",
        "Not every agency has confirmed this yet. Until all do, a background check may still show it.",
        "Cleared on 23 September 2026",
        "Charges that did not end in a conviction are sealed. Franklin Clean Slate Act, F.S. 12-34(2)(a)",
        "Franklin Bureau of Criminal Records Confirmed on 2 October 2026.",
        "Franklin Superior Court Told on 23 September 2026. Its answer was due on 23 October 2026, and has not come.",
        "Greene Police Told on 23 September 2026.",
        "Until all of them have confirmed, a background check may still show this charge.",
        "A company that sells background checks may still hold an old copy.",
    ):
        assert words in page, words
    spanish = text_of(client.get("/mine/", headers={"accept-language": "es"}))
    for words in (
        "Uno de sus cinco cargos está borrado.",
        "Borrado el 23 de septiembre de 2026",
        "Confirmado el 2 de octubre de 2026.",
        "Debía responder a más tardar el 23 de octubre de 2026, y no lo ha hecho.",
    ):
        assert words in spanish, words


def test_once_all_have_confirmed_the_page_says_what_that_means(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    franklin_agencies()
    someone = people.someone_with_one_to_clear()
    for code, notice in clear("P3-C1-1").items():
        if code != "greene-police":
            answer(notice, TODAY.isoformat(), done=1)
    begin_visit(client, someone)
    page = text_of(client.get("/mine/"))
    assert "Your charge is cleared. Every agency that must hide it has done so." in page
    assert "A background check that asks these agencies should no longer show this charge." in page


def test_a_charge_that_was_put_back_says_so_and_whom_to_ask(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    franklin_agencies()
    someone = people.someone_with_one_to_clear()
    clear("P3-C1-1")
    undo("P3-C1-1")
    begin_visit(client, someone)
    page = text_of(client.get("/mine/"))
    assert "Back on your record" in page
    assert (
        "This charge was cleared on 23 September 2026. On 23 October 2026 it was put back on your record. It had been "
        "cleared by mistake. It is not cleared again by itself. The clerk of the Greene County District Court can tell "
        "you why, and what you can do. A legal aid office helps for free."
    ) in page
    assert "Who has confirmed" not in page


def signed_in(client, person):
    """An account with a second factor, linked to this person; when it last looked is as said."""
    holder = account()
    claim = claim_of(holder)
    with transaction.atomic():
        claims.settle(claim=claim, outcome="link", because="rule", person=person, by="worker", at=people.NOW)
    Link.objects.update(recognised_at=people.NOW)
    client.force_login(holder)
    session = client.session
    session["account_authentication_methods_user"] = str(holder.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session.save()
    return Link.objects.get()


def test_an_account_is_told_what_is_new_however_often_it_looks_in_one_sitting(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    franklin_agencies()
    link = signed_in(client, people.someone_with_one_to_clear())
    assert "you last looked" not in text_of(client.get("/mine/"))
    clear("P3-C1-1")
    Link.objects.filter(pk=link.pk).update(looked_at=people.NOW - timedelta(days=90))
    Import.objects.update(started_at=LONG_AGO, finished_at=LONG_AGO)
    for _ in range(2):
        page = text_of(client.get("/mine/"))
        assert "New since you last looked, on 24 August 2026 One charge was cleared, on 23 September 2026." in page
    assert views().last().actor == f"account:{link.account_id}"


def test_a_visit_knows_of_none_before_it(client):
    begin_visit(client, people.someone_who_waits())
    client.get("/mine/")
    assert "you last looked" not in text_of(client.get("/mine/"))


def test_the_page_to_print_shows_the_same_all_open_and_nothing_to_press(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    begin_visit(client, someone_with_cleared_charges())
    Visit.objects.update(recognised_at=people.NOW)
    page = client.get("/mine/print/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert main.count("<details open>") == main.count("<details") > 3
    assert "<button" not in main
    assert "As of 22 November 2026, 10:42 a.m." in page
    for words in ("Two of your five charges are cleared.", "Legal Aid of Greene and Alder", "What the words mean"):
        assert words in main
    assert views().count() == 1


def test_before_someone_said_that_it_is_theirs_there_is_nothing_to_print(client):
    begin_visit(client, people.someone_who_waits())
    Visit.objects.update(recognised_at=None)
    assert client.get("/mine/print/").url == "/mine/"
    assert not views().exists()


def test_each_word_of_law_leads_to_its_meaning_and_each_meaning_stands_once(client):
    begin_visit(client, people.someone_with_everything())
    page = client.get("/mine/").content.decode()
    led = re.findall(r'href="#(word-\w+)"', page)
    meant = re.findall(r'id="(word-\w+)"', page)
    assert len(led) == len(set(led)) > 3
    assert len(meant) == len(set(meant))
    assert set(led) <= set(meant)


def test_the_page_says_what_the_law_means_and_who_helps_near_the_cases(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    begin_visit(client, someone_with_cleared_charges())
    page = client.get("/mine/").content.decode()
    for words in (
        "On a form for a job, a home or a school you may answer as if a cleared charge never was.",
        "So can courts, and the police to look into a crime.",
        "A court can clear some charges that do not clear by themselves, if you ask for it.",
        "Legal Services of the Ridge",
        'href="tel:5550100"',
    ):
        assert words in page, words


def test_a_page_with_sixty_charges_weighs_less_than_a_hundred_kilobytes(client):
    begin_visit(client, people.someone_with_many(60))
    assert len(client.get("/mine/").content) + weight_of_styles() < 100_000


def weight_of_styles() -> int:
    """As they are sent: compressed."""
    files = [Path(find(f"clearance/{name}")) for name in ("site.css", "tokens.css", "mark.svg")]
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


def text_of(response) -> str:
    """What a page says, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
