"""The sample office's pledges: what was promised some months ago, and what the sample diary has made of it."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.demo.sample_diary import (
    BOARD,
    BOTH,
    CHIEF_EXECUTIVE,
    COMMISSIONER,
    PARTNERSHIPS,
    PRINCIPALS,
)
from scheduler.engagements.models import Principal
from scheduler.forward_plan.models import Commitment, Pledge
from scheduler.forward_plan.rules.lineage import PartnerKey
from scheduler.forward_plan.rules.pledges import GROUP, PledgeDraft, RuleDraft
from scheduler.forward_plan.rules.vocabulary import IntervalUnit, Ours
from scheduler.forward_plan.service.coverage import note_coverage
from scheduler.forward_plan.service.pledges import add_pledge, add_rule
from scheduler.stakeholders.models import Body, Post, PostGroup
from scheduler.stakeholders.rules import RoleKind

FIRST_CHAIRS_WITHIN = timedelta(days=120)
A_WEEK_AGO = timedelta(days=8)
DAYS_SINCE_NEWCOMER = timedelta(days=5)
WEEKS = IntervalUnit.WEEKS
ALL_LEADERS, EVERY_CHAIR = "All Leaders and the City Mayor", "Every CSP chair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A rule: a group or body by name, who of ours, how often at best and at the longest."""

    partner: str
    ours: tuple[str, ...]
    often: tuple[int, int]
    unit: IntervalUnit = IntervalUnit.MONTHS
    any_of: bool = False
    invited: bool = False
    boards_only: bool = False
    has_first_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A pledge and its rules; all were said to the Panel."""

    title: str
    reference: str
    words: str
    rules: tuple[Promise, ...]
    days_ago: int = 75


EITHER = (COMMISSIONER, CHIEF_EXECUTIVE)

PLEDGES = (
    Promised(
        title="Meet every council",
        reference="paragraph 4",
        words="The Commissioner meets all Leaders, their chief executives and the City Mayor regularly, together with "
        "the Chief Constable.",
        rules=(Promise(partner=ALL_LEADERS, ours=BOTH, often=(6, 9)),),
        days_ago=240,
    ),
    Promised(
        title="Meet every CSP chair",
        reference="paragraph 4",
        words="The Commissioner meets the Chair of every Community Safety Partnership face to face.",
        rules=(Promise(partner=EVERY_CHAIR, ours=(COMMISSIONER,), often=(12, 15), has_first_day=True),),
        days_ago=100,
    ),
    Promised(
        title="Attend CSP meetings when invited",
        reference="paragraph 4",
        words="The Commissioner or the Chief Executive attends, subject to invitations being received.",
        rules=(Promise(partner=EVERY_CHAIR, ours=EITHER, often=(3, 4), any_of=True, invited=True, boards_only=True),),
    ),
    Promised(
        title="Take part in the county’s boards",
        reference="paragraph 11",
        words="The office takes its seat on the boards that steer the work of the partnerships.",
        rules=(
            Promise(partner="Chief Executives' Forum", ours=(CHIEF_EXECUTIVE,), often=(1, 2)),
            Promise(partner="Strategic Partnership Board", ours=EITHER, often=(3, 4)),
            Promise(partner="Strategic Partnership Board Executive", ours=(CHIEF_EXECUTIVE,), often=(6, 8), unit=WEEKS),
            Promise(partner="Safer Communities Strategy Board", ours=EITHER, often=(3, 5), any_of=True),
        ),
    ),
    Promised(
        title="Have a voice in planning",
        reference="paragraph 6",
        words="The office is heard early when new places are planned.",
        rules=(
            Promise(
                partner="Housing, Planning and Infrastructure Group", ours=(PARTNERSHIPS,), often=(2, 3), invited=True
            ),
            Promise(partner="Lubbesthorpe Strategic Board", ours=(PARTNERSHIPS,), often=(3, 4)),
        ),
    ),
    Promised(
        title="Account to the Panel and hold the Force to account",
        reference="paragraph 2",
        words="The Commissioner reports to the Panel, and the governance board looks at the Force’s performance.",
        rules=(
            Promise(partner="Police and Crime Panel", ours=EITHER, often=(2, 3)),
            Promise(partner="Corporate Governance Board", ours=(COMMISSIONER,), often=(8, 10), unit=WEEKS),
        ),
    ),
)


def load_pledges(now: datetime) -> None:
    """After partners, principals and engagements; also notes where everybody stood a week ago. Does not commit."""
    titles = {each.title: each.id for each in db.session.scalars(select(Principal))}
    ours = {key: titles[title] for key, (title, _, _) in PRINCIPALS.items()}
    partners = _partners()
    for promised in PLEDGES:
        from_on = local_day(now) - timedelta(days=promised.days_ago)
        pledge = add_pledge(
            PledgeDraft(
                title=promised.title,
                source="Police and Crime Panel",
                source_on=from_on,
                source_reference=promised.reference,
                words=promised.words,
            ),
            now=now - A_WEEK_AGO,
        )
        for promise in promised.rules:
            _add(pledge, promise, partners[promise.partner], ours, from_on, now)
    _let_one_join(local_day(now))
    note_coverage(now=now)


def _add(
    pledge: Pledge, promise: Promise, partner: PartnerKey, ours: dict[str, int], from_on: date, now: datetime
) -> None:
    ideal, longest = promise.often
    draft = RuleDraft(
        partner=partner,
        principal_ids=tuple(ours[key] for key in promise.ours),
        from_on=from_on,
        ideal_interval=ideal,
        longest_interval=longest,
        interval_unit=promise.unit,
        ours=Ours.ANY_OF if promise.any_of else Ours.ALL_OF,
        kinds=(BOARD.value,) if promise.boards_only else (),
        first_by_on=from_on + FIRST_CHAIRS_WITHIN if promise.has_first_day else None,
        is_by_invitation=promise.invited,
        minutes=120 if partner[0] == "body" or promise.boards_only else 60,
    )
    add_rule(pledge, draft, now=now - A_WEEK_AGO)


def _let_one_join(today: date) -> None:
    """One chair's post is only days old in the sample, so its partnership has just joined by itself."""
    newest = select(Post.body_id).where(Post.role_kind == RoleKind.CHAIR).order_by(Post.created_at.desc()).limit(1)
    for commitment in db.session.scalars(
        select(Commitment).where(Commitment.body_id == newest.scalar_subquery()).order_by(Commitment.id).limit(1)
    ):
        commitment.is_new, commitment.joined_on = True, today - DAYS_SINCE_NEWCOMER


def _partners() -> dict[str, PartnerKey]:
    """Groups and bodies by name."""
    found: dict[str, PartnerKey] = {each.name: (GROUP, each.id) for each in db.session.scalars(select(PostGroup))}
    return found | {each.name: ("body", each.id) for each in db.session.scalars(select(Body))}
