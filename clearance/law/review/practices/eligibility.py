"""The practices on eligibility, A1 to A7: what a law may ask of a record so that a computer can find the answer."""

from ...provision import Text
from .practice import Practice

ELIGIBILITY = (
    Practice(
        "A1",
        "eligibility",
        Text(en="Offenses cited by statute", es="Delitos citados por su ley"),
        Text(
            en="Name the offenses by the statutes that define them.",
            es="Nombre los delitos por las leyes que los definen.",
        ),
        "Name each offense by its section: “This section does not apply to a conviction under [section], [section] "
        "or [section].” Virginia names seven sections and nothing else (Va. Code 19.2-392.6).",
    ),
    Practice(
        "A2",
        "eligibility",
        Text(en="Electronic records only", es="Solo registros electrónicos"),
        Text(
            en="Say that clearing reaches digital records only, not paper.",
            es="Diga que solo se borran registros digitales, no en papel.",
        ),
        "“This section applies to records that are held electronically.” Illinois has its clerks seal electronically "
        "held records (P.A. 104-0459).",
    ),
    Practice(
        "A3",
        "eligibility",
        Text(en="No proof that the sentence was completed", es="Sin prueba de que se cumplió la pena"),
        Text(
            en="Count from dates that are always on record, not from the completion of the sentence.",
            es="Cuente desde fechas que siempre constan, no desde el cumplimiento de la pena.",
        ),
        "“A sentence is complete where the date of disposition and the term of the sentence show that it has run.” "
        "California reads it from disposition dates and sentencing terms in its own record (Penal Code 1203.425).",
    ),
    Practice(
        "A4",
        "eligibility",
        Text(en="No check of custody or supervision", es="Sin revisar prisión ni supervisión"),
        Text(
            en="Do not ask whether someone is in prison or under supervision.",
            es="No pregunte si alguien está en prisión o bajo supervisión.",
        ),
        "“Whether a person is still serving a sentence is determined from the sentence in the record of the "
        "initiating agency; no other agency is asked.” Pennsylvania and Virginia count from the conviction and check "
        "no status.",
    ),
    Practice(
        "A5",
        "eligibility",
        Text(en="No look-up in registries or licenses", es="Sin consultar registros de personas ni licencias"),
        Text(
            en="Leave out offenses, not people who stand in a registry or hold a license.",
            es="Excluya delitos, no a quienes están en un registro o tienen una licencia.",
        ),
        "“This section does not apply to a conviction for an offense under [the sections that require "
        "registration].” Pennsylvania leaves out the offenses listed in 42 Pa.C.S. 9799.14 and looks no one up.",
    ),
    Practice(
        "A6",
        "eligibility",
        Text(en="No check of other states’ records", es="Sin revisar antecedentes de otros estados"),
        Text(
            en="Check only records of this state that the initiating agency holds.",
            es="Revise solo los antecedentes de este estado que tiene la agencia que inicia el trabajo.",
        ),
        "“Only convictions and charges recorded in the database of the [initiating agency] are considered.” Michigan "
        "looks only at what its department’s database holds; Minnesota says “in Minnesota”.",
    ),
    Practice(
        "A7",
        "eligibility",
        Text(en="Unpaid money does not bar", es="Las deudas no impiden borrar"),
        Text(
            en="Do not let unpaid fines, fees or restitution keep a record from being cleared.",
            es="No deje que multas, cuotas o restitución sin pagar impidan borrar los antecedentes.",
        ),
        "“Nonpayment of fines, fees or restitution does not prevent clearing; what is owed stays owed.” The District "
        "of Columbia says that nonpayment shall not prevent the completion of a sentence (D.C. Code 16-801).",
    ),
)
