"""Places and names of the invented State of Franklin. Names are joined from made-up syllables: no one bears them."""

from clearance.records.invented.draws import evenly, weighted

#: Franklin's own code.
JURISDICTION = "US-FK"
#: Counties, by how many people live there.
COUNTIES = weighted(
    {
        "Alder": 21,
        "Greene": 15,
        "Harrow": 11,
        "Bramble": 9,
        "Copperhill": 7,
        "Dunmoor": 6,
        "Elkhorn Bend": 5,
        "Fairwater": 5,
        "Goldenrod": 4,
        "Juniper": 4,
        "Kestrel": 3,
        "Long Ridge": 3,
        "Milldale": 2,
        "North Fork": 2,
        "Oxbow": 1,
        "Pinnacle": 1,
        "Quarry": 0.6,
        "Sweetgum": 0.4,
    }
)
#: A court is called by its county and one of these.
DISTRICT = " County District Court"
SUPERIOR = " County Superior Court"

LAST_NAME_STARTS = evenly(
    "Brox Crev Drisk Falth Grolv Hesk Jurv Klem Lusk Mivv Nolth Orv Pryx Quev Rusk Skav Thrum Ulv Vosk Wreth Yarv "
    "Zolth Blev Dwim Frund Glosk Hroth Kvel Mosk Plim Smirv Tresk"
)
LAST_NAME_ENDS = evenly(
    "addle ander axby egrin elmot endry ibbick ilvane immory okker olvath ombley orrin ossel otham ubbins uddery umber "
    "urmane uxley yddle ylver ymmond yskel"
)
FIRST_NAME_STARTS = evenly(
    "Azz Bivv Cald Dovv Ezz Fymm Gald Hezz Izz Jazz Kivv Lozz Mezz Nyll Ozz Pelv Quill Rovv Syll Tivv Uzz Vezz Wyll "
    "Xev Yovv Zill"
)
FIRST_NAME_ENDS = evenly("abeth adon andry axo elio enna erix iko imond ina oleth omi ora ulo")
STREETS = evenly("Street Avenue Road Lane Court Way")
TOWNS = evenly("Falls Center Heights Crossing Mills Station")
