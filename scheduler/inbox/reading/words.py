"""The first lines that a person wrote in a mail, without what they quote and without their signature."""

import html
import re

from scheduler.core.text import clean_text

MOST_HTML = 200_000
MOST_TEXT = 100_000
MOST_LINES = 40
LONGEST = 2_000

_TAG = re.compile(r"(<[^<>]*>)")
_TAG_NAME = re.compile(r"</?\s*([a-zA-Z0-9]{1,12})")
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table"})
_HIDDEN = frozenset({"style", "script", "head", "title"})
_QUOTE_TAG = re.compile(
    r"<(blockquote|div[^<>]{0,200}(gmail_quote|divRplyFwdMsg|appendonsend|moz-cite-prefix|yahoo_quoted|zmail_extra))",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"""
    -{2,}\s*(original|forwarded|ursprüngliche|message\sd'origine|oryginalna|neges\swreiddiol).{0,40}
    | _{10,}
    | --\s?
    | (on|am|le|w\sdniu|dnia|ar)\s.{4,150}(wrote|schrieb|écrit|pisze|napisał\w*|ysgrifennodd).{0,80}:
    | (from|von|de|od|oddi\swrth|o)\s?:\s.{0,150}@.{0,100}
    """,
    re.IGNORECASE | re.VERBOSE,
)


def words_of_text(text: str) -> str:
    """The person's own lines of plain text."""
    kept: list[str] = []
    for line in clean_text(text[:MOST_TEXT]).split("\n"):
        bare = line.strip()[:LONGEST]
        if _STOP.fullmatch(bare):
            break
        if bare.startswith(">"):
            _drop_introduction(kept)
            continue
        if bare or (kept and kept[-1]):
            kept.append(bare)
        if len(kept) >= MOST_LINES:
            break
    return "\n".join(kept).strip()[:LONGEST]


def words_of_html(markup: str) -> str:
    """The person's own lines of a page."""
    markup = markup[:MOST_HTML]
    quote = _QUOTE_TAG.search(markup)
    return words_of_text(_plain(markup[: quote.start()] if quote else markup))


def _drop_introduction(kept: list[str]) -> None:
    """“… wrote:” in whatever language stands right before what it quotes."""
    while kept and not kept[-1]:
        kept.pop()
    if kept and kept[-1].endswith(":") and re.search(r"[@\d]", kept[-1]):
        kept.pop()


def _plain(markup: str) -> str:
    pieces: list[str] = []
    hidden = ""
    for piece in _TAG.split(markup):
        name = _TAG_NAME.match(piece)
        if name is None:
            if not hidden and not piece.startswith("<"):
                pieces.append(re.sub(r"\s+", " ", piece))
        else:
            hidden = _hidden_after(name[1].lower(), hidden, is_end=piece.startswith("</"))
            pieces.append("\n" if name[1].lower() in _BREAKS else "")
    return html.unescape("".join(pieces))


def _hidden_after(name: str, hidden: str, *, is_end: bool) -> str:
    if hidden:
        return "" if is_end and name == hidden else hidden
    return name if name in _HIDDEN and not is_end else ""
