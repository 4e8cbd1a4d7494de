"""Codes and visits: what opens, what does not, and what is written down."""

from datetime import timedelta
from itertools import count

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, check_password
from django.db import IntegrityError, connection, transaction

from clearance.audit.models import Event
from lookup.identity import actions, codes
from lookup.identity.models import ClaimCode, CodeTry, Visit
from tests.lookup.people import NOW, someone_who_waits

pytestmark = pytest.mark.django_db
OTHER_NETWORKS = count()
#: An event takes two on SQLite, which cannot number it by itself.
QUERIES_OF_A_REFUSAL = 10 if connection.vendor == "sqlite" else 9


@pytest.fixture
def person(db, quick_answers):
    return someone_who_waits()


@pytest.fixture
def code(person):
    return issue(person)


def issue(person, at=NOW):
    return codes.read(actions.issue_code(person=person, by="staff:7", at=at))


def redeem(code, at=NOW, network=None):
    network = network or f"network {next(OTHER_NETWORKS)}"
    return actions.redeem_code(text=code, network=network, by="visitor", at=at)


def wrong(code):
    """A code with the same handle and another secret."""
    return code[:4] + ("000000" if code[4:] != "000000" else "111111")


def test_a_right_code_opens_fifteen_minutes_with_the_person(person, code):
    visit = redeem(code)
    assert visit.person == person
    assert (visit.started_at, visit.ends_at) == (NOW, NOW + timedelta(minutes=15))
    assert Visit.objects.open(NOW + timedelta(minutes=14, seconds=59)).get() == visit
    assert not Visit.objects.open(NOW + timedelta(minutes=15)).exists()


def test_the_secret_is_kept_as_a_hash_only(code):
    kept = ClaimCode.objects.get()
    assert kept.handle == code[:4]
    assert code[4:] not in kept.secret
    assert check_password(code[4:], kept.secret)


def test_codes_are_hashed_slowly_where_it_is_no_test(settings, db):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    code = issue(someone_who_waits("P9"))
    assert ClaimCode.objects.get().secret.startswith("pbkdf2_sha256$1000000$")
    assert redeem(code)


def test_a_code_works_once(code):
    assert redeem(code)
    assert redeem(code) is None


def test_a_code_works_for_seven_days(code):
    assert redeem(code, at=NOW + timedelta(days=7)) is None
    assert redeem(code, at=NOW + timedelta(days=7, seconds=-1))


def test_a_new_code_ends_the_persons_earlier_ones_and_nobody_elses(person, code):
    other = issue(someone_who_waits("P9"))
    new = issue(person)
    assert redeem(code) is None
    assert redeem(new)
    assert redeem(other)


def test_a_code_still_works_after_four_wrong_tries(code):
    for _ in range(4):
        assert redeem(wrong(code)) is None
    assert redeem(code)


def test_five_wrong_tries_void_a_code(code):
    for _ in range(5):
        assert redeem(wrong(code)) is None
    assert redeem(code) is None


def test_every_refusal_costs_one_hash_and_as_many_queries(code, monkeypatch, django_assert_num_queries):
    hashes = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashes.append(given) or encode(*given))
    used, void = issue(someone_who_waits("P8")), issue(someone_who_waits("P9"))
    redeem(used)
    for _ in range(5):
        redeem(wrong(void))
    unknown = "0000000000" if code[:4] != "0000" else "1111111111"
    hashes.clear()
    for refused, at in [(wrong(void), NOW), (used, NOW), (unknown, NOW), (code, NOW + timedelta(days=8))]:
        with django_assert_num_queries(QUERIES_OF_A_REFUSAL):
            assert redeem(refused, at) is None
    with django_assert_num_queries(QUERIES_OF_A_REFUSAL + 1):  # the count of wrong tries
        assert redeem(wrong(code)) is None
    assert len(hashes) == 5


