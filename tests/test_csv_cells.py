import csv
import io
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.csv_cells import csv_line, safe_cell


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


def test_a_line_is_as_rfc_4180_has_it():
    assert csv_line(["a,b", 'say "x"', None, 7, date(2026, 1, 2), "=1"]) == '"a,b","say ""x""",,7,2026-01-02,\'=1\r\n'


@given(st.text())
def test_no_cell_of_a_file_begins_with_what_could_be_run(text):
    [[cell, _]] = csv.reader(io.StringIO(csv_line([text, "next"]), newline=""))
    assert not cell or cell[0] not in "=+-@\t\r\n\0＝＋－＠"
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_a_program_without_django_may_use_it():
    check = "import sys, clearance.csv_cells; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0
