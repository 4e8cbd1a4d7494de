import stat
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from django.core.management import CommandError, call_command

from clearance.audit.models import Event
from clearance.database import Busy
from clearance.engine.records import RecordsError, Rejects, open_records
from clearance.records.actions import rejects_path
from clearance.records.models import Case, Charge, Import, ImportProblem, Person, Source
from clearance.records.staging import staging
from tests.records.extracts import CASES, CHARGES, PEOPLE, changed, extract, source, take_in
from tests.records.other_processes import held_elsewhere, staging_tables

PROFILE = """
[profile]
id = "police"
title = "Arrests"
jurisdiction = "US-FK"
[files.arrests]
name = "arrests.csv"
[charges]
file = "arrests"
[charges.columns]
person_id = "Who"
case_id = "Number"
charge_id = "Number"
statute = "Law"
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def imports_that_changed() -> dict[str, int]:
    """Of each record the number of the import that last changed it."""
    return {
        key: number
        for model, column in ((Person, "person_id"), (Case, "case_id"), (Charge, "charge_id"))
        for key, number in model.objects.values_list(column, "last_import")
    }


def test_a_first_import_adds_every_record_with_its_values(tmp_path):
    done = take_in(extract(tmp_path / "sent"))
    assert done.outcome == Import.Outcome.LANDED
    assert {table: counts["added"] for table, counts in done.counts.items()} == {"people": 2, "cases": 2, "charges": 2}
    person = Person.objects.get(person_id="P1")
    assert (person.birth_date, person.deceased, person.county) == (date(1980, 2, 29), False, "Greene")
    case = person.cases.get()
    assert (case.status, case.restitution_owed, case.filed_date) == ("closed", Decimal("1250.10"), date(2011, 3, 2))
    charge = person.charges.get()
    assert (charge.case, charge.sentence_days, charge.attributes) == (case, 30, "firearm;victim_minor")


def test_an_empty_cell_is_unknown_but_no_attributes_are_none(tmp_path):
    take_in(extract(tmp_path / "sent"))
    charge = Charge.objects.get(charge_id="X2")
    assert (charge.statute, charge.level, charge.disposition_date, charge.attributes) == (None, None, None, "")
    assert (charge.person.birth_date, charge.person.deceased) == (None, None)


def test_a_column_that_the_file_lacks_is_unknown(tmp_path):
    charges = [{key: value for key, value in row.items() if key != "attributes"} for row in CHARGES]
    take_in(extract(tmp_path / "sent", charges=charges))
    assert Charge.objects.filter(attributes=None).count() == 2


def test_the_same_file_twice_changes_nothing(tmp_path):
    first = take_in(extract(tmp_path / "sent"))
    again = take_in(tmp_path / "sent")
    assert again.outcome == Import.Outcome.UNCHANGED
    assert again.sha256 == first.sha256
    assert {counts["unchanged"] for counts in again.counts.values()} == {2}
    assert set(imports_that_changed().values()) == {first.pk}


def test_a_corrected_file_updates_only_what_changed(tmp_path):
    first = take_in(extract(tmp_path / "sent"))
    second = take_in(extract(tmp_path / "sent", charges=changed(CHARGES, "X2", disposition_date="2012-01-31")))
    assert (second.total("added"), second.total("changed"), second.total("unchanged")) == (0, 1, 5)
    assert Charge.objects.get(charge_id="X2").disposition_date == date(2012, 1, 31)
    assert imports_that_changed() == {"X2": second.pk, "P2": second.pk} | dict.fromkeys(
        ["P1", "C1", "C2", "X1"], first.pk
    )


def test_a_value_that_is_withdrawn_is_unknown_again(tmp_path):
    take_in(extract(tmp_path / "sent"))
    take_in(extract(tmp_path / "sent", cases=changed(CASES, "C1", restitution_owed="")))
    assert Case.objects.get(case_id="C1").restitution_owed is None


def test_a_case_that_moves_to_someone_else_changes_the_records_of_both(tmp_path):
    take_in(extract(tmp_path / "sent"))
    moved = take_in(
        extract(
            tmp_path / "sent",
            cases=changed(CASES, "C2", person_id="P1"),
            charges=changed(CHARGES, "X2", person_id="P1"),
        )
    )
    assert set(Person.objects.changed_since(moved.pk - 1).values_list("person_id", flat=True)) == {"P1", "P2"}
    assert Charge.objects.filter(person__person_id="P1").count() == 2


def test_charges_that_the_file_lacks_go_with_their_case(tmp_path):
    take_in(extract(tmp_path / "sent"))
    moved = changed(CASES, "C2", person_id="P1")
    take_in(extract(tmp_path / "sent", cases=moved, charges=CHARGES[:1]))
    assert Charge.objects.get(charge_id="X2").person.person_id == "P1"


def test_records_that_a_file_lacks_stay(tmp_path):
    take_in(extract(tmp_path / "sent"))
    take_in(extract(tmp_path / "sent", people=PEOPLE[:1], cases=CASES[:1], charges=CHARGES[:1]))
    assert Person.objects.count() == 2


def test_a_file_of_charges_alone_adds_people_and_cases_and_unsets_nothing(tmp_path):
    take_in(extract(tmp_path / "sent"))
    extract(tmp_path / "more", charges=[*CHARGES, CHARGES[1] | {"charge_id": "X3", "case_id": "C3", "person_id": "P3"}])
    done = take_in(tmp_path / "more" / "charges.csv")
    assert (done.counts["people"]["added"], done.counts["people"]["changed"]) == (1, 0)
    assert Person.objects.get(person_id="P1").birth_date == date(1980, 2, 29)


def test_bad_rows_go_to_a_rejects_file_and_the_others_land(tmp_path):
    charges = [*CHARGES, CHARGES[1] | {"charge_id": "X3", "disposition_date": "2011-02-31"}]
    done = take_in(extract(tmp_path / "sent", charges=charges), max_bad=Decimal("0.2"))
    assert set(Charge.objects.values_list("charge_id", flat=True)) == {"X1", "X2"}
    (row,) = pl.read_csv(rejects_path(done)).rows(named=True)
    assert (row["file"], row["line"], row["column"], row["value"]) == (
        "charges.csv",
        4,
        "disposition_date",
        "2011-02-31",
    )
    assert row["reason"] and row["remedy"]


def test_only_this_user_of_the_machine_can_read_the_rejects(tmp_path):
    done = take_in(extract(tmp_path / "sent", people=changed(PEOPLE, "P2", birth_date="soon")), max_bad=Decimal(1))
    assert stat.S_IMODE(rejects_path(done).stat().st_mode) == 0o600


def test_problems_in_the_database_hold_no_values(tmp_path):
    done = take_in(extract(tmp_path / "sent", people=changed(PEOPLE, "P2", birth_date="19-SECRET")), max_bad=Decimal(1))
    problem = done.problems.get(column="birth_date")
    assert (problem.table, problem.rows, problem.first_line) == ("people", 1, 3)
    assert "SECRET" not in str(list(ImportProblem.objects.values()))
    assert "SECRET" not in str(list(Event.objects.values()))


def test_too_many_bad_rows_refuse_the_whole_file(tmp_path):
    done = take_in(extract(tmp_path / "sent", charges=changed(CHARGES, "X2", level="capital")))
    assert done.outcome == Import.Outcome.REFUSED
    assert not Person.objects.exists()
    assert rejects_path(done).exists()
    assert Event.objects.of_kind("import.refused").count() == 1


def test_the_limit_itself_is_not_too_many(tmp_path):
    done = take_in(
        extract(tmp_path / "sent", charges=changed(CHARGES, "X2", level="capital")), max_bad=Decimal(1) / Decimal(6)
    )
    assert done.outcome == Import.Outcome.LANDED


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(tmp_path):
    done = take_in(extract(tmp_path / "sent"), dry_run=True)
    assert (done.pk, done.total("added")) == (None, 6)
    assert not Import.objects.exists()
    assert not Person.objects.exists()
    assert not Event.objects.of_kind("import.landed").exists()


def test_records_of_another_source_are_rejected_with_all_that_hangs_on_them(tmp_path):
    take_in(extract(tmp_path / "sent"))
    cases = [{"case_id": "C9", "person_id": "P2", "status": "open"}]
    charges = [{"charge_id": "X9", "case_id": "C9", "person_id": "P2", "statute": "1-1"}]
    extract(tmp_path / "other", people=[{"person_id": "P2", "county": "Harlan"}], cases=cases, charges=charges)
    done = take_in(tmp_path / "other", "police", max_bad=Decimal(1))
    assert (done.outcome, done.total("rejected"), done.total("added")) == (Import.Outcome.UNCHANGED, 3, 0)
    assert Person.objects.get(person_id="P2").county is None
    reasons = pl.read_csv(rejects_path(done))["reason"].to_list()
    assert reasons[0] == "is kept already, from another source"
    assert "belongs to a row of people that was not taken" in reasons


def read(path) -> dict[str, pl.DataFrame]:
    with open_records(path) as records:
        (tables,) = records.tables()
    return tables


def test_a_key_that_two_people_share_is_kept_for_one_of_them(tmp_path):
    """The reader sees a range of people at a time; what two ranges share only the database sees."""
    one = extract(tmp_path / "one", people=PEOPLE[:1], cases=CASES[:1], charges=CHARGES[:1])
    cases, charges = changed(CASES, "C2", case_id="C1")[1:], changed(CHARGES, "X2", case_id="C1")[1:]
    other = extract(tmp_path / "other", people=PEOPLE[1:], cases=cases, charges=charges)
    with Rejects(tmp_path / "rejects.csv") as rejects, staging(rejects) as waiting:
        waiting.add(read(one))
        waiting.add(read(other))
        waiting.check(source(), Decimal(10))
    assert waiting.rows == {"people": 2, "cases": 1, "charges": 1}
    assert {(reason.table, reason.column) for reason in rejects.by_reason} == {
        ("cases", "case_id"),
        ("charges", "charge_id"),
    }


def test_a_key_too_long_for_an_index_is_rejected(tmp_path):
    long = "P" * 201
    rows = {
        "people": changed(PEOPLE, "P2", person_id=long),
        "cases": changed(CASES, "C2", person_id=long),
        "charges": changed(CHARGES, "X2", person_id=long),
    }
    done = take_in(extract(tmp_path / "sent", **rows), max_bad=Decimal("0.5"))
    assert (done.total("added"), done.total("rejected")) == (3, 3)


@pytest.mark.parametrize(
    ("table", "column", "with_it"),
    [
        ("people", "county", ["people", "cases", "charges"]),
        ("cases", "court", ["cases", "charges"]),
        ("charges", "statute", ["charges"]),
        ("charges", "attributes", ["charges"]),
        ("charges", "charge_id", ["charges"]),
    ],
)
def test_a_nul_in_a_parquet_file_costs_its_row_and_what_hangs_on_it(tmp_path, table, column, with_it):
    tables = {"people": PEOPLE, "cases": [row | {"court": "District"} for row in CASES], "charges": CHARGES}
    (folder := tmp_path / "sent").mkdir()
    for name, rows in tables.items():
        nul = {column: f"1\0{rows[1].get(column, '')}"} if name == table else {}
        pl.DataFrame([rows[0], rows[1] | nul]).write_parquet(folder / f"{name}.parquet")
    done = take_in(folder, max_bad=Decimal("0.5"))
    assert {name: counts["rejected"] for name, counts in done.counts.items() if counts["rejected"]} == dict.fromkeys(
        with_it, 1
    )
    assert (Person.objects.count(), Case.objects.count(), Charge.objects.count()) == tuple(
        2 - (name in with_it) for name in tables
    )
    problem = done.problems.get(reason="holds a NUL character")
    assert (problem.table, problem.column, problem.first_line) == (table, column, 2)
    assert problem.remedy == "No text may hold one. Write the cell without it, or export the file again as text."
    assert "\0" not in rejects_path(done).read_text()


def test_a_file_that_cannot_be_read_changes_nothing_and_leaves_nothing_behind(tmp_path):
    folder = extract(tmp_path / "sent")
    (folder / "charges.csv").write_bytes(b"charge_id\n")
    with pytest.raises(RecordsError):
        take_in(folder)
    assert not Import.objects.exists()
    assert not staging_tables()
    assert not any((tmp_path / "rejects").iterdir())


def test_no_staging_table_outlives_an_import(tmp_path):
    take_in(extract(tmp_path / "sent"))
    assert not staging_tables()


def test_of_two_imports_at_once_one_is_refused(tmp_path):
    extract(tmp_path / "sent")
    source()
    with held_elsewhere("import"), pytest.raises(Busy):
        take_in(tmp_path / "sent")
    assert not Person.objects.exists()


def test_each_import_is_an_event(tmp_path):
    done = take_in(extract(tmp_path / "sent"))
    event = Event.objects.about(f"import:{done.pk}").get()
    assert (event.actor, event.action, event.detail["counts"]) == ("staff:1", "import.landed", done.counts)


def test_the_command_registers_the_source_and_tells_what_happened(tmp_path, capsys):
    folder = extract(tmp_path / "sent")
    (folder / "names.csv").write_text("person_id,last_name\nP1,Drisk\n")
    call_command("import_records", "courts", folder)
    out = capsys.readouterr().out
    assert Source.objects.get().name == "courts"
    assert "charges: 2 read, 2 added, 0 changed, 0 unchanged, 0 rejected" in out
    assert "names: 1 read, 1 added, 0 removed, 0 unchanged, 0 rejected" in out


def test_the_command_fails_when_the_file_is_refused(tmp_path):
    folder = extract(tmp_path / "sent", charges=changed(CHARGES, "X2", level="capital"))
    with pytest.raises(CommandError, match="1 of 6 rows are bad"):
        call_command("import_records", "courts", folder)


@pytest.mark.parametrize(("name", "option"), [("Suffolk Courts", "0.01"), ("courts", "200%"), ("courts", "few")])
def test_the_command_refuses_a_bad_name_and_a_bad_share(tmp_path, name, option):
    with pytest.raises(CommandError):
        call_command("import_records", name, str(extract(tmp_path / "sent")), "--max-bad", option)


def test_a_profile_is_kept_with_the_source_until_another_is_given(tmp_path):
    profile = tmp_path / "police.toml"
    profile.write_text(PROFILE)
    (tmp_path / "arrests.csv").write_text("Who,Number,Law\n7,A1,18-4-503\n")
    call_command("import_records", "police", tmp_path / "arrests.csv", "--profile", profile)
    profile.unlink()
    call_command("import_records", "police", tmp_path / "arrests.csv")
    assert Source.objects.get().profile == PROFILE
    assert Charge.objects.get().statute == "18-4-503"
