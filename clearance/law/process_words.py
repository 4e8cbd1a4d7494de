"""How a law is carried out, in sentences: one for each provision of the process, in English or in Spanish."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

from .process import (
    Agency,
    Deadline,
    Duty,
    Ground,
    Initiator,
    Jurisdiction,
    Lookup,
    Money,
    Notice,
    Objections,
    Order,
    Petition,
    Records,
    Reporting,
    Retention,
    Reversal,
    Safeguards,
    Timeline,
    Wave,
)
from .process_names import DATA_POINTS, KINDS, REPORT_ITEMS, RHYTHMS
from .provision import Provision, Text
from .requirement import Period

#: Says the first text in English, the second in Spanish.
Say = Callable[[str, str], str]
Code = TypeVar("Code", bound=str)

#: What a law should tell of its process, section by section: to say of what a law is silent.
SECTIONS = {
    "petition": Text(en="whether a person must ask", es="si la persona tiene que pedirlo"),
    "initiator": Text(en="who finds the eligible records", es="quién encuentra los antecedentes elegibles"),
    "agency": Text(en="which agencies are told", es="a qué agencias se avisa"),
    "records": Text(en="which kinds of records it reaches", es="qué tipos de registros alcanza"),
    "money": Text(en="money that is owed", es="el dinero que se debe"),
    "timeline": Text(en="when it starts and how often it is done", es="cuándo empieza y cada cuánto se hace"),
    "objections": Text(en="objections", es="objeciones"),
    "order": Text(en="a court order", es="una orden judicial"),
    "reversal": Text(en="how a clearance is undone", es="cómo se revierte"),
    "notice": Text(en="how a person learns of it", es="cómo se entera la persona"),
    "lookup": Text(en="how people look up their record", es="cómo consultar los antecedentes propios"),
    "reporting": Text(en="reports and audits", es="informes y auditorías"),
    "retention": Text(en="what becomes of cleared records", es="qué pasa con lo que se borra"),
    "jurisdiction": Text(en="other relief by courts", es="otro alivio de los tribunales"),
}


def one_of_two(language: str, english: str, spanish: str) -> str:
    """The Spanish text where the language is Spanish, else the English."""
    return spanish if language.split("-")[0] == "es" else english


def in_words(provision: Provision, language: str = "en") -> str:
    """What a provision of the process says. Texts of the law's own file are as its writer gave them."""

    def say(english: str, spanish: str) -> str:
        return one_of_two(language, english, spanish)

    match provision:
        case Deadline() | Ground() | Reversal() | Duty():
            return _with_its_own_words(provision, language, say)
        case Petition(needed=True):
            return say("The person must ask for it.", "La persona tiene que pedirlo.")
        case Petition():
            return say("Nobody has to ask for it.", "Nadie tiene que pedirlo.")
        case Initiator():
            return _initiator(provision, say)
        case Agency():
            return _agency(provision, say)
        case Records():
            return _records(provision, say)
        case Money(bars=True):
            return say("Money that is owed may stand in the way.", "El dinero que se debe puede impedirlo.")
        case Money():
            return say("Money that is owed does not stand in the way.", "El dinero que se debe no lo impide.")
        case Timeline():
            return _timeline(provision, say)
        case Wave():
            return _wave(provision, say)
        case Objections():
            return _objections(provision, say)
        case Order(needed=False):
            return say("No court order is needed.", "No hace falta una orden judicial.")
        case Order():
            many = say("; one order may hold many records", "; una orden puede abarcar muchos antecedentes")
            return (
                say("A court signs an order", "Un tribunal firma una orden") + (many if provision.batch else "") + "."
            )
        case Safeguards():
            return _safeguards(provision, say)
        case Notice():
            return _notice(provision, say)
        case Lookup():
            return _lookup(provision, say)
        case Reporting():
            return _reporting(provision, say)
        case Retention():
            return _retention(provision, say)
        case Jurisdiction(preserved=True):
            return say("Courts may still give other relief.", "Los tribunales todavía pueden dar otro alivio.")
        case Jurisdiction():
            return say("Courts may give no other relief.", "Los tribunales ya no pueden dar otro alivio.")
    raise TypeError(f"{type(provision).__name__} is no provision of the process")


