"""The practices on who does what and by when, P1 to P4."""

from collections.abc import Callable, Iterable
from typing import get_args

from ..policy import Policy
from ..process import Agency, Every
from ..provision import Text
from .finding import Answer, conflicts, meets, partly, silent

#: Agencies that background checks draw on: what these shield is out of view.
SOURCES = ("court", "repository")
#: So many kinds of agencies beyond these, and nearly everyone who holds a record has to act.
MANY = 4
#: Sentences on times that bind nobody, or only with money.
GOALS = (
    "The law calls its times goals; no agency is bound by them.",
    "La ley llama metas a sus plazos; ninguna agencia está obligada por ellos.",
)
ONLY_IF_FUNDED = (
    "The law has its times, but only if money is given for the work.",
    "La ley tiene sus plazos, pero solo si se da dinero para el trabajo.",
)
#: The rhythms that are fast enough; the guide asks for a new look at least every quarter.
OFTEN = get_args(Every)[: get_args(Every).index("quarterly") + 1]


def initiator(law: Policy) -> Answer:
    """P1 and D2: one state-level agency with central data starts the work."""
    path, found = "process.initiator", law.process.initiator
    if found is None:
        return silent(
            "The law does not say who finds the eligible records.",
            "La ley no dice quién encuentra los antecedentes elegibles.",
        )
    name = _named([found.agency])
    if found.level == "several":
        return partly(
            f"Several agencies act, each for itself: {name.en}.",
            f"Actúan varias agencias, cada una por su cuenta: {name.es}.",
            path,
        )
    if found.level == "local":
        return conflicts(
            f"Local agencies start the work ({name.en}), each with its own data.",
            f"El trabajo lo inician agencias locales ({name.es}), cada una con sus propios datos.",
            path,
        )
    if found.kind is None:
        return conflicts(
            f"The law gives the work to no agency in particular, but to {name.en}.",
            f"La ley no encarga el trabajo a ninguna agencia en particular; solo nombra: {name.es}.",
            path,
        )
    if found.kind in ("police", "prosecutor", "corrections", "probation"):
        return partly(
            f"One agency starts the work ({name.en}), but it does not hold the central records.",
            f"El trabajo lo inicia una sola agencia ({name.es}), pero no tiene los registros centrales.",
            path,
        )
    return meets(
        f"The law names one agency that starts the work: {name.en}.",
        f"La ley nombra una sola agencia que inicia el trabajo: {name.es}.",
        path,
    )


def notice_between_agencies(law: Policy) -> Answer:
    """P2: who is told is listed, and nobody is told, or must report back, without need."""
    agencies = law.process.agency
    if not agencies:
        return silent(
            "The law does not say which agencies are told what is cleared.",
            "La ley no dice a qué agencias se avisa de lo que se borra.",
        )
    objectors = law.process.objections.by if law.process.objections else ()
    beyond = [one for one in agencies if one.kind not in (*SOURCES, *objectors)]
    certifying = [one for one in agencies if one.certifies]
    if certifying:
        names = _named(one.name for one in certifying)
        return conflicts(
            f"These must not only be told, but certify what they did: {names.en}.",
            f"Estas agencias no solo reciben aviso, sino que tienen que certificar lo que hicieron: {names.es}.",
            *_paths(certifying),
        )
    kinds = {one.kind for one in beyond}
    if len(kinds) > 1:
        names = _named(one.name for one in beyond)
        say = partly if len(kinds) < MANY else conflicts
        return say(
            f"Notice goes to many, and not only where records are drawn from: {names.en}.",
            f"Se avisa a muchas agencias, y no solo a aquellas de donde se sacan los antecedentes: {names.es}.",
            *_paths(beyond),
        )
    names = _named(one.name for one in agencies)
    return meets(
        f"Notice goes to these and to no one else: {names.en}.",
        f"Se avisa a estas agencias y a nadie más: {names.es}.",
        *_paths(agencies),
    )


