"""The map draws every visit, hides none behind a label, and asks nothing of the network."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.records.rules.vocabulary import Initiator
from scheduler.reports.rules.map_drawing import HEIGHT, LETTER, LINE, WIDTH, Visit, map_words, visits_map

SVG = "{http://www.w3.org/2000/svg}"
LEICESTERSHIRE = {
    "Leicester": (52.64, -1.13),
    "Oakham": (52.67, -0.73),
    "Melton Mowbray": (52.77, -0.89),
    "Coalville": (52.72, -1.37),
    "Hinckley": (52.54, -1.37),
    "Loughborough": (52.77, -1.21),
    "Market Harborough": (52.48, -0.92),
    "Wigston": (52.58, -1.1),
    "Oadby": (52.6, -1.08),
    "Narborough": (52.57, -1.2),
    "Glenfield": (52.65, -1.2),
    "Enderby": (52.59, -1.21),
}
COUNTY = [Visit(name, *where, list(Initiator)[len(name) % 5]) for name, where in LEICESTERSHIRE.items()]


def labels(svg: str) -> dict[str, tuple[float, float, float, float]]:
    """Boxes of the names on the map, without its legend and its north."""
    boxes = {}
    for text in ET.fromstring(svg).iter(f"{SVG}text"):  # noqa: S314  # our own
        x, bottom = float(text.get("x", 0)), float(text.get("y", 0)) + 4
        if bottom <= HEIGHT and text.text != "N" and not (text.text or "").endswith(" km"):
            boxes[text.text or ""] = (x, bottom - LINE, x + len(text.text or "") * LETTER, bottom)
    return boxes


def test_no_name_of_the_county_covers_another_or_leaves_the_picture() -> None:
    boxes = labels(visits_map(COUNTY, "Visits"))
    assert boxes.keys() == LEICESTERSHIRE.keys()
    for name, one in boxes.items():
        assert one[0] >= 0
        assert one[2] <= WIDTH
        for other_name, other in boxes.items():
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert name == other_name or apart, f"{name} covers {other_name}"


@given(
    st.lists(
        st.builds(
            Visit,
            st.sampled_from(["A", "B & C", "<D>", 'E"']),
            st.floats(50, 58).map(lambda each: round(each, 4)),
            st.floats(-5, 1).map(lambda each: round(each, 4)),
            st.sampled_from([None, *Initiator]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_any_visits_give_a_picture_that_can_be_read_and_counts_them_all(visits: list[Visit]) -> None:
    svg = visits_map(visits, "Visits")
    root = ET.fromstring(svg)  # noqa: S314  # our own
    counted = [int(found[1]) for text in root.iter(f"{SVG}text") if (found := re.search(r": (\d+)$", text.text or ""))]
    assert sum(counted) == len(visits)
    assert visits_map(list(reversed(visits)), "Visits") == svg
    assert f"{len(visits)} visit" in map_words(visits)


def test_a_place_that_was_visited_often_keeps_its_name_beside_its_mark() -> None:
    often = [Visit("Melton", 52.77, -0.89, Initiator.PLEDGE)] * 40
    svg = visits_map([*often, Visit("Oakham", 52.67, -0.73, Initiator.PLEDGE)], "Visits")
    (corners, *_) = (each.get("points", "") for each in ET.fromstring(svg).iter(f"{SVG}polygon"))  # noqa: S314  # our own
    middle = float(corners.partition(",")[0])
    left, _, right, _ = labels(svg)["Melton (40)"]
    assert min(abs(left - middle), abs(right - middle)) < 2 * LINE


def test_the_scale_is_true() -> None:
    svg = visits_map([Visit("South", 52.0, -1.0, None), Visit("North", 53.0, -1.0, None)], "Visits")
    ys = [float(each.get("cy", 0)) for each in ET.fromstring(svg).iter(f"{SVG}circle")][:2]  # noqa: S314  # our own
    starts, ends, length = re.search(r"M(\d+) \d+v5H([\d.]+)v-5.*?>(\d+) km<", svg).groups()
    by_km = (float(ends) - float(starts)) / float(length)
    assert abs(ys[0] - ys[1]) / by_km == pytest.approx(111.2, rel=0.02)


@pytest.mark.parametrize("outside", ["href", "url(", "<image", "<script", "style="])
def test_it_needs_nothing_from_outside_and_no_style_that_the_page_forbids(outside: str) -> None:
    assert outside not in visits_map(COUNTY, "Visits")
