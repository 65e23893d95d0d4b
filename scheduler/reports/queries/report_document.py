"""A report as it reads now: what the records say under each heading, with what was written."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from scheduler.accounts.models import Office
from scheduler.core.db import db
from scheduler.core.wording import day_words
from scheduler.reports.models import PanelReport
from scheduler.reports.queries.reports import meeting_day
from scheduler.reports.queries.sections.background import background_blocks
from scheduler.reports.queries.sections.boards import board_blocks, seats_in
from scheduler.reports.queries.sections.follow_up import follow_up_blocks, plan_words, priority_blocks, risk_words
from scheduler.reports.queries.sections.ground import Ground, Period, ground_of
from scheduler.reports.queries.sections.partners import (
    COUNCILS,
    CSPS,
    by_invitation,
    chairs_met,
    others,
    partner_blocks,
)
from scheduler.reports.queries.sections.strands import strand_blocks
from scheduler.reports.queries.sections.summit import summit_blocks
from scheduler.reports.queries.sections.undertakings import undertaking_blocks
from scheduler.reports.queries.sections.visits import visit_blocks
from scheduler.reports.rules.document import Block, Document, Paragraph
from scheduler.reports.rules.skeleton import IMPLICATIONS, Written, assembled
from scheduler.strands.queries.priorities import PriorityRow, by_priority

NO_BODY = "meeting"


def document_of(report: PanelReport, *, made_on: date) -> Document:
    """All of it; a fixed number of statements, however much there is."""
    period = Period(report.from_on, report.until_on, report.with_names, report.body_id)
    gathered = {**_gathered(ground_of(period)), **_framing(report)}
    written = [Written(each.key, each.words, each.heading, each.is_left_out) for each in report.narratives]
    return Document(
        title=report.title,
        facts=_facts(report),
        from_on=report.from_on,
        until_on=report.until_on,
        made_on=made_on,
        with_names=report.with_names,
        sections=assembled(gathered, written),
    )


def _gathered(ground: Ground) -> Mapping[str, Sequence[Block]]:
    """By section of the skeleton."""
    period, seats = ground.period, seats_in(ground.period)
    served = by_priority(period.from_on, period.until_on)
    our_bodies = frozenset(each.body_id for each in seats)
    return {
        "background": background_blocks(ground),
        "local-authorities": partner_blocks(ground, COUNCILS),
        "strands": strand_blocks(ground),
        "csps": [*chairs_met(ground), *by_invitation(ground), *partner_blocks(ground, CSPS)],
        "partners": partner_blocks(ground, others(our_bodies)),
        "boards": board_blocks(ground, seats),
        "summit": summit_blocks(ground),
        "undertakings": undertaking_blocks(ground),
        "visits": visit_blocks(ground),
        "priorities": priority_blocks(served, period),
        "follow-up": follow_up_blocks(ground),
        "implications": _implications(ground, served),
    }


def _implications(ground: Ground, served: Sequence[PriorityRow]) -> list[Block]:
    said = {"implication-risks": risk_words(ground), "implication-plan": plan_words(served)}
    return [Paragraph(words, IMPLICATIONS[key]) for key, words in said.items() if words]


def _framing(report: PanelReport) -> Mapping[str, Sequence[Block]]:
    """What stands until somebody writes it better."""
    to = report.body.name if report.body else NO_BODY
    period = f"from {day_words(report.from_on)} to {day_words(report.until_on)}"
    return {
        "purpose": [Paragraph(f"To present to the {to} an update on the work with partners {period}.")],
        "recommendation": [Paragraph(f"It is recommended that the {to} note the contents of this report.")],
        "contact": [Paragraph(report.contact)] if report.contact else [],
    }


def _facts(report: PanelReport) -> tuple[tuple[str, str], ...]:
    office = db.session.scalar(select(Office.name))
    facts = (
        ("To", report.body.name if report.body else ""),
        ("Report of", office or ""),
        ("Date", day_words(meeting_day(report))),
        ("Subject", report.title),
        ("Author", report.author),
    )
    return tuple((label, words) for label, words in facts if words)
