"""Reviewers who answer at the same moment, and whoever gets a link meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from clearance.runs.refusals import Refused
from lookup.identity import claims
from lookup.identity.models import Link, Opinion
from tests.lookup.identity.claiming import account, claim_of
from tests.lookup.identity.review.asking import SURE, in_review, judge, state
from tests.lookup.people import NOW, someone_who_waits

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*attempts):
    start = Barrier(len(attempts))

    def one(attempt):
        start.wait()
        try:
            return attempt()
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(one, attempts))


def test_of_many_who_say_the_same_the_second_decides_and_no_other():
    person = someone_who_waits()
    claim = in_review(account(), person)
    all_at_once(*(lambda by=by: judge(claim, "link", person=person, by=by) for by in range(901, 906)))
    assert list(Opinion.objects.order_by("pk").values_list("decides", flat=True)) == [False, True]
    assert state(claim) == ("link", "active")


def test_one_reviewer_who_answers_twice_at_once_is_one():
    person = someone_who_waits()
    claim = in_review(account(), person)
    all_at_once(*(lambda: judge(claim, "link", person=person, by=901) for _ in range(4)))
    assert Opinion.objects.count() == 1
    assert state(claim) == ("review", "")


def test_a_link_that_the_rule_makes_meanwhile_is_not_doubled():
    person = someone_who_waits()
    reviewed, matched = in_review(account("one"), person, why=SURE), claim_of(account("two"))

    def match():
        with transaction.atomic():
            given = {"outcome": "link", "because": "beyond_doubt", "person": person}
            claims.settle(claim=matched, by="worker", at=NOW, **given)

    all_at_once(lambda: judge(reviewed, "link", person=person, by=901), match)
    assert Link.objects.standing().filter(person=person).count() == 1
    assert Opinion.objects.count() <= 1
