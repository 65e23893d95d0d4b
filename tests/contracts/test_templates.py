"""Every template parses, is used by something, and keeps to the size and the words of the house."""

import ast
import re
from fnmatch import fnmatch
from pathlib import Path

import flask_security
import pytest
from flask import Flask
from jinja2.nodes import Concat, Const, Extends, FromImport, Import, Include, Node

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())
LIBRARY = {f"security/{path.name}" for path in (Path(flask_security.__file__).parent / "templates/security").glob("*")}
"""Pages of flask-security that ours stand in for."""
LONGEST = 150
UNSAID = {
    "RSVP": "answer",
    "purdah": "pre-election period",
    "business day": "working day",
    "blast": "wave",
    "campaign": "wave",
    "delegate": "substitute, or “in their place”",
    "contacts": "posts and people",
    "homework": "pre-work",
    "Chairman": "Chair",
    "poll": "dates on offer",
    "email": "e-mail",
    "LLR": "Leicester, Leicestershire and Rutland",
}
"""What the glossary says not to say, and what to say."""


def test_every_template_parses(app: Flask) -> None:
    for name in NAMES:
        app.jinja_env.parse((TEMPLATES / name).read_text(encoding="utf-8"), name, name)


@pytest.mark.once  # templates do not hang on the database
def test_every_template_is_used(app: Flask) -> None:
    asked = _names_in_code()
    used = {name for name in NAMES if name in LIBRARY or any(fnmatch(name, pattern) for pattern in asked)}
    fresh = used
    while fresh:
        fresh = {name for each in fresh for name in _referred(app, each)} - used
        used |= fresh
    assert sorted(set(NAMES) - used) == []


def test_every_template_that_is_named_exists(app: Flask) -> None:
    ours = {
        name
        for each in NAMES
        for name in _referred(app, each)
        if "*" not in name and not name.startswith("govuk_frontend_jinja/")
    }
    assert sorted(ours - set(NAMES)) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_template_is_long(name: str) -> None:
    assert len((TEMPLATES / name).read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_templates_speak_the_words_of_the_field() -> None:
    found = [
        (name, word, instead)
        for name in NAMES
        for word, instead in UNSAID.items()
        if re.search(rf"\b{word}s?\b", _prose(TEMPLATES / name), re.IGNORECASE if word.islower() else 0)
    ]
    assert found == []


def _prose(path: Path) -> str:
    """What people read: no Jinja, no comments, no tags with their attributes."""
    return re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def _names_in_code() -> set[str]:
    """Strings in the code that may name templates; what an f-string fills in becomes a star."""
    found = set()
    for path in (ROOT / "scheduler").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "/" in node.value:
                found |= {node.value, f"{node.value}.html", f"{node.value}.txt"}
            elif isinstance(node, ast.JoinedStr):
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
                if re.match(r"\w+/.*\.(html|txt|\*)$", text):
                    found.add(text)
    return found


def _referred(app: Flask, name: str) -> set[str]:
    if name not in NAMES:
        return set()  # a library's own
    tree = app.jinja_env.parse((TEMPLATES / name).read_text(encoding="utf-8"))
    asked = {_pattern(node.template) for node in tree.find_all((Extends, FromImport, Import, Include))}
    return {other for other in {*NAMES, *asked} if any(fnmatch(other, pattern) for pattern in asked)}


def _pattern(node: Node) -> str:
    """The name that is asked for; what is only known when a page is drawn becomes a star."""
    if isinstance(node, Const):
        return str(node.value)
    return "".join(_pattern(part) for part in node.nodes) if isinstance(node, Concat) else "*"
