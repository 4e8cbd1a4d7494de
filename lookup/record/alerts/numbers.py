"""Telephone numbers, as people type them and as gateways take them."""

import re

#: Of the North American plan: an area code and an exchange do not begin with 0 or 1.
NUMBER = re.compile(r"(?:\+?1)?([2-9]\d{2}[2-9]\d{6})")


def read(typed: str) -> str | None:
    """The number meant, such as +15552014233; None if it cannot be one of this country."""
    found = NUMBER.fullmatch(re.sub(r"[\s().-]", "", typed))
    return f"+1{found[1]}" if found else None


def ending(number: str) -> str:
    """Enough of a number to know it again."""
    return number[-2:]
