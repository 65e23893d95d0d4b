"""What is known of an engagement before it begins, as plain values; empty where nothing is."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from scheduler.core.values import dataclass
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import NoteKind


class Told(StrEnum):
    """How much is on record of an earlier meeting."""

    WRITTEN = "written"
    UNWRITTEN = "held, and no outcome written"
    UNMARKED = "past, and nobody has said whether it was held"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMeeting:
    """An earlier engagement with one of the same partners."""

    engagement_id: int
    title: str
    on: date
    told: Told
    outcome: str = ""
    agreed: str = ""
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """An action that was agreed with the partner; `owner` is a role, `due` words of it (“3 days late”)."""

    action_id: int
    words: str
    owner: str
    is_ours: bool
    agreed_on: date | None = None
    due: str = ""
    is_late: bool = False
    is_done: bool = False
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An issue, future work, a threat or risk that is still open."""

    engagement_id: int
    kind: NoteKind
    words: str
    on: date
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaken:
    """An open undertaking that concerns the partner."""

    undertaking_id: int
    words: str
    source: str
    due: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """One of ours on the way there, or why nobody can say when they leave."""

    who: str
    leave: str = ""
    """“9:05am from Enderby”; empty: `why` says why not."""
    takes: str = ""
    """“55 minutes, 15 kept free”."""
    why: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What somebody wrote about the engagement beforehand."""

    lines_to_take: str = ""
    has_risk: bool = False
    risk_words: str = ""
    has_media_interest: bool = False
    media_words: str = ""
    initiated: str = ""
    portfolio_owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a brief is made from. People are known by role; `Came.name` is the only name."""

    engagement_id: int
    title: str
    kind: str
    when: str
    place: str
    is_dated: bool = True
    is_placed: bool = True
    is_sensitive: bool = False
    purpose: str = ""
    strands: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    room: tuple[Came, ...] = ()
    seats: Mapping[int, str] = field(default_factory=dict)
    """By principal: in what capacity they sit on the body that meets, and what they may decide."""
    has_partners: bool = True
    """False: a meeting among ourselves, or with guests of no organisation in our list."""
    has_many_partners: bool = False
    """Too many to tell of each: a summit."""
    meetings: tuple[PastMeeting, ...] = ()
    """The last ones, newest first."""
    promises: tuple[Promise, ...] = ()
    raised: tuple[Raised, ...] = ()
    undertakings: tuple[Undertaken, ...] = ()
    online_url: str = ""
    arriving: str = ""
    """What the office knows of the place: the door, where to park."""
    roads: tuple[Road, ...] = ()
    prepared: Prepared | None = None
    """None: nobody wrote anything yet."""
    papers: tuple[tuple[str, bool], ...] = ()
    """Title, and whether it is OFFICIAL-SENSITIVE."""
