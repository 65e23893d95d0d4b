"""Telephone numbers as offices type them: which of them is a mobile in the United Kingdom that takes a text; pure."""

import re

SPACING = re.compile(r"[\s().\-–]+")
SEVERAL = re.compile(r"[/,;]|\bor\b", re.IGNORECASE)
MOBILE = re.compile(r"(?:\+44|0044)?0?(7(?:[1-57-9][0-9]|624)[0-9]+)", re.ASCII)
"""070 are personal numbers and 076 pagers, but for 07624 on the Isle of Man."""
DIGITS = 10


def uk_mobile(typed: str) -> str:
    """“+447700900123” for 07700 900123, +44 (0)7700 900123 and the like; the first of several; empty for any other."""
    for number in SEVERAL.split(typed):
        found = MOBILE.fullmatch(SPACING.sub("", number))
        if found is not None and len(found[1]) == DIGITS:
            return f"+44{found[1]}"
    return ""
