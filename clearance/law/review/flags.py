"""What the flags are called by which laws of the library tell convictions apart; any other goes by its own name."""

from ..provision import Text

_SPANISH = {
    "crime_of_violence": "delito de violencia",
    "death": "muerte",
    "decriminalized": "conducta que ya no es delito",
    "extraordinary_risk": "riesgo extraordinario",
    "family_violence": "violencia familiar",
    "fine_under_501": "multa menor de 501 dólares",
    "firearm": "arma de fuego",
    "identity_theft_victim": "víctima de robo de identidad",
    "injury": "lesiones",
    "probation": "libertad condicional",
    "public_office": "cargo público",
    "reclassified": "delito reclasificado",
    "registrable_offense": "delito con registro obligatorio",
    "serious_felony": "delito grave serio",
    "state_prison": "prisión estatal",
    "victim_minor": "víctima menor de edad",
    "victim_vulnerable_adult": "víctima adulta vulnerable",
    "violent": "delito violento",
    "violent_felony": "delito grave violento",
}


def flag_in_words(flag: str) -> Text:
    """`family violence`, `violencia familiar`."""
    return Text(en=flag.replace("_", " "), es=_SPANISH.get(flag))
