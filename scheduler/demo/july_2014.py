"""What the Panel heard on 14 July 2014, as records: the public structure is real, the people are invented."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from scheduler.accounts.models import Office
from scheduler.accounts.service.office import OfficeDraft, init_office
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.clock import from_local
from scheduler.core.db import db
from scheduler.demo import sample_names as names
from scheduler.demo.sample_partners import load_local_authorities
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementDraft, EngagementKind, EngagementStatus, PrincipalKind
from scheduler.engagements.service import PrincipalDraft, add_principal, mark_held, plan_engagement
from scheduler.forward_plan.rules.pledges import GROUP, PledgeDraft, RuleDraft
from scheduler.forward_plan.service.pledges import add_pledge, add_rule
from scheduler.ical.event import Timed
from scheduler.stakeholders.models import Organisation, Post, PostGroup
from scheduler.stakeholders.rules import RoleKind
from scheduler.stakeholders.rules.drafts import PersonDraft, PostDraft
from scheduler.stakeholders.service import add_person, add_post, appoint

PANEL = "Police and Crime Panel"
JUNE_PANEL, JULY_PANEL, SEPTEMBER_PANEL = date(2014, 6, 9), date(2014, 7, 14), date(2014, 9, 29)
"""The Panel asked in June, heard the position in July, and wanted to hear of progress in September."""
NOW = datetime(2014, 7, 14, 7, 0, tzinfo=UTC)
PURPOSE = "Share issues, discuss future work, and look at emerging threats and risks."

OURS = (
    ("Commissioner", "Morgan Thornbury", PrincipalKind.COMMISSIONER),
    ("Chief Constable", "Alex Stanhope", PrincipalKind.CHIEF_CONSTABLE),
    ("Chief Executive", "Harriet Quill", PrincipalKind.CHIEF_EXECUTIVE),
    ("Director of Finance", "Wilf Gearing", PrincipalKind.OFFICER),
)
PLANNERS = {"Blaby": "Esme Tolland", "Hinckley and Bosworth": "Rufus Carrow", "Oadby and Wigston": "Nell Haverly"}
MET = {
    "Blaby": (date(2014, 6, 25), time(10)),
    "Hinckley and Bosworth": (date(2014, 7, 1), time(14)),
    "Oadby and Wigston": (date(2014, 7, 3), time(11)),
}
IN_THE_DIARY = {
    "Charnwood": (date(2014, 7, 24), time(10)),
    "North West Leicestershire": (date(2014, 7, 30), time(14)),
    "Rutland": (date(2014, 8, 4), time(11)),
}
REFINING = ("Melton", "Harborough", "Leicester")
"""The days are ours; which council stands in which list was said to the Panel. One council is in none of them."""


def load_july_2014() -> None:
    """What the Panel heard on 14 July 2014, and the council that nobody mentioned; does not commit.

    The chairs' pledge was made at that very meeting, so its clock starts the day after.
    """
    set_actor(Actor("command", "Position of 14 July 2014", "command"))
    if db.session.get(Office, 1) is None:
        init_office(
            OfficeDraft(
                name="Office of the Police and Crime Commissioner",
                email="office@example.org",
                telephone="0116 496 0000",
            )
        )
    load_local_authorities(JUNE_PANEL, _councils_of_2014())
    ours = [add_principal(PrincipalDraft(title=title, name=name, kind=kind)) for title, name, kind in OURS]
    both = tuple(each.id for each in ours[:2])
    councils = {each.short_name: each for each in db.session.scalars(select(Organisation))}
    for short, planner in PLANNERS.items():
        _add_planner(councils[short], planner)
    for short, (day, at) in MET.items():
        visit = _visit(councils[short], both, _times(day, at), EngagementStatus.AGREED)
        assert visit.ends_at is not None
        mark_held(visit, now=visit.ends_at)
    for short, (day, at) in IN_THE_DIARY.items():
        _visit(councils[short], both, _times(day, at), EngagementStatus.AGREED)
    for short in REFINING:
        _visit(councils[short], both, None, EngagementStatus.OFFERING_DATES)
    _pledges(both)


def _councils_of_2014() -> list[names.Council]:
    """The city's officer head had another title then, and one council another seat."""
    return [_as_of_2014(each) for each in names.COUNCILS]


def _as_of_2014(council: names.Council) -> names.Council:
    if council.short == "Leicester":
        return replace(council, officer_title="Chief Executive")
    if council.short == "Oadby and Wigston":
        return replace(council, place="Bushloe House", address="Station Road", town="Wigston")
    return council


def _add_planner(council: Organisation, name: str) -> None:
    post = add_post(council, PostDraft("Head of Planning", RoleKind.OFFICER, 4), now=NOW)
    appoint(post, add_person(PersonDraft(name)), from_on=date(2013, 4, 2))


def _visit(council: Organisation, ours: tuple[int, ...], when: Timed | None, status: EngagementStatus) -> Engagement:
    wanted = {RoleKind.POLITICAL_HEAD, RoleKind.OFFICER_HEAD}
    posts = db.session.scalars(select(Post).where(Post.organisation_id == council.id).order_by(Post.id)).all()
    theirs = [post.id for post in posts if post.role_kind in wanted or post.title == "Head of Planning"]
    draft = EngagementDraft(
        kind=EngagementKind.MEETING if council.short_name == "Leicester" else EngagementKind.VISIT,
        title="Meeting with the City Mayor" if council.short_name == "Leicester" else f"Visit to {council.short_name}",
        principal_ids=ours,
        post_ids=tuple(theirs),
        when=when,
        status=status,
        purpose=PURPOSE,
    )
    return plan_engagement(draft, now=from_local(date(2014, 6, 16), time(9)))


def _times(day: date, at: time) -> Timed:
    return Timed(from_local(day, at), from_local(day, at.replace(hour=at.hour + 1, minute=30)))


def _pledges(both: tuple[int, ...]) -> None:
    groups = {each.name: each.id for each in db.session.scalars(select(PostGroup))}
    councils = add_pledge(
        PledgeDraft(
            title="Meet every council",
            source=PANEL,
            source_on=JULY_PANEL,
            source_reference="Agenda item 4",
            words="The Commissioner and the Chief Constable meet the Leader and the chief executive of each council, "
            "to see how to work together more effectively.",
        ),
        now=NOW,
    )
    heads = (GROUP, groups["All Leaders and the City Mayor"])
    every_six_months = RuleDraft(
        partner=heads,
        principal_ids=both,
        from_on=JUNE_PANEL,
        ideal_interval=6,
        longest_interval=9,
        first_by_on=SEPTEMBER_PANEL,
    )
    add_rule(councils, every_six_months, now=NOW)
    chairs = add_pledge(
        PledgeDraft(
            title="Meet the Chair of every Community Safety Partnership",
            source=PANEL,
            source_on=JULY_PANEL,
            source_reference="Agenda item 4",
            words="The Commissioner meets every Chair, to explain the position and to ask for help. The summer "
            "holidays make it harder.",
        ),
        now=NOW,
    )
    rule = RuleDraft(
        partner=(GROUP, groups["Every CSP chair"]),
        principal_ids=both[:1],
        from_on=date(2014, 7, 15),
        ideal_interval=12,
        longest_interval=15,
        first_by_on=date(2014, 11, 14),
    )
    add_rule(chairs, rule, now=NOW)
