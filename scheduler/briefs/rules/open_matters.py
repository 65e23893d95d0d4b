"""Issues and risks that are open with the partner, and undertakings that concern it."""

from scheduler.briefs.rules.facts import Facts, Raised
from scheduler.briefs.rules.lines import Line, Section, capped, gap, shortened
from scheduler.core.wording import day_words
from scheduler.records.rules.vocabulary import NoteKind

WORDS, RISK, SOURCE = 130, 240, 80
MOST_RAISED, MOST_UNDERTAKEN = 5, 3
ORDER = (NoteKind.RISK, NoteKind.ISSUE, NoteKind.FUTURE_WORK)


def issues_section(facts: Facts) -> Section:
    """The engagement's own risk first, then what was raised and not closed: threats, issues, future work."""
    own, gaps = _own_risk(facts)
    listed = sorted(facts.raised, key=lambda each: ORDER.index(each.kind))
    lines = (*own, *capped([_raised(each) for each in listed], MOST_RAISED, "more open matter"))
    return Section("Issues and risks", lines or (Line(words="None is open."),), gaps)


def undertakings_section(facts: Facts) -> Section:
    """What the office has promised in public about this partner."""
    lines = [
        Line(
            words=shortened(each.words, WORDS),
            detail="; ".join(part for part in (shortened(each.source, SOURCE), each.due) if part),
            is_late=each.is_late,
            href=f"/evidence/undertakings/{each.undertaking_id}",
        )
        for each in facts.undertakings
    ]
    return Section("Undertakings", capped(lines, MOST_UNDERTAKEN, "more undertaking"))


def _own_risk(facts: Facts) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    prepared = facts.prepared
    if prepared is None or not prepared.has_risk:
        return (), ()
    if prepared.risk_words:
        return (Line(words=f"Risk of this engagement: {shortened(prepared.risk_words, RISK, 2)}"),), ()
    words = "It is marked as a risk, and why is not written."
    return (gap(words, f"/engagements/{facts.engagement_id}/facts"),), (words,)


def _raised(raised: Raised) -> Line:
    words = f"{raised.kind.capitalize()}: {shortened(raised.words, WORDS)}"
    return Line(words=words, detail=f"raised on {day_words(raised.on)}", href=f"/engagements/{raised.engagement_id}")
