"""The practices for laws on what is no longer a crime, D1 to D11: who is reached, how, and what is left."""

from collections.abc import Callable

from ..policy import Policy, Track
from ..process_names import KINDS, REPORT_ITEMS
from ..provision import Text
from ..selector import Offense, parts_of
from .finding import Answer, conflicts, listed, meets, partly, silent
from .openness import own_record
from .process import GOALS, ONLY_IF_FUNDED, initiator, paths_of_deadlines
from .reach import offenses_by_statute
from .reading import Condition, conditions, conviction_tracks, leaves_out_older, paths_of

#: Facts that narrow down which convictions for the same conduct are reached, and the words for each.
NARROWER = {
    "level": Text(en="the level of the offense", es="el nivel del delito"),
    "grade": Text(en="the grade of the offense", es="el grado del delito"),
    "quantity": Text(en="the amount", es="la cantidad"),
    "max_sentence_days": Text(en="the longest sentence", es="la pena máxima"),
    "sentence_days": Text(en="the sentence", es="la pena impuesta"),
}
THEIR_AGE = Text(en="their age", es="su antigüedad")
OTHERS = Text(en="others", es="otras agencias")
#: Facts that say what the charge is and when it was; a condition on these alone is about the conduct.
CONDUCT = {"statute", "attributes", "disposition", "disposition_date", "offense_date", "arrest_date", *NARROWER}


def automatic(law: Policy) -> Answer:
    """D1: nobody has to ask."""
    petition, objections = law.process.petition, law.process.objections
    if petition and petition.needed:
        return conflicts(
            "A person must ask before a record is cleared.",
            "La persona tiene que pedirlo para que se borren sus antecedentes.",
            "process.petition",
        )
    if objections and objections.on_silence == "held":
        return partly(
            "No petition is needed, but a record stays as it is until someone answers.",
            "No hace falta una petición, pero los antecedentes quedan como están hasta que alguien responda.",
            "process.objections",
        )
    if petition:
        return meets(
            "A record is cleared without anyone asking for it.",
            "Los antecedentes se borran sin que nadie lo pida.",
            "process.petition",
        )
    if law.process.initiator:
        return meets(
            "The law has an agency find the records; it asks for no petition.",
            "La ley encarga a una agencia encontrar los antecedentes; no exige una petición.",
            "process.initiator",
        )
    return silent("The law does not say whether a person must ask.", "La ley no dice si la persona tiene que pedirlo.")


def deadlines(law: Policy) -> Answer:
    """D3: each milestone has a day, or a time within which it is reached, that binds."""
    times, paths = law.process.timeline, paths_of_deadlines(law)
    if times and not times.binding:
        return conflicts(*GOALS, "process.timeline", *paths)
    if times and times.depends_on_funding:
        say = partly if paths or times.starts else conflicts
        return say(*ONLY_IF_FUNDED, "process.timeline", *paths)
    if paths:
        return meets(
            "The law puts firm deadlines on the milestones of the work.",
            "La ley fija plazos firmes para los pasos principales del trabajo.",
            *paths,
        )
    if times and (times.starts or times.every):
        return partly(
            "The law says when clearing starts or how often it is done, but sets no deadline.",
            "La ley dice cuándo se empieza a borrar o cada cuánto se hace, pero no fija ningún plazo.",
            "process.timeline",
        )
    return silent("The law sets no deadline.", "La ley no fija ningún plazo.")


def impact(law: Policy) -> Answer:
    """D4: what the law does for people is studied and published."""
    found, path = law.process.reporting, "process.reporting"
    if found is None or not found.items:
        return silent("The law asks for no study of what it does.", "La ley no pide ningún estudio de sus efectos.")
    studied = [REPORT_ITEMS[item] for item in ("impact", "demographics") if item in found.items]
    if studied:
        words = listed(studied)
        return meets(
            f"What the law does is studied and reported: {words.en}.",
            f"Lo que la ley logra se estudia y se informa: {words.es}.",
            path,
        )
    given = listed(REPORT_ITEMS[item] for item in found.items)
    return partly(
        f"The law asks for reports on {given.en}, but for no study of whom it reaches.",
        f"La ley pide informes sobre {given.es}, pero ningún estudio de a quién alcanza.",
        path,
    )


def no_record_left(law: Policy) -> Answer:
    """D5: no conviction for conduct that is no longer a crime stays on a record."""
    reached = [track for track in conviction_tracks(law) if law.policy.purpose == "decriminalization"]
    reached = reached or [track for track in conviction_tracks(law) if _is_for_named_conduct(law, track)]
    if not reached:
        if law.policy.purpose == "decriminalization":
            return conflicts(
                "The law is about conduct that is no longer a crime, and clears no conviction for it.",
                "La ley trata de conductas que ya no son delito, y no borra ninguna condena por ellas.",
            )
        return silent(
            "The law has no part on convictions for conduct that is no longer a crime.",
            "La ley no tiene una parte sobre condenas por conductas que ya no son delito.",
        )
    paths = [f"track.{track.id}" for track in reached]
    kept = [track for track in reached if track.relief == "redesignate"]
    if kept:
        return partly(
            "Some convictions are only reduced, so a record for the conduct stays.",
            "Algunas condenas solo se reducen, así que quedan antecedentes por esa conducta.",
            *(f"track.{one.id}" for one in kept),
        )
    narrowed = {one.path: _narrowed(one) for one in conditions(law) if one.track in reached and _narrowed(one)}
    if narrowed:
        by = listed(words for several in narrowed.values() for words in several)
        return partly(
            f"Convictions for the same conduct are left out by {by.en}.",
            f"Se excluyen condenas por la misma conducta según {by.es}.",
            *narrowed,
        )
    return meets(
        "Every conviction for the conduct that the law names is cleared.",
        "Se borran todas las condenas por la conducta que la ley nombra.",
        *paths,
    )


