"""Invented people of whom one in twenty has a double, what is on record of them, and what they claim: all by chance.

Who is meant by a claim is known, so a wrong link is seen. Records come from registers that give everyone a number of
their own (`state_id`): two people on one record bring two.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

STARTS = "Brox Crev Drisk Falth Grolv Hesk Jurv Klem Lusk Mivv Nolth Orv Pryx Quev Rusk Skav Thrum Ulv Vosk Wreth Yarv"
MIDDLES = "a e i o u al en ib or um ath esk ind oll ump an eb ick of ust"
ENDS = "addle ander axby egrin elmot endry ibbick ilvane immory okker olvath ombley orrin ossel otham ubbins uddery"
ENDS += " umber urmane uxley yddle ylver ymmond yskel íbaro óñez"
FIRST_STARTS = "Azz Bivv Cald Dovv Ezz Fymm Gald Hezz Izz Jazz Kivv Lozz Mezz Nyll Ozz Pelv Quill Rovv Syll Tivv Uzz"
FIRST_ENDS = "abeth adon andry axo elio enna erix iko imond ína oleth omi ora ulo"
#: Common and rare ones by turns, as they are drawn by their rank.
LASTS = [f"{start}{middle}{end}" for end in ENDS.split() for middle in MIDDLES.split() for start in STARTS.split()]
FIRSTS = [start + end for start in FIRST_STARTS.split() for end in FIRST_ENDS.split()]
#: How many people have one of the so and so many most common surnames: a little more crowded than in the United States,
#: where they are 5, 17, 40 and 70 % (census of 2010).
RANKS = ((0.06, 10), (0.20, 100), (0.43, 1000), (0.72, 10_000), (1.0, len(LASTS)))
DOUBLES = (
    "jr and sr",
    "twin",
    "same name and birth date",
    "swapped date",
    "one figure",
    "merged",
    "split",
    "not on record",
)
#: So that one in twenty people is one of two.
PAIRS = 1 / 39
FIRST_BIRTHDAY, DAYS = date(1950, 1, 1), 18_262

Parts = tuple[str, str, str, str]


@dataclass(frozen=True)
class Someone:
    """One of the people there are. `number` is theirs alone; all that is theirs alone is made from it."""

    number: int
    name: Parts
    born: date
    alias: Parts | None = None
    kinds: tuple[str, ...] = ("state_id",)
    cases: int = 2
    has_double: bool = False

    @property
    def ids(self) -> frozenset[tuple[str, str]]:
        scattered = self.number * 2_654_435_761 % 10**10
        return frozenset((kind, f"{scattered:010}") for kind in self.kinds)

    @property
    def case_numbers(self) -> list[str]:
        return [f"{n}-CR-{self.number}" for n in range(self.cases)]


@dataclass(frozen=True)
class Written:
    """What is on record: of whom (more than one where two were merged)."""

    of: frozenset[int]
    names: list[Parts]
    born: date | None
    ids: frozenset[tuple[str, str]]
    cases: list[str]
    deceased: bool = False


@dataclass(frozen=True)
class Said:
    """What someone claims."""

    by: Someone
    name: Parts
    born: date
    ids: frozenset[tuple[str, str]]
    cases: list[str] = field(default_factory=list)

    @property
    def is_strong(self) -> bool:
        return bool(self.ids) or len(self.cases) > 1


def people(chance: random.Random, number: int, *, lasts: int = len(LASTS), firsts: int = len(FIRSTS), days: int = DAYS):
    """So many people and their doubles, with their records: (someone, what is on record of them)."""
    count = 0
    while count < number:
        one = _someone(chance, count, lasts, firsts, days)
        if chance.random() < PAIRS:
            yield from _doubles(chance, one)
            count += 2
        else:
            yield one, [_written(chance, one)]
            count += 1


def claim(chance: random.Random, one: Someone) -> Said:
    """What they say of themselves: their document's name, with what goes wrong in one of ten."""
    last, first, middle, suffix = one.name
    if chance.random() < 0.5:
        middle = middle[:1] if chance.random() < 0.5 else ""
    if suffix and chance.random() < 0.3:
        suffix = ""
    said = Said(one, (last, first, middle, suffix), one.born, _some_ids(chance, one))
    if chance.random() < 0.3:
        said = replace(said, cases=chance.sample(one.case_numbers, min(one.cases, chance.choice((1, 2)))))
    return _slipped(chance, said) if chance.random() < 0.1 else said


