"""The records behind a row of a table: what each key names, in words, and where its page is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import inspect, select

from scheduler.actions.models import Action
from scheduler.core.db import Base, db
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import when_words
from scheduler.engagements.models import Engagement
from scheduler.forward_plan.models import Commitment, Pledge
from scheduler.forward_plan.queries.partners import home_of
from scheduler.incoming.models import IncomingInvitation
from scheduler.invitations.models import Invitation
from scheduler.records.models import RecordNote
from scheduler.representation.models import Representation
from scheduler.representation.queries.seats import seat_words
from scheduler.stakeholders.models import Body, Organisation
from scheduler.strands.models import Strand
from scheduler.summits.models import Agency, Summit
from scheduler.undertakings.models import Undertaking

GONE = "No longer in the system"
SHORT = 160


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record: of what sort, what it says, and where to see it; no address once it is gone."""

    sort: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class _Sort:
    """How records of a sort are read and told."""

    name: str
    model: type[Base]
    words: Callable[..., str]
    href: Callable[..., str]


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= SHORT else f"{line[:SHORT].rstrip()}…"


def _engagement(each: Engagement) -> str:
    return f"{each.title}, {when_words(each)}"


SORTS: Mapping[str, _Sort] = {
    "engagement": _Sort("Engagement", Engagement, _engagement, lambda each: f"/engagements/{each.id}"),
    "commitment": _Sort(
        "Commitment",
        Commitment,
        lambda each: f"{home_of(each).name}: {each.rule.pledge.title}",
        lambda each: f"/forward-plan/commitments/{each.id}",
    ),
    "pledge": _Sort("Pledge", Pledge, lambda each: each.title, lambda each: f"/forward-plan/pledges/{each.id}"),
    "organisation": _Sort(
        "Organisation", Organisation, lambda each: each.name, lambda each: f"/partners/organisations/{each.id}"
    ),
    "body": _Sort("Body", Body, lambda each: each.name, lambda each: f"/partners/bodies/{each.id}"),
    "representation": _Sort(
        "Seat of ours",
        Representation,
        lambda each: f"{seat_words(each)}, {each.body.name}",
        lambda each: f"/evidence/representation/{each.id}",
    ),
    "incoming": _Sort(
        "Invitation to us", IncomingInvitation, lambda each: each.title, lambda each: f"/invited/{each.id}"
    ),
    "invitation": _Sort(
        "Invitation", Invitation, lambda each: each.invitee_label, lambda each: f"/engagements/{each.engagement_id}"
    ),
    "signature": _Sort("Organisation", Agency, lambda each: each.name, lambda each: f"/summits/{each.summit_id}"),
    "summit": _Sort("Summit", Summit, lambda each: each.engagement.title, lambda each: f"/summits/{each.id}"),
    "strand": _Sort("Strand", Strand, lambda each: each.title, lambda each: f"/evidence/strands/{each.id}"),
    "undertaking": _Sort(
        "Undertaking", Undertaking, lambda each: _short(each.words), lambda each: f"/evidence/undertakings/{each.id}"
    ),
    "note": _Sort(
        "Note", RecordNote, lambda each: _short(each.words), lambda each: f"/engagements/{each.engagement_id}"
    ),
    "action": _Sort("Action", Action, lambda each: _short(each.words), lambda each: f"/actions/{each.id}"),
}


def records_of(keys: Iterable[str]) -> Sequence[RecordLine]:
    """In the order of the keys; one query a sort. A seat at one meeting is told by the meeting."""
    wanted = [_plain(key) for key in keys]
    by_sort: dict[str, set[int]] = defaultdict(set)
    for sort, number in wanted:
        by_sort[sort].add(number)
    found = {sort: _found(SORTS[sort], numbers) for sort, numbers in by_sort.items() if sort in SORTS}
    return [_line(sort, found.get(sort, {}).get(number)) for sort, number in wanted]


def _plain(key: str) -> tuple[str, int]:
    """“sitting:3-17” is the seat 3 at the engagement 17."""
    sort, _, number = key.partition(":")
    if sort == "sitting":
        return "engagement", int(number.partition("-")[2])
    return sort, int(number)


def _found(sort: _Sort, numbers: set[int]) -> dict[int, Base]:
    key = inspect(sort.model).primary_key[0]
    rows = db.session.scalars(select(sort.model).where(key.in_(numbers)))
    return {getattr(each, key.name): each for each in rows}


def _line(sort: str, record: Base | None) -> RecordLine:
    told = SORTS.get(sort)
    if told is None or record is None:
        return RecordLine(told.name if told else sort.capitalize(), GONE)
    return RecordLine(told.name, told.words(record), told.href(record))
