"""The twelve facts by which the Virginia study decides a charge, and the smallest history in which they are true."""

from collections.abc import Iterable
from typing import NamedTuple

#: The last year of the study's data, which end on its last day.
LAST_YEAR = 2020
#: More years than any history spans.
NEVER = 99
GROUP_A = ("4.1-305", "18.2-250.1")
GROUP_B = ("4.1-305", "18.2-96", "18.2-103", "18.2-119", "18.2-120", "18.2-134", "18.2-250.1", "18.2-415")
GROUP_B_MISDEMEANOR = ("18.2-248.1",)
EXCLUDED = ("18.2-36.1", "18.2-36.2", "18.2-51.4", "18.2-51.5", "18.2-57.2", "18.2-266", "46.2-341.24")
#: Statutes that the study's groups name, and two that none does.
STATUTES = (*GROUP_B, *GROUP_B_MISDEMEANOR, *EXCLUDED, "18.2-57", "18.2-95")
#: So many histories of a row have every statute of its group, with either edge of each period.
VARIANTS = 2 * len(STATUTES)


class Facts(NamedTuple):
    """A row of the decision table, without its answer."""

    charge_category: str
    disposition_category: str
    code_section_category: str
    arrest_disqualifier: bool
    has_conviction: bool
    felony_conviction_disqualifier: bool
    next_conviction_disqualifier_after_misdemeanor: bool
    next_conviction_disqualifier_after_felony: bool
    pending_after_misdemeanor: bool
    pending_after_felony: bool
    has_class_1_or_2: bool
    has_class_3_or_4: bool


class Charge(NamedTuple):
    """A charge that ended on the first of June of that year."""

    year: int
    level: str
    disposition: str
    grade: str = "1"
    statute: str = "18.2-57"

    @property
    def is_conviction(self) -> bool:
        return self.disposition == "Conviction"

    @property
    def is_felony_conviction(self) -> bool:
        return self.is_conviction and self.level == "Felony"


#: The first is the charge that is decided, the others are the rest of the person's record.
History = tuple[Charge, ...]


def facts_of(history: History) -> Facts:
    """The facts as the study computes them: each compares the charge with those of strictly earlier or later days."""
    charge = history[0]
    earlier = [one for one in history if one.year < charge.year]
    later = [one for one in history if one.year > charge.year]
    until_next = min((one.year - charge.year for one in later if one.is_conviction), default=NEVER)
    since_felony = min((charge.year - one.year for one in earlier if one.is_felony_conviction), default=NEVER)
    grades = {one.grade for one in history if one.is_felony_conviction}
    return Facts(
        charge_category=charge.level,
        disposition_category=charge.disposition,
        code_section_category=_group(charge),
        arrest_disqualifier=any(charge.year - one.year < 3 for one in earlier),
        has_conviction=any(one.is_conviction for one in history),
        felony_conviction_disqualifier=since_felony < 10,
        next_conviction_disqualifier_after_misdemeanor=until_next < 7,
        next_conviction_disqualifier_after_felony=until_next < 10,
        pending_after_misdemeanor=charge.year + 7 > LAST_YEAR,
        pending_after_felony=charge.year + 10 > LAST_YEAR,
        has_class_1_or_2=bool(grades & {"1", "2"}),
        has_class_3_or_4=bool(grades & {"3", "4"}),
    )


def _group(charge: Charge) -> str:
    if charge.statute in GROUP_A:
        return "covered in 19.2-392.6 - A"
    if charge.statute in GROUP_B or (charge.statute in GROUP_B_MISDEMEANOR and charge.level == "Misdemeanor"):
        return "covered in 19.2-392.6 - B"
    return "excluded by 19.2-392.12" if charge.statute in EXCLUDED else "covered elsewhere"


#: Why facts cannot be true together. The first that fits is the row's reason.
IMPOSSIBLE = {
    "a conviction without a conviction on record": lambda row: (
        row.disposition_category == "Conviction" and not row.has_conviction
    ),
    "a felony conviction before, and no conviction on record": lambda row: (
        row.felony_conviction_disqualifier and not row.has_conviction
    ),
    "a next conviction, and no conviction on record": lambda row: (
        (row.next_conviction_disqualifier_after_misdemeanor or row.next_conviction_disqualifier_after_felony)
        and not row.has_conviction
    ),
    "a felony conviction of class 1 to 4, and no conviction on record": lambda row: (
        (row.has_class_1_or_2 or row.has_class_3_or_4) and not row.has_conviction
    ),
    "the next conviction within 7 years, and not within 10": lambda row: (
        row.next_conviction_disqualifier_after_misdemeanor and not row.next_conviction_disqualifier_after_felony
    ),
    "ended less than 7 years ago, and not less than 10": lambda row: (
        row.pending_after_misdemeanor and not row.pending_after_felony
    ),
    "ended less than 7 years ago, and the next conviction 7 to 10 years later, on a day to come": lambda row: (
        row.pending_after_misdemeanor
        and row.next_conviction_disqualifier_after_felony
        and not row.next_conviction_disqualifier_after_misdemeanor
    ),
}


def why_impossible(row: Facts) -> str | None:
    """Why no history has these facts, None where one does."""
    return next((reason for reason, fits in IMPOSSIBLE.items() if fits(row)), None)


def history_of(row: Facts, number: int = 0) -> History:
    """The smallest history with these facts: one charge serves as many of them as it can.

    Its years lie on the edges of the law's periods. `number` chooses among edges, and among the statutes of the group.
    """
    odd = number % 2
    year = 2014 if row.pending_after_misdemeanor else (2013, 2011)[odd] if row.pending_after_felony else 2010
    charges = [Charge(year, row.charge_category, row.disposition_category, statute=statute) for statute in STATUTES]
    of_group = [charge for charge in charges if _group(charge) == row.code_section_category]
    charge = of_group[number // 2 % len(of_group)]
    others = []
    if row.felony_conviction_disqualifier:
        before = 2 if row.arrest_disqualifier else (3, 9)[odd]
        others.append(Charge(year - before, "Felony", "Conviction"))
    elif row.arrest_disqualifier:
        ending = "Conviction" if row.has_conviction else "Dismissed"
        others.append(Charge(year - 2, "Misdemeanor", ending))
    if row.next_conviction_disqualifier_after_felony:
        after = 6 if row.next_conviction_disqualifier_after_misdemeanor else (7, 9)[odd]
        others.append(Charge(year + after, "Felony", "Conviction"))
    graded = [grade for grade, has in (("2", row.has_class_1_or_2), ("4", row.has_class_3_or_4)) if has]
    bearers = sum(one.is_felony_conviction for one in (charge, *others))
    others += [Charge(year - 10, "Felony", "Conviction")] * (len(graded) - bearers)
    if row.has_conviction and not any(one.is_conviction for one in (charge, *others)):
        others.append(Charge(year - 10, "Misdemeanor", "Conviction"))
    return _with_grades((charge, *others), graded)


def _with_grades(history: Iterable[Charge], graded: list[str]) -> History:
    """The history with these classes given to its felony convictions, one each; the rest are of no class."""
    grades = iter(graded)
    return tuple(one._replace(grade=next(grades, "U") if one.is_felony_conviction else "1") for one in history)
