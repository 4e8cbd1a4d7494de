"""The practices on what people and the public learn, P5 and P6."""

from collections.abc import Callable

from ..policy import Policy
from ..process import ReportItem
from ..process_names import REPORT_ITEMS, RHYTHMS
from ..provision import Text
from .finding import Answer, conflicts, listed, meets, partly, silent

#: What a look at one's own record should be, and the words for it.
QUALITIES = {
    "free": Text(en="free", es="gratis"),
    "confidential": Text(en="confidential", es="en confidencia"),
    "up_to_date": Text(en="up to date", es="al día"),
    "on_demand": Text(en="on demand", es="en cualquier momento"),
}
#: What the guide asks to be reported.
ASKED: tuple[ReportItem, ...] = (
    "development",
    "cleared",
    "objections",
    "demographics",
    "offense_types",
    "record_age",
)
AN_AUDIT = Text(en="an audit", es="una auditoría")


def people_learn(law: Policy) -> Answer:
    """P5: people can see what became of their record, for free, at any time; to be told of it is part of that."""
    found, notice = law.process.lookup, law.process.notice
    if notice is None or (found and found.open_to == "person"):
        return own_record(law)
    if notice.to_person == "none":
        return conflicts(
            "People are not told that a record is cleared, and have no way to find out.",
            "A las personas no se les avisa de lo que se borra, y no tienen manera de saberlo.",
            "process.notice",
        )
    return partly(
        "People can learn that a record is cleared, but not look up where theirs stands.",
        "Las personas pueden enterarse de lo que se borra, pero no consultar cómo están sus antecedentes.",
        "process.notice",
    )


def own_record(law: Policy) -> Answer:
    """D9, and the heart of P5: a free, confidential, current look at one's own record, on demand."""
    found, path = law.process.lookup, "process.lookup"
    if found is None:
        return silent(
            "The law gives people no way to see their own record, and does not deny it either.",
            "La ley no da a las personas una manera de ver sus antecedentes, y tampoco se la niega.",
        )
    if found.open_to == "agencies":
        return conflicts(
            "Only agencies can look up what was cleared.", "Solo las agencias pueden consultar lo que se borró.", path
        )
    if found.open_to == "nobody":
        return conflicts("Nobody can look up what was cleared.", "Nadie puede consultar lo que se borró.", path)
    lacking = [words for name, words in QUALITIES.items() if getattr(found, name) is False]
    unsaid = [words for name, words in QUALITIES.items() if getattr(found, name) is None]
    if lacking:
        words = listed(map(_not, lacking))
        say = partly if len(lacking) == 1 else conflicts
        return say(
            f"People can see their own record, but it is {words.en}.",
            f"Las personas pueden ver sus antecedentes, pero {words.es}.",
            path,
        )
    if unsaid:
        words = listed(unsaid)
        return partly(
            f"People can see their own record; the law does not say that it is {words.en}.",
            f"Las personas pueden ver sus antecedentes; la ley no dice que sea {words.es}.",
            path,
        )
    return meets(
        "People can see their own record, free, confidential, current and on demand.",
        "Las personas pueden ver sus antecedentes gratis, en confidencia, al día y en cualquier momento.",
        path,
    )


def reports(law: Policy) -> Answer:
    """P6: what was done is counted and reported, and the process is audited."""
    found, path = law.process.reporting, "process.reporting"
    if found is None or not (found.items or found.audited):
        return silent("The law asks for no report and no audit.", "La ley no pide ni informes ni auditorías.")
    if not found.items:
        return partly(
            "The law asks for an audit, but for no report.", "La ley pide una auditoría, pero ningún informe.", path
        )
    given = [item for item in ASKED if item in found.items]
    lacking = [REPORT_ITEMS[item] for item in ASKED if item not in given] + [AN_AUDIT] * (not found.audited)
    english, spanish = ", but not how often", ", pero no dice cada cuánto"
    if found.every:
        english, spanish = f" {RHYTHMS[found.every].en}", f" {RHYTHMS[found.every].es}"
    if lacking:
        left_out = listed(lacking)
        english += f"; it leaves out {left_out.en}"
        spanish += f"; deja fuera {left_out.es}"
    enough = found.every and "cleared" in given and 2 * len(given) >= len(ASKED)
    say = meets if enough else partly
    return say(f"The law asks for a report{english}.", f"La ley pide un informe{spanish}.", path)


RULES: dict[str, Callable[[Policy], Answer]] = {"P5": people_learn, "P6": reports}


def _not(quality: Text) -> Text:
    return Text(en=f"not {quality.en}", es=f"no {quality.es}")
