"""Lines and sections: what the page and the paper both draw. Every text is short enough for one page."""

from collections.abc import Sequence

from scheduler.core.values import dataclass

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A fact with its grey detail. `is_gap`: something is missing here; `is_late`: it should be over."""

    words: str
    detail: str = ""
    is_gap: bool = False
    is_late: bool = False
    href: str = ""
    """Where the office finds it; on paper it means nothing."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its lines, and in a sentence each what is missing."""

    heading: str
    lines: tuple[Line, ...]
    gaps: tuple[str, ...] = ()


def gap(words: str, href: str = "") -> Line:
    """A line that says only that something is missing."""
    return Line(words=words, is_gap=True, href=href)


def shortened(text: str, characters: int, lines: int = 1) -> str:
    """At most so much of a text; line breaks beyond the last allowed one become spaces."""
    kept = [" ".join(each.split()) for each in text.splitlines() if each.strip()]
    whole = "\n".join([*kept[: lines - 1], " ".join(kept[lines - 1 :])])
    if len(whole) <= characters:
        return whole.strip()
    cut = whole[: characters - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}{ELLIPSIS}".strip()


def capped(lines: Sequence[Line], most: int, more: str) -> tuple[Line, ...]:
    """The first ones, and how many were left out: `more` is “more action”."""
    left = len(lines) - most
    if left <= 0:
        return tuple(lines)
    late = sum(each.is_late for each in lines[most:])
    words = f"and {left} {more}{'s' if left > 1 else ''}" + (f", {late} of them late" if late else "")
    return (*lines[:most], Line(words=words))
