"""What the laws mean for this person: what they may answer, who still sees what is cleared, and who helps them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clearance.law.people import Advice as LawText
from clearance.law.people import LegalAid, People
from lookup.record.cleared import Cleared


@dataclass(frozen=True)
class Said:
    """A text of a law. `language` is empty where it is that of the page."""

    says: str
    citation: str
    language: str


@dataclass(frozen=True)
class Topic:
    """One thing to know. `texts` are the laws' own; `after` is what holds whatever they say."""

    id: str
    title: str
    texts: list[Said]
    after: list[str]


@dataclass(frozen=True)
class Office:
    name: str
    phone: str
    dial: str
    web: str


@dataclass(frozen=True)
class Advice:
    topics: list[Topic]
    offices: list[Office]


def advice(cleared: Sequence[Cleared], in_force: Sequence[People], counties: frozenset[str], *, others: bool) -> Advice:
    """Of what is cleared, what the law says under which it was; of the `others`, what those in force say."""
    of_cleared = dict.fromkeys(one.people for one in cleared)
    topics = [*_on_cleared(of_cleared)] if cleared else []
    if others:
        topics.append(_on_others(in_force))
    offices = dict.fromkeys(office for one in (*in_force, *of_cleared) for office in one.legal_aid_near(counties))
    return Advice(topics, list(map(_office, offices)))


def _on_cleared(laws: Iterable[People]) -> list[Topic]:
    ask = _("Not sure? Ask a legal aid office before you answer.")
    depends = _("What you may answer depends on the law, and on who asks.")
    may_answer = _texts(laws, "may_answer")
    sellers = _("A company that sells background checks may still hold an old copy. You can ask it to correct that.")
    return [
        Topic("answer-a-form", _("What you may answer on a form"), may_answer, [ask] if may_answer else [depends, ask]),
        Topic("who-sees", _("Who can still see a cleared charge"), _texts(laws, "still_visible"), [sellers]),
    ]


def _on_others(laws: Iterable[People]) -> Topic:
    texts = _texts(laws, "other_relief")
    return Topic(
        "a-court",
        _("If a charge does not clear by itself"),
        texts,
        [_("A legal aid office can tell you if this fits you.")]
        if texts
        else [_("There may be other ways to get help. A legal aid office can tell you, for free.")],
    )


def _texts(laws: Iterable[People], name: str) -> list[Said]:
    return list(dict.fromkeys(said(text) for law in laws if (text := getattr(law, name))))


def said(text: LawText) -> Said:
    """The law's text in the language in use, else in English."""
    language = get_language()
    says = text.says.in_language(language)
    return Said(says, text.citation or "", "en" if says == text.says.en and not language.startswith("en") else "")


def _office(one: LegalAid) -> Office:
    return Office(one.name, one.phone, "".join(c for c in one.phone if c in "+0123456789"), one.web or "")
