"""What has been prepared: purpose, the way there, what to say, media, papers."""

from collections.abc import Iterator

from scheduler.briefs.rules.facts import Facts, Road
from scheduler.briefs.rules.lines import Line, Section, gap, shortened
from scheduler.core.wording import list_words

PURPOSE, LINES, MEDIA, ARRIVING = 400, 640, 240, 160
MOST_PAPERS = 6


def purpose_section(facts: Facts) -> Section:
    """Why we meet, who asked for it, and what it is part of."""
    if facts.purpose:
        return Section("Purpose", (Line(words=shortened(facts.purpose, PURPOSE, 4)), *_background(facts)))
    missing = "No purpose is written."
    return Section("Purpose", (gap(missing, _edit(facts)), *_background(facts)), (missing,))


def travel_section(facts: Facts) -> Section:
    """When each of ours leaves; where to dial in."""
    missing = [] if facts.is_dated else ["No day is agreed."]
    missing += [] if facts.is_placed else ["The place is not agreed."]
    lines = [gap(words, _edit(facts)) for words in missing]
    if facts.online_url:
        lines.append(Line(words=f"Online: {shortened(facts.online_url, 160)}"))
    lines += [_road(each) for each in facts.roads]
    if facts.arriving:
        lines.append(Line(words=f"On arriving: {shortened(facts.arriving, ARRIVING)}"))
    return Section("Travel", tuple(lines), tuple(missing))


def saying_sections(facts: Facts) -> list[Section]:
    """Lines to take, and what may be said to the media."""
    return [_lines_to_take(facts), _media(facts)]


def papers_section(facts: Facts) -> Section:
    """What lies in the folder."""
    titles = [shortened(title, 80) for title, _ in facts.papers]
    left = len(titles) - MOST_PAPERS
    listed = [*titles[:MOST_PAPERS], *([f"{left} more"] if left > 0 else [])]
    return Section("Papers", (Line(words=list_words(listed)),) if listed else ())


def _background(facts: Facts) -> Iterator[Line]:
    prepared = facts.prepared
    parts = [
        prepared.initiated if prepared else "",
        f"{prepared.portfolio_owner} answers for the subject" if prepared and prepared.portfolio_owner else "",
        f"Part of {list_words(facts.strands)}" if facts.strands else "",
        f"Serves {list_words(facts.priorities)}" if facts.priorities else "",
    ]
    told = [each for each in parts if each]
    if told:
        yield Line(words=shortened(f"{'. '.join(told)}.", 300))


def _road(road: Road) -> Line:
    warnings = "; ".join(road.warnings[:2])
    detail = "; ".join(each for each in (road.takes, warnings) if each)
    if not road.leave:
        return Line(words=f"{road.who}: {road.why}", detail=detail)
    return Line(words=f"{road.who}: leave at {road.leave}", detail=detail, is_late=bool(warnings))


def _lines_to_take(facts: Facts) -> Section:
    text = shortened(facts.prepared.lines_to_take, LINES, 8) if facts.prepared else ""
    if not text:
        missing = "No lines to take are written."
        return Section("Lines to take", (gap(missing, _facts_form(facts)),), (missing,))
    return Section("Lines to take", tuple(Line(words=each) for each in text.split("\n")))


def _media(facts: Facts) -> Section:
    prepared = facts.prepared
    if prepared is None:
        missing = "Whether the media are interested is not noted."
    elif not prepared.has_media_interest:
        return Section("Media", (Line(words="No interest is expected."),))
    elif prepared.media_words:
        return Section("Media", (Line(words=shortened(prepared.media_words, MEDIA, 3)),))
    else:
        missing = "The media are interested, and what may be said is not written."
    return Section("Media", (gap(missing, _facts_form(facts)),), (missing,))


def _edit(facts: Facts) -> str:
    return f"/engagements/{facts.engagement_id}/edit"


def _facts_form(facts: Facts) -> str:
    return f"/engagements/{facts.engagement_id}/facts"
