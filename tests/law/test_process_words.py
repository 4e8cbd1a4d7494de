"""How a law is carried out, in sentences."""

import pytest

from clearance.law.policy import Policy, load_policy, parse_policy
from clearance.law.process_words import SECTIONS, in_words
from tests.law.laws import LAW

SENTENCES = [
    ("[process.petition]\nneeded = false", "Nobody has to ask for it.", "Nadie tiene que pedirlo."),
    ("[process.petition]\nneeded = true", "The person must ask for it.", "La persona tiene que pedirlo."),
    (
        '[process.initiator]\nagency = "State Police"\nlevel = "several"',
        "Who finds the eligible records: State Police (each agency for itself).",
        "Quién encuentra los antecedentes elegibles: State Police (cada agencia por separado).",
    ),
    (
        '[process.initiator]\nagency = { en = "The county clerks", es = "Las secretarías" }\nlevel = "local"',
        "Who finds the eligible records: The county clerks (in each place for itself).",
        "Quién encuentra los antecedentes elegibles: Las secretarías (en cada lugar por separado).",
    ),
    (
        '[[process.agency]]\nid = "police"\nname = "Arresting agency"\nkind = "police"\nrole = "must_shield"\n'
        'within = { years = 1, days = 30 }\ncertifies = true\ndata = ["case_number"]',
        "Must hide the record from view: Arresting agency (within 1 year and 30 days). Must certify that it was done. "
        "Data sent: case number.",
        "Obligación de ocultar los antecedentes: Arresting agency (en un plazo de 1 año y 30 días). "
        "Hay que certificar que se hizo. Datos que se envían: número del caso.",
    ),
    (
        '[[process.agency]]\nid = "known"\nname = { en = "Agencies known to hold it", es = "Agencias que lo tienen" }\n'
        'kind = "other"\nrole = "notified_only"',
        "Told: Agencies known to hold it.",
        "Se avisa a: Agencias que lo tienen.",
    ),
    (
        '[process.records]\nmedium = "electronic"\nout_of_state = "not_checked"',
        "Only electronic records are cleared. Records of other states are not checked.",
        "Solo se borran registros electrónicos. No se revisan antecedentes de otros estados.",
    ),
    (
        "[process.money]\nbars = true",
        "Money that is owed may stand in the way.",
        "El dinero que se debe puede impedirlo.",
    ),
    (
        '[process.timeline]\nstarts = 2024-07-01\nevery = "monthly"\nre_review = "annually"\nbinding = false\n'
        "depends_on_funding = true\nsuspended = [{ from = 2025-01-01, to = 2025-12-31 }, { from = 2026-06-01 }]",
        "Clearing starts on 2024-07-01. It is done monthly. "
        "Records that are not eligible are looked at again each year. The law calls its times goals. "
        "It depends on funding. It was suspended from 2025-01-01 to 2025-12-31. "
        "It was suspended from 2026-06-01.",
        "Empieza el 2024-07-01. Se hace cada mes. Lo no elegible se revisa cada año. La ley llama metas a sus plazos. "
        "Depende de que haya fondos. Se suspendió desde el 2025-01-01 hasta el 2025-12-31. "
        "Se suspendió desde el 2026-06-01.",
    ),
    (
        "[process.safeguards]\nrate_change = 0.25\nundetermined = 0.4\nsample = 100\nmost_errors = 0.05",
        "A run stops if the share that is cleared differs by more than 25 % from the last run, or if more than 40 % of "
        "the charges cannot be decided. People check 100 decisions of each kind. "
        "It stops if more than 5 % of them may be wrong.",
        "El proceso se detiene si la parte que se borra difiere en más del 25 % de la vez anterior, o si no se puede "
        "decidir más del 40 % de los cargos. Se revisan a mano 100 decisiones de cada tipo. "
        "Se detiene si más del 5 % de ellas puede estar mal.",
    ),
    (
        '[[process.deadline]]\nid = "report"\nsays = { en = "The board reports", es = "La junta informa" }\n'
        "by = 2027-01-01\nwithin = { months = 1 }",
        "The board reports (by 2027-01-01) (within 1 month).",
        "La junta informa (a más tardar el 2027-01-01) (en un plazo de 1 mes).",
    ),
    (
        "[[process.wave]]\nrecords_from = 1970-01-01\nrecords_to = 1979-12-31\nby = 2030-01-01",
        "Records from 1970-01-01 to 1979-12-31 are cleared by 2030-01-01.",
        "Los antecedentes desde el 1970-01-01 hasta el 1979-12-31 se borran a más tardar el 2030-01-01.",
    ),
    (
        "[[process.wave]]\nrecords_to = 1969-12-31\nby = 2031-01-01",
        "Records up to 1969-12-31 are cleared by 2031-01-01.",
        "Los antecedentes hasta el 1969-12-31 se borran a más tardar el 2031-01-01.",
    ),
    (
        '[process.objections]\nallowed = true\nby = ["prosecutor"]\nwithin = { days = 45 }\non_silence = "cleared"\n'
        'decided_by = "court"',
        "May object: prosecutors (within 45 days). Decided by: courts. If nobody objects, the record is cleared.",
        "Quién puede objetar: las fiscalías (en un plazo de 45 días). Quién decide: los tribunales. "
        "Si nadie objeta, se borra.",
    ),
    (
        '[process.objections]\nallowed = true\non_silence = "held"',
        "Objections are allowed. If nobody answers, the record is not cleared.",
        "Se permiten objeciones. Si nadie responde, no se borra.",
    ),
    (
        "[process.objections]\nallowed = false",
        "Nobody may object before a record is cleared.",
        "Nadie puede objetar antes de que se borre.",
    ),
    (
        "[process.order]\nneeded = true\nbatch = true",
        "A court signs an order; one order may hold many records.",
        "Un tribunal firma una orden; una orden puede abarcar muchos antecedentes.",
    ),
    (
        '[[process.reversal]]\nid = "later"\nsays = "A felony undoes it."\non = "later_conviction"\nby = ["court"]',
        "A felony undoes it (on the motion of: courts).",
        "A felony undoes it (a petición de: los tribunales).",
    ),
    ('[process.notice]\nto_person = "none"', "The person is not told.", "No se avisa a la persona."),
    (
        '[process.lookup]\nopen_to = "person"\nfree = false\non_demand = true',
        "People can look up their own record: at any time; but not: free.",
        "Cada persona puede consultar sus antecedentes: en cualquier momento; pero no: gratis.",
    ),
    (
        '[process.reporting]\nevery = "annually"\nto = { en = "the Legislature", es = "la Legislatura" }\n'
        'items = ["cleared", "agency_times"]\npublic = true\naudited = true',
        "Figures are reported annually to the Legislature: the number of records cleared, the times of agencies. "
        "They are published. The process is audited.",
        "Se informan cifras cada año para la Legislatura: cuántos antecedentes se borraron, los tiempos de las "
        "agencias. Se publican. El proceso se audita.",
    ),
    (
        '[process.retention]\nkept = "sealed"\nvisible_to = ["courts", { en = "the person", es = "la persona" }]',
        "Cleared records are kept, sealed. Still open to: courts; the person.",
        "Lo que se borra se guarda sellado. Quién puede verlo: courts; la persona.",
    ),
    (
        "[process.jurisdiction]\npreserved = true",
        "Courts may still give other relief.",
        "Los tribunales todavía pueden dar otro alivio.",
    ),
    (
        '[[process.duty]]\nid = "data"\nsays = "Sellers of records update them."',
        *["Sellers of records update them."] * 2,
    ),
]


