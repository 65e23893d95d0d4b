"""Roles of staff, how long they stay signed in, and which passwords are refused."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from scheduler.core.values import dataclass

SIGN_IN_PATH = "/sign-in"
ORGANISATION_CALLBACK = "/sign-in/organisation/return"
MINIMUM_PASSWORD = 12
SESSION_LASTS = timedelta(hours=12)
"""Absolute: a working day, however busy."""


DELETE = 0x7F


@dataclass(frozen=True, slots=True)
class Habits:
    """How careful the office is with mail: the undo, the ceiling of one action, and what counts as a late change."""

    undo_seconds: int = 60
    ceiling: int = 50
    late_hours: int = 48

    @property
    def undo_time(self) -> timedelta:
        """How long mail waits before it leaves."""
        return timedelta(seconds=self.undo_seconds)

    @property
    def late(self) -> timedelta:
        """A change closer to the day than this always goes by mail."""
        return timedelta(hours=self.late_hours)


@dataclass(frozen=True, slots=True)
class Limit:
    """The least and the most that an office may set."""

    least: int
    most: int


LIMITS = {"undo_seconds": Limit(0, 600), "ceiling": Limit(1, 10_000), "late_hours": Limit(0, 336)}
"""Ten minutes to undo, and two weeks: what is longer ago or further ahead needs no such care."""


class NotVouchedFor(Exception):
    """The organisation's provider cannot be reached or believed, or vouches for nobody who may sign in here."""


class Role(StrEnum):
    """Rising: a manager may do what a viewer may, an administrator everything."""

    VIEWER = "viewer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


ROLE_WORDS = {
    Role.VIEWER: "Viewer",
    Role.MANAGER: "Office manager",
    Role.ADMINISTRATOR: "Administrator",
}


class AccountLetter(StrEnum):
    """The mails that staff get about their own account."""

    WELCOME = "welcome"
    RESET = "reset"
    CHANGED = "changed"


FEWEST_DIFFERENT = 5
FIRST_GUESSES = ("password", "passw0rd", "letmein", "qwerty", "welcome", "123456", "abcdef", "commissioner", "police")


def password_weakness(password: str, known: Sequence[str]) -> str | None:
    """Why a long enough password is still no good, in a sentence; `known` is what a stranger knows of its owner."""
    folded = "".join(password.casefold().split())
    if len(set(folded)) < FEWEST_DIFFERENT:
        return "The password repeats the same few characters. Use four words that do not belong together."
    rest = folded
    for guess in (*FIRST_GUESSES, *_parts(known)):
        rest = rest.replace(guess, "")
    if len(rest.strip("0123456789!?.-_@#")) < FEWEST_DIFFERENT:
        return "The password is one that strangers try first. Use four words that do not belong together."
    return None


def _parts(known: Sequence[str]) -> list[str]:
    """The words of a name and of an address that are long enough to be guessed."""
    words = " ".join(known).casefold().replace("@", " ").replace(".", " ").split()
    return [word for word in words if len(word) > 3]


def own_path(target: str) -> str | None:
    """`target` when it is a plain path of ours, else None: nothing that a browser could read as another site."""
    plain = target.startswith("/") and not target.startswith("//")
    if not plain or "\\" in target or any(ord(letter) <= ord(" ") or ord(letter) == DELETE for letter in target):
        return None
    return target


BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
"""What a browser calls itself, the more telling first: most claim to be Chrome and Safari too."""


def browser_words(agent: str) -> str:
    """“Edge on Windows” for what a browser calls itself; its own beginning when we do not know it."""
    browser = next((words for mark, words in BROWSERS if mark in agent), None)
    system = next((words for mark, words in SYSTEMS if mark in agent), None)
    if browser and system:
        return f"{browser} on {system}"
    return browser or agent[:60] or "Unknown browser"
