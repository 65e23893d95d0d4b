"""What can be searched for, what is shown of a find, and on which page."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from scheduler.core.values import dataclass
from scheduler.stakeholders.rules.search import fold, search_words

FEW, PER_PAGE = 4, 25
"""Of each kind where all kinds are shown, and where one is."""
LONGEST, MOST_WORDS = 100, 8
BEFORE, AFTER = 10, 18
"""Words around the first one found."""


class SearchKind(StrEnum):
    """Where somebody looks; the value stands in the address."""

    ENGAGEMENTS = "engagements"
    OUTCOMES = "outcomes"
    REPORTED_BACK = "reported-back"
    NOTES = "notes"
    ACTIONS = "actions"
    UNDERTAKINGS = "undertakings"
    ORGANISATIONS = "organisations"
    BODIES = "boards"
    POSTS = "posts"
    PEOPLE = "people"
    PAPERS = "papers"
    REPORTS = "reports"
    STRANDS = "strands"
    OFFERS = "offers"
    INVITED = "invited"


KIND_TITLES = {
    SearchKind.ENGAGEMENTS: "Engagements",
    SearchKind.OUTCOMES: "What came of them",
    SearchKind.REPORTED_BACK: "Reported back",
    SearchKind.NOTES: "Issues, future work and risks",
    SearchKind.ACTIONS: "Actions",
    SearchKind.UNDERTAKINGS: "Undertakings",
    SearchKind.ORGANISATIONS: "Organisations",
    SearchKind.BODIES: "Boards and partnerships",
    SearchKind.POSTS: "Posts",
    SearchKind.PEOPLE: "People",
    SearchKind.PAPERS: "Papers",
    SearchKind.REPORTS: "Reports",
    SearchKind.STRANDS: "Strands",
    SearchKind.OFFERS: "Gifts and hospitality",
    SearchKind.INVITED: "Invitations to us",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of an excerpt; the found words stand out."""

    words: str
    is_found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One find: where it leads, what it says, when it was, and whether it is OFFICIAL-SENSITIVE."""

    title: str
    href: str
    excerpt: tuple[Piece, ...] = ()
    about: str = ""
    on: date | None = None
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Finds:
    """Of one kind: how many there are, and those on this page."""

    kind: SearchKind
    total: int
    hits: Sequence[Hit]

    @property
    def title(self) -> str:
        """Above them."""
        return KIND_TITLES[self.kind]

    @property
    def pages(self) -> int:
        """How many pages there are of this kind alone."""
        return max(1, -(-self.total // PER_PAGE))


def words_searched(text: str) -> list[str]:
    """Folded, each of which must be found; so many that nobody searches by pasting a letter."""
    return search_words(text[:LONGEST])[:MOST_WORDS]


def excerpt(texts: Iterable[str], wanted: Sequence[str]) -> tuple[Piece, ...]:
    """The words around the first find, from the first text that has one; else how the first text begins."""
    written = [text.split() for text in texts if text.strip()]
    for words in written:
        found = [any(each in fold(word) for each in wanted) for word in words]
        if any(found):
            return _cut(words, found)
    return _cut(written[0], [False] * len(written[0])) if written else ()


def _cut(words: Sequence[str], found: Sequence[bool]) -> tuple[Piece, ...]:
    first = found.index(True) if True in found else 0
    start, end = max(0, first - BEFORE), min(len(words), first + AFTER)
    pieces = [Piece("…", False)] if start else []
    for at in range(start, end):
        if pieces and pieces[-1].is_found == found[at]:
            pieces[-1] = Piece(f"{pieces[-1].words} {words[at]}", found[at])
        else:
            pieces.append(Piece(words[at], found[at]))
    return (*pieces, Piece("…", False)) if end < len(words) else tuple(pieces)
