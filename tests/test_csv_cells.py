import csv
import io
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.csv_cells import safe_cell


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://example.org", "1")',
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "＝1",
        "＋1",
        "－1",
        "＠SUM(A1)",
    ],
)
def test_what_a_spreadsheet_could_run_stands_behind_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "20-CR-0912", "18-4-401(2)(b)", "2016-10-01", "a=b", " =1", "O'Neill", "'=1"])
def test_any_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


@given(st.text())
def test_no_cell_of_a_file_begins_with_what_could_be_run(text):
    file = io.StringIO(newline="")
    csv.writer(file).writerow([safe_cell(text), "next"])
    file.seek(0)
    [[cell, _]] = csv.reader(file)
    assert not cell or cell[0] not in "=+-@\t\r\n\0＝＋－＠"
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_a_program_without_django_may_use_it():
    check = "import sys, clearance.csv_cells; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0
