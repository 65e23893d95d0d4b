"""What a feed shows, for how long, and which program fetched it."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from scheduler.core.clock import to_local
from scheduler.core.values import dataclass
from scheduler.core.wording import age_words, day_words, time_words
from scheduler.engagements.rules import Detail


class Scope(StrEnum):
    """Whose engagements a feed holds."""

    OFFICE = "office"
    PRINCIPAL = "principal"
    ORGANISATION = "organisation"
    BODY = "body"
    ENGAGEMENT = "engagement"
    POST = "post"
    POST_REST = "post without invitations"
    """A post's, without what its calendar holds as an invitation: no program merges the two into one entry."""


OFFERED = tuple(scope for scope in Scope if scope is not Scope.POST_REST)
"""What a new feed may be about; leaving invitations out is asked apart."""


ScopeKey = tuple[Scope, int]
"""A scope and the key of what it is about; 0 for the whole office."""

OFFICE: ScopeKey = (Scope.OFFICE, 0)

MONTHS_BACK = 12
MONTHS_AHEAD = 24
KEEP_CANCELLED = timedelta(days=14)
ROTATION_OVERLAP = timedelta(hours=24)

SCOPE_WORDS = {
    Scope.OFFICE: "The whole office",
    Scope.PRINCIPAL: "One of our principals",
    Scope.ORGANISATION: "An organisation",
    Scope.BODY: "A board or partnership",
    Scope.POST: "One partner’s own engagements",
    Scope.POST_REST: "One partner’s own engagements, without those that came by invitation",
    Scope.ENGAGEMENT: "One summit",
}

DETAIL_WORDS = {
    Detail.FULL: "Everything: title, place, purpose and who takes part",
    Detail.TITLE: "Title and place",
    Detail.BUSY: "Busy times only",
}

# Looked for in this order: Outlook on a Mac names macOS too, every browser says Mozilla.
PROGRAMS = (
    ("google-calendar", "Google Calendar"),
    ("outlook", "Outlook"),
    ("microsoft office", "Outlook"),
    ("microsoft", "Outlook"),
    ("exchange", "Outlook"),
    ("thunderbird", "Thunderbird"),
    ("nextcloud", "Nextcloud"),
    ("dataaccessd", "an iPhone or iPad"),
    ("ios/", "an iPhone or iPad"),
    ("calendaragent", "Apple Calendar"),
    ("macos", "Apple Calendar"),
    ("mac os x", "Apple Calendar"),
    ("evolution", "Evolution"),
    ("icsx5", "ICSx5"),
    ("davx5", "ICSx5"),
    ("curl", "curl"),
)
BROWSER = "mozilla/5.0"


def shown_days(first: date, last: date, cancelled: date | None) -> tuple[date, date]:
    """The first and the last day on which feeds show an engagement: 24 months ahead until 12 months after it.

    A cancelled one stays for 14 days after it was cancelled, so that slow programs notice, and then goes.
    """
    until = plus_months(last, MONTHS_BACK)
    if cancelled is not None:
        until = min(until, cancelled + KEEP_CANCELLED)
    return plus_months(first, -MONTHS_AHEAD), until


def plus_months(day: date, months: int) -> date:
    """The same day of the month, or the month's last when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def program_name(user_agent: str) -> str:
    """A short name for the program behind a User-Agent; nothing of the text itself is kept."""
    agent = user_agent.lower()
    if agent.startswith(BROWSER) and not any(name in agent for name in ("thunderbird", "nextcloud", "outlook")):
        return "a web browser"
    return next((name for part, name in PROGRAMS if part in agent), "another program")


LOOKS_EVERY = {
    "Google Calendar": timedelta(hours=24),
    "Outlook": timedelta(hours=24),
    "Nextcloud": timedelta(days=1),
}
"""The longest that these programs usually wait; the others look within the hour or so, while they run."""
USUAL_WAIT = timedelta(hours=2)
LOST_AFTER = timedelta(days=7)


class Health(StrEnum):
    """How well an address serves its subscriber; the value names a state of the components."""

    UNUSED = "unused"
    CURRENT = "current"
    BEHIND = "behind"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Pulse:
    """How an address is doing, and the sentence that says so."""

    health: Health
    words: str


def pulse(last: datetime | None, program: str, revised_at: datetime, now: datetime) -> Pulse:
    """What a subscriber sees now: all of it, an older state and how old that is, or perhaps nothing any more."""
    if last is None:
        return Pulse(Health.UNUSED, "No program has fetched it yet.")
    fetched = f"Last fetched {fetched_words(last, program, now)}."
    if now - last > LOST_AFTER:
        age = age_words(now - last)
        return Pulse(Health.SILENT, f"{fetched} Nobody has asked for {age}: the subscription may have been removed.")
    if last >= revised_at:
        return Pulse(Health.CURRENT, f"{fetched} Nothing has changed since, so the subscriber sees everything.")
    usual = LOOKS_EVERY.get(program, USUAL_WAIT)
    hope = "looks again by itself" if now - last <= usual else "should have looked again by now"
    return Pulse(
        Health.BEHIND,
        f"{fetched} It changed after that: the subscriber sees how it stood {age_words(now - last)} ago; "
        f"{program or 'another program'} {hope}.",
    )


def fetched_words(at: datetime, program: str, now: datetime) -> str:
    """“11:40am by Outlook” on the day itself, else with its date."""
    local, today = to_local(at), to_local(now).date()
    clock = time_words(local.time().replace(second=0, microsecond=0))
    day = "" if local.date() == today else f"{day_words(local.date(), year=local.year != today.year)}, "
    return f"{day}{clock} by {program or 'another program'}"
