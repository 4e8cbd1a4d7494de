"""The practices on what must be looked up of a person, A3, A4, A5 and A7: sentence, custody, registries, money."""

import re
from collections.abc import Callable, Iterable

from ..policy import Policy
from ..provision import Text
from .finding import Answer, conflicts, listed, meets, partly, silent
from .reading import Condition, Hangs, conditions, conviction_tracks, flags, on_convictions, paths_of

#: Facts that say whether a sentence is over, and what each means to a reader.
END_OF_SENTENCE = {
    "completion_date": Text(en="the day the sentence was completed", es="la fecha en que se cumplió la pena"),
    "supervision_end_date": Text(en="the end of supervision", es="la fecha en que terminó la supervisión"),
    "release_date": Text(en="the release from custody", es="la fecha de salida de la cárcel"),
}
#: Of these, what must be asked of an agency that supervises people: it changes until the sentence is over.
SUPERVISION = {
    "supervised": Text(en="whether someone is under supervision", es="si alguien está bajo supervisión"),
    "supervision_end_date": END_OF_SENTENCE["supervision_end_date"],
}
MONEY = {
    "restitution_owed": Text(en="restitution that is owed", es="la restitución que se debe"),
    "fines_owed": Text(en="fines and fees that are owed", es="las multas y cuotas que se deben"),
    "paid_date": Text(en="the day on which all was paid", es="la fecha en que se pagó todo"),
}
#: Marks that say something of the person's license. A mark that an offense requires registration is of the offense.
_LICENSE = re.compile(r"licen[cs]e|cdl", re.IGNORECASE)


def sentence_completion(law: Policy) -> Answer:
    """A3: no clock of a conviction depends on when the sentence was completed."""
    waits = [one for one in on_convictions(law) if one.wait]
    stuck = [one for one in waits if one.hangs_on(END_OF_SENTENCE) is Hangs.ALL]
    eased = [one for one in waits if one.hangs_on(END_OF_SENTENCE) is Hangs.UNLESS_MISSING]
    stuck_clocks = _tracks(one for one in stuck if one.is_a_clock)
    if stuck:
        words, paths = _words(stuck, END_OF_SENTENCE), paths_of(stuck + eased)
        if stuck_clocks and stuck_clocks == _tracks(one for one in waits if one.is_a_clock):
            return conflicts(
                f"Every wait after a conviction depends on {words.en}.",
                f"Toda espera después de una condena depende de {words.es}.",
                *paths_of(stuck),
            )
        if stuck_clocks:
            return partly(f"Some waits depend on {words.en}.", f"Algunas esperas dependen de {words.es}.", *paths)
        return partly(
            f"The waits run from other dates, but the law also depends on {words.en}.",
            f"Las esperas corren desde otras fechas, pero la ley depende también de {words.es}.",
            *paths,
        )
    if eased:
        words = _words(eased, END_OF_SENTENCE)
        return partly(
            f"The law asks for {words.en}; where it is missing, something else stands in for it.",
            f"La ley pide {words.es}; si falta, otra cosa ocupa su lugar.",
            *paths_of(eased),
        )
    return meets(
        "No wait depends on when a sentence was completed.", "Ninguna espera depende de cuándo se cumplió una pena."
    )


def custody_status(law: Policy) -> Answer:
    """A4: nobody has to be asked whether someone is in custody or under supervision."""
    facts = {**END_OF_SENTENCE, **SUPERVISION}
    reading = [one for one in on_convictions(law) if one.hangs_on(facts)]
    stuck = [one for one in reading if one.hangs_on(facts) is Hangs.ALL]
    asked = [one for one in stuck if one.reads(SUPERVISION)]
    released = [one for one in stuck if one.reads(("release_date",))]
    if asked:
        words = _words(asked, facts)
        return conflicts(
            f"The law must know {words.en}, which only other agencies know.",
            f"La ley necesita saber {words.es}, algo que solo otras agencias saben.",
            *paths_of(asked),
        )
    if released and _tracks(released) == {track.id for track in conviction_tracks(law)}:
        return conflicts(
            "Every conviction waits on the release from custody.",
            "Toda condena espera a que la persona salga de la cárcel.",
            *paths_of(released),
        )
    if stuck:
        words = _words(stuck, facts)
        return partly(
            f"The law needs {words.en}, which the agency that starts the work often does not hold.",
            f"La ley necesita {words.es}, un dato que la agencia que inicia el trabajo muchas veces no tiene.",
            *paths_of(stuck),
        )
    if reading:
        words = _words(reading, facts)
        return partly(
            f"The law looks at {words.en}, but says what counts where it is not on record.",
            f"La ley toma en cuenta {words.es}, pero dice qué vale cuando no consta.",
            *paths_of(reading),
        )
    return meets(
        "No condition asks whether someone is in custody or under supervision.",
        "Ninguna condición pregunta si alguien está preso o bajo supervisión.",
    )


