"""The practices for laws on what is no longer a crime, D1 to D11: who is reached, how, and what is left."""

from ...provision import Text
from .practice import Practice

DECRIMINALIZATION = (
    Practice(
        "D1",
        "decriminalization",
        Text(en="Automatic", es="Automático"),
        Text(en="Clear records without a petition.", es="Borre los antecedentes sin una petición."),
        "“Records are cleared without a petition or any other act of the person.” Virginia seals former marijuana "
        "possession without even an order (Va. Code 19.2-392.6:1).",
    ),
    Practice(
        "D2",
        "decriminalization",
        Text(en="A state-level agency starts it", es="Lo inicia una agencia estatal"),
        Text(
            en="Have one state-level agency start and coordinate the work.",
            es="Encargue a una sola agencia estatal iniciar y coordinar el trabajo.",
        ),
        "“The [state repository] determines which records are eligible and coordinates the agencies.” Minnesota "
        "names its Bureau of Criminal Apprehension (Minn. Stat. 609A.055).",
    ),
    Practice(
        "D3",
        "decriminalization",
        Text(en="Firm deadlines", es="Plazos firmes"),
        Text(en="Put a firm deadline on each milestone.", es="Fije un plazo firme para cada paso principal."),
        "“By [date] the [initiating agency] identifies the records, and within 60 days of its notice each agency "
        "clears them.” The District of Columbia sets a day, and 90 days after each disposition (D.C. Code 16-802).",
    ),
    Practice(
        "D4",
        "decriminalization",
        Text(en="Study and publish the impact", es="Estudiar y publicar los efectos"),
        Text(
            en="Study and publish what the law does, above all for equity and racial disparities.",
            es="Estudie y publique lo que la ley logra, sobre todo en equidad y diferencias raciales.",
        ),
        "“The [initiating agency] publishes each year how many people were reached, by race, sex, age and county.” "
        "California published progress reports on its cannabis law, with demographics (H&S Code 11361.9).",
    ),
    Practice(
        "D5",
        "decriminalization",
        Text(en="No record for what is no longer a crime", es="Sin antecedentes por lo que ya no es delito"),
        Text(
            en="Reach as many convictions as possible; at the least, all for conduct that is no longer a crime.",
            es="Alcance todas las condenas posibles; como mínimo, todas por conductas que ya no son delito.",
        ),
        "“Every record of conduct that is no longer a crime is cleared.” The District of Columbia reaches any "
        "offense since decriminalized, legalized or held unconstitutional (D.C. Code 16-802).",
    ),
    Practice(
        "D6",
        "decriminalization",
        Text(en="No disqualifying conditions, no waiting", es="Sin condiciones que excluyan y sin esperas"),
        Text(
            en="Ask for no waiting period and no condition beyond the offense itself.",
            es="No pida esperas ni condiciones aparte del delito mismo.",
        ),
        "“A record is eligible on the day this act takes effect, whatever else is on the person’s record.” Virginia "
        "asks nothing of former marijuana possession (Va. Code 19.2-392.6:1).",
    ),
    Practice(
        "D7",
        "decriminalization",
        Text(en="Eligibility defined by statutes", es="Elegibilidad definida por leyes"),
        Text(
            en="Cite specific statutes, and leave nothing to interpretation.",
            es="Cite leyes específicas y no deje nada a la interpretación.",
        ),
        "“This section applies to a conviction under former [section].” Virginia names 18.2-250.1 and nothing else.",
    ),
    Practice(
        "D8",
        "decriminalization",
        Text(en="No discretion after the law is passed", es="Sin discreción después de aprobada la ley"),
        Text(
            en="Let no judge or prosecutor decide who is left out.",
            es="No deje que un juez o fiscal decida a quién se excluye.",
        ),
        "“No agency may object except to show that a record is not one that this section describes; silence means "
        "that it is cleared.” Virginia lets no one object to sealing former marijuana possession.",
    ),
    Practice(
        "D9",
        "decriminalization",
        Text(en="Free information about one’s own record", es="Información gratuita sobre los antecedentes propios"),
        Text(
            en="Let people see their record, cleared or not: free, confidential, current, on demand.",
            es="Deje que cada persona vea sus antecedentes, borrados o no: gratis, en confidencia, al día y cuando lo "
            "pida.",
        ),
        "“Any person may see, free of charge, confidentially and at any time, the current state of their own "
        "record.” The District of Columbia gives people their orders at any time, with no need to say why.",
    ),
    Practice(
        "D10",
        "decriminalization",
        Text(en="Courts keep sealed copies", es="Los tribunales guardan copias selladas"),
        Text(
            en="Keep confidential, sealed copies of cleared records; destroy none.",
            es="Guarde copias confidenciales y selladas de lo que se borra; no destruya nada.",
        ),
        "“The court keeps a confidential, sealed copy; no record is destroyed.” The District of Columbia has its "
        "clerk keep a nonpublic file.",
    ),
    Practice(
        "D11",
        "decriminalization",
        Text(en="Courts keep their jurisdiction", es="Los tribunales conservan su competencia"),
        Text(
            en="Say that courts may still give other relief, before and after a record is cleared.",
            es="Diga que los tribunales todavía pueden dar otro alivio, antes y después de que se borre.",
        ),
        "“Clearing a record under this section does not limit the jurisdiction of a court to grant any other "
        "relief.” Virginia says so (Va. Code 19.2-392.6(E)).",
    ),
)
