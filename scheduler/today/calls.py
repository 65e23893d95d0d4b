"""The call list of a day off: who is telephoned about what, and what to say."""

from collections.abc import Mapping, Sequence
from datetime import date

from scheduler.audit.models import AuditEntry
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import when_words, words_of_when
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.queries import all_principals
from scheduler.invitations.notices.facts import capitalised
from scheduler.today.queries.away import Affected, fresh_engagements
from scheduler.today.queries.contacts import contacts_of
from scheduler.today.queries.sent import Called, called, calls_made
from scheduler.today.rules.away import Contact, Course, DayOff, Decision, is_called, what_to_say


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls about one engagement."""

    engagement: Engagement
    is_soon: bool
    says: str
    contacts: Sequence[Contact]


def calls_for(day_off: DayOff, affected: Sequence[Affected]) -> list[Calls]:
    """What the choices mean for the telephone; engagements that nobody need be called about are left out."""
    found = {each.engagement.id: each for each in affected}
    acting = [each for each in day_off.decisions if each.course is not Course.LEAVE]
    calls = [_calls(each, found[each.engagement_id], day_off.words) for each in acting]
    return [each for each in calls if each.contacts]


def _calls(decision: Decision, affected: Affected, words: str) -> Calls:
    engagement = affected.engagement
    people = {each.principal.id: each.principal for each in affected.candidates}
    is_moved = decision.course is Course.MOVE
    instead = words_of_when(decision.when) if is_moved else who_comes(people.get(decision.stand_in_id or 0))
    says = what_to_say(
        decision.course, words=words, title=engagement.title, when=when_words(engagement), instead=instead
    )
    return Calls(engagement, affected.is_soon, says, called_of(affected.contacts, is_soon=affected.is_soon))


def called_of(contacts: Sequence[Contact], *, is_soon: bool) -> list[Contact]:
    """Those of them who are telephoned."""
    return [each for each in contacts if is_called(each, is_soon=is_soon)]


def who_comes(stand_in: Principal | None) -> str:
    """“The Chief Executive, Robin Ferncastle, comes instead.”."""
    if stand_in is None:
        return "The others of ours come as planned."
    name = f", {stand_in.name}," if stand_in.name else ""
    return capitalised(f"the {stand_in.title}{name} comes instead.")


@dataclass(frozen=True, slots=True)
class Line:
    """One call, and the log's entry of who made it; `name` is the value of its button."""

    name: str
    contact: Contact
    made: AuditEntry | None


@dataclass(frozen=True, slots=True)
class After:
    """One engagement once everything was sent, with its calls."""

    engagement: Engagement
    course: Course
    says: str
    lines: Sequence[Line]


def afterwards(entries: Sequence[AuditEntry], on: date) -> list[After]:
    """What these entries of the log say was done, with who is telephoned; counted from when it was sent."""
    done = called(entries)
    engagements = fresh_engagements([each.engagement_id for each in done])
    contacts = contacts_of(list(engagements.values()), on)
    made = calls_made(list(engagements.values()), on)
    ours = {each.id: each for each in all_principals()}
    return [_after(each, engagements[each.engagement_id], contacts, made, ours) for each in done]


def _after(
    done: Called,
    engagement: Engagement,
    contacts: Mapping[int, Sequence[Contact]],
    made: Mapping[tuple[int, str], AuditEntry],
    ours: Mapping[int, Principal],
) -> After:
    is_moved = done.course is Course.MOVE
    instead = when_words(engagement) if is_moved else who_comes(ours.get(done.stand_in_id or 0))
    when = done.was if is_moved else when_words(engagement)
    says = what_to_say(done.course, words=done.words, title=engagement.title, when=when, instead=instead)
    people = called_of(contacts[engagement.id], is_soon=done.was_soon)
    lines = [Line(f"{engagement.id}:{each.key}", each, made.get((engagement.id, each.key))) for each in people]
    return After(engagement, done.course, says, lines)
