"""Folds names so that accents, case, punctuation and word order do not stand between a typist and a partner."""

import unicodedata

# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
_FILLERS = frozenset({"and"})


def fold(text: str) -> str:
    """“Zoë O'Neill-Ashdown” becomes “zoe oneillashdown”: NFKD without marks, casefolded, punctuation dropped."""
    taken_apart = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    kept = (letter for letter in taken_apart if letter.isalnum() or letter.isspace())
    return " ".join("".join(kept).split())


def search_words(text: str) -> list[str]:
    """The words that must all be found; “and” is left out because others write “&”."""
    words = fold(text).split()
    return [word for word in words if word not in _FILLERS] or words


def name_key(text: str) -> str:
    """Two spellings of one name give the same key (“Hinckley & Bosworth”, “hinckley and bosworth”)."""
    return " ".join(search_words(text))


def search_key(*parts: str, limit: int = 400) -> str:
    """What the search box looks in; cut to the column's length."""
    return fold(" ".join(part for part in parts if part))[:limit]
