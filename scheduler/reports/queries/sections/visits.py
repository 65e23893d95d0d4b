"""Visits: when, where, with whom, and how each came about; with a map of the places that we can put on one."""

from collections.abc import Mapping, Sequence

from scheduler.core.wording import count_words, day_words, list_words
from scheduler.engagements.rules import EngagementKind
from scheduler.records.rules.vocabulary import INITIATOR_WORDS, Initiator
from scheduler.reports.queries.sections.ground import Ground, Met, Period
from scheduler.reports.rules.document import Block, Figure, Paragraph, Row, Table
from scheduler.reports.rules.map_drawing import NOT_SAID, Visit, map_words, visits_map

WHY: Mapping[Initiator | None, str] = {
    Initiator.OURS: "at our own request",
    Initiator.PARTNER: "at the partner’s invitation",
    Initiator.PLEDGE: "to fulfil a pledge",
    Initiator.PANEL: "at the Panel’s request",
    Initiator.PUBLIC: "at the request of a member of the public",
    None: "of which nobody noted how it came about",
}


def visit_blocks(ground: Ground) -> list[Block]:
    """Nothing when there was none."""
    visits = [each for each in ground.held if each.engagement.kind is EngagementKind.VISIT]
    if not visits:
        return []
    placed = [visit for each in visits if (visit := _on_map(each)) is not None]
    picture = [_picture(placed, ground.period)] if placed else []
    return [Paragraph(_sentence(visits, len(placed))), _table(visits, ground.period), *picture]


def _initiated(met: Met) -> Initiator | None:
    return met.record.initiated_by if met.record is not None else None


def _sentence(visits: Sequence[Met], placed: int) -> str:
    ways = [_initiated(each) for each in visits]
    said = [f"{ways.count(way)} {words}" for way, words in WHY.items() if way in ways]
    words = f"{count_words(len(visits), 'visit')} took place in the period: {list_words(said)}."
    if placed < len(visits):
        words += f" {placed} of them can be put on the map."
    return words


def _table(visits: Sequence[Met], period: Period) -> Table:
    names = period.with_names
    return Table(
        key="visits",
        title="Visits",
        columns=("Place", "Date", "With", "From us", "How it came about"),
        period=period.words,
        rows=tuple(
            Row(
                (
                    _place(each) or "Not recorded",
                    day_words(each.on),
                    each.theirs(with_names=names) or each.partners or "Not recorded",
                    each.ours(with_names=names),
                    INITIATOR_WORDS[way] if (way := _initiated(each)) else NOT_SAID,
                ),
                (each.key,),
            )
            for each in visits
        ),
    )


def _place(met: Met) -> str:
    place = met.engagement.place
    if place is None:
        return met.partners
    return f"{place.name}, {place.town}" if place.town and place.town not in place.name else place.name


def _on_map(met: Met) -> Visit | None:
    place = met.engagement.place
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return Visit(place.town or place.name, round(place.latitude, 4), round(place.longitude, 4), _initiated(met))


def _picture(placed: Sequence[Visit], period: Period) -> Figure:
    title = f"Where the visits were, {period.words[:1].lower()}{period.words[1:]}"
    return Figure("visits-map", title, map_words(placed), visits_map(placed, title))
