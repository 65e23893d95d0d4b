"""A county for the tests of waves: two councils, a partnership, a trust and a university in three areas."""

from dataclasses import dataclass, field

from scheduler.accounts.models import MailHabits
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import live_invitations, live_links
from scheduler.invitations.rules import Answer, Audience, PartStat, ReplySource, StandIn
from scheduler.invitations.service import record_reply
from scheduler.outbox.models import Notice
from scheduler.stakeholders.models import Area, Organisation, Post
from scheduler.stakeholders.rules import OrganisationKind, RoleKind
from scheduler.summits.models import PlannedWave, Summit
from scheduler.summits.queries.waves import planned_waves
from scheduler.summits.rules.vocabulary import WaveKind
from scheduler.summits.service.waves import Members, WaveDraft, add_wave, send_planned, set_members
from tests import factories
from tests.factories import NOW

STAFF = Actor("staff", "Kit Barrowby", "web")


@dataclass
class County:
    """The summit, and the seats by short names."""

    summit: Summit
    areas: dict[str, Area]
    seats: dict[str, Post] = field(default_factory=dict)

    def plan(self, *names: str, kind: WaveKind = WaveKind.INVITATION, name: str = "", **more: list[int]) -> PlannedWave:
        """An unsent wave for these seats."""
        label = name or f"Wave of {', '.join(names)} after {len(planned_waves(self.summit))}"
        planned = add_wave(self.summit, WaveDraft(kind, label))
        set_members(planned, Members(posts=[self.seats[each].id for each in names], **more))
        db.session.commit()
        return planned

    def send(self, *names: str, **facts: object) -> PlannedWave:
        """A wave for these seats, sent."""
        planned = self.plan(*names, **facts)
        send_planned(planned, sent_by="Kit Barrowby", now=NOW)
        db.session.commit()
        return planned

    def invitation(self, name: str) -> Invitation:
        """The standing one of a seat."""
        live = live_invitations(self.summit.engagement)
        return next(each for each in live if each.post_id == self.seats[name].id)

    def link(self, name: str) -> InvitationLink:
        return next(each for each in live_links(self.invitation(name)) if each.audience is Audience.PRINCIPAL)

    def answer(self, name: str, partstat: PartStat = PartStat.ACCEPTED, stand_in: StandIn | None = None) -> None:
        """What a seat says by its link."""
        answer = Answer(partstat, substitute=stand_in)
        record_reply(self.invitation(name), answer, source=ReplySource.LINK, link=self.link(name), now=NOW)
        db.session.commit()


def county(undo_seconds: int = 0, quota: int | None = None) -> County:
    """An office with the five agencies, their seats, and a summit with two hosts; nobody invited yet."""
    factories.office()
    db.session.get(MailHabits, 1).undo_seconds = undo_seconds
    kind = Principal.kind.type.enum_class
    hosts = [
        factories.principal(name="Orla Fenwick"),
        factories.principal(title="Chief Constable", name="Idris Holloway", kind=kind("chief constable")),
    ]
    summit = factories.summit(quota=quota)
    summit.engagement.principals, summit.engagement.place = hosts, factories.place()
    made = County(summit, {name: factories.area(name=name) for name in ("Local authority", "Health", "Education")})
    _council(made, "melton", "Melton Borough Council")
    _council(made, "harby", "Harby District Council")
    csp = factories.body(name="Harby Community Safety Partnership", area=made.areas["Local authority"])
    made.seats["chair"] = _seat(csp, "Chair", RoleKind.CHAIR, 2, "chair@example.org")
    made.seats["trust"] = _agency(made, "Vale NHS Trust", OrganisationKind.HEALTH, "Health", "trust@example.org")
    made.seats["university"] = _agency(
        made, "Ashby University", OrganisationKind.EDUCATION, "Education", "registrar@example.org"
    )
    db.session.commit()
    set_actor(STAFF)
    return made


def mails(kind: str) -> list[Notice]:
    """Every notice of a kind."""
    return db.session.query(Notice).filter_by(kind=kind).order_by(Notice.id).all()


def _council(made: County, short: str, name: str) -> None:
    council = factories.organisation(name=name, short_name=short.title(), area=made.areas["Local authority"])
    made.seats[short] = _seat(council, "Leader", RoleKind.POLITICAL_HEAD, 1, f"leader.{short}@example.org")
    made.seats[short].pa_name, made.seats[short].pa_email = f"Jo {short.title()}", f"office.{short}@example.org"
    made.seats[f"{short} chief"] = _seat(
        council, "Chief executive", RoleKind.OFFICER_HEAD, 1, f"chief.{short}@example.org"
    )


def _agency(made: County, name: str, kind: OrganisationKind, area: str, address: str) -> Post:
    home = factories.organisation(name=name, kind=kind, area=made.areas[area])
    return _seat(home, "Director of safety", RoleKind.CHIEF_OFFICER, 2, address)


def _seat(home: object, title: str, kind: RoleKind, band: int, address: str) -> Post:
    where = {"organisation": home} if isinstance(home, Organisation) else {"body": home}
    post = factories.post(title=title, role_kind=kind, band=band, email="", **where)
    factories.tenure(post=post, person=factories.person(honorific="Dr", email=address))
    return post
