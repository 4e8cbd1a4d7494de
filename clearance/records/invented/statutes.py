"""The invented Franklin Code: what people are charged with, how often, and what the code says of it.

The kinds of crime and their shares follow the real file (`rates`): about a quarter traffic, then assaults and drugs.
"""

from typing import NamedTuple

from clearance.records.invented.draws import weighted

#: The longest sentence for each class of offense, in days.
LONGEST_SENTENCE = {"F1": 9131, "F2": 4383, "F3": 1826, "F4": 913, "M1": 364, "M2": 180, "M3": 30, "-": 0}
LEVELS = {"F": "felony", "M": "misdemeanor", "I": "infraction", "V": "violation", "O": "ordinance", "P": "petty"}


class Offense(NamedTuple):
    """One line of the code. `always` and `perhaps` are flags that every charge, or some charges, of it carry."""

    weight: float
    statute: str
    description: str
    grade: str
    always: str = ""
    perhaps: str = ""

    @property
    def level(self) -> str:
        return LEVELS[self.grade[0]]

    @property
    def max_sentence_days(self) -> int:
        return LONGEST_SENTENCE.get(self.grade, 0)

    @property
    def is_drug(self) -> bool:
        return self.statute.startswith("18-18-40")


#: Chapter 18-2-101 is attempts: the offense attempted follows the slash.
OFFENSES = (
    # Against persons
    Offense(0.30, "18-3-102(1)", "Murder in the first degree", "F1", "", "firearm"),
    Offense(0.10, "18-3-104(1)(a)", "Manslaughter", "F2"),
    Offense(0.12, "18-2-101/18-3-102(1)", "Attempt: murder in the first degree", "F2", "", "firearm"),
    Offense(3.30, "18-3-202(1)(a)", "Assault with a dangerous weapon", "F3", "", "firearm"),
    Offense(1.20, "18-3-202(1)(b)", "Assault causing serious injury", "F3"),
    Offense(7.40, "18-3-204(1)", "Assault", "M1"),
    Offense(2.40, "18-3-204(2)", "Assault on an officer", "M1"),
    Offense(4.20, "18-3-205(1)", "Assault on a household member", "M1", "family_violence", "victim_minor"),
    Offense(0.80, "18-3-205(2)", "Strangulation of a household member", "F3", "family_violence"),
    Offense(2.00, "18-3-206", "Threats", "M2", "", "family_violence"),
    Offense(1.30, "18-3-207(1)", "Breaking a protective order", "M1", "family_violence"),
    Offense(0.40, "18-3-301", "Kidnapping", "F2", "", "victim_minor"),
    Offense(0.35, "18-3-402(1)", "Sexual assault", "F2", "sexual"),
    Offense(0.25, "18-3-405", "Sexual assault on a child", "F1", "sexual;victim_minor"),
    Offense(0.30, "18-3-412(2)(a)", "Failure to register", "F4", "sexual"),
    Offense(1.90, "18-3-501(1)", "Robbery", "F3"),
    Offense(0.80, "18-3-502", "Robbery while armed", "F2", "", "firearm"),
    Offense(0.20, "18-2-101/18-3-501(1)", "Attempt: robbery", "F4"),
    # Against property
    Offense(1.60, "18-4-202(1)", "Burglary of a home", "F3"),
    Offense(1.70, "18-4-203(1)", "Burglary of a building", "F4"),
    Offense(0.60, "18-2-101/18-4-203(1)", "Attempt: burglary of a building", "F4"),
    Offense(0.50, "18-4-204", "Having burglary tools", "F4"),
    Offense(0.12, "18-4-102(1)", "Arson", "F2"),
    Offense(3.80, "18-4-401(2)(a)", "Theft under $500", "M3"),
    Offense(2.60, "18-4-401(2)(b)", "Theft from $500 to $2,000", "M1"),
    Offense(3.30, "18-4-401(2)(c)", "Theft over $2,000", "F4"),
    Offense(2.20, "18-4-406", "Shoplifting", "M3"),
    Offense(1.10, "18-4-409(1)", "Taking a vehicle", "F4"),
    Offense(1.40, "18-4-410", "Receiving stolen property", "F4"),
    Offense(2.90, "18-4-501(1)(a)", "Damage to property", "M2"),
    Offense(2.70, "18-4-504", "Trespass", "M3"),
    Offense(0.50, "18-4-505", "Trespass on posted land", "P"),
    Offense(1.20, "18-5-102(1)", "Forgery", "F4"),
    Offense(0.80, "18-5-113", "False identity", "M1"),
    Offense(1.00, "18-5-206", "Use of a card without leave", "F4"),
    # Public order and justice
    Offense(2.60, "18-9-106(1)", "Disorderly conduct", "M3"),
    Offense(0.80, "18-9-107", "Blocking a way", "P"),
    Offense(0.60, "18-9-109", "Public drinking", "O"),
    Offense(1.90, "18-8-103(1)", "Resisting arrest", "M2"),
    Offense(0.50, "18-8-212", "Failure to appear", "M2"),
    Offense(0.40, "18-8-707", "Witness tampering", "F3"),
    Offense(1.00, "18-7-201", "Selling or buying sex", "M2"),
    Offense(0.05, "18-8-502", "Perjury", "F4"),
    # Weapons
    Offense(1.60, "18-12-105(1)", "Carrying a firearm without a permit", "F4", "firearm"),
    Offense(0.90, "18-12-106", "Having ammunition without a permit", "M1"),
    Offense(0.60, "18-12-108", "Having a firearm after a felony", "F3", "firearm"),
    # Drugs and alcohol
    Offense(5.20, "18-18-403(1)(a)", "Possession of a controlled substance", "M1"),
    Offense(2.40, "18-18-403(1)(b)", "Possession of cannabis", "M3"),
    Offense(3.60, "18-18-405(1)(a)", "Possession with intent to sell", "F4"),
    Offense(1.40, "18-18-405(1)(b)", "Sale of a controlled substance", "F3"),
    Offense(0.40, "18-18-405(2)", "Trafficking in a controlled substance", "F2"),
    Offense(1.40, "18-18-407", "Sale near a school", "F3"),
    Offense(0.50, "18-18-428", "Having drug equipment", "V"),
    Offense(1.60, "18-13-122(2)", "Alcohol under the age of 21", "V"),
    # Traffic
    Offense(3.90, "42-4-1301(1)(a)", "Driving under the influence", "M1"),
    Offense(0.70, "42-4-1301(1)(b)", "Driving under the influence, third time", "F4"),
    Offense(4.60, "42-2-138(1)", "Driving with a suspended license", "M2"),
    Offense(3.40, "42-2-101", "Driving without a license", "M3"),
    Offense(2.60, "42-4-1401", "Reckless driving", "M2"),
    Offense(2.40, "42-4-1402", "Careless driving", "M3"),
    Offense(2.10, "42-4-1601(2)", "Leaving the scene of a crash", "M1"),
    Offense(3.40, "42-4-1101(3)", "Speeding", "I"),
    Offense(2.60, "42-4-1007", "Crossing marked lanes", "I"),
    Offense(2.30, "42-3-114", "Vehicle not registered or inspected", "I"),
)

#: The shape of charges: the numbers of the lines above, by weight.
OFFENSE_SLOTS = weighted({line: offense.weight for line, offense in enumerate(OFFENSES)})