def _someone(chance: random.Random, number: int, lasts: int, firsts: int, days: int) -> Someone:
    last = _last(chance, lasts)
    if chance.random() < 0.1:
        last = f"{last} {_last(chance, lasts)}"
    middle = _first(chance, firsts) if chance.random() < 0.7 else ""
    suffix = chance.choice(("Jr", "Sr", "II", "III")) if chance.random() < 0.04 else ""
    name = (last, _first(chance, firsts), middle, suffix)
    other = (_last(chance, lasts), *name[1:])
    kinds = tuple(kind for kind, share in (("state_id", 1), ("license", 0.6), ("ssn", 0.5)) if chance.random() < share)
    born = FIRST_BIRTHDAY + timedelta(days=chance.randrange(days))
    return Someone(number, name, born, other if chance.random() < 0.15 else None, kinds, chance.choice((1, 1, 2, 3)))


def _last(chance: random.Random, lasts: int) -> str:
    drawn, before = chance.random(), 0
    for share, up_to in RANKS:
        if drawn < share:
            break
        before = up_to
    return LASTS[chance.randrange(before, up_to) % lasts]


def _first(chance: random.Random, firsts: int) -> str:
    """The first of them are the most common: one in twenty of 300 has the first."""
    return FIRSTS[int(firsts * chance.random() ** 2)]


def _written(chance: random.Random, one: Someone) -> Written:
    names = [one.name, *([one.alias] if one.alias else [])]
    dies, unknown = chance.random() < 0.002, chance.random() < 0.005
    return Written(frozenset({one.number}), names, None if unknown else one.born, one.ids, one.case_numbers, dies)


def _doubles(chance: random.Random, one: Someone) -> Iterator[tuple[Someone, list[Written]]]:
    one = replace(one, has_double=True)
    other = replace(one, number=one.number + 1, alias=None)
    kind = chance.choice(DOUBLES)
    if kind == "jr and sr":
        one, other = (replace(who, name=(*one.name[:3], suffix)) for who, suffix in ((one, "Sr"), (other, "Jr")))
        other = replace(other, born=_near(chance, one.born) if chance.random() < 0.5 else one.born)
    elif kind == "twin":
        other = replace(other, name=(one.name[0], chance.choice(FIRSTS), *one.name[2:]))
    elif kind == "swapped date":
        other = replace(other, born=_swapped(one.born))
    elif kind == "one figure":
        other = replace(other, born=_near(chance, one.born))
    mine, theirs = _written(chance, one), _written(chance, other)
    if kind == "merged":
        names, cases = [*mine.names, *theirs.names], [*mine.cases, *theirs.cases]
        both = replace(mine, of=mine.of | theirs.of, names=names, ids=mine.ids | theirs.ids, cases=cases)
        yield from ((one, [both]), (other, []))
    elif kind == "split":
        half = replace(theirs, of=mine.of, ids=theirs.ids if chance.random() < 0.5 else mine.ids)
        yield one, [mine, half]
    elif kind == "not on record":
        yield from ((one, [mine]), (other, []))
    else:
        yield from ((one, [mine]), (other, [theirs]))


def _some_ids(chance: random.Random, one: Someone) -> frozenset[tuple[str, str]]:
    return frozenset(number for number in sorted(one.ids) if chance.random() < 0.6)


def _slipped(chance: random.Random, said: Said) -> Said:
    last, first, *rest = said.name
    kind = chance.choice(("spelling", "spelling", "marks", "marks", "married", "married", "fields", "date", "number"))
    if kind == "spelling":
        place = chance.randrange(len(last))
        return replace(said, name=(last[:place] + chance.choice("aehlnrst") + last[place + 1 :], first, *rest))
    if kind == "marks":
        plain = last.translate(str.maketrans("íóñ ", "ion-"))
        return replace(said, name=(plain.upper(), first.upper(), *rest))
    if kind == "married":
        return replace(said, name=said.by.alias or (chance.choice(LASTS), first, *rest))
    if kind == "fields":
        return replace(said, name=(first, last, *rest))
    if kind == "date":
        return replace(said, born=_near(chance, said.born))
    return replace(said, ids=frozenset((of, f"{value[:-1]}{chance.randrange(10)}") for of, value in said.ids))


def _near(chance: random.Random, born: date) -> date:
    return chance.choice(
        (born + timedelta(days=1), born.replace(year=born.year + 1, day=min(born.day, 28)), _swapped(born))
    )


def _swapped(born: date) -> date:
    return date(born.year, born.day, born.month) if born.day <= 12 else born + timedelta(days=10)
