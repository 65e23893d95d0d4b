"""The four mails about an agency's assessment, rendered late: asked, received, reminded, shared."""

from collections.abc import Callable
from typing import Any

from scheduler.accounts.queries import the_office
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.core.mail_templates import render_mail
from scheduler.core.wording import day_words
from scheduler.engagements.rules import EngagementStatus
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer
from scheduler.summits.models import AgencyLink, AssessmentFile
from scheduler.summits.queries.agency_links import agency_link_by_id
from scheduler.summits.queries.assessments import request_of, shared_files, standing_of, template_of
from scheduler.summits.rules.assessments import SECURE_ROUTE, reminder_words, size_words
from scheduler.summits.service.agency_links import agency_url
from scheduler.summits.service.assessments import ASK, RECEIPT, REMINDER, SHARED
from scheduler.uploads.rules import ALLOWED_WORDS

Facts = dict[str, Any]
KILOBYTE = 1000
_OFF = {EngagementStatus.CANCELLED, EngagementStatus.DECLINED}


def register_assessment_renderers() -> None:
    """Give the outbox its four kinds."""
    register_renderer(ASK, _writer("ask", _ask))
    register_renderer(RECEIPT, _writer("receipt", _receipt))
    register_renderer(REMINDER, _writer("reminder", _reminder))
    register_renderer(SHARED, _writer("shared", _shared))


def _writer(name: str, facts_of: Callable[[Notice, AgencyLink], Facts | None]) -> Callable[[Notice], Mail | None]:
    """A renderer; overtaken when the link has ended, the summit is off, or `facts_of` says so."""

    def write(notice: Notice) -> Mail | None:
        link = agency_link_by_id(notice.payload["link_id"])
        if link is None or link.revoked_at is not None or link.agency.summit.engagement.status in _OFF:
            return None
        facts = facts_of(notice, link)
        if facts is None:
            return None
        whole = _shared_facts(notice, link) | facts
        text, html = (render_mail(f"summits/email/assessment_{name}.{part}", **whole) for part in ("txt", "html"))
        return Mail(whole["subject"], text, html)

    return write


def _shared_facts(notice: Notice, link: AgencyLink) -> Facts:
    office, engagement = the_office(), link.agency.summit.engagement
    return {
        "name": notice.recipient_name,
        "agency": link.agency.name,
        "summit": engagement.title,
        "link": agency_url(link),
        "office_name": office.name,
        "office_telephone": office.telephone,
    }


def _ask(_notice: Notice, link: AgencyLink) -> Facts | None:
    request = request_of(link.agency)
    if request is None or request.files or not request.is_needed:
        return None
    template = template_of(link.agency.summit)
    return {
        "subject": f"{link.agency.name}: your assessment for the {link.agency.summit.engagement.title}",
        "due": day_words(request.due_on, weekday=True),
        "questions": template.words if template else "",
        "has_template": bool(template and template.upload),
        "secure_route": (template.secure_route if template else "") or SECURE_ROUTE,
        "allowed": ALLOWED_WORDS,
    }


def _reminder(_notice: Notice, link: AgencyLink) -> Facts | None:
    request = request_of(link.agency)
    if request is None or not standing_of(request).is_open:
        return None
    expected_on = standing_of(request).expected_on
    said = reminder_words(expected_on, local_day(utc_now()))
    return {"subject": f"{link.agency.name}: your assessment {said}", "said": said}


def _receipt(notice: Notice, link: AgencyLink) -> Facts | None:
    file = db.session.get(AssessmentFile, notice.payload["file_id"])
    if file is None:
        return None
    upload = file.upload
    return {
        "subject": f"We have the assessment of {link.agency.name}",
        "file_name": upload.file_name,
        "version": file.number,
        "received_at": upload.uploaded_at,
        "size": size_words(upload.size) + (f" ({upload.size:,} bytes)" if upload.size >= KILOBYTE else ""),
        "sha256": upload.sha256,
        "is_late": file.is_late,
    }


def _shared(_notice: Notice, link: AgencyLink) -> Facts | None:
    shared = shared_files(link.agency.summit)
    if not shared:
        return None
    return {
        "subject": f"The assessments for the {link.agency.summit.engagement.title} can be read",
        "shared": [(file.request.agency.name, file.upload.file_name) for file in shared],
    }
