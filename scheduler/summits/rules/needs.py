"""Access and dietary needs: what may be ticked, how it is stored, how it is counted, and when it is deleted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_text
from scheduler.core.values import dataclass

NEEDS_LENGTH = 1_000
USUAL_DAYS_KEPT = 28
"""After the summit, unless its settings say otherwise; the privacy notice says it too."""
FEWEST_FOR_TEXTS = 10
"""Among fewer guests a diet in somebody's own words is as good as their name: the caterer is told by hand."""


class Diet(StrEnum):
    """What a caterer cooks for by number; anything else is said in words."""

    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    HALAL = "halal"
    KOSHER = "kosher"
    NO_GLUTEN = "no gluten"
    NO_DAIRY = "no dairy"
    NO_NUTS = "no nuts"


DIET_WORDS = {
    Diet.VEGETARIAN: "Vegetarian",
    Diet.VEGAN: "Vegan",
    Diet.HALAL: "Halal",
    Diet.KOSHER: "Kosher",
    Diet.NO_GLUTEN: "No gluten",
    Diet.NO_DAIRY: "No dairy",
    Diet.NO_NUTS: "No nuts",
}


@dataclass(frozen=True, slots=True)
class Needs:
    """What one human told us they need; empty: nothing."""

    access: str = ""
    diets: tuple[Diet, ...] = ()
    diet_words: str = ""

    def __bool__(self) -> bool:
        """Whether anything was told."""
        return bool(self.access or self.diets or self.diet_words)

    def __repr__(self) -> str:
        """Says nothing: a value in a traceback reaches a log."""
        return "Needs(…)"

    @property
    def dietary(self) -> str:
        """As it is stored: the ticked diets on the first line, the words below."""
        return f"{','.join(self.diets)}\n{self.diet_words}" if self.diets or self.diet_words else ""


@dataclass(frozen=True, slots=True)
class CaterersCount:
    """For the kitchen: how many of each, and what cannot be counted; nobody's name."""

    guests: int
    by_diet: tuple[tuple[str, int], ...]
    combined: tuple[tuple[str, int], ...]
    """“Vegan and no nuts” is one plate, not two."""
    words: tuple[str, ...]
    words_withheld: int


def stored_needs(access: str, dietary: str) -> Needs:
    """What was stored, read back; a code that is no longer offered stays as words."""
    first, _, words = dietary.partition("\n")
    codes = [code for code in first.split(",") if code]
    known = tuple(diet for diet in Diet if diet in codes)
    unknown = [code for code in codes if code not in set(Diet)]
    return Needs(access, known, "\n".join([*unknown, *([words] if words else [])]))


def checked_needs(needs: Needs) -> Needs:
    """With its text cleaned. Raises RuleBroken beside `access` or `diet_words`."""
    access, words = clean_text(needs.access), clean_text(needs.diet_words)
    for text, field in ((access, "access"), (words, "diet_words")):
        if len(text) > NEEDS_LENGTH:
            sentence = f"Use {NEEDS_LENGTH:,} characters or fewer. For more, telephone the office."
            raise RuleBroken(sentence, field)
    return Needs(access, tuple(diet for diet in Diet if diet in needs.diets), words)


def deleted_on(ends_on: date | None, days: int, *, given_on: date, is_cancelled: bool = False) -> date:
    """The day on which needs go: so many days after the summit; of one without a date, after they were given."""
    if is_cancelled:
        return given_on
    return (ends_on or given_on) + timedelta(days=days)


def caterers_count(needs: Iterable[Needs], guests: int) -> CaterersCount:
    """Numbers without names; words in the order of the alphabet, so that no order tells who said them."""
    told: Sequence[Needs] = list(needs)
    singles = Counter(diet for each in told for diet in each.diets)
    plates = Counter(each.diets for each in told if len(each.diets) > 1)
    words = sorted((each.diet_words for each in told if each.diet_words), key=str.casefold)
    is_told = guests >= FEWEST_FOR_TEXTS
    return CaterersCount(
        guests,
        tuple((DIET_WORDS[diet], singles[diet]) for diet in Diet if singles[diet]),
        tuple((" and ".join(DIET_WORDS[diet] for diet in plate), plates[plate]) for plate in sorted(plates)),
        tuple(words) if is_told else (),
        0 if is_told else len(words),
    )
