"""People and the posts they hold."""

from datetime import date, timedelta

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import day_words
from scheduler.stakeholders.models import Person, Post, Tenure
from scheduler.stakeholders.rules.days import check_order, overlap
from scheduler.stakeholders.rules.drafts import PersonDraft
from scheduler.stakeholders.rules.search import search_key
from scheduler.stakeholders.service.records import Difference, check_version, fill, flush, log
from scheduler.stakeholders.service.signals import posts_refilled


def add_person(draft: PersonDraft) -> Person:
    """A new person, even when another has the same name. Raises RuleBroken."""
    person = Person()
    difference = fill(person, draft)
    person.search_key = person_key(person)
    db.session.add(person)
    flush()
    log("added", person, f"Added {person.full_name}", difference)
    return person


def change_person(person: Person, draft: PersonDraft, *, version: int) -> Person:
    """Bring them to the draft. Raises RuleBroken, or VersionConflict when somebody was quicker."""
    check_version(person, version)
    difference = fill(person, draft)
    if difference.after:
        person.search_key = person_key(person)
        flush()
        log("changed", person, f"Changed {person.full_name}", difference)
    return person


def person_key(person: Person) -> str:
    """What the search box looks in."""
    return search_key(person.honorific, person.name, person.honours)


def appoint(post: Post, person: Person, *, from_on: date) -> Tenure:
    """The person holds the post from a day; whoever holds it then leaves the day before. Raises RuleBroken."""
    tenure = take_post(post, person, from_on=from_on)
    posts_refilled.send([post])
    return tenure


def take_post(post: Post, person: Person, *, from_on: date) -> Tenure:
    """As `appoint`, for a change of many posts at once: the features above are told of all of them together."""
    before = _open_tenure_before(post, from_on)
    if before is not None:
        set_days(before, from_on=before.from_on, until_on=from_on - timedelta(days=1))
    _check_free(post, (from_on, None), None)
    tenure = Tenure(post=post, person=person, from_on=from_on)
    db.session.add(tenure)
    flush()
    _log_tenure("filled", tenure, f"{person.full_name} is {post.full_title} from {day_words(from_on)}", Difference())
    return tenure


def end_tenure(tenure: Tenure, *, until_on: date) -> None:
    """The role holder ended: the post is vacant from the day after. Raises RuleBroken."""
    change_tenure(tenure, from_on=tenure.from_on, until_on=until_on, version=tenure.version)


def change_tenure(tenure: Tenure, *, from_on: date, until_on: date | None, version: int) -> None:
    """Correct when somebody held a post. Raises RuleBroken when that runs into somebody else, or VersionConflict."""
    check_version(tenure, version)
    if set_days(tenure, from_on=from_on, until_on=until_on):
        posts_refilled.send([tenure.post])


def set_days(tenure: Tenure, *, from_on: date, until_on: date | None) -> bool:
    """Other days for a tenure; tells nobody but the log. Raises RuleBroken when that runs into somebody else."""
    check_order(from_on, until_on, "until_on")
    _check_free(tenure.post, (from_on, until_on), tenure)
    difference = Difference()
    difference.note("from_on", tenure.from_on, from_on)
    difference.note("until_on", tenure.until_on, until_on)
    if not difference.after:
        return False
    tenure.from_on, tenure.until_on = from_on, until_on
    flush()
    ending = f"until {day_words(until_on)}" if until_on else "with no end"
    summary = f"{tenure.person.full_name} is {tenure.post.full_title} from {day_words(from_on)} {ending}"
    _log_tenure("holder changed", tenure, summary, difference)
    return True


def _log_tenure(verb: str, tenure: Tenure, summary: str, difference: Difference) -> None:
    difference.note("person_id", None, tenure.person_id)
    log(verb, tenure.post, summary, difference)


def _open_tenure_before(post: Post, day: date) -> Tenure | None:
    query = select(Tenure).where(Tenure.post_id == post.id, Tenure.from_on < day, Tenure.until_on.is_(None))
    return db.session.scalars(query.order_by(Tenure.from_on.desc())).first()


def _check_free(post: Post, span: tuple[date, date | None], own: Tenure | None) -> None:
    for other in db.session.scalars(select(Tenure).where(Tenure.post_id == post.id).order_by(Tenure.from_on)):
        if other is not own and overlap(span, (other.from_on, other.until_on)):
            since = day_words(other.from_on)
            raise RuleBroken(f"{other.person.full_name} holds this post from {since}. Change the date.", "from_on")
