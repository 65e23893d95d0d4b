"""What came of a summit: answers afterwards, priorities, the strategy and who stands behind it."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.invitations.models import Invitation
from scheduler.summits.models import (
    Agency,
    Attendee,
    FeedbackAnswer,
    FeedbackAsk,
    Party,
    Priority,
    SignOff,
    StrategyComment,
    StrategyVersion,
    Summit,
)
from scheduler.summits.queries.check_in import presences_at
from scheduler.summits.queries.summits import agencies_of
from scheduler.summits.rules.outcomes import FEWEST_SHOWN, QUESTIONS, Result, result_of
from scheduler.summits.rules.vocabulary import SignOffState


@dataclass(frozen=True, slots=True)
class Feedback:
    """How many were asked and answered, the results, and what was written, in no order that tells who."""

    asked: int
    answered: int
    results: Sequence[Result]
    words: Sequence[str]

    @property
    def rate(self) -> int | None:
        """Per cent of those asked."""
        return round(100 * self.answered / self.asked) if self.asked else None


def feedback_of(summit: Summit) -> Feedback:
    """Below FEWEST_SHOWN answers only their number."""
    asked = db.session.scalar(select(func.count()).select_from(FeedbackAsk).where(FeedbackAsk.summit_id == summit.id))
    query = select(FeedbackAnswer).where(FeedbackAnswer.summit_id == summit.id).order_by(FeedbackAnswer.id)
    answers = list(db.session.scalars(query))
    if len(answers) < FEWEST_SHOWN:
        return Feedback(asked or 0, len(answers), (), ())
    results = [result_of(key, [getattr(each, key) for each in answers]) for key in QUESTIONS]
    return Feedback(asked or 0, len(answers), results, [each.words for each in answers if each.words])


def ask_of(invitation: Invitation) -> FeedbackAsk | None:
    """Whether this invitation was asked what it was like."""
    return db.session.get(FeedbackAsk, invitation.id)


def attended_invitations(summit: Summit) -> list[Invitation]:
    """Of whom the invitee or the substitute was there, as noted at the door."""
    there = [attendee for attendee, each in presences_at(summit).items() if each.is_there or each.has_left]
    query = (
        select(Invitation)
        .join(Party, Party.invitation_id == Invitation.id)
        .join(Attendee, Attendee.party_id == Party.id)
        .where(Party.summit_id == summit.id, Attendee.id.in_(there))
        .options(selectinload(Invitation.links))
        .distinct()
        .order_by(Invitation.id)
    )
    return list(db.session.scalars(query))


def priorities_of(summit: Summit) -> list[Priority]:
    """Of the summit first, then of each workshop; in their order."""
    query = select(Priority).where(Priority.summit_id == summit.id)
    return list(db.session.scalars(query.order_by(Priority.workshop_id, Priority.position, Priority.id)))


def priority_of(summit: Summit, priority_id: int) -> Priority | None:
    """One of this summit's."""
    return db.session.scalar(select(Priority).where(Priority.summit_id == summit.id, Priority.id == priority_id))


def versions_of(summit: Summit) -> list[StrategyVersion]:
    """The newest first, with comments at hand."""
    query = select(StrategyVersion).where(StrategyVersion.summit_id == summit.id)
    comments = selectinload(StrategyVersion.comments).joinedload(StrategyComment.agency)
    return list(db.session.scalars(query.options(comments).order_by(StrategyVersion.number.desc())))


def version_of(summit: Summit, version_id: int) -> StrategyVersion | None:
    """One of this summit's."""
    query = select(StrategyVersion).where(StrategyVersion.summit_id == summit.id, StrategyVersion.id == version_id)
    return db.session.scalar(query)


def released_version(summit: Summit) -> StrategyVersion | None:
    """The newest that agencies may read."""
    query = select(StrategyVersion).where(
        StrategyVersion.summit_id == summit.id, StrategyVersion.released_at.is_not(None)
    )
    return db.session.scalar(query.order_by(StrategyVersion.number.desc()).limit(1))


def comment_of(summit: Summit, comment_id: int) -> StrategyComment | None:
    """One of this summit's."""
    query = select(StrategyComment).join(StrategyComment.version)
    return db.session.scalar(query.where(StrategyVersion.summit_id == summit.id, StrategyComment.id == comment_id))


def own_comments(agency: Agency, version: StrategyVersion) -> list[StrategyComment]:
    """What this agency said of a version, in order."""
    query = select(StrategyComment).where(
        StrategyComment.agency_id == agency.id, StrategyComment.version_id == version.id
    )
    return list(db.session.scalars(query.order_by(StrategyComment.id)))


def sign_off_of(agency: Agency) -> SignOff | None:
    """Where this agency stands; None before it was asked."""
    return db.session.get(SignOff, agency.id)


def sign_offs(summit: Summit) -> list[tuple[Agency, SignOff | None]]:
    """Every agency by name, asked or not."""
    query = (
        select(SignOff)
        .join(Agency, Agency.id == SignOff.agency_id)
        .where(Agency.summit_id == summit.id)
        .options(joinedload(SignOff.agency))
    )
    known = {each.agency_id: each for each in db.session.scalars(query)}
    return [(agency, known.get(agency.id)) for agency in agencies_of(summit)]


def counts_of(rows: Sequence[tuple[Agency, SignOff | None]]) -> dict[SignOffState, int]:
    """How many agencies stand where; every state is named."""
    states = [sign_off.state if sign_off else SignOffState.NOT_ASKED for _, sign_off in rows]
    return {state: states.count(state) for state in SignOffState}
