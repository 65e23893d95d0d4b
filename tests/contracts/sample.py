"""A small office in which every kind of thing exists once, so that every address can be filled in."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from werkzeug.routing import Rule

from scheduler.actions.rules import ActionDraft, Owner
from scheduler.actions.service import action_token, add_action
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import Detail, EngagementStatus, SeriesUnit
from scheduler.engagements.service import add_absence
from scheduler.engagements.service.series import Planned, SeriesDraft, repeat_engagement
from scheduler.feeds.rules import Scope
from scheduler.feeds.service import FeedDraft, create_feed
from scheduler.forward_plan.models import PlanRelease
from scheduler.forward_plan.queries.releases import latest_release
from scheduler.forward_plan.service.releases import ReleaseDraft, release_plan
from scheduler.ical.event import Timed
from scheduler.inbox.models import AddressAlias, InboundAnswer
from scheduler.inbox.rules.vocabulary import Doubt, MailDoor, MailKind, MailState, Outcome
from scheduler.inbox.service.receiving import receive
from scheduler.invitations.models import CounterProposal, DateOffer, Invitation
from scheduler.invitations.queries.chasers import candidates
from scheduler.invitations.queries.invitees import Recipient
from scheduler.invitations.rules import Answerer, Audience, Choice, ReplySource
from scheduler.invitations.rules.dates import Chosen, Suggestion
from scheduler.invitations.service.another_time import propose
from scheduler.invitations.service.chasing_by_hand import chase_now
from scheduler.invitations.service.dates.choosing import record_choices
from scheduler.invitations.service.dates.links import date_token_of
from scheduler.invitations.service.dates.offering import Asked, OfferedTime, offer_dates, usual_deadline
from scheduler.invitations.service.inviting import invite
from scheduler.invitations.service.links import open_links, token_of
from scheduler.invitations.service.reminder_stops import stop_path
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.stakeholders.models import ImportRun, Post
from scheduler.stakeholders.service.moves import move_home
from tests import factories
from tests.contracts.sample_api import load_api
from tests.contracts.sample_briefs import load_strands
from tests.contracts.sample_incoming import load_incoming
from tests.contracts.sample_keeping import load_keeping
from tests.contracts.sample_public import load_public
from tests.contracts.sample_records import load_records
from tests.contracts.sample_report import load_report
from tests.contracts.sample_representation import load_representation
from tests.contracts.sample_summit import load_summit
from tests.contracts.sample_undertakings import load_undertakings
from tests.forward_plan import plans, promises

UNKNOWN_TOKEN = "a" * 32
CHOICE = re.compile(r"<any\(['\"]?([\w-]+)[^>]*>")
OF_A_SUMMIT = ("/a/<token>/details", "/a/<token>/place", "/a/<token>/programme", "/a/<token>/feedback")
PLACEHOLDER = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Sample:
    """What each placeholder in an address stands for."""

    values: dict[str, object]
    answer_token: str
    feed_token: str
    dates_token: str
    stop_token: str
    substitute_token: str
    summit_token: str
    agency_token: str
    action_token: str
    report_back_token: str

    def path(self, rule: str, *, with_token: bool = True) -> str:
        """The address of a rule; without token it carries one that nobody was given."""
        by_place = {"feeds": self.feed_token, "d": self.dates_token, "u": self.stop_token, "s": self.agency_token}
        by_place |= {"t": self.action_token, "r": self.report_back_token}
        token = by_place.get(rule.split("/")[1], self.answer_token)
        token = self.substitute_token if rule.endswith("/in-place") else token
        token = self.summit_token if rule.startswith(OF_A_SUMMIT) else token
        values = self.values | {"token": token if with_token else UNKNOWN_TOKEN}
        path = PLACEHOLDER.sub(lambda found: str(values[found[1]]), CHOICE.sub(r"\1", rule))
        return f"{path}?post={values['other_post_id']}" if re.search(r"/invite/(review|preview)", path) else path


def load_sample() -> Sample:
    """Write the office and commit."""
    now = utc_now()
    factories.office()
    tenure = factories.tenure(post=factories.post(pa_email="pa@example.org", pa_name="Kit Barrowby"))
    other_post, area, place = factories.post(), factories.area(), factories.place()
    run = ImportRun(at=now, by_label="Robin Ferncastle", rows=0, created=0, updated=0)
    db.session.add(run)
    body, group, principal = factories.body(), factories.post_group(), factories.principal()
    engagement = _soon(2, posts=[tenure.post], principals=[principal], title="Visit to Melton")
    _soon(0, hours=1, title="Board", principals=[principal])
    a_week_later = Planned(*[local_day(now) + timedelta(days=9)] * 2)
    repeat_engagement(engagement, SeriesDraft(unit=SeriesUnit.WEEK, every=1, later=[a_week_later]), now=now)
    past = _soon(-3, title="Forgotten visit")
    links = invite(engagement, [tenure.post], now=now).invited[0].links
    db.session.flush()
    notice = db.session.query(Notice).order_by(Notice.id).first()
    assert notice is not None
    notice.state, notice.last_error, notice.batch = NoticeState.FAILED, "550 no such mailbox", "b" * 32
    links[-1].undeliverable_at, links[-1].undeliverable_reason = now, "no such mailbox"
    chase_now(candidates(now, engagement), now=now)
    chaser = db.session.query(Notice).filter_by(kind="chaser").order_by(Notice.id.desc()).limit(1).one()
    feed, feed_token = create_feed(FeedDraft(name="Whole office", scope=Scope.OFFICE, detail=Detail.FULL), now=now)
    absence = add_absence(principal, local_day(now), local_day(now), "leave")
    entry, town = factories.layer_entry(), factories.town()
    factories.town()
    commitment = promises.made(promises.rule(group=group, principals=[principal]), now)[0]
    plan = plans.half_a_year(now)
    offer = _dates_on_offer(tenure.post, principal)
    counter = _another_time(links[0].invitation)
    letter, alias = _letter(tenure.post)
    named = Recipient(Audience.SUBSTITUTE, "Ife Adeyemi", "ife@example.org")
    (substitute,) = open_links(links[0].invitation, [named], now=now)
    agreed = add_action(
        engagement, ActionDraft(words="Share figures", owner=Owner.read(f"principal:{principal.id}")), now=now
    )
    of_evidence = load_strands(engagement) | load_undertakings(engagement, body) | load_public(other_post)
    of_evidence |= load_api(now) | load_incoming(body, now)
    of_evidence |= load_records(engagement, principal) | load_keeping()
    of_seats = load_representation(body, principal)
    of_evidence |= load_report(tenure.post, principal)
    of_summit = load_summit(tenure.post, other_post)
    user = factories.staff_user()
    session = factories.staff_session(user=user, token=f"of user {user.id}")
    home = tenure.post.home
    move_home(home, factories.place(name="New seat"), from_on=local_day(now) + timedelta(days=90), now=now)
    release = _released(now)
    db.session.commit()
    values = {
        "version": release.number,
        "engagement_id": engagement.id,
        "past_id": past.id,
        "undated_id": offer.engagement_id,
        "offer_id": offer.id,
        "slot_id": offer.slots[0].id,
        "asked_id": offer.partners[0].id,
        "suggestion_id": offer.partners[0].suggestions[0].id,
        "date_link_id": offer.partners[0].links[0].id,
        "organisation_id": tenure.post.organisation_id,
        "home_id": home.id,
        "move_id": home.moves[-1].id,
        "post_id": tenure.post_id,
        "person_id": tenure.person_id,
        "tenure_id": tenure.id,
        "body_id": body.id,
        "group_id": group.id,
        "principal_id": principal.id,
        "absence_id": absence.id,
        "layer_id": entry.layer_id,
        "entry_id": entry.id,
        "town_id": town.id,
        "template": "school-year",
        "commitment_id": commitment.id,
        "proposal_id": plan.id,
        "placement_id": plan.placements[0].id,
        "rule_id": commitment.rule_id,
        "pledge_id": commitment.rule.pledge_id,
        "counter_id": counter.id,
        "proposed_id": counter.times[0].id,
        "invitation_id": links[0].invitation_id,
        "link_id": links[0].id,
        "notice_id": notice.id,
        "mail_id": letter.mail_id,
        "answer_id": letter.id,
        "alias_id": alias.id,
        "batch": "b" * 32,
        "feed_id": feed.id,
        "user_id": user.id,
        "session_id": session.id,
        "number": 0,
        "other_post_id": other_post.id,
        "area_id": area.id,
        "place_id": place.id,
        "run_id": run.id,
        "filename": "manifest.json",
        "name": "nothing-caught",
        **of_summit.values,
        **of_seats.values,
        **of_evidence,
        "action_id": agreed.id,
    }
    dates_token = date_token_of(offer.partners[0].links[0])
    stop_token, substitute_token = stop_path(chaser).removeprefix("/u/"), token_of(substitute)
    tokens = (
        feed_token,
        dates_token,
        stop_token,
        substitute_token,
        of_summit.link_token,
        of_summit.agency_token,
        action_token(agreed),
        of_seats.token,
    )
    return Sample(values, token_of(links[0]), *tokens)


def _released(now: datetime) -> PlanRelease:
    today, before = local_day(now), latest_release()
    last = before.number if before else 0
    return release_plan(ReleaseDraft(from_on=today, until_on=today + timedelta(days=365), after=last), now=now)


def _dates_on_offer(post: Post, principal: Principal) -> DateOffer:
    """A visit without a day, two dates for it, and a third that the partner offered; another partner is silent."""
    now = utc_now()
    undated = {"starts_at": None, "ends_at": None, "status": EngagementStatus.TO_ARRANGE}
    silent = factories.post()
    visit = factories.engagement(title="Visit to arrange", posts=[post, silent], principals=[principal], **undated)
    starts = [now.replace(minute=0, second=0, microsecond=0) + timedelta(days=days) for days in (20, 21, 22)]
    times = [Timed(at, at + timedelta(hours=1)) for at in starts]
    asked = [Asked(post), Asked(silent)]
    offer = offer_dates(
        visit, [OfferedTime(each) for each in times[:2]], asked, answer_by_at=usual_deadline(now), now=now
    )
    said = Chosen(dict.fromkeys([slot.id for slot in offer.slots], Choice.NO), suggestions=(Suggestion(times[2]),))
    record_choices(offer.partners[0], said, source=ReplySource.TELEPHONE, now=now)
    offer.partners[0].links[0].told_at = now
    return offer


def _another_time(invitation: Invitation) -> CounterProposal:
    """What an invitee proposed instead of the time planned."""
    now = utc_now()
    starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=9)
    when = Timed(starts_at, starts_at + timedelta(hours=1))
    told = {"source": ReplySource.TELEPHONE, "answered_by": Answerer.OFFICE}
    return propose(invitation, [when], **told, recorded_by="Robin Ferncastle", now=now)


def _letter(post: Post) -> tuple[InboundAnswer, AddressAlias]:
    """What somebody wrote, and another address of theirs."""
    now = utc_now()
    mail = receive(f"From: kit@example.org\n\nPost {post.id} might come.".encode(), MailDoor.PIPE, now=now)
    mail.state, mail.kind, mail.sender, mail.subject = MailState.TRIAGE, MailKind.LETTER, "kit@example.org", "Perhaps"
    letter = InboundAnswer(mail=mail, position=0, outcome=Outcome.TRIAGE, doubt=Doubt.LETTER, words="We might come.")
    alias = AddressAlias(address_key="kit@example.com", post=post, remembered_at=now)
    db.session.add_all([letter, alias])
    return letter, alias


def rules_of(app: Flask) -> list[tuple[str, Rule]]:
    """Every method and rule of the application; HEAD and OPTIONS come with GET. Those that sign out stand last."""
    return sorted(
        (
            (method, rule)
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        ),
        key=lambda each: (each[1].rule.startswith(("/sign-in", "/reset")), each[1].rule, each[0]),
    )


def _soon(days: int, *, hours: int = 0, **changes: object) -> object:
    starts_at = utc_now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days, hours=hours)
    return factories.engagement(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **changes)
