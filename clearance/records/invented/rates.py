"""How the invented state is shaped: counts, shares and delays, as data.

They follow the published extract of real prosecutions in Suffolk County, Massachusetts (filed 2013–2018; 212,674
charges of 63,681 people): its cases per person, charges per case, shares of dispositions, delays and wrong dates.
Where that extract has no such column (sentences, money, supervision, birth dates) the numbers are plausible and no
more. The extract covers six years, the invented state twenty-eight, so its people have somewhat more cases.
"""

from datetime import date

from clearance.records.invented.draws import spread, weighted

YEAR = 365

#: The invented records begin and end on these days.
FIRST_OFFENSE = date(1998, 1, 1)
LAST_OFFENSE = date(2025, 11, 30)
EXTRACTED = date(2025, 12, 31)

# People. None is an empty cell.
CASES_PER_PERSON = weighted(
    {1: 46000, 2: 9700, 3: 4000, 4: 2100, 5: 1250, 6: 800, 7: 490, 8: 340, 9: 230, 10: 150, 11: 125, 12: 95, 13: 60}
    | {14: 50, 15: 30, 16: 30, 17: 20, 18: 14, 19: 10, 20: 14, 22: 5, 23: 4, 25: 3, 27: 4, 29: 2, 31: 2, 38: 1}
)
DAYS_BETWEEN_CASES = spread([(0, 20), (0.1, 60), (0.25, 150), (0.5, 400), (0.75, 900), (0.95, 2200), (1, 4000)])
DAYS_OF_AGE_AT_FIRST_OFFENSE = spread(
    [(0, 17 * YEAR), (0.3, 22 * YEAR), (0.5, 27 * YEAR), (0.75, 37 * YEAR), (0.95, 56 * YEAR), (1, 79 * YEAR)]
)
SEX = weighted({"male": 76, "female": 23, None: 1})
RACE = weighted({"White": 54, "Black": 30, "Asian": 3, "American Indian": 1.5, "Other": 6.5, None: 5})
ETHNICITY = weighted({"Not Hispanic": 74, "Hispanic": 17, None: 9})
OLD_AGE = date(1948, 1, 1)
DECEASED_IF_OLD = 0.3
DECEASED_OTHERWISE = 0.015
REGISTERED = 0.012
HAS_ALIAS = 0.06
SUFFIX = weighted({"": 96, "Jr": 2.4, "Sr": 0.6, "II": 0.6, "III": 0.4})
#: People easily taken for others: father and son of one name, strangers of one name and birth date, a birth date
#: with day and month the other way round; and a double last name that stands in both orders.
TWINS = weighted({"": 90, "junior": 2, "namesake": 3, "swapped": 2, "double": 3})
HAS_STATE_ID = 0.97
SECOND_STATE_ID = 0.004
#: Of the pairs of people, those who go by one number.
SHARED_STATE_ID = 0.002
HAS_LICENSE = 0.6
HAS_ADDRESS = 0.85
DAYS_SINCE_CONFIRMED = spread([(0, 0), (0.4, 365), (0.7, 5 * YEAR), (1, 20 * YEAR)])
NEVER_CONFIRMED = 0.25

