"""Who answered what: the rows and counts of the tracking panel and of its exports."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from scheduler.core.clock import local_day
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words, moment_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, OVER
from scheduler.invitations.models import Invitation, InvitationLink, Reply
from scheduler.invitations.queries.delivery import Postings, address_of, postings_of
from scheduler.invitations.queries.invitations import current_reply, invitations_of, live_links
from scheduler.invitations.queries.seats import left_seats
from scheduler.invitations.rules import (
    ANSWER_WORDS,
    AUTHORITY_WORDS,
    BAND_WORDS,
    SOURCE_WORDS,
    STATE_KEYS,
    Audience,
    PartStat,
    is_about_earlier_time,
)
from scheduler.invitations.rules.asking_again import ASKING_WORDS, TO_BE_ASKED, Asking, asking_of, summary_words
from scheduler.invitations.rules.delivery import Standing, standing

UNDELIVERABLE = "undeliverable"
WITHDRAWN = "withdrawn"
VACANT = "vacant"
STATES = ("coming", "maybe", "someone_else", "apologies", "no_answer", UNDELIVERABLE, VACANT)
"""In the order of the panel; every live invitation is in exactly one."""

STATE_WORDS = {STATE_KEYS[each]: words for each, words in ANSWER_WORDS.items()} | {
    UNDELIVERABLE: "Undeliverable",
    VACANT: "Post vacant",
    WITHDRAWN: "Withdrawn",
}
TO_ASK = "to_be_asked"
FILTER_WORDS = {"": "Every answer", TO_ASK: "To be asked again"}
FILTER_WORDS |= {state: STATE_WORDS[state] for state in (*STATES, WITHDRAWN)}

HEADINGS = (
    "Invitee",
    "Name",
    "Answer",
    "Answered",
    "How",
    "Earlier time",
    "Substitute",
    "Role",
    "Seniority",
    "Can commit",
    "Message",
    "Mail to invitee",
    "Mail to office",
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far the mail to one address came."""

    audience: Audience
    standing: Standing


@dataclass(frozen=True, slots=True)
class Row:
    """One invitee on the panel."""

    invitation: Invitation
    state: str
    reply: Reply | None
    is_stale: bool
    asking: Asking | None
    """Where they stand once the plan has changed."""
    has_left: bool
    """Who was invited no longer holds the post: their own address hears no more."""
    deliveries: list[Delivery]
    has_confirmed: bool = False
    """Whoever was sent said themselves that they come to the plan as it is."""

    @property
    def asking_words(self) -> str:
        """“For the earlier time; asked again by mail”; empty for an answer to the plan as it is, or when all is off."""
        if not self.is_stale or self.asking is None or self.invitation.engagement.status in OFF_THE_DIARY:
            return ""
        return f"For the earlier time; {ASKING_WORDS[self.asking]}"

    @property
    def name(self) -> str:
        """The holder when invited; empty for a vacant seat or a person who is the label already."""
        person = self.invitation.person
        return person.full_name if person and person.full_name != self.invitation.invitee_label else ""

    @property
    def is_nameless(self) -> bool:
        """A post without a holder whose own mailbox was asked: whoever reads it there may answer."""
        return self.invitation.person_id is None and self.state not in (VACANT, WITHDRAWN)

    @property
    def how(self) -> str:
        """“by telephone, noted by Priya Fairweather”."""
        if self.reply is None:
            return ""
        noted = f", noted by {self.reply.recorded_by}" if self.reply.recorded_by else ""
        return f"{SOURCE_WORDS[self.reply.source]}{noted}"

    @property
    def answered_on(self) -> str:
        """The day only, for a narrow column."""
        return day_words(local_day(self.reply.at)) if self.reply else ""

    @property
    def answered(self) -> str:
        """When the current answer came."""
        return moment_words(self.reply.at) if self.reply else ""


def rows_of(engagement: Engagement, on: date) -> list[Row]:
    """Every invitation of the engagement as it stands on a day, withdrawn ones last."""
    invitations = invitations_of(engagement)
    left = left_seats(invitations, on)
    postings = postings_of(engagement)
    return [_row(invitation, engagement, postings, has_left=invitation.id in left) for invitation in invitations]


