"""An organisation or body ends and hands over: what is dated at once, what is not on the day itself."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import day_words, list_words
from scheduler.stakeholders.models import Body, Organisation, Post, PostSuccession, Succession, Tenure
from scheduler.stakeholders.queries.records import bodies_covering, sub_bodies
from scheduler.stakeholders.queries.successions import due_successions, heirs_at, homes_named, posts_on, successions_of
from scheduler.stakeholders.rules.drafts import PostDraft
from scheduler.stakeholders.rules.successions import Heir, SuccessionPlan, check_days, check_successors
from scheduler.stakeholders.service.people import set_days, take_post
from scheduler.stakeholders.service.posts import add_post
from scheduler.stakeholders.service.records import Difference, flush, log
from scheduler.stakeholders.service.signals import partner_succeeded, succession_effected

Home = Organisation | Body
DAY = timedelta(days=1)


def succeed(home: Home, plan: SuccessionPlan, *, now: datetime) -> list[Home]:
    """End it the day before and hand its posts over; returns the successors. Raises RuleBroken and changes nothing."""
    successors = check_succession(home, plan.on, plan.successor_ids)
    for post in posts_on(home, plan.on):
        _hand_over(post, plan.heirs.get(post.id), successors, plan.on, now)
    before = home.ended_on
    home.ended_on, home.successor_id = plan.on - DAY, successors[0].id
    db.session.add_all(_succession(home, each, plan.on) for each in successors)
    flush()
    difference = Difference()
    difference.note("ended_on", before, home.ended_on)
    difference.note("successors", None, [each.id for each in successors])
    names = list_words([each.name for each in successors])
    log("succeeded", home, f"{home.name} is succeeded by {names} on {day_words(plan.on)}", difference)
    for successor in successors:
        posts = heirs_at(home, successor)
        partner_succeeded.send(home, successor=successor, on=plan.on, posts=posts)
    take_effect(now)
    return successors


def take_effect(now: datetime) -> None:
    """The day's round: what has no date of its own is handed over on the day."""
    due = due_successions(local_day(now))
    homes = dict.fromkeys(each.organisation or each.body for each in due)
    for home in homes:
        assert home is not None
        _effect(home, now)


def _effect(home: Home, now: datetime) -> None:
    rows = successions_of(home)
    successors = [each.successor_organisation or each.successor_body for each in rows]
    if isinstance(home, Organisation):
        _hand_over_covers(home, [each for each in successors if isinstance(each, Organisation)])
    else:
        _hand_over_place_among_bodies(home, [each for each in successors if isinstance(each, Body)])
    for row in rows:
        row.effected_at = now
    flush()
    for row, successor in zip(rows, successors, strict=True):
        assert successor is not None
        succession_effected.send(home, successor=successor, on=row.from_on, posts=heirs_at(home, successor))


def _hand_over_covers(ended: Organisation, successors: list[Organisation]) -> None:
    """Bodies that go on cover the successors from now on; ended ones keep what they covered."""
    for body in bodies_covering(ended):
        if body.ended_on is not None:
            continue
        difference = Difference()
        covers = [each for each in body.covers if each is not ended]
        covers += [each for each in successors if each not in covers]
        difference.note("covers", sorted(each.id for each in body.covers), sorted(each.id for each in covers))
        body.covers = covers
        flush()
        log("changed", body, f"{body.name} covers {list_words([each.name for each in successors])}", difference)


def _hand_over_place_among_bodies(ended: Body, successors: list[Body]) -> None:
    """The bodies below report to the main successor; a single one covers what the ended one did."""
    for below in sub_bodies(ended):
        if below.ended_on is None and below is not successors[0]:
            below.parent = successors[0]
            flush()
            log("changed", below, f"{below.name} reports to {successors[0].name}")
    if len(successors) == 1:
        missing = [each for each in ended.covers if each not in successors[0].covers and each.ended_on is None]
        successors[0].covers = [*successors[0].covers, *missing]
        flush()
        log("changed", successors[0], f"{successors[0].name} covers what {ended.name} covered")


def check_succession(home: Home, on: date, successor_ids: Sequence[int]) -> list[Home]:
    """The successors, when they may take over on that day. Raises RuleBroken naming the field, `on` or `to`."""
    check_successors(home.id, successor_ids)
    if successions_of(home):
        raise RuleBroken(f"{home.name} has its successor already.", "to")
    check_days(home.name, (home.started_on, home.ended_on), on)
    found = {each.id: each for each in homes_named(home, successor_ids)}
    if len(found) != len(successor_ids):
        raise RuleBroken("One of the successors is not there any more. Choose again.", "to")
    for successor in found.values():
        check_days(successor.name, (None, successor.ended_on), on)
        if successor.started_on is not None and successor.started_on > on:
            begins = day_words(successor.started_on)
            raise RuleBroken(f"{successor.name} begins only on {begins}. Enter that day or a later one.", "on")
    return [found[each] for each in successor_ids]


def _hand_over(post: Post, heir: Heir | None, successors: list[Home], on: date, now: datetime) -> None:
    if post.started_on is not None and post.started_on >= on:
        raise RuleBroken(f"{post.full_title} begins only on {day_words(post.started_on)}. Correct that first.")
    taking = _heir_post(post, heir, successors, on, now) if heir else None
    _end_tenures(post, on, taking if heir is not None and heir.takes_holder else None)
    difference = Difference()
    difference.note("ended_on", post.ended_on, on - DAY)
    post.ended_on = on - DAY
    if taking is not None:
        db.session.add(PostSuccession(post=post, successor=taking, from_on=on))
    flush()
    to = f", taken over by {taking.full_title}" if taking else ""
    log("ended", post, f"{post.full_title} ends on {day_words(on - DAY)}{to}", difference)


def _heir_post(post: Post, heir: Heir, successors: list[Home], on: date, now: datetime) -> Post:
    if heir.post_id is not None:
        found = db.session.get(Post, heir.post_id)
        if found is None or found.home not in successors:
            raise RuleBroken(f"Choose again who takes over {post.full_title}.")
        return found
    home = next((each for each in successors if each.id == heir.new_at), None)
    if home is None:
        raise RuleBroken(f"Choose again who takes over {post.full_title}.")
    draft = PostDraft(
        title=post.title,
        role_kind=post.role_kind,
        band=post.band,
        email=post.email if heir.takes_holder else "",
        pa_name=post.pa_name if heir.takes_holder else "",
        pa_email=post.pa_email if heir.takes_holder else "",
        telephone=post.telephone if heir.takes_holder else "",
        started_on=on,
    )
    return add_post(home, draft, now=now)


def _end_tenures(post: Post, on: date, taking: Post | None) -> None:
    query = select(Tenure).where(Tenure.post_id == post.id).order_by(Tenure.from_on, Tenure.id)
    for tenure in db.session.scalars(query).all():
        if tenure.until_on is not None and tenure.until_on < on:
            continue
        if tenure.from_on >= on:
            name = tenure.person.full_name
            raise RuleBroken(f"{name} is to take {post.full_title} on {day_words(tenure.from_on)}. Correct that first.")
        set_days(tenure, from_on=tenure.from_on, until_on=on - DAY)
        if taking is not None:
            take_post(taking, tenure.person, from_on=on)


def _succession(home: Home, successor: Home, on: date) -> Succession:
    if isinstance(home, Organisation):
        return Succession(organisation_id=home.id, successor_organisation_id=successor.id, from_on=on)
    return Succession(body_id=home.id, successor_body_id=successor.id, from_on=on)