def test_after_twenty_failed_tries_a_network_waits_for_an_hour(code):
    for minute in range(20):
        assert redeem("0000000000", NOW + timedelta(minutes=minute), "library") is None
    with pytest.raises(actions.TooManyTries) as refusal:
        redeem(code, NOW + timedelta(minutes=20), "library")
    assert refusal.value.again_at == NOW + timedelta(hours=1)
    assert redeem(code, refusal.value.again_at, "library")


def test_another_network_does_not_wait(code):
    for _ in range(20):
        redeem("0000000000", network="library")
    assert redeem(code, network="home")


def test_asking_again_while_waiting_does_not_make_the_wait_longer(code):
    for _ in range(20):
        redeem("0000000000", network="library")
    for minute in range(5, 55, 5):
        with pytest.raises(actions.TooManyTries) as refusal:
            redeem(code, NOW + timedelta(minutes=minute), "library")
        assert refusal.value.again_at == NOW + timedelta(hours=1)


def test_right_codes_do_not_count_against_a_network(person):
    for _ in range(25):
        assert redeem(issue(person), network="library")


def test_tries_are_forgotten_after_an_hour(code):
    redeem("0000000000")
    redeem("0000000000", NOW + timedelta(hours=1))
    assert CodeTry.objects.get().at == NOW + timedelta(hours=1)


def test_codes_that_ended_unused_are_not_kept(code):
    issue(someone_who_waits("P9"), NOW + timedelta(days=8))
    assert ClaimCode.objects.get().claim.person.person_id == "P9"


def test_two_live_codes_never_share_a_handle(person, monkeypatch):
    draws = iter(["AAAA111111", "AAAA222222", "BBBB333333"])
    monkeypatch.setattr(codes, "draw", lambda: next(draws))
    first, second = issue(person), issue(someone_who_waits("P9"))
    assert (first, second) == ("AAAA111111", "BBBB333333")
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimCode.objects.filter(handle="BBBB").update(handle="AAAA")


def test_the_handle_of_a_used_code_can_come_again(person, monkeypatch):
    draws = iter(["AAAA111111", "AAAA222222"])
    monkeypatch.setattr(codes, "draw", lambda: next(draws))
    assert redeem(issue(person))
    assert redeem(issue(person)).code.handle == "AAAA"


def test_leaving_ends_a_visit_at_once_and_once(code):
    visit = redeem(code)
    left = NOW + timedelta(minutes=2)
    actions.end_visit(visit=visit, by=str(visit), at=left)
    actions.end_visit(visit=visit, by=str(visit), at=left + timedelta(minutes=1))
    assert not Visit.objects.open(left).exists()
    assert Visit.objects.get().left_at == left
    assert Event.objects.of_kind("visit.left").count() == 1


def test_all_of_it_is_written_down_without_names_or_codes(person, code):
    redeem(wrong(code))
    redeem("0000000000" if code[:4] != "0000" else "1111111111")
    visit = redeem(code)
    actions.end_visit(visit=visit, by=str(visit), at=NOW)
    claim, subject = f"code:{visit.code.pk}", f"person:{person.pk}"
    assert list(Event.objects.order_by("id").values_list("actor", "action", "subject")) == [
        ("staff:7", "code.issued", subject),
        ("visitor", "code.refused", claim),
        ("visitor", "code.refused", "code:unknown"),
        ("visitor", "visit.opened", subject),
        (str(visit), "visit.left", subject),
    ]
    assert code[4:] not in str(list(Event.objects.values()))


@pytest.mark.parametrize(
    "wrongly",
    [
        lambda: ClaimCode.objects.update(tries=6),
        lambda: ClaimCode.objects.update(used_at=NOW - timedelta(days=1)),
        lambda: ClaimCode.objects.update(used_at=NOW + timedelta(days=8)),
        lambda: Visit.objects.update(left_at=NOW - timedelta(days=1)),
        lambda: Visit.objects.update(ends_at=NOW),
        lambda: Visit.objects.create(code=ClaimCode.objects.get(), started_at=NOW, ends_at=NOW + timedelta(minutes=1)),
    ],
)
def test_the_database_refuses_what_must_never_be(code, wrongly):
    redeem(code)
    with pytest.raises(IntegrityError), transaction.atomic():
        wrongly()
