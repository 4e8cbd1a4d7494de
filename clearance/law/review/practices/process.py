"""The practices on process, P1 to P6: who does what, by when, and who learns of it."""

from ...provision import Text
from .practice import Practice

PROCESS = (
    Practice(
        "P1",
        "process",
        Text(en="One named agency starts it", es="Lo inicia una agencia nombrada en la ley"),
        Text(
            en="Name the agency with the best central data as the one that finds eligible records.",
            es="Nombre a la agencia con los mejores datos centrales para encontrar los antecedentes elegibles.",
        ),
        "“The [state repository, or the administrative office of the courts] determines every month which records "
        "are eligible.” California names its Department of Justice, Pennsylvania its Administrative Office of the "
        "Courts.",
    ),
    Practice(
        "P2",
        "process",
        Text(en="Notice only where it is needed", es="Avisos solo donde hacen falta"),
        Text(
            en="Say who sends and who receives notice, and tell no one without need.",
            es="Diga quién envía y quién recibe avisos, y no avise a nadie sin necesidad.",
        ),
        "“The [initiating agency] sends the list to the [court administrator or repository]; no other notice and no "
        "certification is required.” In California the Department of Justice tells the courts.",
    ),
    Practice(
        "P3",
        "process",
        Text(en="Few agencies must shield", es="Pocas agencias tienen que ocultar"),
        Text(
            en="Say which agencies must change their records: those that background checks draw on.",
            es="Diga qué agencias tienen que cambiar sus registros: aquellas que se consultan para verificar "
            "antecedentes.",
        ),
        "“The courts and the [repository] remove cleared records from public view; any other agency that is told "
        "does not disclose them.” Pennsylvania asks it of the courts and the State Police.",
    ),
    Practice(
        "P4",
        "process",
        Text(en="Clear times and a steady rhythm", es="Plazos claros y un ritmo constante"),
        Text(
            en="Set a start, a time for each step, and a new look at all records at least every quarter.",
            es="Fije un comienzo, un plazo para cada paso y una nueva revisión de todo al menos cada trimestre.",
        ),
        "“From [date], and every month after it, the [initiating agency] reviews all records; each agency acts "
        "within 30 days.” Pennsylvania works monthly with 30 days; Illinois quarterly with 90 days and waves for old "
        "records.",
    ),
    Practice(
        "P5",
        "process",
        Text(
            en="People can learn what became of their record",
            es="Las personas pueden saber qué pasó con sus antecedentes",
        ),
        Text(
            en="Give people free, plain, current information about their record whenever they ask.",
            es="Dé información gratuita, clara y actual a cada persona sobre sus antecedentes cuando la pida.",
        ),
        "“Any person may see, free of charge, online, confidentially and at any time, the current state of their own "
        "record, cleared or not.” In the District of Columbia the clerk gives orders and certifications at any time.",
    ),
    Practice(
        "P6",
        "process",
        Text(en="Audits and reports", es="Auditorías e informes"),
        Text(
            en="Report progress, records cleared, objections, who is reached, which offenses, and how old; audit the "
            "process.",
            es="Informe sobre el avance, lo que se borró, las objeciones, a quién se alcanza, qué delitos y de qué "
            "antigüedad; audite el proceso.",
        ),
        "“Every [quarter] the [initiating agency] publishes the status of development, the records cleared, the "
        "objections and their reasons, anonymized demographics, the most common offenses and the average age of the "
        "records.” California’s cannabis law asked for joint reports every quarter (H&S Code 11361.9).",
    ),
)
