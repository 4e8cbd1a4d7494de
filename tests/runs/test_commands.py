"""What the commands share: a law that contradicts itself is applied, and its contradictions are said."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.runs.laws import LAW

CONTRADICTION = 'covers = { disposition = "dismissed", all = [{ disposition = "convicted" }] }'
WARNING = "Warning: track.dismissed: no charge can enter it"


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "law.toml"
    path.write_text(LAW.replace('covers = { disposition = "dismissed" }', CONTRADICTION))
    return path


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "charges.csv"
    path.write_text("charge_id,case_id,person_id,statute,disposition\n1,1,1,18-3,dismissed\n")
    return path


@pytest.mark.parametrize("command", ["evaluate", "readiness", "impact"])
def test_a_law_that_contradicts_itself_is_applied_with_a_warning(command, law, records, tmp_path):
    errors = StringIO()
    out = tmp_path / "out.csv"
    call_command(command, str(law), str(records), as_of=date(2026, 1, 1), out=out, stderr=errors)
    assert errors.getvalue().startswith(WARNING)
    assert out.exists()


@pytest.mark.django_db
def test_a_law_that_contradicts_itself_is_put_in_force_with_a_warning(law):
    out, errors = StringIO(), StringIO()
    call_command("put_in_force", str(law), stdout=out, stderr=errors)
    assert "is in force now" in out.getvalue()
    assert errors.getvalue().startswith(WARNING)


def test_nothing_is_said_of_a_law_that_does_not(records, tmp_path):
    errors = StringIO()
    call_command("evaluate", "franklin", str(records), as_of=date(2026, 1, 1), out=tmp_path / "out.csv", stderr=errors)
    assert errors.getvalue() == ""
