import pytest

from clearance.agencies.areas import in_area
from clearance.agencies.models import Agency, Area
from clearance.records.models import Case, Charge
from tests.lookup import people

pytestmark = pytest.mark.django_db
NOWHERE = {"case_number": "NOWHERE"}
AREAS = {
    "one-court": [("court", "Greene County District Court")],
    "one-county": [("county", "Harlan")],
    "both": [("court", "Greene County District Court"), ("county", "Harlan")],
    "a-county-of-that-name": [("county", "Greene County District Court")],
    "none": [],
}
FOUND = {
    "one-court": {"GREENE"},
    "one-county": {"HARLAN"},
    "both": {"GREENE", "HARLAN"},
    "a-county-of-that-name": set(),
    "none": set(),
    "state": {"GREENE", "HARLAN", "NOWHERE"},
}


@pytest.fixture(autouse=True)
def records_and_agencies():
    """A case in each of two courts, and one of which neither court nor county is on record."""
    dismissed = people.ended(people.TRESPASS, "dismissed", people.TODAY)
    people.person(
        ({**people.DISTRICT, "case_number": "GREENE"}, [dismissed]),
        ({**people.SUPERIOR, "case_number": "HARLAN"}, [dismissed]),
        (NOWHERE, [dismissed]),
    )
    for code, areas in AREAS.items():
        one = Agency.objects.create(code=code, name=code, kind="prosecutor", registered_at=people.NOW)
        Area.objects.bulk_create(Area(agency=one, kind=kind, name=name) for kind, name in areas)
    Agency.objects.create(code="state", name="state", kind="prosecutor", statewide=True, registered_at=people.NOW)


@pytest.mark.parametrize("code", FOUND)
def test_the_cases_of_an_agency_are_those_of_its_courts_and_counties(code):
    agency = Agency.objects.filter(code=code)
    assert set(Case.objects.filter(in_area(agency)).values_list("case_number", flat=True)) == FOUND[code]
    outside = set(Case.objects.filter(~in_area(agency)).values_list("case_number", flat=True))
    assert outside == {"GREENE", "HARLAN", "NOWHERE"} - FOUND[code]


def test_several_agencies_together_have_the_cases_of_each():
    agencies = Agency.objects.filter(code__in=("one-court", "one-county"))
    charges = Charge.objects.filter(in_area(agencies, "case__"))
    assert set(charges.values_list("case__case_number", flat=True)) == {"GREENE", "HARLAN"}
