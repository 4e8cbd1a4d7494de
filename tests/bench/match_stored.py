"""For the benchmark of matching: claims through PostgreSQL, as the worker settles them, with everyone on record."""

import random
import time
from collections.abc import Sequence
from statistics import median, quantiles

from django.db import connection, transaction
from django.utils import timezone

from lookup.identity.claims import make_claim, settle
from lookup.identity.matching.actions import match_claim
from lookup.identity.models import Claim
from tests.bench.match_memory import decision_on, is_wrong
from tests.lookup.identity.matching.invented import Said, Someone, claim
from tests.lookup.identity.matching.memory import Memory
from tests.lookup.identity.matching.stored import attested, store

PORTION = 20_000
BY = "bench"


def measure(chance: random.Random, everyone: list[Someone], memory: Memory, number: int) -> None:
    """Claims by some of them; each must come to the same as in memory."""
    numbers = _put_on_record(memory)
    said = [claim(chance, someone) for someone in chance.sample(everyone, number)]
    claims = [_made(one) for one in said]
    seconds = []
    for one in claims:
        started = time.perf_counter()
        match_claim(number=one.pk, by=BY, at=timezone.now())
        seconds.append(time.perf_counter() - started)
    _compare(said, claims, memory, numbers)
    floor = [_settled(one) for one in map(_made, said[: number // 10])]
    _show("floor", floor)
    _show("match", seconds)
    print(f"ratio    {median(seconds) / median(floor):.1f} (goal: 95 % decided in 5 s)")


def _put_on_record(memory: Memory) -> list[int]:
    print("putting them on record", flush=True)
    starts = range(0, len(memory.written), PORTION)
    numbers = [number for start in starts for number in store(memory.written[start : start + PORTION])]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return numbers


def _made(said: Said) -> Claim:
    return make_claim(attested=attested(said), by=BY, at=timezone.now())


def _settled(one: Claim) -> float:
    """What it takes to lock a claim, and to settle it with its event, without looking for anyone."""
    started = time.perf_counter()
    with transaction.atomic():
        waiting = Claim.objects.waiting().select_for_update(skip_locked=True).get(pk=one.pk)
        settle(claim=waiting, outcome="none", because="nobody", by=BY, at=timezone.now())
    return time.perf_counter() - started


def _compare(said: Sequence[Said], claims: Sequence[Claim], memory: Memory, numbers: list[int]) -> None:
    differ = wrong = 0
    for one, made in zip(said, claims, strict=True):
        made.refresh_from_db()
        decision = decision_on(one, memory)
        person = numbers[decision.person] if decision.person is not None else None
        differ += (made.outcome, made.because, made.person_id) != (decision.outcome, decision.because, person)
        wrong += is_wrong(one, decision, memory)
    print(f"through PostgreSQL: {len(claims):,} claims, {differ} decided otherwise than in memory, {wrong} wrong links")


def _show(name: str, seconds: list[float]) -> None:
    cuts = quantiles(seconds, n=100)
    times = "  ".join(f"p{share} {cuts[share - 1] * 1000:.1f} ms" for share in (50, 95, 99))
    print(f"{name:<8} {len(seconds) / sum(seconds):>8,.0f} claims/s  {times}  max {max(seconds) * 1000:.0f} ms")
