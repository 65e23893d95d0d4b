"""Whom a choice of posts and people means today, and who of them is already invited."""

from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import date

from sqlalchemy import select

from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import Audience
from scheduler.stakeholders.models import Person, Post, Tenure
from scheduler.stakeholders.queries import holders_of
from scheduler.stakeholders.rules import is_live


@dataclass(frozen=True, slots=True)
class Recipient:
    """One mailbox that gets a mail and a link of its own."""

    audience: Audience
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Invitee:
    """A seat with its holder of today, or a person without a seat."""

    post: Post | None
    person: Person | None
    recipients: tuple[Recipient, ...]
    is_vacant: bool = False

    @property
    def label(self) -> str:
        """“Leader, Melton Borough Council”; a person without a seat goes by name."""
        if self.post is not None:
            return self.post.full_title
        assert self.person is not None
        return self.person.full_name

    @property
    def address_key(self) -> str:
        """The principal's mailbox folded for comparison; empty when there is none."""
        return next((address_key(each.address) for each in self.recipients if each.audience is Audience.PRINCIPAL), "")

    @property
    def key(self) -> str:
        """What makes an invitee one and the same in one engagement; the database keeps it unique."""
        if self.person is not None:
            return f"person:{self.person.id}"
        assert self.post is not None
        return f"address:{self.address_key}" if self.address_key else f"post:{self.post.id}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """An invitee who gets no invitation, and why in plain words."""

    invitee: Invitee
    reason: str


@dataclass(slots=True)
class Roll:
    """A choice sorted out: who can be invited, who is left out and why."""

    ready: list[Invitee] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    vacant: list[Invitee] = field(default_factory=list)
    without_address: list[Invitee] = field(default_factory=list)

    @property
    def recipients(self) -> int:
        """How many mails will leave."""
        return sum(len(invitee.recipients) for invitee in self.ready)


class Taken:
    """Who is invited already; grows while a list is sorted, so that nobody is on it twice."""

    def __init__(self, invitations: Iterable[Invitation]) -> None:
        self._by_post: set[int] = set()
        self._by_key: dict[str, str] = {}
        self._mailboxes: dict[str, set[str | None]] = {}
        for invitation in invitations:
            self._note(invitation.post_id, invitation.invitee_key, invitation.invitee_label)
            for link in invitation.links:
                if link.audience is Audience.PRINCIPAL and link.revoked_at is None:
                    self._note_mailbox(address_key(link.address), invitation.person)

    def add(self, invitee: Invitee) -> None:
        """Count an invitee as invited from now on."""
        self._note(invitee.post.id if invitee.post else None, invitee.key, invitee.label)
        self._note_mailbox(invitee.address_key, invitee.person)

    def reason_against(self, invitee: Invitee) -> str | None:
        """Why inviting them would invite somebody twice; None when it would not."""
        if invitee.post is not None and invitee.post.id in self._by_post:
            return "Already invited"
        if invitee.key in self._by_key:
            return f"Already invited as {self._by_key[invitee.key]}"
        if self._shares_mailbox(invitee):
            return "Already invited at this address"
        return None

    def _note(self, post_id: int | None, key: str, label: str) -> None:
        if post_id is not None:
            self._by_post.add(post_id)
        self._by_key[key] = label

    def _note_mailbox(self, mailbox: str, person: Person | None) -> None:
        if mailbox:
            self._mailboxes.setdefault(mailbox, set()).add(_folded_name(person))

    def _shares_mailbox(self, invitee: Invitee) -> bool:
        """Different people may share a mailbox; a seat without a known holder, or one name kept twice, is one human."""
        names = self._mailboxes.get(invitee.address_key, set())
        name = _folded_name(invitee.person)
        return bool(names) and (name is None or None in names or name in names)


def _folded_name(person: Person | None) -> str | None:
    return " ".join(person.name.casefold().split()) if person else None


def resolve(chosen: Sequence[Post | Person], on: date) -> list[Invitee]:
    """Each chosen post with its holder of the day, each person as they are; in the order chosen."""
    posts = [each for each in chosen if isinstance(each, Post)]
    holders = holders_of(posts, on)
    return [
        _invitee_of_post(each, holders.get(each.id), on) if isinstance(each, Post) else _invitee_of_person(each)
        for each in chosen
    ]


def _invitee_of_post(post: Post, tenure: Tenure | None, on: date) -> Invitee:
    person = tenure.person if tenure else None
    address = post.email or (person.email if person else "")
    is_vacant = not is_live(post.started_on, post.ended_on, on) or (person is None and not address)
    if is_vacant:
        return Invitee(post, None, (), is_vacant=True)
    name = f"{person.honorific} {person.name}".strip() if person else post.title
    recipients = [Recipient(Audience.PRINCIPAL, name, address.strip())] if address.strip() else []
    # One mailbox for both would get two mails for one invitation.
    if post.pa_email.strip() and address_key(post.pa_email) != address_key(address):
        recipients.append(Recipient(Audience.PA, post.pa_name, post.pa_email.strip()))
    return Invitee(post, person, tuple(recipients))


def _invitee_of_person(person: Person) -> Invitee:
    name = f"{person.honorific} {person.name}".strip()
    recipients = (Recipient(Audience.PRINCIPAL, name, person.email.strip()),) if person.email.strip() else ()
    return Invitee(None, person, recipients)


def sort_out(chosen: Sequence[Post | Person], invitations: Iterable[Invitation], on: date) -> Roll:
    """Who of the chosen can be invited besides `invitations` (those that are not withdrawn)."""
    roll, taken = Roll(), Taken(invitations)
    for invitee in resolve(chosen, on):
        if invitee.is_vacant:
            roll.vacant.append(invitee)
        elif reason := taken.reason_against(invitee):
            roll.skipped.append(Skipped(invitee, reason))
        elif not invitee.recipients:
            roll.without_address.append(invitee)
        else:
            roll.ready.append(invitee)
            taken.add(invitee)
    return roll


def roll_for(engagement: Engagement, chosen: Sequence[Post | Person], on: date) -> Roll:
    """The choice sorted out against the engagement's live invitations as they stand now."""
    live = select(Invitation).where(Invitation.engagement_id == engagement.id, Invitation.withdrawn_at.is_(None))
    return sort_out(chosen, db.session.scalars(live.order_by(Invitation.id)), on)
