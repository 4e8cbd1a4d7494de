"""What the law says, for everyone."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse

from clearance.audit.models import Event
from clearance.law.files import law_names
from clearance.law.policy import load_policy
from clearance.law.review import PRACTICES, VERDICTS, Verdict, review
from clearance.law.words import in_words
from clearance.runs.actions import put_in_force
from clearance.runs.ledger.figures import Figure, Figures
from clearance.runs.models import Policy
from tests.law.test_words import UNSTATED
from tests.lookup import people
from tests.lookup.visiting import begin_visit
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])
#: A page and its styles together weigh less, before they are compressed.
HEAVIEST = 100_000


def shown(client, address: str = "/law/", language: str = "en") -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return unescape(response.content.decode())


def lines(words):
    of_tracks = [line for track in words.tracks for line in (track.line, *track.requirements)]
    return [words.title, *of_tracks, *words.limits, *words.offenses, *words.process, *words.people, *words.unstated]


@LANGUAGES
@pytest.mark.parametrize("name", ["franklin", "virginia"])
def test_every_provision_is_on_the_page_with_its_citation(client, now, name, language):
    put_in_force(by="staff:1", policy=name, at=now)
    page = shown(client, language=language)
    law = load_policy(name)
    words = in_words(law, language)
    for line in lines(words):
        assert line.says in page
        assert line.citation in page
    assert all(what[1:] in page for what in words.silent_on)
    assert law.sha256 in page


@LANGUAGES
def test_the_page_says_since_when_the_law_is_in_use(client, now, language):
    people.put_franklin_in_force()
    day = {"en": "22 November 2026", "es": "22 de noviembre de 2026"}[language]
    assert day in shown(client, language=language)


@LANGUAGES
def test_every_practice_stands_with_its_finding_in_words(client, now, language):
    put_in_force(by="staff:1", policy="virginia", at=now)
    page = shown(client, language=language)
    points = re.findall(r'<section class="practice">(.*?)</section>', page, re.DOTALL)
    findings = review(load_policy("virginia"))
    assert len(points) == len(PRACTICES)
    assert {finding.finding for finding in findings} == set(Verdict)
    for point, practice, finding in zip(points, PRACTICES, findings, strict=True):
        assert practice.title.in_language(language) in point
        assert VERDICTS[finding.finding].in_language(language).capitalize() in point
        assert finding.explanation.in_language(language) in point
        assert f'<p lang="en">{finding.suggestion}</p>' in point or finding.finding is Verdict.MEETS


def test_what_is_not_verified_and_what_is_not_stated_is_marked(client, tmp_path):
    in_force(tmp_path, LAW + UNSTATED)
    page = shown(client)
    assert "Compacts between states." in page
    assert page.count("not checked</b>") == 2
    assert "No one has compared them" in page


def test_a_law_that_is_verified_has_no_word_of_that(client, tmp_path):
    in_force(tmp_path)
    assert "not checked" not in shown(client)


def test_what_the_law_gives_in_english_only_is_marked_as_english(client, tmp_path):
    in_force(tmp_path)
    page = shown(client, language="es")
    assert '<span lang="en">Nothing more than 2,000 dollars is owed.</span>' in page
    assert "<span>Han pasado tres años.</span>" in page
    assert '<span lang="en">' not in shown(client)


def test_the_only_law_in_force_is_shown_at_once(client, now):
    people.put_franklin_in_force()
    pages = [shown(client, address).partition("<main")[2] for address in ("/law/", "/law/franklin/")]
    assert pages[0] == pages[1] != ""


@LANGUAGES
def test_several_laws_are_listed(client, now, language):
    put_in_force(by="staff:1", policy="franklin", at=now)
    put_in_force(by="staff:1", policy="virginia", at=now)
    page = shown(client, language=language)
    for policy in Policy.objects.all():
        assert f'<a href="/law/{policy.policy_id}/">' in page
        assert policy.citation in page
        assert load_policy(policy.policy_id).title.en in shown(client, f"/law/{policy.policy_id}/")


def test_where_no_law_is_in_force_the_page_says_so(client):
    assert "This site does not apply a law yet." in shown(client)


def test_a_law_that_is_not_in_force_has_no_page(client, now):
    people.put_franklin_in_force()
    Policy.objects.update(retired_at=now)
    assert client.get("/law/franklin/").status_code == 404


def test_a_law_that_was_changed_in_the_database_is_not_shown(client, now):
    people.put_franklin_in_force()
    text = Policy.objects.get().text
    Policy.objects.all().delete()
    Policy.objects.create(policy_id="franklin", text=text, sha256="0" * 64, put_in_force_at=now)
    assert client.get("/law/").status_code == 503


def test_the_page_needs_no_visit_and_keeps_no_trace(client, now):
    people.put_franklin_in_force()
    events = Event.objects.count()
    shown(client)
    assert Event.objects.count() == events


def test_in_a_visit_one_can_sign_out_from_here(client, now, quick_answers):
    people.put_franklin_in_force()
    assert "Sign out" not in shown(client)
    begin_visit(client, people.someone_who_waits())
    assert "Sign out" in shown(client)


def test_every_page_leads_there(client):
    for name in ("home", "code", "privacy"):
        assert f'href="{reverse("laws")}"' in shown(client, reverse(name))


@pytest.mark.parametrize("name", law_names())
def test_the_page_of_every_law_in_the_library_is_light(client, now, name):
    put_in_force(by="staff:1", policy=name, at=now)
    styles = sum(
        (settings.BASE_DIR / "static" / "clearance" / f"{one}.css").stat().st_size for one in ("site", "tokens")
    )
    for language in ("en", "es"):
        response = client.get("/law/", headers={"accept-language": language})
        assert len(response.content) + styles < HEAVIEST


@LANGUAGES
def test_the_page_says_how_many_charges_were_cleared_and_undone(client, now, language, monkeypatch):
    people.put_franklin_in_force()
    found = Figures(cleared=Figure(12_340, few=False), undone=Figure(0, few=True))
    monkeypatch.setattr("lookup.law.views.figures", lambda policy_id: found)
    page = shown(client, language=language)
    assert {"en": "12,340", "es": "12\xa0340"}[language] in page
    assert {"en": "Fewer than 11", "es": "Menos de 11"}[language] in page
