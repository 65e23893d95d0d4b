"""The joint strategy: written, released, commented on by agencies, signed by each in its own way."""

from datetime import date, datetime

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.invitations.queries.locks import lock_row
from scheduler.summits.models import Agency, AgencyLink, SignOff, StrategyComment, StrategyVersion, Summit
from scheduler.summits.queries import agencies_of
from scheduler.summits.queries.agency_links import contact_of
from scheduler.summits.queries.outcomes import own_comments, released_version, sign_off_of, versions_of
from scheduler.summits.rules.outcomes import (
    DECIDED,
    STATE_WORDS,
    STRATEGY_LENGTH,
    SignOffDraft,
    checked_sign_off,
    line,
    text,
)
from scheduler.summits.rules.vocabulary import SignOffState
from scheduler.summits.service.agency_links import open_agency_link
from scheduler.summits.service.assessments import post_to

STRATEGY = "summit_strategy"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDraft:
    """What the office writes."""

    title: str
    text: str
    is_final: bool = False
    comments_due_on: date | None = None


def write_version(summit: Summit, draft: VersionDraft) -> StrategyVersion:
    """Into the unreleased version; a new one when the last is released. Raises RuleBroken."""
    lock_row(summit.engagement)
    title, words = line(draft.title, "title"), text(draft.text, "text", STRATEGY_LENGTH)
    if not title:
        raise RuleBroken("Enter a title.", "title")
    if not words:
        raise RuleBroken("Write or paste the strategy.", "text")
    versions = versions_of(summit)
    version = versions[0] if versions and versions[0].released_at is None else None
    if version is None:
        version = StrategyVersion(summit_id=summit.id, number=versions[0].number + 1 if versions else 1)
        db.session.add(version)
    version.title, version.text = title, words
    version.is_final, version.comments_due_on = draft.is_final, None if draft.is_final else draft.comments_due_on
    db.session.flush()
    _note(summit, f"Wrote version {version.number} of the joint strategy")
    return version


def release_version(summit: Summit, version: StrategyVersion, *, now: datetime) -> int:
    """From now on its words stay; each agency is asked to comment, or to sign. How many mails. Raises RuleBroken."""
    lock_row(summit.engagement)
    db.session.refresh(version, ["released_at"])
    if version.released_at is not None:
        return 0
    if not version.is_final and (version.comments_due_on is None or version.comments_due_on <= local_day(now)):
        raise RuleBroken("Enter until which day, still to come, you take comments.", "comments_due_on")
    version.released_at = now
    mails = 0
    for agency in agencies_of(summit):
        mails += _ask(agency, version, now)
    db.session.flush()
    what = "for signature" if version.is_final else "for comment"
    _note(summit, f"Released version {version.number} of the joint strategy {what}: {count_words(mails, 'mail')}")
    return mails


def _ask(agency: Agency, version: StrategyVersion, now: datetime) -> int:
    sign_off = sign_off_of(agency) or SignOff(agency_id=agency.id, state=SignOffState.NOT_ASKED, updated_at=now)
    db.session.add(sign_off)
    if sign_off.state is SignOffState.NOT_ASKED:
        sign_off.state, sign_off.updated_at = SignOffState.ASKED, now
    contact = contact_of(agency)
    if contact is None:
        return 0
    link = open_agency_link(agency, contact.name, contact.address)
    post_to(link, STRATEGY, str(version.id), {"version_id": version.id}, now=now)
    return 1


def comment(link: AgencyLink, section: str, words: str, *, now: datetime) -> StrategyComment | None:
    """What an agency says of the released draft; the same again is nothing. Raises RuleBroken."""
    version = released_version(link.agency.summit)
    if version is None or version.is_final:
        raise RuleBroken("Comments can no longer be given. What you typed is not saved; telephone the office.")
    said, where = text(words, "words"), line(section, "section")
    if not said:
        raise RuleBroken("Write your comment.", "words")
    if any((each.words, each.section) == (said, where) for each in own_comments(link.agency, version)):
        return None
    made = StrategyComment(
        version_id=version.id, agency_id=link.agency_id, by_name=link.name, at=now, section=where, words=said
    )
    db.session.add(made)
    db.session.flush()
    _note(link.agency.summit, f"{link.agency.name} commented on version {version.number} of the joint strategy")
    return made


def answer_comment(summit: Summit, found: StrategyComment, words: str) -> None:
    """What the office made of it; the agency reads it on its page. Raises RuleBroken."""
    said = text(words, "answer")
    if said != found.answer:
        found.answer = said
        _note(summit, f"Answered a comment of {found.agency.name}")
        db.session.flush()


def record_sign_off(agency: Agency, draft: SignOffDraft, *, by: str, now: datetime) -> SignOff:
    """Where an agency stands, by its link or as the office heard it. A decision needs a final version; RuleBroken."""
    lock_row(agency.summit.engagement, shared=True)
    checked = checked_sign_off(draft, local_day(now))
    final = released_version(agency.summit)
    if checked.state in DECIDED and (final is None or not final.is_final):
        raise RuleBroken("There is no final version yet, so nothing can be signed.", "state")
    sign_off = sign_off_of(agency) or SignOff(agency_id=agency.id, updated_at=now)
    db.session.add(sign_off)
    before = _facts(sign_off)
    sign_off.state, sign_off.approval, sign_off.meets_on = checked.state, checked.approval, checked.meets_on
    sign_off.decided_on, sign_off.reservation = checked.decided_on, checked.reservation
    sign_off.signed_by = checked.signed_by
    sign_off.version_id = final.id if final is not None and checked.state in DECIDED else None
    db.session.flush()
    if _facts(sign_off) != before:
        sign_off.updated_at = now
        _note(agency.summit, f"{agency.name}: {STATE_WORDS[checked.state].lower()} (told by {by})")
        db.session.flush()
    return sign_off


def _facts(sign_off: SignOff) -> tuple[object, ...]:
    names = ("state", "approval", "meets_on", "decided_on", "reservation", "signed_by", "version_id")
    return tuple(getattr(sign_off, name) for name in names)


def _note(summit: Summit, words: str) -> None:
    record("summit.strategy", "engagement", summit.engagement_id, words)