def law(process: str) -> Policy:
    return parse_policy(LAW + process)


@pytest.mark.parametrize(("process", "english", "spanish"), SENTENCES)
def test_a_provision_of_the_process_is_a_sentence_in_both_languages(process, english, spanish):
    [(_, provision)] = law(process).process.provisions()
    assert in_words(provision) == english
    assert in_words(provision, "es") == spanish


def test_a_ground_for_an_objection_says_where_someone_has_to_judge():
    text = '[process.objections]\nallowed = true\nground = [{ id = "harm", says = "Public harm", discretion = true }]'
    _, (_, ground) = law(text).process.provisions()
    assert in_words(ground) == "Ground for an objection: Public harm (left to someone's judgment)."


def test_every_section_that_a_law_should_have_is_one_of_the_process():
    assert set(SECTIONS) <= set(type(law("").process).model_fields)


def test_the_law_of_the_demo_shows_every_section_in_both_languages():
    franklin = load_policy("franklin").process
    assert [name for name in type(franklin).model_fields if not getattr(franklin, name)] == []
    for path, provision in franklin.provisions():
        assert in_words(provision, "es") != in_words(provision), path


def test_what_is_no_provision_of_the_process_has_no_sentence():
    with pytest.raises(TypeError, match="Track"):
        in_words(law("").tracks[0])
