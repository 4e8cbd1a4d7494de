"""What the codes of a law's process are called: agencies, rhythms, what is reported, what is sent."""

from .process import AgencyKind, DataPoint, Every, ReportItem
from .provision import Text

KINDS: dict[AgencyKind, Text] = {
    "court": Text(en="courts", es="los tribunales"),
    "repository": Text(en="the repository", es="el registro estatal"),
    "prosecutor": Text(en="prosecutors", es="las fiscalías"),
    "corrections": Text(en="corrections agencies", es="las agencias penitenciarias"),
    "probation": Text(en="probation agencies", es="las oficinas de libertad condicional"),
    "police": Text(en="the police", es="la policía"),
    "other": Text(en="other agencies", es="otras agencias"),
}
RHYTHMS: dict[Every, Text] = {
    "daily": Text(en="daily", es="cada día"),
    "weekly": Text(en="weekly", es="cada semana"),
    "monthly": Text(en="monthly", es="cada mes"),
    "quarterly": Text(en="quarterly", es="cada trimestre"),
    "annually": Text(en="annually", es="cada año"),
}
REPORT_ITEMS: dict[ReportItem, Text] = {
    "development": Text(en="the state of development", es="el avance del sistema"),
    "cleared": Text(en="the number of records cleared", es="cuántos antecedentes se borraron"),
    "objections": Text(en="objections and their reasons", es="las objeciones y sus motivos"),
    "demographics": Text(en="demographics", es="los datos demográficos"),
    "offense_types": Text(en="the most common offenses", es="los delitos más comunes"),
    "record_age": Text(en="the age of the records", es="la antigüedad de los antecedentes"),
    "impact": Text(en="impact", es="los efectos"),
    "agency_times": Text(en="the times of agencies", es="los tiempos de las agencias"),
}
DATA_POINTS: dict[DataPoint, Text] = {
    "name": Text(en="name", es="nombre"),
    "birth_date": Text(en="birth date", es="fecha de nacimiento"),
    "court": Text(en="court", es="tribunal"),
    "case_number": Text(en="case number", es="número del caso"),
    "tracking_number": Text(en="tracking number", es="número de seguimiento"),
    "sequence": Text(en="number of the charge in its case", es="número del cargo en el caso"),
    "statute": Text(en="statute", es="ley del cargo"),
    "offense_date": Text(en="offense date", es="fecha del delito"),
    "arrest_date": Text(en="arrest date", es="fecha del arresto"),
    "filed_date": Text(en="filing date", es="fecha de presentación"),
    "disposition_date": Text(en="disposition date", es="fecha en que terminó"),
}
