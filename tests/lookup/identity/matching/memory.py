"""People on record held in memory: the same candidates as the database finds, for a million claims in minutes."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from datetime import date

from lookup.identity.matching import births
from lookup.identity.matching.compare import is_candidate
from lookup.identity.matching.facts import Claimed, OnRecord
from lookup.identity.matching.normalise import Name, case_number, name, surname_sounds, surname_tokens
from tests.lookup.identity.matching.invented import Said, Written


class Memory:
    """Everyone on record, and who is behind each record."""

    def __init__(self) -> None:
        self.of: list[frozenset[int]] = []
        self.written: list[Written] = []
        self._found: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, one: Written) -> None:
        number = len(self.of)
        self.of.append(one.of)
        self.written.append(one)
        for held in one.ids:
            self._found[hash(held)].append(number)
        if one.born:
            for key in {key for parts in one.names for key in _keys(one.born, name(*parts))}:
                self._found[hash(key)].append(number)

    def candidates(self, claimed: Claimed) -> list[OnRecord]:
        """Looked up by hash and then compared; in the order of their numbers."""
        numbers = {number for key in _asked(claimed) for number in self._found.get(hash(key), ())}
        those = (self.on_record(number) for number in sorted(numbers))
        return [one for one in those if is_candidate(claimed, one)]

    def on_record(self, number: int) -> OnRecord:
        one = self.written[number]
        return OnRecord(
            person=number,
            birth_date=one.born,
            names=tuple(name(*parts) for parts in one.names),
            identifiers=digested(one.ids),
            case_numbers=frozenset(map(case_number, one.cases)),
            shared=any(self._is_shared(held) for held in one.ids),
            deceased=one.deceased,
        )

    def _is_shared(self, held: tuple[str, str]) -> bool:
        return sum(held in self.written[number].ids for number in self._found[hash(held)]) > 1


def claimed(said: Said) -> Claimed:
    return Claimed(
        name=name(*said.name),
        birth_date=said.born,
        identifiers=digested(said.ids),
        case_numbers=frozenset(map(case_number, said.cases)),
    )


def digested(ids: frozenset[tuple[str, str]]) -> frozenset[tuple[str, bytes]]:
    return frozenset((kind, value.encode()) for kind, value in ids)


def _keys(born: date, one: Name) -> Iterator[Hashable]:
    yield from ((born, token) for token in surname_tokens(one))
    yield from ((born, "sounds", sound) for sound in surname_sounds(one))
    yield from ((born, "first", word) for word in one.first)


def _asked(claimed: Claimed) -> Iterator[Hashable]:
    yield from ((kind, value.decode()) for kind, value in claimed.identifiers)
    days = (claimed.birth_date, *births.mistaken(claimed.birth_date))
    for one in claimed.names:
        yield from ((born, token) for token in surname_tokens(one) for born in days)
        yield from ((claimed.birth_date, "sounds", sound) for sound in surname_sounds(one))
        yield from ((claimed.birth_date, "first", word) for word in one.last)
