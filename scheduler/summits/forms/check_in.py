"""What devices and people at the door send."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.invitations.rules import AUTHORITY_WORDS, BAND_WORDS, Authority
from scheduler.summits.rules.check_in import MOST_PRESSES, Noted
from scheduler.summits.rules.vocabulary import CheckInKind

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMES_SOMEBODY = frozenset({CheckInKind.WALK_IN, CheckInKind.SUBSTITUTE})
NAME_LENGTH = 200


class PersonForm(FlaskForm):
    """Somebody who is not on the list, or who came instead of somebody who is."""

    press = HiddenField()
    """The id of this press: sent twice, it counts once."""
    name = StringField("Name", [DataRequired("Enter their name."), Length(max=NAME_LENGTH)])
    role = StringField("Role", [Length(max=NAME_LENGTH)])
    organisation = StringField("Organisation", [Length(max=NAME_LENGTH)])


class StandInForm(FlaskForm):
    """Who came instead, and whether they can commit their organisation."""

    press = HiddenField()
    name = StringField("Name", [DataRequired("Enter the name of the person who came."), Length(max=NAME_LENGTH)])
    role = StringField("Role", [DataRequired("Enter their role, such as Deputy Leader."), Length(max=NAME_LENGTH)])
    band = SelectField(
        "How senior are they?",
        choices=[(str(key), words) for key, words in BAND_WORDS.items()],
        default=str(max(BAND_WORDS)),  # a hurried press claims too little, never too much
    )
    authority = RadioField(
        "Can they commit their organisation?",
        choices=[(str(key), words) for key, words in AUTHORITY_WORDS.items()],
        default=str(Authority.NONE),
    )


def read_sending(sent: Any) -> tuple[list[Noted], str, datetime]:
    """Presses, the device's name and its clock, from parsed JSON. Raises RuleBroken; nothing is taken by halves."""
    if not isinstance(sent, dict) or not isinstance(sent.get("presses"), list):
        raise RuleBroken("This device sent something that we cannot read. Reload its page.")
    if len(sent["presses"]) > MOST_PRESSES:
        raise RuleBroken("This device sent too much at once. Reload its page.")
    presses = [_noted(each) for each in sent["presses"]]
    return presses, clean_line(str(sent.get("device") or ""))[:40], _instant(sent.get("sent_at"))


def _noted(sent: Any) -> Noted:
    try:
        kind = CheckInKind(sent["kind"])
        noted = Noted(
            _id(sent["id"]),
            kind,
            _instant(sent["at"]),
            _number(sent.get("attendee_id")),
            _id(sent["walk_in"]) if sent.get("walk_in") else "",
            _number(sent.get("room_id")),
            _line(sent.get("name")),
            _line(sent.get("role")),
            _line(sent.get("organisation")),
            band=_within(_number(sent.get("band")) or 5),
            authority=Authority(sent.get("authority") or Authority.NONE),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise RuleBroken("This device sent a press that we cannot read. Reload its page.") from error
    if kind in NAMES_SOMEBODY and not noted.name:
        raise RuleBroken("Somebody was noted without a name.")
    return noted


def _id(sent: Any) -> str:
    return _checked(str(sent).lower(), lambda text: ID.fullmatch(text) is not None)


def _number(sent: Any) -> int | None:
    if sent is None or sent == "":
        return None
    return int(_checked(str(sent), lambda text: text.isdecimal() and len(text) <= 9))


def _within(band: int) -> int:
    return min(max(band, 1), 5)


def _line(sent: Any) -> str:
    return clean_line(str(sent or ""))[:NAME_LENGTH]


def _instant(sent: Any) -> datetime:
    found = datetime.fromisoformat(str(sent))
    if found.tzinfo is None:
        raise RuleBroken("This device sent a time without its zone. Reload its page.")
    return found.astimezone(UTC)


def _checked(text: str, is_good: Callable[[str], bool]) -> str:
    if not is_good(text):
        raise ValueError(text)
    return text
