"""The rule again, read from the text of the design by someone who did not see the other: slow, plain, on raw strings.

It shares no code with what it checks. A claim is {name, others, born, ids, cases}; a person {names, born, ids, cases,
deceased}; a name (last, first, middle, suffix); ids a set of (kind, value); cases a list of numbers as written.
"""

import re
import unicodedata

GENERATIONS = [{"jr", "junior"}, {"sr", "senior"}, {"ii", "2nd"}, {"iii", "3rd"}, {"iv", "4th"}]
PARTICLES = "al bin da das de del della den der di do dos du el la las le los mac mc san santa st van von"
STRONG = ["state_id", "license", "ssn"]
SOUNDS = ["aeiouy", "bfpv", "cgjkqsxz", "dt", "l", "mn", "r"]


def plain(text):
    text = unicodedata.normalize("NFKD", (text or "").casefold())
    text = re.sub(r"['’.]", "", "".join(c for c in text if unicodedata.category(c) != "Mn"))
    return re.sub(r"[^0-9a-z]+", " ", text).strip()


def generation(word):
    return next((number for number, group in enumerate(GENERATIONS) if word in group), None)


def parts(name):
    """(last, first, middle, generations) of a raw name."""
    found, out = set(), []
    for position, text in enumerate(name[:3]):
        kept = []
        for place, word in enumerate(plain(text).split()):
            if generation(word) is not None and (place > 0 or position == 2):
                found.add(generation(word))
            else:
                kept.append(word)
        out.append(kept)
    own = plain(name[3]).replace(" ", "")
    if own:
        found.add(own if generation(own) is None else generation(own))
    return (*out, found)


def last_is(a, b):
    return a != [] and (sorted(a) == sorted(b) or "".join(a) == "".join(b))


def first_is(a, b):
    return a != [] and "".join(a) == "".join(b)


def middle_may_be(a, b):
    for x, y in zip(a, b, strict=False):
        short, long = sorted((x, y), key=len)
        if x != y and not (len(short) == 1 and long.startswith(short)):
            return False
    return True


def full_name_is(a, b):
    a, b = parts(a), parts(b)
    return last_is(a[0], b[0]) and first_is(a[1], b[1]) and middle_may_be(a[2], b[2])


def tokens(last):
    some = {word for word in last if len(word) > 1 and word not in PARTICLES.split()}
    return some | ({"".join(last)} if last else set())


def heard(word):
    word = re.sub(r"[^a-gi-vx-z]", "", word)
    figures = "".join(str(next(n for n, group in enumerate(SOUNDS) if c in group)) for c in word)
    figures = re.sub(r"(.)\1+", r"\1", figures)
    return (figures[:1] + figures[1:].replace("0", ""))[:4]


def first_alike(a, b):
    a, b = "".join(a), "".join(b)
    return a != "" and b != "" and (a.startswith(b) or b.startswith(a) or heard(a) == heard(b))


def day_month_swapped(a, b):
    return (a.year, a.month, a.day) == (b.year, b.day, b.month) and a != b


def one_digit(a, b):
    return sum(x != y for x, y in zip(a.isoformat(), b.isoformat(), strict=True)) == 1


def strong_in_common(claim, person):
    return {one for one in claim["ids"] & person["ids"] if one[0] in STRONG}


def may_be(claim, person):
    if strong_in_common(claim, person):
        return True
    born = person["born"]
    if born is None:
        return False
    for mine in [claim["name"], *claim["others"]]:
        for theirs in person["names"]:
            a, b = parts(mine), parts(theirs)
            share = bool(tokens(a[0]) & tokens(b[0]))
            if born == claim["born"]:
                if share:
                    return True
                if first_alike(a[1], b[1]) and {heard(x) for x in tokens(a[0])} & {heard(x) for x in tokens(b[0])}:
                    return True
                if last_is(a[0], b[1]) and last_is(a[1], b[0]):
                    return True
            elif (day_month_swapped(born, claim["born"]) or one_digit(born, claim["born"])) and (
                share and first_alike(a[1], b[1])
            ):
                return True
    return False


def number(text):
    return plain(text).replace(" ", "")


def verdict(claim, people):
    """("link", the person's place in the list), or ("review", None), or ("none", None)."""
    those = [place for place, person in enumerate(people) if may_be(claim, person)]
    if not those:
        return "none", None
    if len(those) > 1:
        return "review", None
    [place] = those
    person = people[place]
    if person["born"] != claim["born"] or person["deceased"]:
        return "review", None
    if not any(full_name_is(claim["name"], name) for name in person["names"]):
        return "review", None
    cases = {number(one) for one in claim["cases"]} & {number(one) for one in person["cases"]} - {""}
    if not strong_in_common(claim, person) and len(cases) < 2:
        return "review", None
    suffixes = set().union(parts(claim["name"])[3], *(parts(name)[3] for name in person["names"]))
    if len(suffixes) > 1:
        return "review", None
    for kind in STRONG:
        held = {value for of, value in person["ids"] if of == kind}
        told = {value for of, value in claim["ids"] if of == kind}
        if len(held) > 1 or (held and any(value not in held for value in told)):
            return "review", None
        for other in people[:place] + people[place + 1 :]:
            if held & {value for of, value in other["ids"] if of == kind}:
                return "review", None
    return "link", place