def shielding(law: Policy) -> Answer:
    """P3: those who must change their records are listed, and few."""
    must = [one for one in law.process.agency if one.role == "must_shield"]
    if not must:
        return silent(
            "The law does not say which agencies must take records out of view.",
            "La ley no dice qué agencias tienen que ocultar los antecedentes.",
        )
    beyond = [one for one in must if one.kind not in SOURCES]
    names = _named(one.name for one in beyond or must)
    if not beyond:
        return meets(
            f"These and no others must shield records: {names.en}.",
            f"Solo estas agencias tienen que ocultar los antecedentes: {names.es}.",
            *_paths(must),
        )
    kinds = {one.kind for one in beyond}
    say = partly if len(kinds) < MANY else conflicts
    return say(
        f"Not only the courts and the repository must shield records: {names.en}.",
        f"No solo los tribunales y el registro estatal tienen que ocultar los antecedentes; también: {names.es}.",
        *_paths(beyond),
    )


def timeline(law: Policy) -> Answer:
    """P4: a day to start, a time for each step, a steady rhythm; none of them a mere goal."""
    process, times = law.process, law.process.timeline
    paths = [*(["process.timeline"] if times else []), *paths_of_deadlines(law)]
    if not paths:
        if process.initiator is None:
            return silent("The law gives no time for any step.", "La ley no da plazo para ningún paso.")
        return conflicts(
            "The law orders the work and sets no day, no time and no rhythm for it.",
            "La ley ordena el trabajo y no le fija ni fecha, ni plazo, ni ritmo.",
            "process.initiator",
        )
    if times and not times.binding:
        return conflicts(*GOALS, *paths)
    days = [one.by for one in (*process.deadline, *process.wave) if one.by]
    steps = [one.within for one in (*process.deadline, *process.agency) if one.within]
    steady = bool(times and times.every in OFTEN) or bool(steps) or len(days) > 1
    if times and times.depends_on_funding:
        say = partly if steady else conflicts
        return say(*ONLY_IF_FUNDED, *paths)
    if not days and not (times and times.starts):
        return partly(
            "The law sets no day on which the work starts.",
            "La ley no fija la fecha en que empieza el trabajo.",
            *paths,
        )
    if not steady:
        return partly(
            "The law sets a start, but no look at all records every quarter and no time for a step.",
            "La ley fija un comienzo, pero no una revisión trimestral de todos los antecedentes ni plazos por paso.",
            *paths,
        )
    if times and times.re_review == "never":
        return partly(
            "The law has its times, but a record that is not eligible yet is never looked at again.",
            "La ley tiene sus plazos, pero lo que todavía no es elegible nunca se revisa otra vez.",
            *paths,
        )
    if times and times.suspended:
        return partly(
            "The law has its times, but the work was suspended for a while.",
            "La ley tiene sus plazos, pero el trabajo se suspendió por un tiempo.",
            *paths,
        )
    return meets(
        "The law sets a start, and a rhythm or a time for the steps that follow.",
        "La ley fija un comienzo, y un ritmo o un plazo para los pasos que siguen.",
        *paths,
    )


def paths_of_deadlines(law: Policy) -> list[str]:
    """The provisions that set a day by which, or a time within which, something is done."""
    paths = [f"process.deadline.{one.id}" for one in law.process.deadline]
    paths += [f"process.wave.{number}" for number, _ in enumerate(law.process.wave, 1)]
    return paths + [f"process.agency.{one.id}" for one in law.process.agency if one.within]


RULES: dict[str, Callable[[Policy], Answer]] = {
    "P1": initiator,
    "P2": notice_between_agencies,
    "P3": shielding,
    "P4": timeline,
}


def _named(agencies: Iterable[Text]) -> Text:
    """The names one after the other; a name may have commas of its own."""
    names = list(agencies)
    return Text(en="; ".join(name.en for name in names), es="; ".join(name.in_language("es") for name in names))


def _paths(agencies: Iterable[Agency]) -> list[str]:
    return [f"process.agency.{one.id}" for one in agencies]
