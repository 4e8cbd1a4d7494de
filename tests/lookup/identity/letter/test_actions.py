"""Letters: to whom one is promised, when it is due, what it says, and that its code is on the paper only."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from pypdf import PdfReader

from clearance import keyring
from clearance.audit.models import Event
from clearance.records.models import PersonAddress, PersonName
from lookup.identity import claims
from lookup.identity.letter import actions
from lookup.identity.models import Claim, ClaimCode, Letter, Link
from lookup.identity.tasks import look_after_codes
from tests.lookup.identity.claiming import account, attested
from tests.lookup.identity.review.asking import identity_changes
from tests.lookup.people import NOW, TODAY, someone_who_waits
from tests.runs.staff import PASSWORD, member_of_staff, typed_password  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_answers")]
DUE = NOW + timedelta(hours=24)


def lives(person, confirmed_on: date | None = TODAY):
    """Someone on record, under a name and at an address."""
    came = {"source": person.source, "last_import": person.last_import, "person": person}
    PersonName.objects.create(kind="alias", last_name="Fox", first_name="Red", **came)
    PersonName.objects.create(kind="legal", last_name="Müller", first_name="Łucja", suffix="Jr", **came)
    plain = {"street": "12 Elm St Apt 4", "city": "Greene", "region": "FR", "postal_code": "04321"}
    PersonAddress.objects.create(
        sealed=keyring.seal(json.dumps(plain).encode(), place=f"address:{person.person_id}"),
        key=keyring.newest(keyring.IDENTIFIERS),
        digest=b"\0" * 32,
        confirmed_on=confirmed_on,
        **came,
    )
    return person


def asked(person, someone=None, at=NOW):
    """A claim that asked for a letter, and was linked."""
    someone = someone or account(f"a{Letter.objects.count()}")
    claim = actions.ask(attested=attested(), account=someone, network="", at=at)
    with transaction.atomic():
        claims.settle(claim=claim, outcome="link", because="rule", person=person, by="worker", at=at)
    return claim


def promised(person, someone=None, at=NOW):
    return actions.promise(claim=asked(person, someone, at), by="worker", at=at)


def test_a_letter_is_due_a_day_after_the_claim_was_linked():
    letter = promised(lives(someone_who_waits()))
    assert (letter.because, letter.due_at) == ("", DUE)
    assert not Letter.objects.due(DUE - timedelta(seconds=1)).exists()
    assert Letter.objects.due(DUE).get() == letter


@pytest.mark.parametrize(
    ("confirmed_on", "because"),
    [
        (TODAY - timedelta(days=365), ""),
        (TODAY - timedelta(days=366), "old_address"),
        (TODAY + timedelta(days=1), "old_address"),
        (None, "old_address"),
    ],
)
def test_only_to_an_address_that_was_confirmed_within_a_year(confirmed_on, because):
    assert promised(lives(someone_who_waits(), confirmed_on)).because == because


def test_not_without_an_address():
    assert promised(someone_who_waits()).because == "no_address"


def test_not_to_one_whose_record_another_account_has():
    person, other = lives(someone_who_waits()), account("other")
    with transaction.atomic():
        claim = claims.make_claim(attested=attested(), asked_by=other, by="account:1", at=NOW)
    Link.objects.create(account=other, person=person, claim=claim, made_at=NOW, expires_at=NOW + timedelta(days=9))
    assert promised(person).because == "linked"
    assert promised(lives(someone_who_waits("P9")), other).because == ""


@pytest.mark.parametrize("same", ["account", "person"])
def test_one_letter_a_day_and_four_in_thirty_days(same):
    someone, person = account("someone"), lives(someone_who_waits())

    def again(hours: int) -> str:
        number = Letter.objects.count()
        to = person if same == "person" else lives(someone_who_waits(f"P{10 + number}"))
        by = someone if same == "account" else account(f"b{number}")
        return promised(to, by, NOW + timedelta(hours=hours)).because

    assert [again(hours) for hours in (0, 23, 24, 48, 72, 96, 700, 721)] == [
        *("", "too_many", "", "", "", "too_many", "too_many", ""),
    ]


def test_the_sweep_promises_once_for_each_claim_that_nothing_verified_yet(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    claim = asked(lives(someone_who_waits()))
    unsettled = actions.ask(attested=attested("Other"), account=account("b"), network="", at=NOW)
    for _ in range(2):
        look_after_codes.call()
    assert Letter.objects.get().claim == claim
    assert not hasattr(unsettled, "letter")


def test_the_account_is_told_by_a_mail_that_says_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.ask(attested=attested(), account=account(), network="", at=NOW)
    [one] = mail.outbox
    assert one.to == ["someone@mail.example"]
    said = one.body.lower() + one.subject.lower()
    assert not [word for word in ("quill", "letter", "carta", "record", "court", "clear", "code") if word in said]


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_a_letter_is_in_both_languages_and_tells_of_nothing():
    letter = promised(lives(someone_who_waits()))
    pdf, count = actions.print_due(by="staff:4", at=DUE)
    [said] = pages(pdf)
    assert count == 1
    assert "Łucja Müller Jr" in said
    assert "12 Elm St Apt 4" in said
    assert "Greene FR 04321" in said
    assert said.index("Your code") < said.index("Su código")
    assert "3 December 2026" in said
    assert "3 de diciembre de 2026" in said
    assert not [word for word in ("record", "court", "clear ", "crim", "expunge", "seal") if word in said.lower()]
    code = ClaimCode.objects.get()
    assert said.count(code.handle) == 2
    assert code.expires_at == DUE + timedelta(days=10)
    letter.refresh_from_db()
    assert letter.printed_at == DUE
    named = PdfReader(BytesIO(pdf)).metadata
    assert named.title == "Letter"
    assert not [value for value in named.values() if "ller" in str(value) or code.handle in str(value)]


@pytest.mark.parametrize("lines", [[], ["PO Box 100", "Łódź Road 1", "Room 2", "Greene, FR 04321"]])
def test_above_the_address_stands_where_the_post_brings_it_back(settings, lines):
    settings.RETURN_ADDRESS = lines
    promised(lives(someone_who_waits()))
    [said] = pages(actions.print_due(by="staff:4", at=DUE)[0])
    assert said.splitlines()[: len(lines) + 2] == [settings.STATE_NAME, *lines, "Łucja Müller Jr"]


def test_each_letter_has_a_page_and_is_printed_once():
    for number in range(3):
        promised(lives(someone_who_waits(f"P{number}")))
    pdf, count = actions.print_due(by="staff:4", at=DUE)
    assert (count, len(pages(pdf))) == (3, 3)
    assert ClaimCode.objects.count() == 3
    assert actions.print_due(by="staff:4", at=DUE)[1] == 0


def test_nothing_is_printed_for_someone_who_is_another_by_now_until_people_have_looked():
    printed, due = promised(lives(someone_who_waits())), promised(lives(someone_who_waits("P9")))
    Letter.objects.filter(pk=due.pk).update(due_at=DUE + timedelta(hours=2))
    actions.print_due(by="staff:4", at=DUE)
    for letter in (printed, due):
        identity_changes(letter.claim.person, after=timedelta(hours=25))
    later = DUE + timedelta(hours=3)
    assert actions.print_due(by="staff:4", at=later)[1] == 0
    with pytest.raises(actions.NotPrinted, match="People look at the claim of letter"):
        actions.print_again(letter=printed, because="lost", by="staff:4", at=later)
    person, claim = due.claim.person, Claim.objects.get(pk=due.claim_id)
    assert (claim.outcome, claim.because) == ("review", "identity_changed")
    with transaction.atomic():
        claims.settle(claim=claim, outcome="link", because="reviewed", person=person, by="staff:5", at=later)
    assert actions.print_due(by="staff:4", at=later)[1] == 1


def test_printing_again_takes_a_reason_and_ends_the_code_before():
    letter = promised(lives(someone_who_waits()))
    with pytest.raises(actions.NotPrinted, match="was not printed yet"):
        actions.print_again(letter=letter, because="damaged", by="staff:4", at=DUE)
    actions.print_due(by="staff:4", at=DUE)
    before = ClaimCode.objects.get()
    actions.print_again(letter=letter, because="damaged", by="staff:4", at=DUE)
    assert ClaimCode.objects.get() != before
    assert [one.detail["again"] for one in Event.objects.of_kind("letter.printed").order_by("pk")] == ["", "damaged"]


def test_the_command_counts_prints_and_prints_again(tmp_path, capsys, typed_password, monkeypatch):  # noqa: F811
    clerk = member_of_staff("kim", password=PASSWORD)
    clerk.user_permissions.add(Permission.objects.get(codename="print_letters"))
    letter = promised(lives(someone_who_waits()))
    monkeypatch.setattr("django.utils.timezone.now", lambda: DUE)
    file, again = tmp_path / "letters.pdf", tmp_path / "again.pdf"
    call_command("letters", "--as", "kim")
    call_command("letters", "--as", "kim", "--print", str(file))
    call_command("letters", "--as", "kim", "--again", str(letter.pk), str(again), "--because", "lost")
    said = capsys.readouterr().out
    assert said.startswith("1 letters are due.\n1 letters are in")
    assert {one.stat().st_mode & 0o777 for one in (file, again)} == {0o600}
    for wrong, says in (
        (["--print", str(file)], "Name a file that is not there yet"),
        (["--again", "99", str(tmp_path / "x.pdf")], "no letter '99'"),
        (["--again", str(letter.pk), str(tmp_path / "x.pdf")], "Say why with --because"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command("letters", "--as", "kim", *wrong)
