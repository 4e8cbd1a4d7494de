"""The cards of a record: every text in them is text, whatever it is."""

from dataclasses import fields, is_dataclass, replace

import pytest
from django.template.loader import render_to_string
from jinja2 import UndefinedError

from lookup.record.jinja import environment
from tests.lookup import people
from tests.lookup.clearing import clear, franklin_agencies
from tests.lookup.record.test_my_record import page_of

pytestmark = pytest.mark.django_db

HOSTILE = "<i x=\"'&"
#: Codes of ours, by which a card is laid out.
CODES = ("outcome", "state", "sign")


@pytest.fixture
def page(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    people.put_franklin_in_force()
    franklin_agencies()
    someone = people.someone_with_everything()
    clear("P1-C2-2")
    return page_of(someone)


def cards(page, *, on_paper):
    return render_to_string("lookup/_record.jinja", {"page": page, "on_paper": on_paper}, using="jinja2")


def hostile(value):
    """The same page, with another text wherever there is text."""
    match value:
        case str():
            return HOSTILE
        case list() | tuple():
            return type(value)(map(hostile, value))
    if not is_dataclass(value):
        return value
    changed = {one.name: hostile(getattr(value, one.name)) for one in fields(value) if one.name not in CODES}
    return replace(value, **changed)


@pytest.mark.parametrize("on_paper", [False, True])
def test_texts_are_never_taken_for_markup(page, on_paper):
    made = cards(hostile(page), on_paper=on_paper)
    assert made.count("&lt;i x=&#34;&#39;&amp;") > 100
    assert "<i x" not in made


def test_on_paper_all_is_open_and_nothing_is_to_press(page):
    screen, paper = cards(page, on_paper=False), cards(page, on_paper=True)
    assert "<details>" in screen
    assert "<details>" not in paper
    assert "<details open>" in paper
    assert "/mine/letter/" in screen
    assert "/mine/letter/" not in paper


def test_a_name_that_is_not_given_is_an_error():
    with pytest.raises(UndefinedError):
        environment().from_string("{{ page.cases }}").render()