def _with_its_own_words(one: Deadline | Ground | Reversal | Duty, language: str, say: Say) -> str:
    text = one.says.in_language(language).rstrip(".")
    match one:
        case Deadline(by=by, within=within):
            text += f" ({say('by', 'a más tardar el')} {by})" if by else ""
            text += f" ({_within(within, say)})" if within else ""
        case Ground(discretion=discretion):
            text = f"{say('Ground for an objection', 'Motivo de objeción')}: {text}"
            text += say(" (left to someone's judgment)", " (queda a criterio de alguien)") if discretion else ""
        case Reversal(by=by) if by:
            text += f" ({say('on the motion of', 'a petición de')}: {_names(by, KINDS, say)})"
    return f"{text}."


def _initiator(one: Initiator, say: Say) -> str:
    who = say("Who finds the eligible records", "Quién encuentra los antecedentes elegibles")
    text = f"{who}: {_said(one.agency, say)}"
    if one.level == "local":
        text += say(" (in each place for itself)", " (en cada lugar por separado)")
    elif one.level == "several":
        text += say(" (each agency for itself)", " (cada agencia por separado)")
    return text + "."


def _agency(one: Agency, say: Say) -> str:
    if one.role == "must_shield":
        text = say("Must hide the record from view", "Obligación de ocultar los antecedentes")
    else:
        text = say("Told", "Se avisa a")
    text += f": {_said(one.name, say)}"
    text += f" ({_within(one.within, say)})." if one.within else "."
    if one.certifies:
        text += say(" Must certify that it was done.", " Hay que certificar que se hizo.")
    if one.data:
        text += f" {say('Data sent', 'Datos que se envían')}: {_names(one.data, DATA_POINTS, say)}."
    return text


def _records(one: Records, say: Say) -> str:
    texts = {
        "electronic": say("Only electronic records are cleared.", "Solo se borran registros electrónicos."),
        "all": say("Paper records are cleared too.", "También se borran registros en papel."),
        "checked": say("Records of other states are checked.", "Se revisan antecedentes de otros estados."),
        "not_checked": say("Records of other states are not checked.", "No se revisan antecedentes de otros estados."),
    }
    return " ".join(texts[one_] for one_ in (one.medium, one.out_of_state) if one_)


def _timeline(one: Timeline, say: Say) -> str:
    review = {
        "every_run": say(
            "Records that are not eligible are looked at again each time.", "Lo no elegible se revisa cada vez."
        ),
        "annually": say(
            "Records that are not eligible are looked at again each year.", "Lo no elegible se revisa cada año."
        ),
        "never": say("Records that are not eligible are not looked at again.", "Lo no elegible no se revisa otra vez."),
    }
    texts = []
    if one.starts:
        texts.append(say(f"Clearing starts on {one.starts}.", f"Empieza el {one.starts}."))
    if one.every:
        texts.append(say(f"It is done {one.every}.", f"Se hace {RHYTHMS[one.every].es}."))
    if one.re_review:
        texts.append(review[one.re_review])
    if not one.binding:
        texts.append(say("The law calls its times goals.", "La ley llama metas a sus plazos."))
    if one.depends_on_funding:
        texts.append(say("It depends on funding.", "Depende de que haya fondos."))
    for time in one.suspended:
        end = say(f" to {time.to}", f" hasta el {time.to}") if time.to else ""
        texts.append(say(f"It was suspended from {time.from_}{end}.", f"Se suspendió desde el {time.from_}{end}."))
    return " ".join(texts)


def _wave(one: Wave, say: Say) -> str:
    start = say(f" from {one.records_from}", f" desde el {one.records_from}") if one.records_from else ""
    to = "to" if start else "up to"
    end = say(f" {to} {one.records_to}", f" hasta el {one.records_to}") if one.records_to else ""
    return say(
        f"Records{start}{end} are cleared by {one.by}.",
        f"Los antecedentes{start}{end} se borran a más tardar el {one.by}.",
    )


def _objections(one: Objections, say: Say) -> str:
    if not one.allowed:
        return say("Nobody may object before a record is cleared.", "Nadie puede objetar antes de que se borre.")
    text = say("Objections are allowed", "Se permiten objeciones")
    if one.by:
        text = f"{say('May object', 'Quién puede objetar')}: {_names(one.by, KINDS, say)}"
    text += f" ({_within(one.within, say)})." if one.within else "."
    if one.decided_by:
        text += f" {say('Decided by', 'Quién decide')}: {_said(KINDS[one.decided_by], say)}."
    if one.on_silence == "cleared":
        text += say(" If nobody objects, the record is cleared.", " Si nadie objeta, se borra.")
    elif one.on_silence == "held":
        text += say(" If nobody answers, the record is not cleared.", " Si nadie responde, no se borra.")
    return text


