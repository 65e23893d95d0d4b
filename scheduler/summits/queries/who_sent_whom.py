"""Who sent whom, over every engagement: the role that was invited, and the substitute who came, by organisation."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, Reply
from scheduler.invitations.queries import standing_reply
from scheduler.invitations.rules import AUTHORITY_WORDS, BAND_WORDS, PartStat
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.rules.search import fold, search_words
from scheduler.summits.queries.waves import HomeKey, key_of_agency

HEADINGS = (
    "Organisation",
    "Date",
    "Engagement",
    "Invited",
    "Their band",
    "Substitute",
    "Role",
    "Band",
    "Can commit the organisation",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One substitution that stands."""

    invitation_id: int
    on: date | None
    engagement: str
    invited: str
    invited_band: int
    name: str
    role: str
    band: int
    can_commit: str

    @property
    def bands_below(self) -> int:
        """How far below the invitee; 0 when as senior or more so."""
        return max(0, self.band - self.invited_band)

    @property
    def day(self) -> str:
        """“21 October 2026”, or that there was none."""
        return day_words(self.on) if self.on else "no date"


@dataclass(frozen=True, slots=True)
class Sender:
    """One organisation: how it has answered so far, and whom it sent, the latest first."""

    name: str
    invited: int
    came: int
    sent: Sequence[Sent]

    @property
    def words(self) -> str:
        """“invited 7 times: twice the invitee said yes, 4 times somebody else was sent, 2 of them two bands …”."""
        far = sum(each.bands_below > 1 for each in self.sent)
        own = f"{_times(self.came)} the invitee said yes"
        others = f"{_times(len(self.sent))} somebody else was sent"
        below = f", {far} of them two bands or more below" if far else ""
        return f"invited {_times(self.invited)}: {own}, {others}{below}"


def who_sent_whom(text: str = "") -> list[Sender]:
    """Organisations that have ever sent somebody else, by name; `text` narrows by their names. Three queries."""
    by_home: dict[HomeKey, list[Sent]] = defaultdict(list)
    names: dict[HomeKey, str] = {}
    for invitation in _delegated():
        post, reply = invitation.post, standing_reply(invitation)
        if post is None or reply is None or reply.substitution is None:
            continue
        key = key_of_agency(post.organisation_id, post.body_id)
        names[key] = post.home.name
        by_home[key].append(_sent(invitation, post, reply))
    counts = _counts()
    wanted = search_words(text)
    return [
        Sender(name, sum(counts[key].values()), counts[key][PartStat.ACCEPTED], _latest_first(by_home[key]))
        for key, name in sorted(names.items(), key=lambda item: item[1])
        if all(word in fold(name) for word in wanted)
    ]


def export_rows(senders: Sequence[Sender]) -> list[list[str]]:
    """One row a substitution."""
    return [
        [
            sender.name,
            each.on.isoformat() if each.on else "",
            each.engagement,
            each.invited,
            BAND_WORDS[each.invited_band],
            each.name,
            each.role,
            BAND_WORDS[each.band],
            each.can_commit,
        ]
        for sender in senders
        for each in sender.sent
    ]


def _delegated() -> list[Invitation]:
    query = (
        select(Invitation)
        .where(Invitation.partstat == PartStat.DELEGATED, Invitation.withdrawn_at.is_(None))
        .options(
            joinedload(Invitation.engagement),
            joinedload(Invitation.post).options(joinedload(Post.organisation), joinedload(Post.body)),
            selectinload(Invitation.replies).joinedload(Reply.substitution),
        )
        .order_by(Invitation.id)
    )
    return list(db.session.scalars(query))


def _counts() -> dict[HomeKey, Counter[PartStat]]:
    """Answers of every home that was ever invited."""
    query = (
        select(Post.organisation_id, Post.body_id, Invitation.partstat, func.count())
        .join(Invitation, Invitation.post_id == Post.id)
        .where(Invitation.withdrawn_at.is_(None))
        .group_by(Post.organisation_id, Post.body_id, Invitation.partstat)
    )
    counts: dict[HomeKey, Counter[PartStat]] = defaultdict(Counter)
    for organisation_id, body_id, partstat, number in db.session.execute(query):
        counts[key_of_agency(organisation_id, body_id)][partstat] += number
    return counts


def _sent(invitation: Invitation, post: Post, reply: Reply) -> Sent:
    stand_in = reply.substitution
    assert stand_in is not None
    return Sent(
        invitation.id,
        _day(invitation.engagement),
        invitation.engagement.title,
        post.title,
        post.band,
        stand_in.name,
        stand_in.role,
        stand_in.band,
        AUTHORITY_WORDS[stand_in.authority],
    )


def _latest_first(sent: Sequence[Sent]) -> list[Sent]:
    return sorted(sent, key=lambda each: (each.on or date.min, each.invitation_id), reverse=True)


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _day(engagement: Engagement) -> date | None:
    return engagement.starts_on or (local_day(engagement.starts_at) if engagement.starts_at else None)
