"""By what a person is found in words: forms of the name, addresses, numbers; and how they are taken out.

A surname alone is a form of its own, used only when the office says so: it is a common noun and a place too often.
"""

import re
from collections.abc import Iterable
from dataclasses import field
from functools import cached_property

from scheduler.core.values import dataclass
from scheduler.stakeholders.rules.search import fold

HONORIFICS = (
    *("Councillor", "Cllr", "Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Doctor", "Professor", "Prof", "Sir", "Dame"),
    *("Lord", "Lady", "Baroness", "Reverend", "Revd", "Rev", "Alderman", "Superintendent", "Inspector", "Constable"),
)
ADDRESS_GONE = "(address removed)"
NUMBER_GONE = "(number removed)"
AROUND = 48
"""Letters of context on each side of a hit."""
FEWEST_DIGITS = 7
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"
_NO_ADDRESS = r"(?![\w.+%-]{0,64}@)"
"""An address is found as a whole or not at all."""
_GAP = r"[\s._+\-]+"
_APOSTROPHES = "'’ʼ‘"


@dataclass(frozen=True, slots=True)
class Hit:
    """One occurrence with the words around it."""

    before: str
    found: str
    after: str
    becomes: str


@dataclass(frozen=True)
class Likeness:
    """Whom to look for; `role` takes the name's place, `titles` are what may follow the name and then goes with it."""

    names: tuple[str, ...]
    role: str
    addresses: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()
    surname: str = ""
    titles: tuple[str, ...] = field(default=())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One expression for everything; a group's name says what was found."""
        parts = [("address", self._addresses()), ("name", self._names()), ("surname", self._surname())]
        parts.append(("number", [_number(each) for each in self.telephones]))
        groups = [f"(?P<{name}>{'|'.join(each)})" for name, each in parts if each]
        return re.compile("|".join(groups) or r"(?!)", re.IGNORECASE)

    @cached_property
    def folded(self) -> re.Pattern[str]:
        """The same for search keys, where a name has lost its accents and its punctuation."""
        names = [r"\s+".join(re.escape(word) for word in fold(name).split()) for name in self.names]
        names += [re.escape(fold(address)) for address in self.addresses]
        names += [re.escape(fold(self.surname))] if self.surname else []
        return re.compile("|".join(rf"{_BEFORE}{name}{_AFTER}" for name in _longest(names)) or r"(?!)")

    @cached_property
    def glance(self) -> re.Pattern[str]:
        """What must stand in a text before the whole expression is worth the time: it is six times as quick."""
        words = [max(re.split(r"[\s._]+", name), key=len) for name in self.names]
        parts = [spelt(word) for word in [*words, self.surname] if word]
        parts += [re.escape(each).replace("@", "(?:@|%40)") for each in self.addresses]
        parts += [_number(each) for each in self.telephones]
        return re.compile("|".join(dict.fromkeys(parts)) or r"(?!)", re.IGNORECASE)

    def rewrite(self, text: str) -> str:
        """The text without them."""
        return self.pattern.sub(self._becomes, text)

    def hits(self, text: str) -> list[Hit]:
        """Each occurrence, for the eye."""
        if self.glance.search(text) is None:
            return []
        return [
            Hit(_tail(text[: found.start()]), found[0], _head(text[found.end() :]), self._becomes(found))
            for found in self.pattern.finditer(text)
        ]

    def is_in(self, text: str) -> bool:
        """Whether it speaks of them."""
        return self.glance.search(text) is not None and self.pattern.search(text) is not None

    def _becomes(self, found: re.Match[str]) -> str:
        if found.lastgroup == "address":
            return ADDRESS_GONE
        return NUMBER_GONE if found.lastgroup == "number" else self.role

    def _names(self) -> list[str]:
        titles = "|".join(re.escape(title) for title in _longest([self.role, *self.titles]) if title)
        followed = rf"(?:\s*[,(]\s*(?:{titles}){_AFTER}\)?)?" if titles else ""
        before = rf"(?:(?:{'|'.join(HONORIFICS)})\.?\s+)?"
        return [rf"{_BEFORE}{before}{spelt(name)}{_AFTER}{_NO_ADDRESS}{followed}" for name in _longest(self.names)]

    def _surname(self) -> list[str]:
        # As it is spelt or in capitals, whatever the rest of the expression allows: in small letters it is a noun.
        forms = "|".join(spelt(each) for each in (self.surname, self.surname.upper()))
        return [rf"(?-i:{_BEFORE}(?:{forms}){_AFTER})"] if self.surname else []

    def _addresses(self) -> list[str]:
        whole = [rf"(?<![\w.+%-]){re.escape(each).replace('@', '(?:@|%40)')}(?![\w-])" for each in self.addresses]
        # Bounded and begun at a word's beginning: what has thousands of letters without a space is no address.
        before, after = r"(?:[\w+%-]{0,40}[._+%-])?", r"(?:[._+%\d-][\w.+%-]{0,40})?"
        domain = r"@[\w-]{1,63}(?:\.[\w-]{1,63})*"
        full = [name for name in self.names if _is_full(name)]
        made = [rf"(?<![\w.+%-]){before}{_run_together(name)}{after}{domain}" for name in full]
        return _longest(whole) + made


def spelt(name: str) -> str:
    """An expression for a name: any space, with or without its accents, either apostrophe."""
    return _GAP.join("".join(_letter(each) for each in word) for word in re.split(r"[\s._]+", name.strip()) if word)


def _letter(letter: str) -> str:
    if letter in _APOSTROPHES:
        return rf"[{_APOSTROPHES}]?"
    if letter == "-":
        return r"[\s_\-‐‑]?"
    plain = fold(letter).capitalize() if letter.isupper() else fold(letter)
    if plain in ("", letter):
        return re.escape(letter)
    return rf"(?:{re.escape(letter)}|{plain}[\u0300-\u036f]*)"


def _is_full(name: str) -> bool:
    """Whether a form has a first name: “i.ashdown” may be somebody else's mailbox."""
    words = name.split()
    return len(words) > 1 and words[0] not in HONORIFICS and all(len(word.strip(".")) > 1 for word in words)


def _run_together(name: str) -> str:
    """As mailboxes spell it: “rowan.ashdown”, “rowanashdown”."""
    return r"[._\-]?".join(re.escape(word) for word in fold(name).split())


def _number(typed: str) -> str:
    spaced = r"[\s().\-]*".join(national_digits(typed))
    return rf"(?<![\d])(?:\+?44[\s().\-]*(?:\(0\))?[\s.\-]*|0[\s().\-]*)?{spaced}(?!\d)"


def _tail(text: str) -> str:
    return f"…{text[-AROUND:]}" if len(text) > AROUND else text


def _head(text: str) -> str:
    return f"{text[:AROUND]}…" if len(text) > AROUND else text


def _longest(words: Iterable[str]) -> list[str]:
    """The longer before what may be a part of it."""
    return sorted(dict.fromkeys(words), key=lambda each: (-len(each), each))


def national_digits(typed: str) -> str:
    """A number without its grouping and without what stands for the country or the trunk."""
    return re.sub(r"^(?:0044|44|0)", "", re.sub(r"\D", "", typed))


def digits_enough(typed: str) -> bool:
    """Whether a number is long enough to be somebody's."""
    return len(re.sub(r"\D", "", typed)) >= FEWEST_DIGITS
