"""The letter as a PDF: it tells of one order and of nothing else, and its metadata are the same for everyone."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clearance.days import state_day
from clearance.typeset import pdf, showable
from lookup.record import words
from lookup.record.advice import Said, said
from lookup.record.charge import ChargeView
from lookup.record.my_record import CaseView

TEMPLATE = Path(__file__).with_name("letter.typ")


def letter_pdf(case: CaseView, charge: ChargeView, at: datetime) -> bytes:
    """The letter about this charge, which is cleared, in the language in use."""
    return pdf(TEMPLATE, _shown(_values(case, charge, at)))


def _values(case: CaseView, charge: ChargeView, at: datetime) -> dict[str, object]:
    cleared = charge.cleared
    texts = (cleared.people.may_answer, cleared.people.still_visible)
    return {
        "language": get_language().split("-")[0],
        "state": settings.STATE_NAME,
        "address": settings.RETURN_ADDRESS,
        "title": _("Letter"),
        "heading": _("One charge is cleared"),
        "dated": words.day(state_day(at)),
        "says": _says(case),
        "facts": [[name, value] for name, value in _facts(case, charge) if value],
        "means_heading": _("What this means"),
        "means": [charge.says[-1], *(_cited(said(text)) for text in texts if text)],
        "limits_heading": _("What this letter is not"),
        "limits": [
            _("It is about this one charge. It says nothing of any other."),
            _("It is not proof of who holds it, and not legal advice."),
            _("You need not show it to anyone. You decide."),
        ],
    }


def _facts(case: CaseView, charge: ChargeView) -> list[tuple[str, str]]:
    cleared = charge.cleared
    return [
        (_("Charge"), charge.title),
        (_("How it ended"), words.sentence(", ".join(term.text for term in charge.details))),
        (_("Court"), ", ".join(case.where)),
        (_("Case number"), _("ends in %(end)s") % {"end": case.number_end} if case.number_end else ""),
        (_("Cleared on"), words.day(cleared.on)),
        (_("Under the law"), f"{cleared.law}, {cleared.citation}"),
    ]


def _says(case: CaseView) -> str:
    if case.number_end:
        text = _("On the records of the %(state)s, a charge of the person named in the case below is cleared by law.")
        return text % {"state": settings.STATE_NAME}
    return _("On the records of the %(state)s, the charge below is cleared by law.") % {"state": settings.STATE_NAME}


def _cited(text: Said) -> str:
    return f"{text.says} ({text.citation})" if text.citation else text.says


def _shown(value):
    """The same with no character that the font lacks."""
    if isinstance(value, str):
        return showable(value)
    if isinstance(value, dict):
        return {name: _shown(one) for name, one in value.items()}
    return list(map(_shown, value))