# Cases
SECOND_COUNTY = 0.25
FELONY_IN_SUPERIOR_COURT = 0.7
CHARGES_PER_CASE = weighted(
    {1: 31374, 2: 17771, 3: 9216, 4: 3485, 5: 1563, 6: 978, 7: 355, 8: 241, 9: 166, 10: 113, 11: 65, 12: 52, 13: 36}
    | {14: 13, 15: 21, 16: 15, 17: 5, 18: 11, 19: 7, 20: 8, 21: 5, 22: 4, 23: 3, 24: 3, 25: 1, 26: 3, 27: 4, 30: 2}
    | {34: 2, 38: 1, 39: 1, 43: 1, 48: 1, 57: 1, 69: 1, 72: 1, 80: 1, 102: 1, 122: 1, 279: 1}
)
DAYS_TO_FILING = spread(
    [(0, 0), (0.01, 1), (0.1, 2), (0.25, 5), (0.5, 34), (0.75, 95), (0.9, 175), (0.95, 314), (0.99, 2133), (1, 5000)]
)
DAYS_TO_DISPOSITION = spread(
    [(0, 0), (0.1, 15), (0.25, 45), (0.5, 130), (0.75, 265), (0.9, 455), (0.95, 615), (0.99, 1030), (1, 1700)]
)
#: How cases end. Open stands for the real file's open and defaulted ones; unreported: the state never learned the end.
CASE_ENDING = weighted({"open": 7, "unreported": 5.5, "convicted": 23.5, "not_convicted": 64})
PAPER_BEFORE = date(2002, 1, 1)
#: What a convicted case led to: jail now, jail suspended, probation, a fine.
SENTENCE = weighted({"committed": 31, "suspended": 14, "probation": 32, "fine": 23})
DAYS_ON_PROBATION = weighted({180: 20, 365: 45, 730: 25, 1095: 8, 1825: 2})
DAYS_TO_PAY = 90
#: From the filing to the last entry in a case whose end is not known.
DAYS_TO_LAST_ENTRY = 900
WARRANT_IN_OPEN_CASE = 0.15
DAYS_HELD = spread([(0, 5), (0.3, 60), (0.6, 180), (0.85, 545), (0.97, 1460), (1, 4000)])
RESTITUTION = weighted({0: 90, 120: 3, 350: 3, 900: 2, 4200: 2})
FINES = weighted({0: 62, 75: 12, 150: 12, 300: 8, 625: 4, 1500: 2})
REVOKED = 0.06

# Charges
ANOTHER_OFFENSE_DATE = 0.04
#: How a charge ends where no one is convicted.
ENDING = weighted(
    {
        "dismissed": 83,
        "dismissed_without_prejudice": 2,
        "nolle_prosequi": 6,
        "deferred": 6,
        "acquitted": 2.6,
        "diverted": 2.2,
        "not_charged": 0.2,
        "vacated": 0.2,
        "pardoned": 0.05,
        "other": 0.8,
    }
)
OWN_ENDING = 0.2
CONVICTED_WITH_FIRST = 0.85
ENDING_BESIDE_CONVICTION = weighted({"dismissed": 80, "nolle_prosequi": 20})
DAYS_TO_SENTENCE = spread([(0, 0), (0.8, 0), (0.9, 21), (1, 75)])
#: The sentence imposed, in hundredths of the longest that the offense allows.
SHARE_OF_LONGEST_SENTENCE = weighted({3: 15, 8: 25, 17: 25, 25: 15, 50: 14, 100: 6})
PLEA = weighted({"guilty": 86, "not guilty": 9, "no contest": 5})
CARRIES_POSSIBLE_FLAG = 0.18
#: The amount of a drug in eighths of a gram: from a few doses to half a kilogram.
EIGHTHS_OF_A_GRAM = spread([(0, 1), (0.5, 24), (0.8, 112), (0.95, 450), (1, 4000)])

# Data that are missing, as a share of the cells that could be filled
NO_MIDDLE_NAME = 0.4
NO_BIRTH_DATE = 0.02
NO_DEATH_STATUS = 0.03
NO_LEVEL = 0.04
NO_QUANTITY = 0.1
NO_OFFENSE_DATE = 0.008
NO_ARREST_DATE = 0.2
NO_DISPOSITION = 0.01
NO_DISPOSITION_DATE = 0.015
NO_SENTENCE_DATE = 0.05
NO_SENTENCE_DAYS = 0.06
NO_COMPLETION_DATE = 0.25
NO_MONEY = 0.05
NO_TRACKING_NUMBER = 0.08

# Data that are wrong, and must still be read
DISPOSED_BEFORE_OFFENSE = 0.003
FILED_BEFORE_OFFENSE = 0.0005
