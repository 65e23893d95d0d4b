"""Folds a column as `stakeholders.rules.search.fold` does, but in the database, which then counts and pages."""

import sqlite3
import string
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from scheduler.core.db import db
from scheduler.stakeholders.rules.search import fold

NAME = "folded_words"
LATIN = range(0xC0, 0x250)
"""Composed letters, of which most are a plain one with a mark."""
PAIRS = {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "Æ": "ae", "Œ": "oe", "Þ": "th"}
SINGLE = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "Ø": "o", "Ł": "l", "Đ": "d", "Ð": "d"}
DROPPED = string.punctuation + "’‘‚“”„–—…·•«»£€§°´¨"
PUNCTUATION = "[" + "".join(f"\\{each}" for each in DROPPED) + "]"
"""For PostgreSQL, whose `translate` takes twenty times as long."""
_PUNCTUATION = str.maketrans("", "", string.punctuation)


class Folded(FunctionElement[str]):
    """`Folded(column)`."""

    name = NAME
    type = String()
    inherit_cache = True


@compiles(Folded)
def _call(element: Folded, compiler: Any, **options: Any) -> str:
    """SQLite calls our own function (see `prepare_folding`)."""
    return f"{NAME}({compiler.process(element.clauses, **options)})"


@compiles(Folded, "postgresql")
def _translate(element: Folded, compiler: Any, **options: Any) -> str:
    """Punctuation first: what is plain then, as nine texts in ten are, needs no look at four hundred letters."""
    (column,) = list(element.clauses)
    bare: ColumnElement[str] = func.regexp_replace(column, PUNCTUATION, "", "g")
    is_plain = func.octet_length(bare) == func.char_length(bare)
    folded = func.lower(case((is_plain, bare), else_=_without_marks(bare)))
    return str(compiler.process(folded, **options))


def _without_marks(text: ColumnElement[str]) -> ColumnElement[str]:
    """Letter by letter; composed ones only, as `core.text` stores them."""
    taken_apart = {chr(code): _plain(chr(code)) for code in LATIN}
    single = {letter: plain for letter, plain in taken_apart.items() if len(plain) == 1} | SINGLE
    pairs = {letter: plain for letter, plain in taken_apart.items() if len(plain) > 1} | PAIRS
    folded: ColumnElement[str] = func.translate(text, "".join(single), "".join(single.values()))
    for pair, plain in pairs.items():
        folded = func.replace(folded, pair, plain)
    return folded


def prepare_folding() -> None:
    """Teach this session's SQLite connection to fold; PostgreSQL can by itself."""
    connection = db.session.connection().connection.driver_connection
    if isinstance(connection, sqlite3.Connection):
        connection.create_function(NAME, 1, fold_quickly, deterministic=True)


def fold_quickly(text: str | None) -> str:
    """Words without accents are nine in ten, and need no taking apart."""
    if text is None:
        return ""
    return text.translate(_PUNCTUATION).lower() if text.isascii() else fold(text)


def has_all(column: ColumnElement[str], words: list[str]) -> ColumnElement[bool]:
    """Every word stands somewhere in it."""
    folded = Folded(column)
    return and_(*(folded.contains(word, autoescape=True) for word in words))


def _plain(letter: str) -> str:
    """Its plain letters, or nothing where it is one of its own."""
    return "".join(each for each in unicodedata.normalize("NFKD", letter) if each.isascii() and each.isalpha())
