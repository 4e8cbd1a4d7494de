from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from django.db import IntegrityError, transaction

from clearance import keyring
from clearance.audit.models import Event
from clearance.engine.records import open_records
from clearance.records.actions import import_records, register_source, rejects_path
from clearance.records.identities.addresses import Address
from clearance.records.identities.numbers import to_find
from clearance.records.models import Import, ImportProblem, Person, PersonAddress, PersonIdentifier, PersonName
from clearance.records.signals import identities_changed
from tests.records.extracts import AT, CHARGES, PEOPLE, changed, extract, take_in
from tests.records.identities.told import ADDRESSES, IDENTIFIERS, NAMES, held, told
from tests.records.other_processes import staging_tables

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = (PersonName, PersonIdentifier, PersonAddress)


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def signals():
    """What `identities_changed` was sent with."""
    heard = []

    def hear(sender, signal, **said):
        heard.append(said)

    identities_changed.connect(hear)
    yield heard
    identities_changed.disconnect(hear)


def names_of(person_id: str) -> set[tuple]:
    return set(PersonName.objects.filter(person__person_id=person_id).values_list("kind", "last_name", "suffix"))


def changed_since(one: Import) -> set[str]:
    return set(Person.objects.identity_changed_since(one.pk).values_list("person_id", flat=True))


def rows() -> dict[str, list[dict]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in KEPT}


def test_names_identifiers_and_addresses_are_kept_with_their_person(tmp_path):
    done = take_in(told(tmp_path / "sent"))
    assert {name: done.counts[name]["added"] for name in ("names", "identifiers", "addresses")} == {
        "names": 3,
        "identifiers": 3,
        "addresses": 2,
    }
    assert names_of("P1") == {("legal", "Drisk", "Jr"), ("alias", "Vosk", None)}
    person = Person.objects.get(person_id="P1")
    assert set(person.identifiers.values_list("kind", "key")) == {("state_id", 1), ("license", 1)}
    assert person.address.read() == Address("12 Plimorrin Lane", "Greene Falls", "FK", "00012", "US")
    assert PersonAddress.objects.confirmed_since(date(2025, 11, 30)).get() == person.address


def test_a_number_is_found_however_it_is_written(tmp_path):
    take_in(told(tmp_path / "sent"))
    one = PersonIdentifier.objects.get(kind="ssn")
    assert held("ssn", "078 05 1120").get() == one
    assert PersonIdentifier.objects.with_digest("ssn", to_find("ssn", "078051120")).get() == one
    assert not held("state_id", "078-05-1120").exists()
    assert not held("ssn", "078-05-1121").exists()


def test_the_same_file_twice_changes_nothing(tmp_path, signals):
    first = take_in(told(tmp_path / "sent"))
    before = rows()
    again = take_in(tmp_path / "sent")
    assert again.outcome == Import.Outcome.UNCHANGED
    assert again.counts["names"] == {"read": 3, "added": 0, "removed": 0, "unchanged": 3, "rejected": 0}
    assert rows() == before
    assert changed_since(first) == set()
    assert [said["import_number"] for said in signals] == [first.pk]


def test_a_name_that_is_taken_back_goes_and_the_others_stay(tmp_path, signals):
    first = take_in(told(tmp_path / "sent"))
    second = take_in(told(tmp_path / "sent", names=[NAMES[0], *NAMES[2:]]))
    assert names_of("P1") == {("legal", "Drisk", "Jr")}
    assert second.counts["names"] == {"read": 2, "added": 0, "removed": 1, "unchanged": 2, "rejected": 0}
    assert set(PersonName.objects.values_list("last_import", flat=True)) == {first.pk}
    assert changed_since(first) == {"P1"}
    assert signals[-1] == {"by": "staff:1", "import_number": second.pk, "at": second.finished_at}


def test_people_of_whom_the_file_says_nothing_keep_what_they_had(tmp_path):
    first = take_in(told(tmp_path / "sent"))
    take_in(told(tmp_path / "sent", names=NAMES[2:], identifiers=None, addresses=None))
    assert names_of("P1") == {("legal", "Drisk", "Jr"), ("alias", "Vosk", None)}
    assert PersonIdentifier.objects.count() == 3
    assert PersonAddress.objects.count() == 2
    assert changed_since(first) == set()


