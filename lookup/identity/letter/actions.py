"""Everything that is done about letters: asking, promising where one may be sent, and printing."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from clearance.audit import actions as audit
from clearance.days import state_day
from lookup.identity import claims
from lookup.identity.actions import code_for
from lookup.identity.attested import Attested
from lookup.identity.letter.pdf import Written, as_pdf
from lookup.identity.models import Claim, ClaimCode, Letter, Link
from lookup.identity.neutral_mail import mail_account
from lookup.identity.review.watch import reopen_changed

CODE_LIFE = timedelta(days=10)  # CJIS IA-12(5): a code by post
#: Between the promise and the print: time to read the notice that went to the account.
WAIT = timedelta(hours=24)
#: How many letters at most, and over how long: to one account, and to one person.
LIMITS = ((1, timedelta(hours=24)), (4, timedelta(days=30)))
#: How old the confirmation of an address may be: whoever lived there may have gone, and someone else may open the mail.
CONFIRMED_WITHIN = timedelta(days=365)
#: Why a letter may be printed again.
AGAIN = {"damaged": "the print was damaged", "lost": "it was lost before it was posted"}
BATCH = 200


class NotPrinted(Exception):
    """The letter cannot be printed again; the message says why."""


@transaction.atomic
def ask(*, attested: Attested, account: AbstractBaseUser, network: str, at: datetime) -> Claim:
    """A claim that a letter has to verify. The account is told by mail whatever comes of it."""
    claim = claims.make_claim(attested=attested, asked_by=account, network=network, by=f"account:{account.pk}", at=at)
    mail_account(account)
    return claim


@transaction.atomic
def promise(*, claim: Claim, by: str, at: datetime) -> Letter:
    """For a linked claim that nothing verified yet: a letter a day later, or none, and why."""
    why = _why_not(claim, at)
    due_at = None if why else at + WAIT
    letter, new = Letter.objects.get_or_create(claim=claim, defaults={"made_at": at, "due_at": due_at, "because": why})
    if new:
        detail = {"letter": str(letter), "because": why}
        audit.record(by=by, action="letter.promised", subject=f"person:{claim.person_id}", detail=detail)
    return letter


@transaction.atomic
def print_due(*, by: str, at: datetime) -> tuple[bytes, int]:
    """The letters that are due, at most BATCH of them, as one PDF, and how many. Each has a code of its own, which
    stands on the paper and nowhere else, so they are taken as printed from here on.

    None goes to someone who is another by now than when the claim was decided.
    """
    reopen_changed(by=by, at=at)
    due = Letter.objects.due(at).select_for_update(of=("self",)).order_by("pk")[:BATCH]
    return _print(list(due.select_related("claim__person")), by, at, "")


@transaction.atomic
def print_again(*, letter: Letter, because: str, by: str, at: datetime) -> bytes:
    """A printed letter once more, with a new code; the code before it ends. Raises NotPrinted."""
    reopen_changed(by=by, at=at)
    letter.refresh_from_db(from_queryset=Letter.objects.select_for_update())
    if letter.printed_at is None:
        raise NotPrinted(f"{letter} was not printed yet. It comes with the others when it is due.")
    if letter.claim.identity_id is not None:
        raise NotPrinted(f"The code of {letter} was used: it arrived.")
    if letter.claim.outcome != Claim.Outcome.LINK:
        raise NotPrinted(f"People look at the claim of {letter} again. It can be printed if they link it.")
    return _print([letter], by, at, because)[0]


def _print(letters: list[Letter], by: str, at: datetime, because: str) -> tuple[bytes, int]:
    written = [_write(letter, at) for letter in letters]
    pdf = as_pdf(written)
    for letter in letters:
        letter.printed_at = at
        letter.save(update_fields=["printed_at"])
    for letter in letters:
        detail = {"letter": str(letter), "again": because}
        audit.record(by=by, action="letter.printed", subject=f"person:{letter.claim.person_id}", detail=detail)
    return pdf, len(letters)


def _write(letter: Letter, at: datetime) -> Written:
    """With a new code, which is the only one that counts."""
    ClaimCode.objects.unused().filter(claim=letter.claim).delete()
    text, code = code_for(claim=letter.claim, at=at, life=CODE_LIFE)
    person = letter.claim.person
    address = person.address.read()
    town = " ".join(filter(None, (address.city, address.region, address.postal_code)))
    lines = (_name(person.names.all()), address.street, town, address.country)
    return Written(tuple(filter(None, lines)), text, state_day(at), state_day(code.expires_at))


def _name(names: Iterable) -> str:
    """As it stands on record; the legal one, where the agency says which that is."""
    for one in sorted(names, key=lambda name: (name.kind != "legal", name.pk)):
        return " ".join(filter(None, (one.first_name, one.middle_name, one.last_name, one.suffix)))
    return ""


def _why_not(claim: Claim, at: datetime) -> str:
    address = getattr(claim.person, "address", None)
    if address is None:
        return Letter.Because.NO_ADDRESS
    if not _is_recent(address.confirmed_on, state_day(at)):
        return Letter.Because.OLD_ADDRESS
    if Link.objects.standing().filter(person=claim.person).exclude(account=claim.asked_by).exists():
        return Letter.Because.LINKED
    sent = Letter.objects.promised().filter(Q(claim__person=claim.person) | Q(claim__asked_by=claim.asked_by))
    over = any(sent.filter(made_at__gt=at - within).count() >= most for most, within in LIMITS)
    return Letter.Because.TOO_MANY if over else ""


def _is_recent(confirmed_on: date | None, today: date) -> bool:
    return confirmed_on is not None and today - CONFIRMED_WITHIN <= confirmed_on <= today
