"""For the benchmark of matching: everyone and their records in memory, and what comes of a claim by each."""

import random
import time
from collections import Counter

from lookup.identity.matching.decide import Decision, Outcome, decide
from tests.lookup.identity.matching.invented import Said, Someone, claim, people
from tests.lookup.identity.matching.memory import Memory, claimed


def made(chance: random.Random, number: int) -> tuple[list[Someone], Memory]:
    """So many people, and what is on record of them."""
    print(f"making {number:,} people", flush=True)
    everyone, memory = [], Memory()
    for someone, records in people(chance, number):
        everyone.append(someone)
        for one in records:
            memory.add(one)
    print(f"{len(everyone):,} people, {len(memory.of):,} records", flush=True)
    return everyone, memory


def decision_on(said: Said, memory: Memory) -> Decision:
    asked = claimed(said)
    return decide(asked, memory.candidates(asked))


def is_wrong(said: Said, decision: Decision, memory: Memory) -> bool:
    """Whether someone was linked to a record that is another's, or another's as well."""
    return decision.outcome == Outcome.LINK and memory.of[decision.person] != {said.by.number}


def measure(chance: random.Random, everyone: list[Someone], memory: Memory) -> None:
    outcomes, reasons, wrong = Counter(), Counter(), 0
    started = time.perf_counter()
    for someone in everyone:
        said = claim(chance, someone)
        decision = decision_on(said, memory)
        outcomes[said.is_strong and not someone.has_double, decision.outcome] += 1
        reasons[decision.because] += 1
        wrong += is_wrong(said, decision, memory)
    seconds = time.perf_counter() - started
    honest = sum(count for (is_honest, _), count in outcomes.items() if is_honest)
    print(f"memory   {seconds:6.0f} s  {len(everyone) / seconds:>10,.0f} claims/s")
    print(f"wrong links: {wrong} of {len(everyone):,} claims (goal: 0)")
    linked = outcomes[True, Outcome.LINK] / honest
    print(f"linked: {linked:.1%} of {honest:,} without a double, with a strong identifier (goal: 80 %)")
    print("  ".join(f"{because} {count:,}" for because, count in reasons.most_common()), flush=True)