def test_an_empty_cell_says_that_the_person_has_none(tmp_path):
    first = take_in(told(tmp_path / "sent"))
    nothing = dict.fromkeys(ADDRESSES[0], "") | {"person_id": "P1"}
    take_in(
        told(
            tmp_path / "sent",
            names=[dict.fromkeys(NAMES[0], "") | {"person_id": "P2"}],
            identifiers=[{"person_id": "P1", "kind": "ssn", "value": ""}],
            addresses=[nothing],
        )
    )
    assert not Person.objects.get(person_id="P2").names.exists()
    assert not Person.objects.get(person_id="P1").identifiers.exists()
    assert [address.person.person_id for address in PersonAddress.objects.all()] == ["P2"]
    assert changed_since(first) == {"P1", "P2"}


def test_a_new_number_or_birth_date_marks_the_person_and_an_address_or_a_county_does_not(tmp_path):
    first = take_in(told(tmp_path / "sent"))
    second = take_in(
        told(
            tmp_path / "sent",
            people=changed(PEOPLE, "P1", county="Harlan"),
            addresses=changed(ADDRESSES, "P1", street="13 Plimorrin Lane"),
        )
    )
    assert (second.counts["addresses"]["added"], second.counts["addresses"]["removed"]) == (1, 1)
    assert Person.objects.get(person_id="P1").address.read().street == "13 Plimorrin Lane"
    assert changed_since(first) == set()
    born = changed(PEOPLE, "P1", county="Harlan", birth_date="1980-02-28")
    third = take_in(told(tmp_path / "sent", people=born, addresses=None))
    assert changed_since(second) == {"P1"}
    more = [*IDENTIFIERS, {"person_id": "P2", "kind": "state_id", "value": "FR-1"}]
    take_in(told(tmp_path / "sent", people=born, identifiers=more, addresses=None))
    assert changed_since(third) == {"P2"}


def test_a_changed_name_lets_no_law_be_applied_again(tmp_path):
    first = take_in(told(tmp_path / "sent"))
    take_in(told(tmp_path / "sent", names=changed(NAMES, "P2", last_name="Skav")))
    assert not Person.objects.changed_since(first.pk).exists()


def test_new_people_count_as_changed(tmp_path):
    take_in(extract(tmp_path / "sent"))
    assert Person.objects.identity_changed_since(0).count() == 2


def test_an_address_confirmed_again_is_a_change_of_the_address(tmp_path):
    take_in(told(tmp_path / "sent"))
    take_in(told(tmp_path / "sent", addresses=changed(ADDRESSES, "P2", confirmed_date="2026-01-31")))
    assert PersonAddress.objects.get(person__person_id="P2").confirmed_on == date(2026, 1, 31)


def test_of_several_addresses_the_one_confirmed_last_counts(tmp_path):
    other = ADDRESSES[0] | {"street": "1 Old Road", "confirmed_date": "2019-01-01"}
    never = ADDRESSES[0] | {"street": "2 Old Road", "confirmed_date": ""}
    done = take_in(told(tmp_path / "sent", addresses=[never, other, ADDRESSES[0], other]))
    assert PersonAddress.objects.get().read().street == "12 Plimorrin Lane"
    assert done.counts["addresses"] == {"read": 4, "added": 1, "removed": 0, "unchanged": 0, "rejected": 0}


def test_a_row_that_stands_twice_is_kept_once(tmp_path):
    twice = [*IDENTIFIERS, IDENTIFIERS[0] | {"value": "fr 7654321001"}]
    take_in(told(tmp_path / "sent", names=[*NAMES, NAMES[0]], identifiers=twice))
    assert (PersonName.objects.count(), PersonIdentifier.objects.count()) == (3, 3)


def test_two_people_may_share_a_number(tmp_path):
    take_in(told(tmp_path / "sent", identifiers=[*IDENTIFIERS, IDENTIFIERS[0] | {"person_id": "P2"}]))
    assert held("state_id", "FR-7654321001").count() == 2


