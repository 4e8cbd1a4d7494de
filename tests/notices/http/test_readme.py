"""What the README of the HTTP interface says is so."""

import base64
import hashlib
import json
import re
import secrets
from datetime import datetime, timezone
from pathlib import Path

import pytest

import clearance.notices.http
from clearance.notices.disclosure.actions import MOST_AN_HOUR
from clearance.notices.http import views
from clearance.notices.http.signed import HEADERS
from clearance.notices.http.urls import urlpatterns
from clearance.notices.messages import MOST_BYTES
from tests.notices.http.asking import send

pytestmark = pytest.mark.django_db
README = (Path(clearance.notices.http.__file__).parent / "README.md").read_text()


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def headers():
    """The function that it shows."""
    shown = {"base64": base64, "hashlib": hashlib, "secrets": secrets, "datetime": datetime, "timezone": timezone}
    exec(blocks("python")[0], shown)
    return shown["headers"]


def test_the_example_signs_what_the_server_takes(headers, notice, key):
    for method, target, body in (
        ("GET", "/agency/notices/?after=0", b""),
        ("POST", "/agency/acknowledgements/", b"{}"),
    ):
        said = headers(key, "greene-court", method, target, body)
        assert list(said) == list(HEADERS)
        assert send(method=method, target=target, body=body, said=said).status_code in (200, 422)


def test_what_it_says_of_a_notice_in_the_list(headers, notice, key):
    target = "/agency/notices/"
    listed = send(method="GET", target=target, body=b"", said=headers(key, "greene-court", "GET", target)).json()
    says = README.partition("A notice in the list has ")[2].partition(".\n")[0]
    fields = re.findall(r"`(\w+)`", says.replace("the `number` that", ""))
    assert list(listed["notices"][0]) == fields


def test_every_address_is_explained():
    for pattern in urlpatterns:
        assert f"/{str(pattern.pattern).replace('<uuid:notice>', 'NOTICE').rpartition('/')[0]}/" in README
        assert str(pattern.pattern).rpartition("/")[2] in README


def test_its_figures_are_those_of_the_server():
    assert f"more than {MOST_BYTES:,} bytes" in README
    assert MOST_AN_HOUR == 1_000
    assert "A thousand questions an hour" in README
    assert views.PAGE == 100
    assert "a hundred at most" in README
    assert all(code in README for code in views.CONFLICTS)


def test_the_example_of_a_question_is_one():
    assert json.loads(blocks("json")[0]) == {"data": {"tracking_number": "T000431", "arrest_date": "2011-03-01"}}
