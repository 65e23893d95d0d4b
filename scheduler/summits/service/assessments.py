"""The homework: agencies are asked for their assessment, promise it, have none; it is considered and shared."""

from collections.abc import Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Any

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_text
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice
from scheduler.summits.models import Agency, AgencyLink, AssessmentRequest, Summit, SummitTemplate
from scheduler.summits.queries.agency_links import contact_of
from scheduler.summits.queries.assessments import request_of, template_of
from scheduler.summits.queries.summits import agencies_of
from scheduler.summits.service.agency_links import open_agency_link
from scheduler.uploads.service import KeptFile, add_upload, remove_upload

ASK, RECEIPT, REMINDER, SHARED = "assessment_ask", "assessment_receipt", "assessment_reminder", "assessments_shared"


@dataclass(slots=True)
class Asking:
    """What came of asking several agencies: those that are written to, and those for whom we have no address."""

    asked: list[Agency] = field(default_factory=list)
    without_address: list[Agency] = field(default_factory=list)


def note(agency: Agency, action: str, words: str, details: dict[str, Any] | None = None) -> None:
    """In the audit log, beside everything else about the summit."""
    record(f"summit.{action}", "engagement", agency.summit.engagement_id, f"{agency.name}: {words}", details=details)


def post_to(link: AgencyLink, kind: str, key: str, payload: dict[str, Any], *, now: datetime) -> Notice:
    """One mail to one who acts for an agency; the same key is the same mail."""
    draft = NoticeDraft(
        kind=kind,
        recipient_name=link.name,
        recipient_address=link.address,
        subject_type="engagement",
        subject_id=link.agency.summit.engagement_id,
        dedupe_key=f"{kind}:{link.id}:{link.generation}:{key}",
        payload={"link_id": link.id, **payload},
    )
    return post_notice(draft, now=now)


def set_template(
    summit: Summit, words: str, secure_route: str, kept: KeptFile | None, *, by: str, now: datetime
) -> SummitTemplate:
    """What the assessments should answer; a new file takes the place of the one before."""
    found = template_of(summit) or SummitTemplate(summit_id=summit.id)
    found.words, found.secure_route = clean_text(words), clean_text(secure_route)
    db.session.add(found)
    if kept is not None:
        before, found.upload = found.upload, add_upload(kept, by=by, now=now)
        db.session.flush()
        if before is not None:
            remove_upload(before)
    record("summit.template", "engagement", summit.engagement_id, "Set what the assessments should answer")
    db.session.flush()
    return found


def drop_template_file(summit: Summit) -> None:
    """Ask in words only."""
    found = template_of(summit)
    if found is None or found.upload is None:
        return
    before, found.upload = found.upload, None
    db.session.flush()
    remove_upload(before)
    record("summit.template", "engagement", summit.engagement_id, "Took away the template of the assessments")


def ask_agencies(summit: Summit, agencies: Sequence[Agency], due_on: date, *, now: datetime) -> Asking:
    """Ask each for its assessment, by mail to its contact; who was asked for this day already hears nothing anew.

    Raises RuleBroken for a day that is over, and when the summit is off.
    """
    require_on(summit.engagement)
    if due_on < local_day(now):
        raise RuleBroken("That day is over. Give them a day that is still to come.", "due_on")
    result = Asking()
    for agency in agencies:
        _ask(agency, due_on, result, now)
    if result.asked:
        words = f"Asked {count_words(len(result.asked), 'agency', 'agencies')} for an assessment by {day_words(due_on)}"
        record("summit.assessments_asked", "engagement", summit.engagement_id, words)
    db.session.flush()
    return result


