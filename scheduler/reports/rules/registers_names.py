"""Takes the names of people out of words that somebody typed freely, before they leave the office; pure.

Every name that stands anywhere in our records is known, with its spellings; of others only what follows a “Councillor”
or “Dr” can be told. Whoever publishes reads the words all the same, and the pages say so.
"""

import re
import unicodedata
from calendar import day_name, month_name
from collections.abc import Iterable, Mapping
from dataclasses import field

from scheduler.core.values import dataclass

REMOVED = "[name removed]"
STYLES = frozenset(
    {"cllr", "councillor", "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "revd"}
    | {"reverend", "lord", "lady", "baroness"}
)
NEVER_ALONE = frozenset({"the", "and", "for", "with"} | {word.casefold() for word in (*month_name, *day_name) if word})
SHORTEST_ALONE = 3
MOST_AFTER_STYLE = 3
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"[\w.+'’-]+@[\w.-]+\w")
_TELEPHONE = re.compile(r"(?<!\w)(?!\d\d?[-/]\d\d?[-/]\d{4})(?:\+\d|\(?0)(?:[ ()-]*\d){8,}")
_JOINT = re.compile(r"\.?\s+|['’.-]")
"""What may stand between two words of one name."""

Tokens = tuple[str, ...]
Spellings = Mapping[str, tuple[Tokens, ...]]
"""By their first word, the longest first."""


@dataclass(frozen=True, slots=True)
class Told:
    """Words that may leave the office, and how many names were taken out of them."""

    words: str
    removed: int


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    key: str
    is_capital: bool
    is_joined: bool
    """Nothing but a space, a full stop or a hyphen stands between it and the word before."""


@dataclass(frozen=True, slots=True)
class NameFilter:
    """What to look for.

    `whole`: names of several words, found however they are written. `alone`: surnames and names of one word, found
    where they begin with a capital. `ours`: words of organisations, boards, places and titles, no name by themselves.
    """

    whole: Spellings = field(default_factory=dict)
    alone: Spellings = field(default_factory=dict)
    ours: frozenset[str] = frozenset()

    @classmethod
    def of(cls, people: Iterable[str], contacts: Iterable[str], vocabulary: Iterable[str]) -> "NameFilter":
        """`people` are names of persons and nothing else; a contact may be “Partnership team” as well."""
        ours = frozenset(key for words in vocabulary for key in _keys(words)) | NEVER_ALONE
        names = list(people)
        persons = [tuple(_keys(name)) for name in names]
        persons += [keys for name in contacts if not ours.issuperset(keys := tuple(_keys(name)))]
        whole = {each for keys in persons if len(keys) > 1 for each in _spellings(keys)}
        alone = {each for name in names for each in _last_words(name) if _can_stand_alone(each, ours)}
        return cls(_by_first(whole), _by_first(alone), ours)

    def told(self, text: str) -> Told:
        """The words without names, addresses and telephone numbers."""
        plain, addresses = _ADDRESS.subn(REMOVED, text)
        plain, numbers = _TELEPHONE.subn("[number removed]", plain)
        spans = self._spans(_words(plain))
        for start, end in reversed(spans):
            plain = plain[:start] + REMOVED + plain[end:]
        return Told(plain, addresses + numbers + len(spans))

    def _spans(self, words: list[_Word]) -> list[tuple[int, int]]:
        spans, at = [], 0
        while at < len(words):
            length = self._name_at(words, at)
            if length:
                spans.append((words[at].start, words[at + length - 1].end))
            at += length or 1
        return spans

    def _name_at(self, words: list[_Word], at: int) -> int:
        """How many words from here are a name; a style before it belongs to it."""
        if words[at].key in STYLES and words[at].is_capital and at + 1 < len(words):
            known = self._known_at(words, at + 1)
            return 1 + known if known else self._styled(words, at)
        return self._known_at(words, at)

    def _known_at(self, words: list[_Word], at: int) -> int:
        whole = _longest(self.whole, words, at)
        return whole or (_longest(self.alone, words, at) if words[at].is_capital else 0)

    def _styled(self, words: list[_Word], at: int) -> int:
        """“Dr Merrick-Stone”: capital words that are none of ours; none, and the style is a word like others."""
        length = 0
        for word in words[at + 1 : at + 1 + MOST_AFTER_STYLE]:
            if not (word.is_capital and word.is_joined) or word.key in self.ours:
                break
            length += 1
        return length + 1 if length else 0


def _words(text: str) -> list[_Word]:
    found, end = [], 0
    for each in _WORD.finditer(text):
        is_joined = _JOINT.fullmatch(text, end, each.start()) is not None
        found.append(_Word(each.start(), each.end(), _key(each[0]), each[0][:1].isupper(), is_joined))
        end = each.end()
    return found


def _longest(spellings: Spellings, words: list[_Word], at: int) -> int:
    for keys in spellings.get(words[at].key, ()):
        if tuple(word.key for word in words[at : at + len(keys)]) == keys:
            return len(keys)
    return 0


def _spellings(keys: Tokens) -> Iterable[Tokens]:
    """“Jane Mary Smith”, “Jane Smith”, “J Smith”."""
    yield keys
    if len(keys[-1]) >= SHORTEST_ALONE:
        yield (keys[0], keys[-1])
        yield (keys[0][:1], keys[-1])


def _last_words(name: str) -> Iterable[Tokens]:
    """The surname as it is written, “O'Neill-Ashdown” being one."""
    parts = name.split()
    if parts and (last := tuple(_keys(parts[-1]))):
        yield last


def _can_stand_alone(keys: Tokens, ours: frozenset[str]) -> bool:
    return not ours.issuperset(keys) and sum(map(len, keys)) >= SHORTEST_ALONE


def _by_first(names: Iterable[Tokens]) -> Spellings:
    found: dict[str, list[Tokens]] = {}
    for keys in sorted(names, key=lambda each: (-len(each), each)):
        found.setdefault(keys[0], []).append(keys)
    return {first: tuple(listed) for first, listed in found.items()}


def _keys(text: str) -> list[str]:
    return [key for each in _WORD.finditer(text) if (key := _key(each[0]))]


def _key(word: str) -> str:
    """Without accents and case."""
    if word.isascii():
        return word.lower()
    taken_apart = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))
