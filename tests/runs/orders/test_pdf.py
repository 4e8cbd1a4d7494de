"""The order as a PDF: what it says, that a screen reader finds its way, and that it tells nobody's name by the way."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from clearance.agencies.points import POINTS
from clearance.records.models import Person
from clearance.runs.orders.models import Order
from clearance.runs.orders.pdf import as_pdf
from clearance.typeset import SHOWN
from tests.emptying import no_triggers
from tests.runs.orders.courts import GREENE, an_order, case, law_with_orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(tmp_path) -> Order:
    return an_order(law_with_orders(tmp_path), case("20-CR-0912", charges=90))


def read(order: Order) -> PdfReader:
    return PdfReader(BytesIO(as_pdf(order)))


def text_of(pdf: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pdf.pages)


def tags(node) -> list[str]:
    """The kinds of all parts of the document, in reading order."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        return [tag for child in node for tag in tags(child)]
    if not isinstance(node, dict):
        return []
    return [*([node["/S"]] if "/S" in node else []), *tags(node.get("/K", []))]


def test_it_names_court_law_charges_and_hash_on_every_page(order):
    pdf = read(order)
    text = text_of(pdf)
    assert "State of Franklin" in text
    assert GREENE in text
    assert "Franklin Clean Slate Act, F.S. 12-34." in text
    assert "90 charges of cases of this court meet every requirement" in " ".join(text.split())
    assert "Signature of the judge" in text
    assert text.count("20-CR-0912") == text.count("18-4-503") == 90
    assert len(pdf.pages) > 1
    for number, page in enumerate(pdf.pages, 1):
        assert order.sha256 in page.extract_text()
        assert f"Page {number} of {len(pdf.pages)}" in page.extract_text()
        assert "Case number" in page.extract_text()


def test_it_is_tagged_for_screen_readers(order):
    root = read(order).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert str(root["/Lang"]) == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    found = tags(root["/StructTreeRoot"]["/K"])
    assert found.count("/Table") == found.count("/THead") == 1
    assert found.count("/TH") == 6
    assert found.count("/TR") == 91
    assert [tag for tag in found if tag.startswith("/H")] == ["/H1"] * 3


def test_its_metadata_name_run_and_number_and_nothing_else(order):
    pdf = read(order)
    assert pdf.metadata.title == str(order)
    assert pdf.metadata.author is pdf.metadata.subject is pdf.metadata.creation_date is None
    assert set(pdf.metadata) <= {"/Title", "/Creator"}
    assert b"20-CR" not in pdf.trailer["/Root"]["/Metadata"].get_data()
    assert order.file_name == f"order-{order.run_id}-1"


def test_it_is_the_same_each_time(order):
    assert as_pdf(order) == as_pdf(Order.objects.get())


def test_it_holds_no_more_than_the_court_needs(order):
    born = Person.objects.get().birth_date
    assert f"{born}" not in text_of(read(order))


def test_one_charge_is_one(tmp_path):
    text = " ".join(text_of(read(an_order(law_with_orders(tmp_path), case("1")))).split())
    assert "1 charge of cases of this court meets every requirement of the law, and is listed" in text


def test_every_character_it_says_it_can_show_it_can_show(order):
    order.court = "".join(sorted(SHOWN))
    assert as_pdf(order)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("案-1", "[U+6848]-1"), ("\x01\u200b1", "[U+0001][U+200B]1"), ('#panic() *"x"* \\', '#panic() *"x"* \\')],
)
def test_what_stands_in_the_records_is_text_whatever_it_is(tmp_path, number, shown):
    assert shown in text_of(read(an_order(law_with_orders(tmp_path), case(number))))


def test_with_every_data_point_it_is_turned(tmp_path):
    order = an_order(law_with_orders(tmp_path), case("20-CR-0912"))
    line = order.schedule.get()
    with no_triggers():
        order.schedule.update(data=dict.fromkeys(POINTS) | line.data | {"relief": "set_aside"})
    pdf = read(order)
    box = pdf.pages[0].mediabox
    assert box.width > box.height
    assert "set aside" in text_of(pdf)
