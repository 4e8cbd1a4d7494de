"""The library of laws: which laws it holds, and its README, written from the files themselves."""

from collections.abc import Iterator

from .files import law_names
from .policy import Policy, load_policy
from .provision import Provision, Unstated

_INTRODUCTION = """\
# The library of laws

Each law is a file, `NAME.toml`, with its cases beside it, in `NAME.cases.toml`. `python manage.py law NAME` prints a
law in plain words, `python manage.py cases NAME` runs its cases. [The tutorial](../tutorial.md) writes a law step by
step; what each key means stands in [the law as data](../README.md); how a case is written, at the end of this page.

Nothing here is legal advice. Every provision of a real law names its citation, the source in which it was seen, and
whether its wording was verified there. Before a law is put in force, someone who knows it checks every provision that
is listed below as not verified against the official code.

This page is written from the files: `python manage.py laws --readme > clearance/law/library/README.md`.
"""

_CASES = """\
## How a case is written

```toml
[unless_said]                    # optional: facts that hold in every case of the file unless it says otherwise
supervised = false

[[case]]
id = "one-dollar-of-restitution"
says = "One dollar of unpaid restitution bars a theft of 2015, although the seven years are over."
as_of = 2026-01-01
person = { registered = false }  # optional: facts of the person

[[case.charge]]
id = "theft"
case = "2015"                    # optional: charges that name the same one share a case
statute = "18-3921(a)"
level = "misdemeanor"
grade = "M2"
disposition = "convicted"
disposition_date = 2015-03-02
restitution_owed = 1             # a fact of the case stands with any of its charges and holds for all
unknown = ["supervised"]         # optional: facts that `unless_said` gives, and that are not known here
expect = { outcome = "ineligible", reasons = ["misdemeanors.restitution-paid"] }
```

Facts are named as in the record format; what is left out is unknown, but a charge without `attributes` has none.
`expect` needs `outcome`; of `eligible_on`, `track`, `reasons` and `missing` only those that are given are compared.
A charge without `expect` is background. A case tells one person's story; its dates are counted by hand from the law.
"""


def library() -> list[Policy]:
    """Every law of the library, by name."""
    return [load_policy(name) for name in law_names()]


def unverified(law: Policy) -> list[tuple[str, Provision]]:
    """What the file states without its wording having been checked, each with its path. Nothing of an invented law."""
    stated = [(path, one) for path, one in law.provisions() if not isinstance(one, Unstated)]
    return [(path, one) for path, one in stated if one.verified is False]


def what_it_clears(law: Policy) -> str:
    """In one line: `seal: dismissed charges, misdemeanors; expunge: pardons`, from the names of the tracks."""
    reliefs: dict[str, list[str]] = {}
    for track in law.tracks:
        reliefs.setdefault(track.relief.replace("_", " "), []).append(track.id.replace("-", " "))
    return "; ".join(f"{relief}: {', '.join(tracks)}" for relief, tracks in reliefs.items())


def readme() -> str:
    """The text of the library's README.md."""
    laws = library()
    return "\n".join((_INTRODUCTION, *_table(laws), "", *_not_verified(laws), *_not_stated(laws), _CASES))


def _table(laws: list[Policy]) -> Iterator[str]:
    yield "## The laws\n"
    yield "| name | jurisdiction | law | citation | what it clears | provisions | not verified |"
    yield "|---|---|---|---|---|---|---|"
    for law in laws:
        head, number = law.policy, len(list(law.provisions()))
        clears, open_ones = what_it_clears(law), _number_unverified(law)
        yield (
            f"| [{law.id}]({law.id}.toml) | {head.jurisdiction} | {law.title.en} | {head.citation} | {clears} "
            f"| {number} | {open_ones} |"
        )


def _number_unverified(law: Policy) -> str:
    return "an invented law" if law.policy.verified is None else str(len(unverified(law)))


def _not_verified(laws: list[Policy]) -> Iterator[str]:
    yield "## What is not verified\n"
    for law in laws:
        if found := unverified(law):
            yield f"### {law.id}\n"
            yield from (f"* `{path}`: {one.citation} ({one.source})" for path, one in found)
            yield ""


def _not_stated(laws: list[Policy]) -> Iterator[str]:
    yield "## What the files do not state\n"
    for law in laws:
        if law.unstated:
            yield f"### {law.id}\n"
            yield from (f"* {one.says.en} ({one.citation}; {one.source})" for one in law.unstated)
            yield ""
