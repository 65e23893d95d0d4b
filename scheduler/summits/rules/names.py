"""Where a name stands in a list by surname. A name is one line of text, as people write themselves."""

from scheduler.stakeholders.rules.search import fold

HONOURS = frozenset(
    {
        "bem",
        "cbe",
        "cc",
        "cmg",
        "cvo",
        "dbe",
        "dl",
        "frsa",
        "gbe",
        "gcb",
        "jp",
        "kbe",
        "kc",
        "kcb",
        "kfsm",
        "kpm",
        "lvo",
        "mbe",
        "mp",
        "mvo",
        "obe",
        "phd",
        "qc",
        "qfsm",
        "qpm",
        "rn",
        "vc",
        "vr",
    }
)
"""After a name, as `fold` writes them; they are no surname."""
PARTICLES = frozenset(
    {
        "al",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "vander",
        "von",
    }
)
"""Part of the surname that follows, as people in Britain file it: “van der Berg” under V."""


def surname_of(name: str) -> str:
    """“O'Neill-Ashdown” of “Councillor Rowan O'Neill-Ashdown OBE”; a one-word name is its own surname."""
    words = _without_honours(name.partition(",")[0].split())
    start = len(words) - 1
    while start > 1 and fold(words[start - 1]) in PARTICLES:
        start -= 1
    return " ".join(words[max(start, 0) :])


def surname_key(name: str) -> tuple[str, str]:
    """Sorts “Zoë Ål” beside “Zoe Al”; equal surnames by the whole name. A seat without a name comes last."""
    return (fold(surname_of(name)) or "\uffff", fold(name))


def _without_honours(words: list[str]) -> list[str]:
    while len(words) > 1 and fold(words[-1]) in HONOURS:
        words = words[:-1]
    return words
