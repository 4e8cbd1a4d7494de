"""The letter about one cleared charge."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from clearance.audit.models import Event
from clearance.records.models import Case, Charge
from lookup.identity.models import Visit
from tests.audit.full_log import no_more_events
from tests.lookup import people
from tests.lookup.clearing import someone_with_cleared_charges
from tests.lookup.visiting import begin_visit
from tests.runs.orders.test_pdf import tags, text_of

pytestmark = pytest.mark.django_db

#: Of someone_with_cleared_charges: the third charge on the page, and one that is not cleared.
CANNABIS, THEFT = "/mine/letter/3/", "/mine/letter/1/"


@pytest.fixture(autouse=True)
def law(now, quick_answers, settings, tmp_path, db):
    settings.DATA_DIR = tmp_path
    people.put_franklin_in_force()


@pytest.fixture
def reader(client):
    """Someone who has said that the cases are theirs."""
    begin_visit(client, someone_with_cleared_charges())
    Visit.objects.update(recognised_at=people.NOW)
    return client


def pdf_of(response) -> PdfReader:
    return PdfReader(BytesIO(response.content))


def words_of(response) -> str:
    return " ".join(text_of(pdf_of(response)).split())


def test_it_tells_of_one_order_what_when_and_under_which_law(reader):
    text = words_of(reader.get(CANNABIS))
    for words in (
        "One charge is cleared",
        "a charge of the person named in the case below is cleared by law",
        "Charge Possession of cannabis",
        "How it ended Misdemeanor, convicted on 1 October 2016",
        "Court Greene County District Court",
        "Case number ends in 2203",
        "Cleared on 7 March 2026",
        "Under the law Franklin Clean Slate Act, F.S. 12-34(1)",
        "you may answer as if a cleared charge never was",
        "It says nothing of any other.",
    ):
        assert words in text, words
    for of_another in ("Trespass", "Theft", "assault", "0912", "7730", "Bureau"):
        assert of_another not in text


def test_it_says_where_it_comes_from_and_where_to_write_back(reader, settings):
    settings.RETURN_ADDRESS = ["PO Box 100", "Greene, FR 04321"]
    day = "22 November 2026"
    assert words_of(reader.get(CANNABIS)).replace(day, "").split()[:10] == [
        *("State", "of", "Franklin", "PO", "Box", "100", "Greene,", "FR", "04321", "One"),
    ]


def test_it_is_in_the_language_of_the_page(reader):
    response = reader.get(CANNABIS, headers={"accept-language": "es"})
    assert "Borrado el 7 de marzo de 2026" in words_of(response)
    assert "puede responder como si un cargo borrado nunca hubiera existido" in words_of(response)
    assert str(pdf_of(response).trailer["/Root"]["/Lang"]) == "es"


def test_a_screen_reader_finds_its_way(reader):
    root = pdf_of(reader.get(CANNABIS)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    found = tags(root["/StructTreeRoot"]["/K"])
    assert [tag for tag in found if tag.startswith("/H")] == ["/H1", "/H2", "/H2"]
    assert found.count("/Table") == 1
    assert found.count("/L") == 1


def test_name_and_metadata_are_the_same_for_everyone(reader):
    response = reader.get(CANNABIS)
    assert (response["Content-Type"], response["Content-Disposition"], response["Cache-Control"]) == (
        "application/pdf",
        'inline; filename="letter.pdf"',
        "no-store",
    )
    pdf = pdf_of(response)
    assert (pdf.metadata.title, pdf.metadata.author, pdf.metadata.subject) == ("Letter", None, None)
    assert set(pdf.metadata) <= {"/Title", "/Creator"}


def test_no_part_of_the_file_but_the_pages_holds_anything_of_the_record(reader):
    """Every object of the file, decompressed; the streams of pages are what is read."""
    Case.objects.filter(case_id="P1-C2").update(case_number="CANARYNUMBER", court="Canarycourt")
    Charge.objects.filter(charge_id="P1-C2-1").update(description="Canarycharge")
    response = reader.get(CANNABIS)
    assert "Canarycharge" in words_of(response)
    pdf = pdf_of(response)
    pages = {page.raw_get("/Contents").idnum for page in pdf.pages}
    for number in range(1, int(pdf.trailer["/Size"])):
        if number in pages:
            continue
        found = pdf.get_object(number)
        content = repr(found).encode() + (found.get_data() if hasattr(found, "get_data") else b"")
        for canary in (b"CANARY", b"Canary", b"P1-C2", b"1980"):
            assert canary not in content, (number, canary)


def test_it_is_written_down_or_not_made(reader):
    reader.get(CANNABIS)
    event = Event.objects.of_kind("letter.made").get()
    visit = Visit.objects.get()
    assert (event.actor, event.subject) == (str(visit), f"person:{visit.person.pk}")
    with no_more_events():
        assert reader.get(CANNABIS).status_code == 503
    assert Event.objects.of_kind("letter.made").count() == 1


@pytest.mark.parametrize("address", [THEFT, "/mine/letter/4/", "/mine/letter/0/", "/mine/letter/99/"])
def test_there_is_none_for_a_charge_that_is_not_cleared_or_not_there(reader, address):
    assert reader.get(address).status_code == 404
    assert not Event.objects.of_kind("letter.made").exists()


def test_there_is_none_without_a_visit_nor_before_they_said_that_it_is_theirs(client):
    assert client.get(CANNABIS).status_code == 403
    begin_visit(client, someone_with_cleared_charges())
    Visit.objects.update(recognised_at=None)
    assert client.get(CANNABIS).url == "/mine/"
    assert not Event.objects.of_kind("letter.made").exists()


def test_the_page_leads_to_it_by_the_place_of_the_charge(reader):
    assert re.findall(r'href="(/mine/letter/\d+/)"', reader.get("/mine/").content.decode()) == [
        "/mine/letter/2/",
        CANNABIS,
    ]
