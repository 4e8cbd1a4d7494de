"""A small law for the tests of reading, to be changed one key at a time."""

LAW = """
[policy]
id = "example"
title = { en = "Example Act", es = "Ley de ejemplo" }
jurisdiction = "US-XX"
citation = "X.S. 12-34"

[policy.limit]
id = "four"
says = "No more than four in a lifetime."
max = 4
of = { level = "misdemeanor" }

[offenses.violent]
citation = "X.S. 12-34(9)"
statutes = ["18-3", "18-4-401(2)"]

[[track]]
id = "misdemeanors"
relief = "seal"
citation = "X.S. 12-34(2)"
covers = { disposition = "convicted", level = "misdemeanor" }

[[track.requires]]
id = "seven-years"
says = "Seven years have passed since the sentence."
wait = { years = 7, from = "sentence_date", else = ["disposition_date"] }

[[track.requires]]
id = "one-case"
says = "There is one case only."
count = { in = "person", max = 1, distinct = "case_id" }

[[track.requires]]
id = "calm"
says = "The next conviction is seven years away."
gap = { years = 7, to = "next", of = { disposition = "convicted" } }

[[track.requires]]
id = "not-violent"
says = "Not an offense that the law excludes."
is = { not = { offense = "violent" } }
"""


def changed(old: str, new: str) -> str:
    """The law with one piece of its text put in place of another that must be there."""
    assert LAW.count(old) >= 1, old
    return LAW.replace(old, new)
