import pytest
from django.core.management import CommandError, call_command

from clearance.agencies.models import Agency, Area, Contact, Key
from clearance.audit.models import Event
from tests.agencies.examples import KEY, agency

pytestmark = pytest.mark.django_db

REGISTER = (
    "agency",
    "--by=staff:4",
    "register",
    "greene-district-court",
    "--name=Greene District Court",
    "--kind=court",
    "--data=case_number,court",
    "--court=Greene District Court",
    "--county=Greene",
    "--contact=Pat Canary <pat@greene.example>",
)


def test_an_agency_is_registered_with_all_that_is_given(capsys):
    call_command(*REGISTER)
    one = Agency.objects.get()
    assert (one.code, one.name, one.kind, one.data) == (
        "greene-district-court",
        "Greene District Court",
        "court",
        ["court", "case_number"],
    )
    assert {str(area) for area in Area.objects.all()} == {"court Greene District Court", "county Greene"}
    assert (Contact.objects.get().name, Contact.objects.get().email) == ("Pat Canary", "pat@greene.example")
    assert set(Event.objects.values_list("actor", flat=True)) == {"staff:4"}
    out = capsys.readouterr().out
    assert out.startswith("Greene District Court (greene-district-court) is registered.\n")
    assert "still to do: It has no key" in out


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("--data=court,name", "data: The records here hold no names."),
        ("--data=shoe_size", "data: Found shoe_size; allowed: birth_date, "),
        ("--contact=nobody", "email: Enter a valid email address."),
        ("--court=Greene District Court", "Area with this Agency, Kind and Name already exists."),
    ],
)
def test_all_of_an_agency_is_registered_or_nothing(more, complaint):
    with pytest.raises(CommandError, match=complaint):
        call_command(*REGISTER, more)
    assert not Agency.objects.exists()
    assert not Event.objects.exists()


def test_a_key_is_added_and_ended(capsys):
    agency()
    call_command("agency", "key", "greene-district-court", KEY)
    assert Key.objects.valid().get().added_by == "command"
    call_command("agency", "key", "greene-district-court", KEY, "--end")
    assert not Key.objects.valid().exists()
    assert capsys.readouterr().out.splitlines() == [
        "Greene District Court: key AAECAwQF is valid from now on.",
        "Greene District Court: nothing more is taken that key AAECAwQF signs.",
    ]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("nobody", KEY), "No agency has the code nobody."),
        (("greene-district-court", "AAAA"), "public_key: This is no public key."),
        (("greene-district-court", KEY, "--end"), "has no valid key"),
    ],
)
def test_why_a_key_is_refused_is_said(arguments, complaint):
    agency()
    with pytest.raises(CommandError, match=complaint):
        call_command("agency", "key", *arguments)
    assert not Key.objects.exists()


def test_all_agencies_are_listed_with_what_each_lacks(capsys):
    one = agency(courts=("Greene District Court",))
    agency("police", name="Franklin Police", kind="police", statewide=True)
    call_command("agency", "key", one.code, KEY)
    capsys.readouterr()
    call_command("agency", "list")
    out = capsys.readouterr().out.splitlines()
    assert out[:2] == [
        "greene-district-court: Greene District Court, court, court Greene District Court",
        f"  key {KEY}",
    ]
    assert "police: Franklin Police, police, statewide" in out
    assert (
        "  still to do: It has no key, so nothing that it signs is taken. Ask it for its public key, and add it." in out
    )
