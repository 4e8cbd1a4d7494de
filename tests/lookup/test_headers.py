"""Every address answers with headers that keep the page to itself and off the device."""

import re

import pytest
from django.urls import URLPattern, get_resolver, reverse

from lookup.context import exit_url
from tests.lookup import people
from tests.lookup.visiting import begin_visit

#: What answers at each address of the public site, to a GET without and with a visit.
ANSWERS = {
    "home": (200, 200),
    "code": (200, 200),
    "mine": (403, 200),
    "verify": (302, 302),
    "verify_letter": (302, 302),
    "verify_waiting": (302, 302),
    "yes": (405, 405),
    "not_sure": (403, 200),
    "not_mine": (403, 200),
    "wrong": (403, 200),
    "told": (403, 200),
    "looks": (403, 200),
    "alerts": (403, 200),
    "alerts_choose": (405, 405),
    "alerts_number": (405, 405),
    "alerts_number_code": (405, 405),
    "stopped": (200, 200),
    "stop": (200, 200),
    "print": (403, 200),
    "letter": (403, 404),
    "privacy": (200, 200),
    "laws": (200, 200),
    "law": (200, 200),
    "leave": (302, 302),
    "language": (302, 302),
}
ARGUMENTS = {"letter": [1], "law": ["franklin"], "stop": ["not-a-token"]}
PRIVATE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
OUTSIDE = re.compile(r"https?://[^\s\"'<>;]+")


def public_names():
    patterns = [*get_resolver("lookup.urls").url_patterns, *get_resolver("lookup.law.urls").url_patterns]
    return [pattern.name for pattern in patterns if isinstance(pattern, URLPattern)]


def address_of(name):
    return reverse(name, args=ARGUMENTS.get(name, []))


def test_every_public_address_is_listed_here():
    assert set(public_names()) == set(ANSWERS)


@pytest.fixture
def law(now, quick_answers, db):
    people.put_franklin_in_force()


def headers(response):
    return {name: response.headers.get(name) for name in PRIVATE}


def addresses():
    admin = ["/admin/", "/admin/login/", "/admin/audit/event/", "/admin/jsi18n/"]
    return [address_of(name) for name in public_names()] + ["/nothing/", "/admin", *admin]


@pytest.mark.parametrize("address", addresses())
def test_every_answer_is_private(law, client, address):
    assert headers(client.get(address)) == PRIVATE


@pytest.mark.parametrize("address", [address_of(name) for name in public_names()])
def test_every_answer_in_a_visit_and_to_a_form_is_private(law, client, address):
    begin_visit(client, people.someone_with_everything())
    assert headers(client.get(address)) == PRIVATE
    assert headers(client.post(address)) == PRIVATE
    assert headers(client.head(address)) == PRIVATE


@pytest.mark.parametrize("name", ANSWERS)
def test_what_answers_at_each_address(law, client, name):
    assert client.get(address_of(name)).status_code == ANSWERS[name][0]
    begin_visit(client, people.someone_with_everything())
    assert client.get(address_of(name)).status_code == ANSWERS[name][1]


@pytest.mark.parametrize("name", ANSWERS)
def test_no_page_mentions_another_site_but_the_way_out(law, client, name):
    begin_visit(client, people.someone_with_everything())
    for response in (client.get(address_of(name)), client.post(address_of(name), {"away": "1"})):
        mentioned = set(OUTSIDE.findall(response.content.decode() + response.headers.get("Refresh", "")))
        assert mentioned <= {exit_url()}


@pytest.mark.parametrize("name", ANSWERS)
def test_addresses_and_titles_do_not_say_what_the_site_is_about(law, client, name):
    begin_visit(client, people.someone_with_everything())
    page = client.get(address_of(name)).content.decode()
    title = "".join(re.findall("<title>(.*?)</title>", page)[:1])
    for word in ("clear", "record", "seal", "expunge", "crim", "court", "charge", "convict"):
        assert word not in (title + address_of(name)).lower()


@pytest.mark.parametrize("name", ANSWERS)
def test_pages_work_without_scripts_and_without_styles_in_them(law, client, name):
    begin_visit(client, people.someone_with_everything())
    page = client.get(address_of(name)).content.decode()
    assert "<script" not in page
    assert "<style" not in page
    assert not re.search(r"\s(style|on\w+)=", page)
