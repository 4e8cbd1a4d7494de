"""The practices on which records a law reaches, A1, A2 and A6: which offenses, on paper or not, of which states."""

from collections.abc import Callable

from ..policy import OffenseList, Policy
from ..provision import Text
from ..selector import Among, Node, Not, facts_of, parts_of
from .finding import Answer, conflicts, listed, meets, partly, silent
from .flags import flag_in_words
from .reading import Condition, conditions, flags_alone, leaves_out_older, on_convictions, paths_of


def offenses_by_statute(law: Policy) -> Answer:
    """A1 and D7: which convictions are meant is known from statutes, not from a description or somebody's mark."""
    cited = [f"offenses.{name}" for name, one in law.offenses.items() if _is_cited(one)]
    cited = cited or [one.path for one in conditions(law) if one.reads(("level", "grade", "max_sentence_days"))]
    described = [f"offenses.{name}" for name, one in law.offenses.items() if not _is_cited(one)]
    marks = [(one.path, flag) for one in on_convictions(law) for node in one.selectors for flag in flags_alone(node)]
    if not described and not marks:
        if not cited:
            return silent(
                "The law names no offense and no level of offenses.",
                "La ley no nombra ningún delito ni ningún nivel de delitos.",
            )
        return meets(
            "Which offenses are meant follows from the statutes that define them.",
            "De qué delitos se trata se sabe por las leyes que los definen.",
            *cited,
        )
    reasons = []
    if described:
        names = listed(Text(en=_name(path)) for path in described)
        # A list has a name in English only; the provisions that go with the finding say which are meant.
        reasons.append(
            Text(en=f"offenses that are described, not cited ({names.en})", es="delitos que se describen y no se citan")
        )
    if marks:
        put = listed(flag_in_words(flag) for _, flag in marks)
        reasons.append(
            Text(
                en=f"marks that someone must put on a charge ({put.en})",
                es=f"marcas que alguien tiene que poner en el cargo ({put.in_language('es')})",
            )
        )
    turns_on = listed(reasons)
    say = partly if cited else conflicts
    return say(
        f"Whether a conviction is meant turns on {turns_on.en}.",
        f"Si la ley alcanza una condena depende de {turns_on.es}.",
        *described,
        *(path for path, _ in marks),
    )


def electronic_records(law: Policy) -> Answer:
    """A2: paper is left out."""
    records = law.process.records
    if records and records.medium == "electronic":
        return meets(
            "The law reaches electronic records only.", "La ley alcanza solo registros electrónicos.", "process.records"
        )
    if records and records.medium == "all":
        return conflicts(
            "The law reaches paper records too, which people must find and read.",
            "La ley alcanza también registros en papel, que alguien tiene que buscar y leer.",
            "process.records",
        )
    asked = [one for one in conditions(law) if _asks_for_electronic(one)]
    if asked:
        return meets(
            "Only records that are held electronically can become eligible.",
            "Solo pueden ser elegibles los registros electrónicos.",
            *paths_of(asked),
        )
    windows = [one for one in conditions(law) if leaves_out_older(one)]
    if windows:
        return partly(
            "The law leaves out records from before a certain day, but not paper from after it.",
            "La ley excluye los registros anteriores a cierta fecha, pero no el papel posterior a ella.",
            *paths_of(windows),
        )
    return silent(
        "The law does not say whether paper records must be searched and cleared.",
        "La ley no dice si hay que buscar y borrar también registros en papel.",
    )


def other_states(law: Policy) -> Answer:
    """A6: only records of this state are checked."""
    place = law.process.records.out_of_state if law.process.records else None
    placed = [one for one in conditions(law) if one.reads(("jurisdiction",))]
    abroad = [one for one in placed if not all(_is_home(law, node) for node in one.selectors)]
    unplaced = [one for one in conditions(law) if one.looks_at_other_cases and one not in placed]
    only_here = ("Only records of this state count.", "Solo cuentan los antecedentes de este estado.")
    if abroad or place == "checked":
        return conflicts(
            "Records of other states count, and no agency here sees them all.",
            "Cuentan los antecedentes de otros estados, y ninguna agencia de aquí los ve todos.",
            *(["process.records"] if place else []),
            *paths_of(abroad),
        )
    if place == "not_checked":
        return meets(*only_here, "process.records")
    if placed and unplaced:
        return partly(
            "Only some conditions say that records of this state alone count.",
            "Solo algunas condiciones dicen que cuentan únicamente los antecedentes de este estado.",
            *paths_of(unplaced),
        )
    if placed:
        return meets(*only_here, *paths_of(placed))
    if unplaced:
        return silent(
            "The law looks at what else a person has on record and does not say where.",
            "La ley toma en cuenta los demás antecedentes de la persona y no dice de dónde.",
            *paths_of(unplaced),
        )
    return meets(
        "No condition looks beyond the case itself, so no other state’s records are needed.",
        "Ninguna condición mira más allá del caso mismo, así que no hacen falta antecedentes de otros estados.",
    )


RULES: dict[str, Callable[[Policy], Answer]] = {
    "A1": offenses_by_statute,
    "A2": electronic_records,
    "A6": other_states,
}


def _is_cited(offenses: OffenseList) -> bool:
    return bool(offenses.statutes) and offenses.described is None


def _name(path: str) -> str:
    return path.rsplit(".", 1)[-1].replace("-", " ")


def _asks_for_electronic(condition: Condition) -> bool:
    nodes = (node for selector in condition.selectors for node in parts_of(selector))
    return any(node == Among("medium", ("electronic",)) for node in nodes)


def _is_home(law: Policy, node: Node) -> bool:
    """Whether the selector, where it names a place, names this state and no other."""
    places = [part.values for part in parts_of(node) if isinstance(part, Among) and part.fact == "jurisdiction"]
    turned = any(isinstance(part, Not) and "jurisdiction" in facts_of(part) for part in parts_of(node))
    return not turned and all(values == (law.policy.jurisdiction,) for values in places)
