"""The call list: each person once, with everything that they owe us an answer to, and how to reach them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select

from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import moment_words
from scheduler.engagements.calendar import when_words
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Chaser, Invitation
from scheduler.invitations.queries.chasers import Candidate, to_call, who_of
from scheduler.invitations.queries.invitations import live_links
from scheduler.invitations.rules import ChaserState, PartStat
from scheduler.invitations.rules.ladders import rung_words
from scheduler.stakeholders.models import Person

HEADINGS = (
    "Person",
    "Invited as",
    "Engagement",
    "When",
    "Why",
    "What we last sent",
    "Telephone of the post",
    "Telephone of the holder",
    "Their office",
    "Telephone of their office",
    "Called",
    "Note",
)


@dataclass(frozen=True, slots=True)
class CallLine:
    """One engagement that a person has not answered."""

    chaser: Chaser
    invitation: Invitation
    why: str
    last_sent: str

    @property
    def engagement(self) -> Engagement:
        """What it is about."""
        return self.invitation.engagement

    @property
    def is_called(self) -> bool:
        """Whether somebody tried already."""
        return self.chaser.state is ChaserState.CALLED


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number, or the lack of one: then `e_mail` may help."""

    whose: str
    name: str
    telephone: str
    e_mail: str = ""


@dataclass(frozen=True, slots=True)
class CallEntry:
    """One person to ring."""

    who: str
    name: str
    lines: tuple[CallLine, ...]
    numbers: tuple[Number, ...]

    @property
    def is_called(self) -> bool:
        """Whether somebody tried, about all of it."""
        return all(line.is_called for line in self.lines)

    @property
    def ids(self) -> list[int]:
        """Of the rows that a tick is for."""
        return [line.chaser.id for line in self.lines]


def call_list(now: datetime) -> list[CallEntry]:
    """Whom to ring: those nobody has tried yet first, then by how soon their first engagement is."""
    by_person: defaultdict[str, list[tuple[Chaser, Candidate]]] = defaultdict(list)
    for row, candidate in to_call(now):
        by_person[who_of(candidate.invitation)].append((row, candidate))
    sent = _last_chasers([each.invitation.id for pairs in by_person.values() for _, each in pairs])
    offices = _people_by_address(each.invitation for pairs in by_person.values() for _, each in pairs)
    entries = [_entry(who, pairs, sent, offices, now) for who, pairs in by_person.items()]
    return sorted(entries, key=lambda entry: entry.is_called)


def by_engagement(entries: Sequence[CallEntry]) -> list[tuple[str, list[CallEntry]]]:
    """Under the title of what comes first for each of them."""
    groups: defaultdict[tuple[int, str], list[CallEntry]] = defaultdict(list)
    for entry in entries:
        engagement = entry.lines[0].engagement
        groups[engagement.id, f"{engagement.title}, {when_words(engagement)}"].append(entry)
    return [(heading, found) for (_, heading), found in groups.items()]


def export_calls(entries: Iterable[CallEntry]) -> list[list[str]]:
    """The list as plain text cells under HEADINGS, a line for each engagement."""
    return [_cells(entry, line) for entry in entries for line in entry.lines]


def _entry(
    who: str,
    pairs: Sequence[tuple[Chaser, Candidate]],
    sent: dict[int, Chaser],
    offices: dict[str, Person],
    now: datetime,
) -> CallEntry:
    invitations = [candidate.invitation for _, candidate in pairs]
    person = invitations[0].person
    lines = tuple(
        CallLine(row, each.invitation, _why(each, now), _last_sent(each.invitation, sent)) for row, each in pairs
    )
    numbers = tuple(dict.fromkeys(number for each in invitations for number in _numbers(each, offices)))
    return CallEntry(who, person.full_name if person else invitations[0].invitee_label, lines, numbers)


def _why(candidate: Candidate, now: datetime) -> str:
    standing = candidate.standing
    if standing.is_unreachable:
        reasons = [link.undeliverable_reason for link in live_links(candidate.invitation) if link.undeliverable_reason]
        return f"No mail arrives. {reasons[0]}" if reasons else "No mail arrives."
    if standing.partstat is not PartStat.NEEDS_ACTION:
        return "It has changed since they answered."
    if not standing.mailboxes:
        return "They asked for no more reminders by mail."
    if standing.reply_by_at is None:
        return "No answer yet."
    verb = "is" if standing.reply_by_at >= now else "was"
    return f"No answer; it {verb} due {moment_words(standing.reply_by_at)}."


def _last_sent(invitation: Invitation, sent: dict[int, Chaser]) -> str:
    told = [link.told_at for link in live_links(invitation) if link.told_at is not None]
    chaser = sent.get(invitation.id)
    if chaser is not None and (not told or chaser.at >= max(told)):
        return f"{rung_words(chaser.rung).partition(',')[0]}, {moment_words(chaser.at)}"
    return f"Invitation or update, {moment_words(max(told))}" if told else "Nothing has left yet"


def _last_chasers(invitation_ids: Sequence[int]) -> dict[int, Chaser]:
    wanted = select(Chaser).where(Chaser.invitation_id.in_(invitation_ids), Chaser.state == ChaserState.POSTED)
    return {row.invitation_id: row for row in db.session.scalars(wanted.order_by(Chaser.at, Chaser.id))}


def _people_by_address(invitations: Iterable[Invitation]) -> dict[str, Person]:
    """Whoever of the directory has the address of an assistant: their number stands with the person."""
    keys = {address_key(each.post.pa_email) for each in invitations if each.post is not None and each.post.pa_email}
    wanted = select(Person).where(func.lower(Person.email).in_(keys)).order_by(Person.id.desc())
    return {address_key(person.email): person for person in db.session.scalars(wanted)}


def _numbers(invitation: Invitation, offices: dict[str, Person]) -> list[Number]:
    post, person = invitation.post, invitation.person
    numbers = []
    if post is not None:
        numbers.append(Number("Post", post.title, post.telephone))
    if person is not None:
        numbers.append(Number("Holder" if post is not None else "Person", person.full_name, person.telephone))
    if post is not None and (post.pa_name or post.pa_email):
        known = offices.get(address_key(post.pa_email))
        name = post.pa_name or (known.full_name if known else "")
        numbers.append(Number("Office", name, known.telephone if known else "", post.pa_email))
    return [each for each in numbers if each.telephone or each.whose == "Office"]


def _cells(entry: CallEntry, line: CallLine) -> list[str]:
    chosen = {number.whose: number for number in entry.numbers}
    blank = Number("", "", "")
    office = chosen.get("Office", blank)
    holder = chosen.get("Holder", chosen.get("Person", blank))
    return [
        entry.name,
        line.invitation.invitee_label,
        line.engagement.title,
        when_words(line.engagement),
        line.why,
        line.last_sent,
        chosen.get("Post", blank).telephone,
        holder.telephone,
        f"{office.name} {office.e_mail}".strip(),
        office.telephone,
        moment_words(line.chaser.done_at) if line.chaser.done_at else "",
        line.chaser.note,
    ]
