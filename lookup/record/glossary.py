"""Words of law in easy words. A page explains, at its foot, those that it uses; the first use of each leads there."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

#: Every word that may be explained, by the code of what it stands for: the word, and what it means.
WORDS = {
    "charge": (
        _("Charge"),
        _("What the police or a prosecutor said that someone did against the law. It is no proof."),
    ),
    "case": (_("Case number"), _("The number the court gave to a case. All papers of the case bear it.")),
    "cleared": (
        _("Cleared"),
        _("The law has hidden a charge, or taken it back. Most background checks then no longer show it."),
    ),
    "check": (
        _("Background check"),
        _("What a boss, a landlord or a school does to learn of your past. Most ask a state office, or buy a report."),
    ),
    "citation": (
        _("Numbers in brackets"),
        _("They say where in the law a rule stands. You need them only if you want to look it up."),
    ),
    "felony": (_("Felony"), _("The most serious kind of crime. It can mean more than a year in prison.")),
    "misdemeanor": (_("Misdemeanor"), _("A less serious crime. It can mean a fine, or some time in a local jail.")),
    "infraction": (_("Infraction"), _("A small offense, such as speeding. Most often it means a fine.")),
    "violation": (_("Violation"), _("A small offense. Most often it means a fine.")),
    "ordinance": (_("Local ordinance"), _("A rule of a city or a county, and not of the state.")),
    "petty": (_("Petty offense"), _("A small offense, less than a misdemeanor.")),
    "convicted": (_("Convicted"), _("You were found guilty, or you said that you were guilty.")),
    "acquitted": (_("Found not guilty"), _("The court looked at the case and did not find you guilty.")),
    "dismissed": (_("Dismissed"), _("The court closed the charge and did not find you guilty.")),
    "dismissed_without_prejudice": (
        _("Dismissed for now"),
        _("The court closed the charge and did not find you guilty. The prosecutor may file it again."),
    ),
    "nolle_prosequi": (
        _("Dropped by the prosecutor"),
        _("The prosecutor did not go on with the charge. You were not found guilty."),
    ),
    "not_charged": (_("Never charged"), _("You were arrested, but no one filed a charge in court.")),
    "diverted": (
        _("Sent to a program"),
        _("In place of a trial there was a program, such as classes or treatment."),
    ),
    "deferred": (_("Put off"), _("The court waits to decide. If you keep its terms, there may be no conviction.")),
    "pardoned": (_("Pardoned"), _("The governor forgave a crime. The court did not undo it.")),
    "vacated": (_("Conviction set aside"), _("A court took a conviction back.")),
    "pending": (_("Still open"), _("The charge has not ended. The court has not decided.")),
    "seal": (_("Sealed"), _("A sealed charge is still kept, but most people can no longer see it.")),
    "set_aside": (_("Set aside"), _("The conviction is taken back. It no longer counts as one for most things.")),
    "expunge": (_("Expunged"), _("The charge is taken off the record that people can see.")),
    "dismiss": (
        pgettext_lazy("a conviction", "Dismissed conviction"),
        _("The court takes the conviction back and closes the charge."),
    ),
    "redesignate": (_("Changed to a lesser one"), _("The charge stays, but now counts as a less serious one.")),
}
#: Explained on every page that shows a charge.
ALWAYS = ("charge", "case", "cleared", "check", "citation")


@dataclass(frozen=True)
class Term:
    """A text on the page. `word`: the word of law in it that is explained at the foot; empty where it was before."""

    text: str
    word: str = ""


@dataclass(frozen=True)
class Meaning:
    word: str
    term: str
    means: str


class Glossary:
    """The words that one page has used so far."""

    def __init__(self) -> None:
        self._used: set[str] = set(ALWAYS)

    def term(self, text: str, word: str | None) -> Term:
        """The text, to lead to what the word means where this is its first use."""
        if word not in WORDS or word in self._used:
            return Term(text)
        self._used.add(word)
        return Term(text, word)

    def meanings(self) -> list[Meaning]:
        return [one for one in _meanings(get_language()) if one.word in self._used]


@lru_cache
def _meanings(_language: str) -> list[Meaning]:
    """All of them, in the language in use."""
    return [Meaning(word, str(term), str(means)) for word, (term, means) in WORDS.items()]
