"""Who is asked to the summit and who came, as it was known at the period's end."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import PartStat
from scheduler.reports.queries.sections.ground import Period
from scheduler.reports.rules.document import Row, Table
from scheduler.stakeholders.models import Area, Body, Organisation, Post
from scheduler.summits.models import Attendee, CheckIn, Party, Summit
from scheduler.summits.rules.check_in import Press, presences

NO_AREA = "No area"
COMING = frozenset({PartStat.ACCEPTED, PartStat.DELEGATED})


@dataclass(frozen=True, slots=True)
class Asked:
    """One invitation as it stood: its area, its last answer by then, and whether somebody came."""

    key: str
    area: str
    answer: PartStat
    came: bool


def who_comes(asked: Sequence[Asked], summit: Summit, period: Period) -> list[str]:
    """Invited, accepted, apologies, came; and the areas of which nobody had accepted."""
    if not asked:
        return [f"No invitation had been sent by {day_words(period.until_on)}."]
    coming = sum(each.answer in COMING for each in asked)
    words = f"{count_words(len(asked), 'invitation')} had been sent by {day_words(period.until_on)}; {coming} accepted"
    apologies = sum(each.answer is PartStat.DECLINED for each in asked)
    words += f", {apologies} sent apologies"
    if summit.closed_at is not None and summit.closed_at < period.ends_at:
        words += f", {sum(each.came for each in asked)} came"
    missing = sorted({each.area for each in asked} - {each.area for each in asked if each.answer in COMING})
    found = [f"{words}."]
    return [*found, f"Nobody had accepted from: {list_words(missing)}."] if missing else found


def asked_to(summit: Summit, ends_at: datetime) -> list[Asked]:
    """Invitations that had gone out by then, each with the last answer given by then."""
    post = joinedload(Invitation.post)
    query = (
        select(Invitation)
        .where(Invitation.engagement_id == summit.engagement_id, Invitation.created_at < ends_at)
        .where(or_(Invitation.withdrawn_at.is_(None), Invitation.withdrawn_at >= ends_at))
        .options(
            post.joinedload(Post.organisation).joinedload(Organisation.area),
            post.joinedload(Post.body).joinedload(Body.area),
            selectinload(Invitation.replies),
        )
        .order_by(Invitation.id)
    )
    came = _came(summit, ends_at)
    return [
        Asked(f"invitation:{each.id}", _area(each), _answer(each, ends_at), each.id in came)
        for each in db.session.scalars(query)
    ]


def _answer(invitation: Invitation, ends_at: datetime) -> PartStat:
    said = [each.partstat for each in invitation.replies if each.at < ends_at]
    return said[0] if said else PartStat.NEEDS_ACTION


def _area(invitation: Invitation) -> str:
    home = invitation.post.home if invitation.post else None
    return home.area.name if home is not None and home.area is not None else NO_AREA


def _came(summit: Summit, ends_at: datetime) -> set[int]:
    """Invitations of which somebody was noted at the door by then."""
    query = select(CheckIn).where(
        CheckIn.summit_id == summit.id, CheckIn.attendee_id.is_not(None), CheckIn.at < ends_at
    )
    presses = [
        Press(each.id, each.attendee_id or 0, each.kind, each.at, each.room_id) for each in db.session.scalars(query)
    ]
    there = [key for key, each in presences(presses).items() if each.is_there or each.has_left]
    parties = select(Party.invitation_id).join(Attendee, Attendee.party_id == Party.id).where(Attendee.id.in_(there))
    return {number for number in db.session.scalars(parties) if number is not None}


def area_table(summit: Summit, asked: Sequence[Asked], period: Period) -> Table:
    """One row an area, also those of which nobody was asked."""
    by_area: dict[str, list[Asked]] = defaultdict(list)
    for each in asked:
        by_area[each.area].append(each)
    names = list(db.session.scalars(select(Area.name).order_by(Area.position, Area.name))) if asked else []
    order = [*names, *([NO_AREA] if by_area.get(NO_AREA) else [])]
    return Table(
        key=f"summit-{summit.id}-areas",
        title="Invited, accepted and attended by partnership area",
        columns=("Area", "Invited", "Accepted", "Apologies", "No answer", "Attended"),
        period=period.as_of,
        counted=(1, 2, 3, 4, 5),
        tally=1,
        tally_of="invitation",
        note="Accepted counts those who send somebody in their place; no answer, those who might come too.",
        rows=tuple(_area_row(name, by_area[name]) for name in order),
    )


def _area_row(name: str, asked: Sequence[Asked]) -> Row:
    coming = sum(each.answer in COMING for each in asked)
    apologies = sum(each.answer is PartStat.DECLINED for each in asked)
    figures = (len(asked), coming, apologies, len(asked) - coming - apologies, sum(each.came for each in asked))
    return Row((name, *map(str, figures)), tuple(each.key for each in asked))