def row_of(invitation: Invitation, postings: Postings, on: date) -> Row:
    """One invitation with its current answer and the fate of its mails."""
    left = left_seats([invitation], on)
    return _row(invitation, invitation.engagement, postings, has_left=bool(left))


def _row(invitation: Invitation, engagement: Engagement, postings: Postings, *, has_left: bool) -> Row:
    sequence = engagement.sequence
    answered = invitation.partstat is not PartStat.NEEDS_ACTION
    links = live_links(invitation)
    told = [link.told_sequence for link in links]
    asking = asking_of(invitation.partstat, invitation.answered_sequence, told, sequence)
    return Row(
        invitation,
        state_of(invitation),
        current_reply(invitation) if answered else None,
        is_about_earlier_time(invitation.partstat, invitation.answered_sequence, sequence),
        asking if invitation.withdrawn_at is None else None,
        has_left,
        [Delivery(link.audience, standing(address_of(link), postings.get(link.id, ()))) for link in links],
        _has_confirmed(invitation, links),
    )


def _has_confirmed(invitation: Invitation, links: Sequence[InvitationLink]) -> bool:
    theirs = {link.id for link in links if link.audience is Audience.SUBSTITUTE}
    said = next((reply for reply in invitation.replies if reply.link_id in theirs), None)
    is_present = said is not None and said.sequence == invitation.engagement.sequence
    return said is not None and is_present and said.partstat is PartStat.DELEGATED


def state_of(invitation: Invitation) -> str:
    """Its answer; without one, whether any mail could reach anybody; a post that nobody holds gives none."""
    if invitation.withdrawn_at is not None:
        return WITHDRAWN
    links = live_links(invitation)
    if invitation.person_id is None and not any(link.audience is Audience.PRINCIPAL for link in links):
        return VACANT
    if invitation.partstat is PartStat.NEEDS_ACTION and links and all(link.undeliverable_at for link in links):
        return UNDELIVERABLE
    return STATE_KEYS[invitation.partstat]


def shown_rows(rows: list[Row], wanted: str) -> list[Row]:
    """Those that a filter shows; every row for a filter that nobody knows."""
    if wanted == TO_ASK:
        return [row for row in rows if row.asking in TO_BE_ASKED]
    return [row for row in rows if row.state == wanted] if wanted in STATE_WORDS else rows


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """After a move: the summary, how many have yet to answer the plan as it is now, and whether anybody ever did."""

    words: str
    waiting: int
    was_answered: bool


def asked_again(engagement: Engagement, rows: list[Row]) -> AskedAgain | None:
    """None while nobody had heard of an earlier plan, and for what is off or over."""
    live = [row for row in rows if row.asking is not None]
    if engagement.status in OFF_THE_DIARY | OVER or not any(_knew_earlier(row, engagement.sequence) for row in live):
        return None
    found = [row.asking for row in live if row.asking is not None]
    was_answered = any(row.invitation.replies for row in live)
    return AskedAgain(summary_words(found), sum(each in TO_BE_ASKED for each in found), was_answered)


def _knew_earlier(row: Row, sequence: int) -> bool:
    return row.asking in TO_BE_ASKED or any(reply.sequence < sequence for reply in row.invitation.replies)


def tally(rows: list[Row]) -> dict[str, int]:
    """How many are in each state, withdrawn ones apart."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in STATES}


def export_rows(rows: list[Row]) -> list[list[str]]:
    """The panel as plain text cells under HEADINGS."""
    return [_cells(row) for row in rows]


def _cells(row: Row) -> list[str]:
    stand_in = row.reply.substitution if row.reply else None
    mails = {delivery.audience: delivery.standing.words for delivery in row.deliveries}
    return [
        row.invitation.invitee_label,
        row.name,
        STATE_WORDS[row.state],
        row.answered,
        row.how,
        row.asking_words,
        *((stand_in.name, stand_in.role) if stand_in else ("", "")),
        BAND_WORDS[stand_in.band] if stand_in else "",
        AUTHORITY_WORDS[stand_in.authority] if stand_in else "",
        row.reply.message if row.reply else "",
        mails.get(Audience.PRINCIPAL, ""),
        mails.get(Audience.PA, ""),
    ]
