import random
from dataclasses import replace
from datetime import date

import pytest

from clearance import keyring
from clearance.records.models import PersonIdentifier
from lookup.identity.attested import Identifier, Name
from lookup.identity.matching.candidates import candidates, claimed
from lookup.identity.matching.decide import decide
from tests.lookup import people as site
from tests.lookup.identity.claiming import attested, identifiers, on_record
from tests.lookup.identity.matching import memory, stored
from tests.lookup.identity.matching.invented import claim, people

pytestmark = pytest.mark.django_db

BORN = date(1980, 1, 1)


def test_what_is_on_record_is_read_as_it_is_compared():
    """Names with their aliases, identifiers under the newest key, case numbers, and whether someone died."""
    someone = site.person(({"case_number": "20-CR-0912"}, []), ({"case_number": None}, []), deceased=True)
    on_record(someone, "Quill-García, Wren A., Jr", "Wing, Robin", state_id="FR-1", ssn="900-00-0001")
    [found] = candidates(attested("García Quill"))
    assert [one.last for one in found.names] == [("quill", "garcia"), ("wing",)]
    assert found.names[0].suffixes == {"jr"}
    assert (
        found.identifiers == claimed(attested(identifiers=identifiers(state_id="FR-1", ssn="900-00-0001"))).identifiers
    )
    assert found.case_numbers == {"20cr0912"}
    assert (found.person, found.birth_date, found.deceased, found.shared) == (someone.pk, BORN, True, False)


def test_by_an_identifier_someone_is_found_under_another_name_and_birth_date():
    someone = on_record(site.someone_who_waits(), "Quill, Wren", license="X 1")
    [found] = candidates(attested("Wing", "Robin", date(1950, 5, 5), identifiers=identifiers(license="X 1")))
    assert found.person == someone.pk


def test_an_identifier_is_of_its_kind():
    on_record(site.someone_who_waits(), "Quill, Wren", license="X 1")
    assert candidates(attested("Wing", "Robin", date(1950, 5, 5), identifiers=identifiers(state_id="X 1"))) == []


def test_a_kind_that_is_not_one_persons_alone_finds_nobody():
    on_record(site.someone_who_waits(), "Quill, Wren", state_id="7")
    assert candidates(attested("Wing", "Robin", date(1950, 5, 5), identifiers=identifiers(locker="7"))) == []


def test_an_identifier_of_two_people_is_shared():
    first = on_record(site.someone_who_waits(), "Quill, Wren", state_id="FR-1")
    second = on_record(site.someone_left_out(), "Wing, Robin", state_id="FR-1", ssn="1")
    third = on_record(site.someone_with_nothing(), "Quill, Robin", ssn="2")
    found = {one.person: one.shared for one in candidates(attested())}
    assert found == {first.pk: True, third.pk: False}
    assert [one.person for one in candidates(attested("Wing"))] == [second.pk]


def test_a_name_that_the_person_adds_finds_their_record():
    someone = on_record(site.someone_who_waits(), "Wing, Robin")
    assert candidates(attested()) == []
    assert [one.person for one in candidates(attested(other_names=(Name("Wing", "Robin"),)))] == [someone.pk]


def test_hundreds_who_share_name_and_birth_date_are_not_all_read(monkeypatch):
    monkeypatch.setattr("lookup.identity.matching.candidates.MOST", 2)
    for n in range(4):
        on_record(site.person(person_id=f"N{n}"), "Quill, Wren")
    last = on_record(site.person(person_id="N9"), "Quill, Wren", ssn="1")
    found = candidates(attested(identifiers=identifiers(ssn="1")))
    assert len(found) == 2
    assert last.pk in {one.person for one in found}


@pytest.fixture
def own_keys(tmp_path, settings):
    settings.KEYS = tmp_path / "keys.json"


def test_identifiers_are_found_while_the_key_is_being_changed(own_keys):
    """Of records under either key, by a claim from before the change."""
    before = attested("Wing", identifiers=identifiers(ssn="1", license="2"))
    someone = on_record(site.someone_who_waits(), "Quill, Wren", ssn="1", license="2")
    new = keyring.add_key(keyring.IDENTIFIERS)
    moved = PersonIdentifier.objects.get(kind="ssn")
    kept = keyring.under(keyring.Digest(moved.key, bytes(moved.digest)), key=new)
    PersonIdentifier.objects.filter(pk=moved.pk).update(key=new, digest=kept.value)
    [found] = candidates(before)
    assert (found.person, found.identifiers) == (someone.pk, claimed(before).identifiers)
    [by_the_new] = candidates(replace(before, identifiers=(Identifier("ssn", kept),)))
    assert by_the_new.person == someone.pk


def test_the_database_and_memory_find_the_same_and_decide_the_same():
    """So what is counted of a million claims in memory (`python -m tests.bench match`) is true of the database."""
    chance = random.Random(7)
    held, everyone, records = memory.Memory(), [], []
    for someone, written in people(chance, 400, lasts=6, firsts=5, days=150):
        everyone.append(someone)
        records += written
    for one in records:
        held.add(one)
    numbers = stored.store(records)
    found = 0
    for someone in everyone:
        said = claim(chance, someone)
        in_memory = held.candidates(memory.claimed(said))
        in_database = candidates(stored.attested(said))
        assert sorted(one.person for one in in_database) == sorted(numbers[one.person] for one in in_memory)
        asked = claimed(stored.attested(said))
        one, other = decide(asked, in_database), decide(memory.claimed(said), in_memory)
        assert (one.outcome, one.because) == (other.outcome, other.because)
        found += len(in_memory)
    assert found > len(everyone)