def _safeguards(one: Safeguards, say: Say) -> str:
    change, undetermined = (_percent(share) for share in (one.rate_change, one.undetermined))
    text = say(
        f"A run stops if the share that is cleared differs by more than {change} from the last run, or if more than "
        f"{undetermined} of the charges cannot be decided.",
        f"El proceso se detiene si la parte que se borra difiere en más del {change} de la vez anterior, o si no se "
        f"puede decidir más del {undetermined} de los cargos.",
    )
    if one.sample:
        text += say(
            f" People check {one.sample} decisions of each kind.",
            f" Se revisan a mano {one.sample} decisiones de cada tipo.",
        )
    if one.most_errors is not None:
        errors = _percent(one.most_errors)
        text += say(
            f" It stops if more than {errors} of them may be wrong.",
            f" Se detiene si más del {errors} de ellas puede estar mal.",
        )
    return text


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f} %"


def _notice(one: Notice, say: Say) -> str:
    return {
        "none": say("The person is not told.", "No se avisa a la persona."),
        "on_request": say("The person is told on request.", "Se avisa a la persona si lo pide."),
        "sent": say("The person is told.", "Se avisa a la persona."),
        "campaign": say("The public is told by a campaign.", "Se avisa al público con una campaña."),
    }[one.to_person]


def _lookup(one: Lookup, say: Say) -> str:
    if one.open_to == "nobody":
        return say("Nobody can look up what was cleared.", "Nadie puede consultar lo que se borró.")
    if one.open_to == "agencies":
        return say("Only agencies can look up what was cleared.", "Solo las agencias pueden consultar lo que se borró.")
    text = say("People can look up their own record", "Cada persona puede consultar sus antecedentes")
    qualities = {
        say("free", "gratis"): one.free,
        say("in confidence", "en confidencia"): one.confidential,
        say("at any time", "en cualquier momento"): one.on_demand,
        say("up to date", "al día"): one.up_to_date,
    }
    yes = [word for word, holds in qualities.items() if holds]
    no = [word for word, holds in qualities.items() if holds is False]
    text += f": {', '.join(yes)}" if yes else ""
    return text + (f"; {say('but not', 'pero no')}: {', '.join(no)}." if no else ".")


def _reporting(one: Reporting, say: Say) -> str:
    text = say("Figures are reported", "Se informan cifras")
    text += f" {_said(RHYTHMS[one.every], say)}" if one.every else ""
    text += f" {say('to', 'para')} {_said(one.to, say)}" if one.to else ""
    text += f": {_names(one.items, REPORT_ITEMS, say)}." if one.items else "."
    text += say(" They are published.", " Se publican.") if one.public else ""
    return text + (say(" The process is audited.", " El proceso se audita.") if one.audited else "")


def _retention(one: Retention, say: Say) -> str:
    if one.kept == "destroyed":
        text = say("Cleared records are destroyed.", "Lo que se borra se destruye.")
    else:
        text = say("Cleared records are kept, sealed.", "Lo que se borra se guarda sellado.")
    if one.visible_to:
        text += f" {say('Still open to', 'Quién puede verlo')}: {'; '.join(_said(who, say) for who in one.visible_to)}."
    return text


def _within(period: Period, say: Say) -> str:
    parts = [
        (period.years, say("year", "año"), say("years", "años")),
        (period.months, say("month", "mes"), say("months", "meses")),
        (period.days, say("day", "día"), say("days", "días")),
    ]
    text = say(" and ", " y ").join(f"{number} {one if number == 1 else many}" for number, one, many in parts if number)
    return f"{say('within', 'en un plazo de')} {text}" if text else say("at once", "de inmediato")


def _said(text: Text, say: Say) -> str:
    return say(text.en, text.in_language("es"))


def _names(codes: Iterable[Code], names: Mapping[Code, Text], say: Say) -> str:
    return ", ".join(_said(names[code], say) for code in codes)
