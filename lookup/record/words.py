"""The words a page uses for facts, codes, numbers and days."""

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

#: Every fact of the vocabulary, as it stands after "The state was not told:". The most telling come first.
FACTS = {
    "disposition": _("how the charge ended"),
    "disposition_date": _("the date the charge ended"),
    "sentence_date": _("the date of the sentence"),
    "sentence_days": _("how long the sentence was"),
    "completion_date": _("the date the sentence was completed"),
    "statute": _("the law the charge is under"),
    "level": _("if it is a felony, a misdemeanor or something less"),
    "offense_date": _("the date of the offense"),
    "charge_id": _("which charge it is"),
    "case_id": _("which case it is"),
    "person_id": _("whose charge it is"),
    "sequence": _("which charge of the case it is"),
    "description": _("what the charge is called"),
    "grade": _("the class or degree of the charge"),
    "max_sentence_days": _("the longest sentence the law allows for the charge"),
    "quantity": _("the weight of the drugs, in grams"),
    "arrest_date": _("the date of the arrest"),
    "filed_date": _("the date the charge was filed"),
    "plea": _("the plea"),
    "attributes": _("special facts about the charge, such as a firearm"),
    "court": _("the court"),
    "county": _("the county of the case"),
    "jurisdiction": _("the state the case was in"),
    "case_number": _("the case number"),
    "tracking_number": _("the arrest tracking number"),
    "case.filed_date": _("the date the case was filed"),
    "status": _("if the case is open or closed"),
    "medium": _("if the court file is on paper or on a computer"),
    "restitution_owed": _("how much is still owed to the victim"),
    "fines_owed": _("how much is still owed in fines and fees"),
    "paid_date": _("the date everything owed in the case was paid"),
    "supervised": _("if you are on probation or parole"),
    "supervision_end_date": _("the date probation or parole ended"),
    "release_date": _("the date of release from jail or prison"),
    "revoked_date": _("if and when probation or parole was revoked"),
    "warrant": _("if there is a warrant for your arrest in the case"),
    "last_activity_date": _("the date of the last entry in the case"),
    "birth_date": _("your date of birth"),
    "sex": _("your sex"),
    "race": _("your race"),
    "ethnicity": _("your ethnicity"),
    "deceased": _("if the state lists you as living"),
    "registered": _("if you are on a registry"),
    "person.county": _("the county you live in"),
}

LEVELS = {
    "felony": _("Felony"),
    "misdemeanor": _("Misdemeanor"),
    "infraction": _("Infraction"),
    "violation": _("Violation"),
    "ordinance": _("Local ordinance"),
    "petty": _("Petty offense"),
}

DISPOSITIONS = {
    "convicted": _("convicted"),
    "acquitted": _("found not guilty"),
    "dismissed": _("dismissed"),
    "dismissed_without_prejudice": _("dismissed for now"),
    "nolle_prosequi": _("dropped by the prosecutor"),
    "not_charged": _("never charged"),
    "diverted": _("sent to a program instead of a trial"),
    "deferred": _("put off"),
    "pardoned": _("pardoned"),
    "vacated": _("conviction set aside"),
    "pending": _("still open"),
    "other": _("ended in another way"),
}

#: What the law does with a charge that it clears.
RELIEFS = {
    "seal": _("The law lets this charge be sealed: most people can no longer see it."),
    "set_aside": _("The law lets this conviction be set aside."),
    "expunge": _("The law lets this charge be expunged."),
    "dismiss": _("The law lets this conviction be dismissed."),
    "redesignate": _("The law lets this charge be changed to a lesser one."),
}

#: What the law did with a charge that is cleared.
CLEARED = {
    "seal": _("The law sealed this charge: most people can no longer see it."),
    "set_aside": _("The law set this conviction aside."),
    "expunge": _("The law expunged this charge."),
    "dismiss": _("The law dismissed this conviction."),
    "redesignate": _("The law changed this charge to a lesser one."),
}

#: What leads to the meaning of a relief.
WHAT_IS = {
    "seal": _("What does “sealed” mean?"),
    "set_aside": _("What does “set aside” mean?"),
    "expunge": _("What does “expunged” mean?"),
    "dismiss": _("What does “dismissed” mean here?"),
    "redesignate": _("What does “changed” mean here?"),
}

#: What stands above the conditions that are not met, by how the law answers.
ASKED = {
    "": _("What the law asks"),
    "later": _("What it waits for"),
    "ineligible": _("What stands in the way"),
}

#: On what the law puts a cleared charge back on the record.
UNDONE = {
    "error": _("It had been cleared by mistake."),
    "later_conviction": _("The law does so after a new conviction."),
    "unpaid_restitution": _("The law does so when money is still owed to a victim."),
}

_NUMBERS = (
    pgettext_lazy("number of charges", "one"),
    pgettext_lazy("number of charges", "two"),
    pgettext_lazy("number of charges", "three"),
    pgettext_lazy("number of charges", "four"),
    pgettext_lazy("number of charges", "five"),
    pgettext_lazy("number of charges", "six"),
    pgettext_lazy("number of charges", "seven"),
    pgettext_lazy("number of charges", "eight"),
    pgettext_lazy("number of charges", "nine"),
    pgettext_lazy("number of charges", "ten"),
)


def number(count: int) -> str:
    """A number of charges in words, up to ten."""
    return str(_NUMBERS[count - 1]) if 1 <= count <= len(_NUMBERS) else str(count)


def sentence(text: str) -> str:
    """The text as a sentence begins."""
    return text[:1].upper() + text[1:]


def day(value: date) -> str:
    """3 May 2027; 3 de mayo de 2027."""
    return _day(value, get_language())


@lru_cache(maxsize=10_000)
def _day(value: date, _language: str) -> str:
    # Translators: a date format of Django, for dates such as 3 May 2027.
    return date_format(value, gettext("j F Y"))


def short_day(value: date) -> str:
    """3 May; 3 mayo: for the timeline, where the year stands below."""
    # Translators: a date format of Django, for dates such as 3 May (short, without the year).
    return date_format(value, gettext("j M"))
