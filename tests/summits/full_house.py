"""A summit with few places, in the few calls that its tests need."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Answer, Audience, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import invite, record_reply, token_of
from scheduler.stakeholders.models import Organisation
from scheduler.summits.models import Agency, Party, Summit
from scheduler.summits.queries import party_of
from scheduler.summits.rules.places import Allowance, Numbers
from scheduler.summits.rules.vocabulary import TAKES_PLACES, PlaceState
from scheduler.summits.service.capacity import set_numbers
from tests import factories
from tests.factories import NOW

DEPUTY = StandIn("Wilf Larkrise", "Head of community safety", 3, Authority.FULL, "")


@dataclass
class House:
    """The summit and whoever is invited to it, by number."""

    summit: Summit
    invitations: list[Invitation] = field(default_factory=list)

    def invite(self, *organisations: Organisation | None) -> list[Invitation]:
        """A seat at each of these organisations (None: a new one) is invited."""
        posts = []
        for each in organisations:
            post = factories.post(organisation=each or factories.organisation(), email="")
            factories.tenure(post=post, person=factories.person())
            posts.append(post)
        made = invite(self.summit.engagement, posts, now=NOW).invited
        self.invitations += made
        return made

    def guests(self, number: int) -> list[Invitation]:
        """As many invitees, each of an organisation of its own."""
        return self.invite(*[None] * number)

    def answer(self, invitation: Invitation, partstat: PartStat = PartStat.ACCEPTED, *, now: datetime = NOW) -> Party:
        """What the invitee says by link."""
        stand_in = DEPUTY if partstat is PartStat.DELEGATED else None
        answer = Answer(partstat, substitute=stand_in)
        record_reply(invitation, answer, source=ReplySource.LINK, link=self.link(invitation), now=now)
        return self.party(invitation)

    def fill(self, number: int) -> list[Party]:
        """As many new invitees who say that they come."""
        return [self.answer(each) for each in self.guests(number)]

    def party(self, invitation: Invitation) -> Party:
        found = party_of(invitation)
        assert found is not None
        return found

    def link(self, invitation: Invitation) -> InvitationLink:
        return next(each for each in live_links(invitation) if each.audience is Audience.PRINCIPAL)

    def path(self, invitation: Invitation) -> str:
        """Of the page of their place."""
        return f"/a/{token_of(self.link(invitation))}/place"

    def set_places(self, places: int | None, quota: int | None = None, **own: int) -> int:
        return set_numbers(self.summit, Numbers(places, quota, {int(k[1:]): v for k, v in own.items()}), now=NOW)

    def in_state(self, state: PlaceState) -> list[Party]:
        found = select(Party).where(Party.summit_id == self.summit.id, Party.state == state)
        return list(db.session.scalars(found.order_by(Party.waiting_number, Party.id)))

    def check_counters(self) -> None:
        """The counters are the sums of what they count, and no limit is passed."""
        db.session.flush()
        db.session.expire_all()
        taken = (Party.summit_id == self.summit.id) & Party.state.in_(TAKES_PLACES)
        places = self.summit.places
        assert places.taken == (db.session.scalar(select(func.sum(Party.size)).where(taken)) or 0)
        assert places.ceiling == Allowance(places.places, places.taken).ceiling
        for agency in db.session.scalars(select(Agency).where(Agency.summit_id == self.summit.id)):
            of_it = taken & (Party.agency_id == agency.id)
            assert agency.taken == (db.session.scalar(select(func.sum(Party.size)).where(of_it)) or 0)
            assert agency.ceiling == Allowance(agency.quota, agency.taken).ceiling


def house(places: int | None = None, quota: int | None = None, **changes: object) -> House:
    """An office and a summit with so many places, nobody invited yet."""
    factories.office()
    return House(factories.summit(places=places, quota=quota, **changes))