def test_an_address_opens_for_its_person_only(tmp_path):
    take_in(told(tmp_path / "sent"))
    one, two = PersonAddress.objects.order_by("person__person_id")
    one.sealed = two.sealed
    with pytest.raises(keyring.Unsealable):
        one.read()


BAD = {
    "identifiers": [
        ({"person_id": "P2", "kind": "passport", "value": "SECRET-1"}, "kind", "is not an allowed code"),
        ({"person_id": "P2", "kind": "", "value": "SECRET-1"}, "kind", "is empty"),
        ({"person_id": "P2", "kind": "ssn", "value": "SECRET-1"}, "value", "is not a number of its kind"),
        ({"person_id": "", "kind": "ssn", "value": "078-05-1120"}, "person_id", "is empty"),
        ({"person_id": "SECRET", "kind": "state_id", "value": "A1"}, "person_id", "is no person of this source"),
    ],
    "names": [
        (NAMES[0] | {"first_name": "SECRET" * 50}, "first_name", "is longer than 200 characters"),
        (NAMES[0] | {"person_id": "SECRET"}, "person_id", "is no person of this source"),
    ],
    "addresses": [
        (ADDRESSES[0] | {"street": "SECRET" * 50}, "street", "is longer than 200 characters"),
        (ADDRESSES[0] | {"confirmed_date": "SECRET"}, "confirmed_date", "is not a calendar date from 1900-01-01"),
    ],
}


def test_a_bad_row_costs_only_itself_and_is_named_without_its_value(tmp_path):
    good = {"names": NAMES, "identifiers": IDENTIFIERS, "addresses": ADDRESSES}
    sent = {table: [*good[table], *(row for row, _, _ in bad)] for table, bad in BAD.items()}
    done = take_in(told(tmp_path / "sent", **sent), max_bad=Decimal("0.9"))
    for table, bad in BAD.items():
        assert (done.counts[table]["added"], done.counts[table]["rejected"]) == (len(good[table]), len(bad))
    rejected = pl.read_csv(rejects_path(done))
    found = {
        (file.removesuffix(".csv"), line, column, reason.split(" to 2200")[0])
        for file, line, column, reason in rejected.select("file", "line", "column", "reason").iter_rows()
    }
    assert found == {
        (table, len(good[table]) + 2 + place, column, reason)
        for table, bad in BAD.items()
        for place, (_, column, reason) in enumerate(bad)
    }
    assert rejected["value"].is_null().all() and rejected["remedy"].str.len_chars().min() > 10
    assert "SECRET" not in rejects_path(done).read_text()
    assert "SECRET" not in str([*ImportProblem.objects.values(), *Event.objects.values()])


def test_a_broken_line_is_named_without_its_text(tmp_path):
    folder = told(tmp_path / "sent")
    with (folder / "identifiers.csv").open("a") as file:
        file.write("P1,ssn,078-05-1120,too many fields\n")
    done = take_in(folder, max_bad=Decimal("0.5"))
    assert done.counts["identifiers"]["rejected"] == 1
    assert "1120" not in rejects_path(done).read_text()


def test_too_many_bad_names_refuse_the_whole_file(tmp_path):
    done = take_in(told(tmp_path / "sent", names=[NAMES[0] | {"person_id": f"Q{n}"} for n in range(30)]))
    assert done.outcome == Import.Outcome.REFUSED
    assert not any(model.objects.exists() for model in (Person, *KEPT))


def test_another_source_changes_nobody_of_this_one(tmp_path):
    take_in(told(tmp_path / "sent"))
    before = rows()
    charges = [{"charge_id": "X9", "case_id": "C9", "person_id": "P9", "statute": "1-1"}]
    told_by = told(
        tmp_path / "other",
        people=[{"person_id": "P9"}],
        cases=[{"case_id": "C9", "person_id": "P9"}],
        charges=charges,
        names=[NAMES[0] | {"last_name": "Other"}],
        identifiers=[IDENTIFIERS[0] | {"value": "FR-2"}],
        addresses=[ADDRESSES[0]],
    )
    done = take_in(told_by, "police", max_bad=Decimal("0.9"))
    assert [done.counts[name]["rejected"] for name in ("names", "identifiers", "addresses")] == [1, 1, 1]
    assert rows() == before