def registries(law: Policy) -> Answer:
    """A5: no registry of people and no license has to be looked up."""
    registered = [one for one in conditions(law) if one.hangs_on(["registered"])]
    licensed = [one for one in conditions(law) if any(map(_LICENSE.search, flags(one)))]
    if any(one.hangs_on(["registered"]) is Hangs.ALL for one in registered):
        return conflicts(
            "Someone must look up whether the person stands in a registry.",
            "Alguien tiene que consultar si la persona está en un registro de personas.",
            *paths_of(registered),
        )
    if registered:
        return partly(
            "The law asks whether the person stands in a registry, but says what counts where that is not known.",
            "La ley pregunta si la persona está en un registro de personas, pero dice qué vale cuando no se sabe.",
            *paths_of(registered),
        )
    if licensed:
        return partly(
            "The law turns on a license, if only by a mark on the charge.",
            "La ley depende de una licencia, aunque solo sea por una marca en el cargo.",
            *paths_of(licensed),
        )
    return meets(
        "No condition asks for a registry or a license.",
        "Ninguna condición pide consultar un registro de personas o una licencia.",
    )


def unpaid_money(law: Policy) -> Answer:
    """A7: fines, fees and restitution that are owed keep nothing from being cleared."""
    process = law.process
    reading = [one for one in conditions(law) if one.reads(MONEY)]
    if reading:
        words = _words(reading, MONEY)
        return conflicts(
            f"A record is held back by {words.en}.",
            f"Lo que impide borrar los antecedentes: {words.es}.",
            *paths_of(reading),
        )
    if process.money and process.money.bars:
        return conflicts(
            "The law lets money that is owed keep a record from being cleared.",
            "La ley deja que el dinero que se debe impida borrar los antecedentes.",
            "process.money",
        )
    grounds = [one for one in process.objections.ground if one.money] if process.objections else []
    if grounds:
        return partly(
            "Money that is owed bars nothing by itself, but it is a ground for an objection.",
            "El dinero que se debe no impide nada por sí solo, pero es un motivo para objetar.",
            *(f"process.objections.{one.id}" for one in grounds),
        )
    undone = [one for one in process.reversal if one.on == "unpaid_restitution"]
    if undone:
        return partly(
            "Money that is owed bars nothing at first, but a cleared record can come back for unpaid restitution.",
            "El dinero que se debe no impide nada al principio, pero lo borrado puede volver si no se paga la "
            "restitución.",
            *(f"process.reversal.{one.id}" for one in undone),
        )
    if process.money:
        return meets(
            "The law says that money that is owed does not keep a record from being cleared.",
            "La ley dice que el dinero que se debe no impide borrar los antecedentes.",
            "process.money",
        )
    completed = [one for one in on_convictions(law) if one.hangs_on(["completion_date"])]
    if completed:
        return silent(
            "The law asks for a completed sentence and does not say if payment is part of it.",
            "La ley pide una pena cumplida y no dice si el pago es parte de ella.",
            *paths_of(completed),
        )
    return meets(
        "No condition asks whether fines, fees or restitution are paid.",
        "Ninguna condición pregunta si se pagaron las multas, las cuotas o la restitución.",
    )


RULES: dict[str, Callable[[Policy], Answer]] = {
    "A3": sentence_completion,
    "A4": custody_status,
    "A5": registries,
    "A7": unpaid_money,
}


def _tracks(found: Iterable[Condition]) -> set[str]:
    return {one.track.id for one in found if one.track}


def _words(found: list[Condition], facts: dict[str, Text]) -> Text:
    return listed(words for fact, words in facts.items() if any(one.reads((fact,)) for one in found))