def nothing_disqualifies(law: Policy) -> Answer:
    """D6: no waiting period, and no condition beyond the offense."""
    tracks = conviction_tracks(law)
    if not tracks:
        return silent("The law clears no convictions.", "La ley no borra condenas.")
    barred = [one for one in conditions(law) if (one.track is None or one.track in tracks) and _disqualifies(one)]
    if not barred:
        return meets(
            "A conviction is cleared without a wait or any other condition.",
            "Las condenas se borran sin espera y sin ninguna otra condición.",
            *(f"track.{one.id}" for one in tracks),
        )
    paths = paths_of(barred)
    if any(one.is_a_clock for one in barred):
        return conflicts(
            "Convictions have to wait before they are cleared.",
            "Hay que esperar un tiempo antes de que se borren las condenas.",
            *paths,
        )
    return partly(
        "Convictions need not wait, but have to meet conditions beyond the offense itself.",
        "Las condenas no tienen que esperar, pero sí cumplir condiciones aparte del delito mismo.",
        *paths,
    )


def no_discretion(law: Policy) -> Answer:
    """D8: nobody may single out who is left out."""
    found, path = law.process.objections, "process.objections"
    if found is None and law.process.initiator is None:
        return silent("The law does not say who decides.", "La ley no dice quién decide.")
    if found is None or not found.allowed:
        return meets(
            "The law lets nobody object.",
            "La ley no deja que nadie objete.",
            path if found else "process.initiator",
        )
    open_grounds = [one for one in found.ground if one.discretion]
    paths = [f"{path}.{one.id}" for one in open_grounds] or [path]
    who = listed(KINDS[kind] for kind in found.by) if found.by else OTHERS
    if found.ground and not open_grounds:
        return meets(
            f"The law lets {who.en} object only on grounds that leave no room for discretion.",
            f"Solo se puede objetar por motivos que no dejan lugar a la discreción; pueden hacerlo: {who.es}.",
            *paths,
        )
    how = Text(en="and sets no grounds", es="La ley no fija motivos para objetar")
    if open_grounds:
        how = Text(en="on grounds that leave room for discretion", es="Se puede objetar por motivos discrecionales")
    if found.on_silence == "held":
        return conflicts(
            f"The law lets {who.en} object {how.en}, and a record stays open until they answer.",
            f"{how.es}, y los antecedentes quedan a la vista hasta que respondan: {who.es}.",
            *paths,
        )
    return partly(f"The law lets {who.en} object {how.en}.", f"{how.es}; pueden hacerlo: {who.es}.", *paths)


def sealed_copies(law: Policy) -> Answer:
    """D10: cleared records are kept, sealed; none is destroyed."""
    found, path = law.process.retention, "process.retention"
    if found is None:
        return silent(
            "The law does not say whether cleared records are kept.", "La ley no dice si se guarda lo que se borra."
        )
    if found.kept == "destroyed":
        return conflicts(
            "Cleared records are destroyed, also for the people who may need them.",
            "Lo que se borra se destruye, también para las personas que pueden necesitarlo.",
            path,
        )
    return meets(
        "Cleared records are kept, sealed and confidential.",
        "Lo que se borra se guarda, sellado y confidencial.",
        path,
    )


def jurisdiction(law: Policy) -> Answer:
    """D11: courts may still give other relief."""
    found, path = law.process.jurisdiction, "process.jurisdiction"
    if found is None:
        return silent(
            "The law does not say whether courts may still give other relief.",
            "La ley no dice si los tribunales todavía pueden dar otro alivio.",
        )
    if found.preserved:
        return meets("Courts may still give other relief.", "Los tribunales todavía pueden dar otro alivio.", path)
    return conflicts(
        "Once a record is cleared, courts may give no other relief.",
        "Una vez que se borra, los tribunales ya no pueden dar otro alivio.",
        path,
    )


RULES: dict[str, Callable[[Policy], Answer]] = {
    "D1": automatic,
    "D2": initiator,
    "D3": deadlines,
    "D4": impact,
    "D5": no_record_left,
    "D6": nothing_disqualifies,
    "D7": offenses_by_statute,
    "D8": no_discretion,
    "D9": own_record,
    "D10": sealed_copies,
    "D11": jurisdiction,
}


def _is_for_named_conduct(law: Policy, track: Track) -> bool:
    """Whether a track of a general law clears named offenses, and asks for nothing else."""
    named = any(isinstance(part, Offense) for part in parts_of(track.covers))
    return named and not any(_disqualifies(one) for one in conditions(law) if one.track is track)


def _narrowed(condition: Condition) -> list[Text]:
    words = [words for fact, words in NARROWER.items() if condition.reads((fact,))]
    if leaves_out_older(condition):
        words.append(THEIR_AGE)
    return words


def _disqualifies(condition: Condition) -> bool:
    """Whether it asks for more than that the charge is for the conduct, and that the case has ended."""
    if condition.requirement is None:
        return condition.track is None
    if condition.requirement.gap or condition.is_a_clock or condition.looks_at_other_cases:
        return True
    about = {"disposition"} if condition.requirement.count else CONDUCT
    return not condition.requirement.facts() <= about