def test_people_of_an_earlier_import_of_the_source_may_be_named_later(tmp_path):
    take_in(extract(tmp_path / "sent"))
    later = told(
        tmp_path / "later", people=PEOPLE[:1], cases=[{"case_id": "C1", "person_id": "P1"}], charges=CHARGES[:1]
    )
    take_in(later)
    assert names_of("P2") == {("legal", "Falth", None)}


def test_a_dry_run_keeps_nothing(tmp_path, signals):
    done = take_in(told(tmp_path / "sent"), dry_run=True)
    assert done.counts["identifiers"]["added"] == 3
    assert not any(model.objects.exists() for model in (Person, *KEPT))
    assert signals == []
    assert not staging_tables()


def test_the_engine_sees_nothing_of_it(tmp_path):
    folder = told(tmp_path / "sent")
    with open_records(folder) as records:
        (tables,) = records.tables()
        assert set(records.counts) == set(tables) == {"people", "cases", "charges"}
        assert not {"last_name", "value", "street"} & {name for table in tables.values() for name in table.columns}
    (folder / "names.csv").write_bytes(b"\0broken")
    with open_records(folder) as records:
        assert len(list(records.facts(["statute"]))) == 1


def test_the_database_takes_only_the_kinds_of_number_that_there_are(tmp_path):
    take_in(told(tmp_path / "sent"))
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonIdentifier.objects.update(kind="passport")


PROFILE = """
[profile]
id = "wide"
title = "One row for each charge, with all of the person in it"
jurisdiction = "US-FK"
[files.counts]
name = "counts.csv"
empty = ["NONE"]
[charges]
file = "counts"
columns = { person_id = "Who", case_id = "Case", charge_id = "Count", statute = "Law" }
[people]
file = "counts"
columns = { person_id = "Who", birth_date = { date = "Born", formats = ["%m/%d/%Y"] } }
[[names]]
file = "counts"
columns = { person_id = "Who", kind = { constant = "legal" }, last_name = "Last", first_name = "First" }
[[names]]
file = "counts"
columns = { person_id = "Who", kind = { constant = "alias" }, last_name = "AKA" }
[[identifiers]]
file = "counts"
columns = { person_id = "Who", kind = { constant = "ssn" }, value = "SSN" }
[[identifiers]]
file = "counts"
[identifiers.columns]
person_id = "Who"
kind = { constant = "license" }
value = { key = ["State", "License"], separator = " " }
[addresses]
file = "counts"
columns = { person_id = "Who", street = "Street", confirmed_date = { date = "Seen", formats = ["%m/%d/%Y"] } }
"""
WIDE = """Who,Case,Count,Law,Born,Last,First,AKA,SSN,State,License,Street,Seen
W1,C1,N1,1-1,02/03/1980,Drisk,Azzoleth,Vosk,078-05-1120,FR,76543219,1 Old Road,01/02/2020
W1,C1,N2,1-2,02/03/1980,Drisk,Azzoleth,NONE,078-05-1120,FR,76543219,2 New Road,03/04/2025
W2,C2,N3,1-3,soon,Falth,Mezzina,NONE,NONE,FR,NONE,NONE,NONE
"""


def test_a_profile_may_take_all_of_it_from_one_wide_file(tmp_path):
    (tmp_path / "counts.csv").write_text(WIDE + "W3,078-05-1121,broken\n")
    wide = register_source(by="staff:1", name="wide", profile=PROFILE, at=AT)
    done = import_records(by="staff:1", source=wide, path=tmp_path, at=AT, max_bad=Decimal("0.9"))
    assert names_of("W1") == {("legal", "Drisk", None), ("alias", "Vosk", None)}
    one = Person.objects.get(person_id="W1")
    assert set(one.identifiers.values_list("kind", flat=True)) == {"ssn", "license"}
    assert held("license", "fr76543219").exists()
    assert one.address.read() == Address(street="2 New Road")
    # W2's birth date is bad, so that W2 is not taken, nor is any name of theirs.
    assert set(PersonName.objects.values_list("person__person_id", flat=True)) == {"W1"}
    shown = rejects_path(done).read_text()
    assert "soon" not in shown and "1121" not in shown and "counts.csv" in shown