def _ask(agency: Agency, due_on: date, result: Asking, now: datetime) -> None:
    contact = contact_of(agency)
    if contact is None:
        result.without_address.append(agency)
        return
    request = request_of(agency)
    if request is None:
        request = AssessmentRequest(agency=agency, due_on=due_on)
        db.session.add(request)
    before = {
        "asked_at": request.asked_at.isoformat() if request.asked_at else None,
        "due_on": request.due_on.isoformat(),
    }
    if request.asked_at is None or request.due_on != due_on:
        request.asked_at, request.due_on, request.is_needed = now, due_on, True
    db.session.flush()
    link = open_agency_link(agency, contact.name, contact.address)
    post_to(link, ASK, f"{due_on}:{request.asked_at}", {"request_id": request.id, "before": before}, now=now)
    result.asked.append(agency)


def ensure_request(agency: Agency, *, now: datetime) -> AssessmentRequest:
    """The request, made silently when the office records something for an agency that was never asked."""
    found = request_of(agency)
    if found is None:
        found = AssessmentRequest(agency=agency, due_on=agency.summit.assessments_due_on or local_day(now))
        db.session.add(found)
        db.session.flush()
    return found


def promise(request: AssessmentRequest, for_on: date, *, now: datetime) -> None:
    """They send it by that day; reminders wait until then. Raises RuleBroken for a day that is over."""
    if for_on < local_day(now):
        raise RuleBroken("That day is over. Enter a day that is still to come.", "for_on")
    if request.promised_for_on == for_on and request.is_needed:
        return
    request.promised_at, request.promised_for_on, request.is_needed = now, for_on, True
    note(request.agency, "assessment_promised", f"promised its assessment for {day_words(for_on)}")
    db.session.flush()


def say_none(request: AssessmentRequest) -> None:
    """They have nothing to bring, and are left out of the count. Raises RuleBroken once there is a file."""
    if request.files:
        raise RuleBroken("There is an assessment already. Send a new version instead if it has changed.")
    if request.is_needed:
        request.is_needed = False
        note(request.agency, "assessment_none", "has no assessment to bring")
        db.session.flush()


def want_after_all(request: AssessmentRequest) -> None:
    """They have something to bring after all."""
    if not request.is_needed:
        request.is_needed = True
        note(request.agency, "assessment_wanted", "an assessment is wanted after all")
        db.session.flush()


def consider(request: AssessmentRequest, how: str, *, now: datetime) -> None:
    """Note how it was considered; empty words take the tick away again. Raises RuleBroken without a file."""
    cleaned = clean_text(how)
    if cleaned and not request.files:
        raise RuleBroken("Nothing was received from them yet, so nothing can have been considered.", "how")
    if cleaned == request.considered_how:
        return
    request.considered_how, request.considered_at = cleaned, now if cleaned else None
    note(request.agency, "assessment_considered", "noted how its assessment was considered")
    db.session.flush()


def share(summit: Summit, requests: Sequence[AssessmentRequest], *, now: datetime) -> int:
    """Let every agency read these; whoever is written to is told what is new. Says how many became shared."""
    require_on(summit.engagement)
    fresh = [each for each in requests if each.shared_at is None and each.files]
    for request in fresh:
        request.shared_at = now
        note(request.agency, "assessment_shared", "its assessment is shared with every agency")
    db.session.flush()
    if fresh:
        _tell_of_shared(summit, [request.id for request in fresh], now)
    return len(fresh)


def unshare(request: AssessmentRequest) -> None:
    """Nobody else may read it any more; what was saved before stays where it is."""
    if request.shared_at is not None:
        request.shared_at = None
        note(request.agency, "assessment_unshared", "its assessment is not shared any more")
        db.session.flush()


def _tell_of_shared(summit: Summit, request_ids: list[int], now: datetime) -> None:
    for agency in agencies_of(summit):
        contact = contact_of(agency)
        if contact is not None:
            link = open_agency_link(agency, contact.name, contact.address)
            post_to(link, SHARED, now.isoformat(), {"request_ids": request_ids}, now=now)


def require_on(engagement: Engagement) -> None:
    """Raises RuleBroken when the summit is called off."""
    if engagement.status in {EngagementStatus.CANCELLED, EngagementStatus.DECLINED}:
        raise RuleBroken("The summit was cancelled, so nobody is written to about it.")
