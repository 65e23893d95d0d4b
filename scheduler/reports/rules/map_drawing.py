"""Draws where the visits were as an SVG that needs nothing from outside: no tiles, no fonts, no outline.

Every mark has the shape and the colour of how the visit came about; labels stand where they cover nothing.
"""

from collections.abc import Iterable, Sequence
from html import escape
from math import cos, fsum, radians

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.records.rules.vocabulary import INITIATOR_WORDS, Initiator

WIDTH, HEIGHT, MARGIN = 640, 430, 44
LEGEND_LINE, LETTER, LINE, MARK = 20, 6.9, 15, 7
NOT_SAID = "Not recorded"
INK, GRID = "#0b0c0c", "#b1b4b6"
KM_BY_DEGREE, ROUND_KM = 111.2, (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
Box = tuple[float, float, float, float]
FURNITURE: tuple[Box, ...] = ((0, HEIGHT - 34, 240, HEIGHT), (WIDTH - 46, 8, WIDTH, 64))
"""Where the scale and the north stand."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit at a place whose coordinates are known (WGS 84 degrees)."""

    place: str
    latitude: float
    longitude: float
    initiated: Initiator | None


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place on the picture with what happened there."""

    name: str
    x: float
    y: float
    visits: tuple[Visit, ...]

    @property
    def ways(self) -> list[Initiator | None]:
        """A mark for each of them."""
        return list(dict.fromkeys(visit.initiated for visit in self.visits))

    @property
    def label(self) -> str:
        return self.name if len(self.visits) == 1 else f"{self.name} ({len(self.visits)})"


SHAPES: dict[Initiator | None, tuple[str, str]] = {
    Initiator.OURS: ("circle", "#1d70b8"),
    Initiator.PARTNER: ("square", "#00703c"),
    Initiator.PLEDGE: ("diamond", "#4c2c92"),
    Initiator.PANEL: ("triangle", "#d4351c"),
    Initiator.PUBLIC: ("cross", "#594d00"),
    None: ("ring", INK),
}


def visits_map(visits: Sequence[Visit], title: str) -> str:
    """The picture; the same visits give the same bytes."""
    spots = _spots(visits)
    used = [each for each in SHAPES if any(visit.initiated is each for visit in visits)]
    height = HEIGHT + LEGEND_LINE * len(used) + 14
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            f'role="img" font-family="Arial, Helvetica, Liberation Sans, sans-serif" font-size="13">'
        ),
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" fill="#f3f6f7" stroke="{GRID}"/>',
        f'<path d="M{WIDTH - 26} 44V16m-6 9 6-9 6 9" fill="none" stroke="{INK}" stroke-width="1.5"/>',
        f'<text x="{WIDTH - 26}" y="58" text-anchor="middle" fill="{INK}">N</text>',
        *_marks(spots),
        *_labels(spots),
        *_legend(used, visits),
        *_scale_bar(_per_degree(visits)),
        "</svg>",
    ]
    return "".join(parts)


def map_words(visits: Sequence[Visit]) -> str:
    """What the picture shows, for whoever does not see it."""
    spots = _spots(visits)
    places = ", ".join(f"{each.name} {len(each.visits)}" for each in spots)
    ways = ", ".join(
        f"{_way(each)}: {sum(visit.initiated is each for visit in visits)}"
        for each in SHAPES
        if any(visit.initiated is each for visit in visits)
    )
    return (
        f"Map of {count_words(len(visits), 'visit')} at {count_words(len(spots), 'place')}, north at the top. "
        f"Visits by place: {places}. How they came about: {ways}."
    )


def _way(initiated: Initiator | None) -> str:
    return INITIATOR_WORDS[initiated] if initiated else NOT_SAID


def _spots(visits: Sequence[Visit]) -> list[_Spot]:
    """Places by name, put into the frame: a degree of longitude is as wide as it is at that latitude."""
    found: dict[tuple[str, float, float], list[Visit]] = {}
    for visit in sorted(visits, key=_order):
        found.setdefault((visit.place, visit.latitude, visit.longitude), []).append(visit)
    flat = _flat(found, visits)
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    span_x, span_y = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    scale = _fitting(span_x, span_y)
    off_x, off_y = (WIDTH - span_x * scale) / 2, (HEIGHT - span_y * scale) / 2
    return [
        _Spot(name, round(off_x + (x - left) * scale, 1), round(off_y + (y - top) * scale, 1), tuple(there))
        for ((name, _, _), there), (x, y) in zip(found.items(), flat, strict=True)
    ]


def _flat(places: Iterable[tuple[str, float, float]], visits: Sequence[Visit]) -> list[tuple[float, float]]:
    """In degrees of latitude, down and to the right."""
    middle = radians(fsum(each.latitude for each in visits) / len(visits))
    return [(longitude * cos(middle), -latitude) for _, latitude, longitude in places]


def _per_degree(visits: Sequence[Visit]) -> float:
    """Pixels by degree of latitude."""
    flat = _flat([(each.place, each.latitude, each.longitude) for each in sorted(visits, key=_order)], visits)
    across, down = [x for x, _ in flat], [y for _, y in flat]
    return _fitting(max(across) - min(across), max(down) - min(down))


def _fitting(span_x: float, span_y: float) -> float:
    """Pixels by degree of latitude, so that everything is inside; one place alone is not blown up."""
    least = 0.1
    return min((WIDTH - 2 * MARGIN - 60) / max(span_x, least), (HEIGHT - 2 * MARGIN) / max(span_y, least))


def _scale_bar(per_degree: float) -> list[str]:
    """The longest round number of kilometres that takes no more than a quarter of the picture."""
    per_km = per_degree / KM_BY_DEGREE
    length = max((each for each in ROUND_KM if each * per_km <= WIDTH / 4), default=ROUND_KM[0])
    x, y, end = 14, HEIGHT - 12, 14 + length * per_km
    return [
        f'<path d="M{x} {y - 5}v5H{end:.1f}v-5" fill="none" stroke="{INK}" stroke-width="1.5"/>',
        f'<text x="{end + 6:.1f}" y="{y}" fill="{INK}">{length} km</text>',
    ]


def _order(visit: Visit) -> tuple[str, float, float, str]:
    return visit.place, visit.latitude, visit.longitude, visit.initiated or ""


def _marks(spots: Iterable[_Spot]) -> list[str]:
    """One mark for each way in which visits at a place came about, side by side."""
    drawn = []
    for spot in spots:
        first = spot.x - (len(spot.ways) - 1) * MARK
        drawn += [_mark(way, first + number * 2 * MARK, spot.y) for number, way in enumerate(spot.ways)]
    return drawn


def _mark(way: Initiator | None, x: float, y: float) -> str:
    shape, colour = SHAPES[way]
    r = MARK - 1
    if shape in {"circle", "ring"}:
        fill = colour if shape == "circle" else "#ffffff"
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{fill}" stroke="{colour}" stroke-width="2"/>'
    if shape == "cross":
        path = f"M{x - r:.1f} {y - r:.1f}l{2 * r} {2 * r}m0 {-2 * r}l{-2 * r} {2 * r}"
        return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="3"/>'
    corners = {
        "square": [(-r, -r), (r, -r), (r, r), (-r, r)],
        "diamond": [(0, -r - 1), (r + 1, 0), (0, r + 1), (-r - 1, 0)],
        "triangle": [(0, -r - 1), (r + 1, r), (-r - 1, r)],
    }[shape]
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon points="{points}" fill="{colour}"/>'


def _labels(spots: Sequence[_Spot]) -> list[str]:
    """Each beside its mark where it covers no mark and no other label; moved further off with a line when it must."""
    taken = [*FURNITURE, *(_box_of_marks(each) for each in spots)]
    drawn = []
    for spot in spots:
        box, is_far = _room_for(spot, taken)
        taken.append(box)
        if is_far:
            end_x, end_y = (box[0] + box[2]) / 2, box[1] if box[1] > spot.y else box[3]
            drawn.append(
                f'<path d="M{spot.x:.1f} {spot.y:.1f}L{end_x:.1f} {end_y:.1f}" stroke="{INK}" stroke-width=".7"/>'
            )
        drawn.append(f'<text x="{box[0]:.1f}" y="{box[3] - 4:.1f}" fill="{INK}">{escape(spot.label)}</text>')
    return drawn


def _box_of_marks(spot: _Spot) -> Box:
    wide = MARK * len(spot.ways)
    return spot.x - wide, spot.y - MARK, spot.x + wide, spot.y + MARK


def _room_for(spot: _Spot, taken: Sequence[Box]) -> tuple[Box, bool]:
    """The first free box around the mark; the last one tried when nothing is free."""
    wide, box = len(spot.label) * LETTER, (0.0, 0.0, 0.0, 0.0)
    beside = MARK * len(spot.ways) + 4
    for ring in range(12):
        off = ring * LINE
        corners = (
            (spot.x + beside, spot.y - LINE / 2 - off),
            (spot.x - beside - wide, spot.y - LINE / 2 - off),
            (spot.x + beside, spot.y - LINE / 2 + off),
            (spot.x - beside - wide, spot.y - LINE / 2 + off),
            (spot.x - wide / 2, spot.y - MARK - LINE - 1 - off),
            (spot.x - wide / 2, spot.y + MARK + 1 + off),
        )
        for x, y in corners:
            box = (x, y, x + wide, y + LINE)
            if _is_inside(box) and not any(_overlap(box, other) for other in taken):
                return box, ring > 0
    return box, True


def _is_inside(box: Box) -> bool:
    return box[0] >= 4 and box[1] >= 4 and box[2] <= WIDTH - 4 and box[3] <= HEIGHT - 4


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _legend(used: Sequence[Initiator | None], visits: Sequence[Visit]) -> list[str]:
    drawn = []
    for number, way in enumerate(used):
        y = HEIGHT + 16 + number * LEGEND_LINE
        count = sum(visit.initiated is way for visit in visits)
        drawn.append(_mark(way, 16, y))
        drawn.append(f'<text x="32" y="{y + 5}" fill="{INK}">{escape(_way(way))}: {count}</text>')
    return drawn
