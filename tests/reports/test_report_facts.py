"""The report for 29 September 2014 states every fact that the records hold, as that day could, and nothing else."""

import random
from datetime import date, timedelta

import pytest

from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Postponement
from scheduler.engagements.rules import OVER, EngagementKind, EngagementStatus, Handling
from scheduler.reports.models import PanelReport
from scheduler.reports.queries.report_document import document_of
from scheduler.reports.queries.report_records import records_of
from scheduler.reports.rules.document import Document, Paragraph, Table, canonical, frozen
from tests import factories
from tests.queries import count_queries
from tests.reports.position import (
    CANARY,
    ENTERED,
    FROM,
    UNTIL,
    Position,
    at,
    engagement,
    figures_of,
    load_position,
    posts_of,
    september_report,
)


@pytest.fixture
def position(session) -> Position:
    return load_position()


@pytest.fixture
def report(position: Position) -> PanelReport:
    return september_report(position)


def made(report: PanelReport) -> Document:
    db.session.expire_all()
    return document_of(report, made_on=UNTIL)


def sentences(document: Document, key: str) -> list[str]:
    (section,) = (each for each in document.sections if each.key == key)
    return [each.words for each in section.blocks if isinstance(each, Paragraph)]


def cells(document: Document, key: str) -> list[tuple[str, ...]]:
    table = document.tables.get(key)
    return [row.cells for row in table.rows] if table else []


def test_the_skeleton_stands_in_the_panel_s_order(report: PanelReport) -> None:
    assert [each.heading for each in made(report).sections] == [
        "Purpose of report",
        "Recommendation",
        "Background",
        "Local authority relationships",
        "Planning matters and other strands of work",
        "Community safety partnerships",
        "Boards and representation",
        "Summit",
        "Undertakings",
        "Visits",
        "Priorities of the Police and Crime Plan",
        "What was raised and what follows",
        "Implications",
        "Person to contact",
    ]


def test_promises_are_told_with_who_made_them_where(report: PanelReport) -> None:
    assert cells(made(report), "promises")[1] == (
        "Meet every partnership’s chair",
        "Every chair",
        "Commissioner or Chief Executive",
        "Every 6 months, 9 at most, subject to invitation",
        "Police and Crime Panel, 14 July 2014, paragraph 4",
    )


def test_councils_are_met_in_the_diary_or_shouted(report: PanelReport) -> None:
    document = made(report)
    assert cells(document, "councils-met") == [
        (
            "Ashby Council",
            "20 August 2014",
            "Visit",
            "Commissioner and Chief Constable",
            "Deputy Leader for the Leader",
            "Chief officer or director",
        )
    ]
    assert cells(document, "councils-diary") == [
        ("Wold Council", "20 October 2014", "Meeting", "Commissioner and Chief Constable", "Leader and Chief Executive")
    ]
    assert cells(document, "councils-missing") == [("Fosse Council", "No entry", "Never", "Meet every council")]
    assert document.tables["councils-missing"].shouts
    assert sentences(document, "local-authorities") == [
        "1 meeting with 1 of 3 councils was held between 15 July 2014 and 29 September 2014.",
        "As of 29 September 2014: 1 of 3 councils met, 1 in the diary; no entry: Fosse Council.",
    ]


def test_a_day_given_up_counts_against_whoever_gave_it_up(position: Position, report: PanelReport) -> None:
    for by_us, day in ((True, FROM), (True, UNTIL), (False, UNTIL), (True, UNTIL + timedelta(days=1))):
        lost = Postponement(engagement_id=position.visit.id, at=at(day), by_us=by_us, was_on=day)
        db.session.add(lost)
    db.session.commit()
    said = sentences(made(report), "local-authorities")[-1]
    assert said == "3 agreed dates were given up in the period: 2 by us, 1 by the partner."


def test_a_council_that_nobody_promised_to_meet_is_not_forgotten_either(position: Position) -> None:
    factories.organisation(name="Vale Council")
    missing = cells(made(september_report(position)), "councils-missing")
    assert ("Vale Council", "No entry", "Not in this period", "None recorded") in missing


def test_chairs_met_face_to_face_and_meetings_by_invitation_are_told(report: PanelReport) -> None:
    said = sentences(made(report), "csps")
    assert said[:2] == [
        "The chairs of 1 of 2 community safety partnerships were met face to face: Ashby Community Safety Partnership.",
        (
            "The Commissioner or Chief Executive attends Ashby Community Safety Partnership and "
            "Wold Community Safety Partnership, subject to an invitation being received."
        ),
    ]


def test_boards_say_who_sits_there_in_what_capacity_and_who_did_not_invite_us(report: PanelReport) -> None:
    document = made(report)
    assert cells(document, "seats") == [
        ("Housing and Infrastructure Group", "Director of Finance", "By invitation", "14 July 2014", "Not recorded")
        + ("0",) * 5,
        (
            *("Safer Communities Board", "Chief Executive", "Member", "1 January 2013", "Not recorded"),
            *("2", "1", "1", "0", "0"),
        ),
    ]
    assert cells(document, "levels") == [("Statutory or officer head", "1"), ("Officer", "1")]
    assert cells(document, "not-invited")[0][0] == "Housing and Infrastructure Group"


def test_a_review_is_led_together_and_a_planning_case_has_its_meetings(report: PanelReport) -> None:
    assert sentences(made(report), "strands") == [
        (
            "New settlement west of Ashby (Ashby Council): planning case led by the Chief Executive; 1 meeting in the "
            "period, attended by the Commissioner and Chief Constable; next: Outline consent, 4 November 2014."
        ),
        (
            "Review of the Strategic Partnership Board: review co-led by the Chief Executive and the Director of "
            "Public Health, County Council."
        ),
    ]


def test_the_summit_has_its_present_and_former_names_and_dates_and_its_purpose(report: PanelReport) -> None:
    document = made(report)
    assert sentences(document, "summit") == [
        (
            "The “Stakeholder Summit”, hosted by the Commissioner and Chief Constable, is planned for the end of "
            "October 2014."
        ),
        (
            "It was the “Partnership Summit”, planned for early October 2014, until 12 September 2014: "
            "Half-term and the venue."
        ),
        "Its purpose: A joint Crime Reduction Strategy.",
        "No invitation had been sent by 29 September 2014.",
    ]
    assert [row[0] for row in cells(document, f"summit-{1}-history")] == ["Partnership Summit", "Stakeholder Summit"]


def test_in_july_the_summit_was_still_what_it_was_called_then(position: Position) -> None:
    july = september_report(position, from_on=date(2014, 6, 9), until_on=date(2014, 7, 15))
    (first, *_) = sentences(made(july), "summit")
    assert first.startswith("The “Partnership Summit”")
    assert first.endswith("is planned for early October 2014.")


def test_undertakings_show_their_evidence(report: PanelReport) -> None:
    assert cells(made(report), "undertakings") == [
        (
            "Report progress on partnerships",
            "Police and Crime Panel, 14 July 2014",
            "Chief Executive",
            "29 September 2014",
            "Open",
            "Visit, Ashby Council, 20 August 2014",
        )
    ]


def test_visits_say_how_they_came_about_and_are_on_the_map(report: PanelReport) -> None:
    document = made(report)
    assert cells(document, "visits")[0][-1] == "It fulfils a pledge"
    (figure,) = figures_of(document)
    assert "Ashby" in figure.svg
    assert figure.alternative.endswith("How they came about: It fulfils a pledge: 1.")


def test_what_was_arranged_later_changes_no_byte_of_it(position: Position, report: PanelReport) -> None:
    before, ours = canonical(frozen(made(report))), [position.commissioner, position.chief]
    later = {"created_at": at(UNTIL + timedelta(days=1))}
    for name, days, status in (
        ("Wold", 9, EngagementStatus.HELD),
        ("Fosse", 9, EngagementStatus.HELD),
        ("Fosse", 30, EngagementStatus.AGREED),
        ("Fosse", 40, EngagementStatus.OFFERING_DATES),
    ):
        engagement(UNTIL + timedelta(days=days), posts_of(position.councils[name]), ours, status=status, **later)
    db.session.commit()
    assert canonical(frozen(made(report))) == before


def test_what_lay_ahead_is_shown_as_it_stands_now_and_says_so(position: Position, report: PanelReport) -> None:
    (coming,) = (each for each in db.session.query(Engagement).filter_by(status=EngagementStatus.AGREED))
    moved_to = date(2014, 10, 27)
    coming.starts_at, coming.ends_at = at(moved_to), at(moved_to, 11)
    db.session.commit()
    document = made(report)
    assert cells(document, "councils-diary")[0][:2] == ("Wold Council", "27 October 2014")
    coming.status, coming.cancelled_at = EngagementStatus.CANCELLED, at(UNTIL + timedelta(days=3))
    db.session.commit()
    later = made(report)
    assert "Wold Council" in {row[0] for row in cells(later, "councils-missing")}
    for table in (document.tables["councils-diary"], later.tables["councils-missing"]):
        assert "called off since then is shown as it stood when this was made" in table.note


def test_what_was_held_in_time_and_typed_in_later_is_told(position: Position, report: PanelReport) -> None:
    ours, later = [position.commissioner, position.chief], at(UNTIL + timedelta(days=1))
    engagement(date(2014, 9, 16), posts_of(position.councils["Fosse"]), ours, created_at=later)
    db.session.commit()
    document = made(report)
    assert [row[0] for row in cells(document, "councils-met")] == ["Ashby Council", "Fosse Council"]
    assert "2 of 3 councils met, 1 in the diary." in sentences(document, "local-authorities")[-1]


def test_what_is_sensitive_is_neither_listed_nor_counted(position: Position, report: PanelReport) -> None:
    before = canonical(frozen(made(report)))
    ours = [position.commissioner, position.chief]
    for name, kind in (("Fosse", EngagementKind.VISIT), ("Wold", EngagementKind.MEETING)):
        hidden = engagement(
            date(2014, 9, 3),
            posts_of(position.councils[name]),
            ours,
            kind=kind,
            handling=Handling.OFFICIAL_SENSITIVE,
        )
        assert hidden.id
    db.session.commit()
    assert canonical(frozen(made(report))) == before


def test_no_personal_name_is_in_it_unless_somebody_chose_so(position: Position, report: PanelReport) -> None:
    assert CANARY.encode() not in canonical(frozen(made(report)))
    named = september_report(position, with_names=True, names_reason="The Panel asked who came")
    content = canonical(frozen(made(named))).decode()
    assert f"Deputy Leader for the Leader ({CANARY} Deputy)" in content
    assert f"Commissioner ({CANARY} Commissioner)" in content
    assert f"{CANARY} Contact" not in content


def test_the_statements_do_not_grow_with_the_county(position: Position, report: PanelReport) -> None:
    with count_queries() as few:
        made(report)
    _random_county(position, random.Random(5))  # noqa: S311  # no secret
    db.session.commit()
    with count_queries() as many:
        made(report)
    assert len(many) <= len(few) + 6, "only the first of a sort may cost a statement more"


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_reconciles_with_the_records_behind_it(position: Position, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    listed = _random_county(position, chance)
    db.session.commit()
    document = made(september_report(position))
    for table in document.tables.values():
        _check(table)
    held = [each for each in [*listed, position.visit] if _is_told(each)]
    assert len(cells(document, "councils-met")) == len(held)
    assert len(cells(document, "visits")) == sum(each.kind is EngagementKind.VISIT for each in held)
    standings = document.tables["standings"]
    for row in standings.rows:
        assert int(row.cells[1]) == sum(int(cell) for cell in row.cells[2:])


def _check(table: Table) -> None:
    for row in table.rows:
        behind = sum(key.startswith(f"{table.tally_of}:") for key in row.keys)
        assert table.tally is None or int(row.cells[table.tally]) == behind, (table.key, row)
        assert row.keys or row.cells[1] == "0", f"nothing is behind {row.cells[0]} in {table.key}"
        assert all(each.href for each in records_of(row.keys)), "a record without a page"
    for column in table.counted:
        if table.totals:
            assert int(table.totals[column]) == sum(int(row.cells[column]) for row in table.rows)


def _is_told(each: Engagement) -> bool:
    """Held in the period and not sensitive: reckoned here by hand."""
    assert each.starts_at is not None
    within = FROM <= each.starts_at.date() <= UNTIL
    return each.status in OVER and within and each.handling is Handling.OFFICIAL


def _random_county(position: Position, chance: random.Random) -> list[Engagement]:
    """Thirty engagements of all sorts with councils, inside the period and outside."""
    found = []
    for _ in range(30):
        posts = posts_of(chance.choice(list(position.councils.values())))
        found.append(
            engagement(
                FROM + timedelta(days=chance.randrange(-30, 120)),
                posts,
                chance.sample([position.commissioner, position.chief, position.chief_executive], 2),
                kind=chance.choice([EngagementKind.MEETING, EngagementKind.VISIT, EngagementKind.CALL]),
                status=chance.choice([EngagementStatus.HELD, EngagementStatus.WRITTEN_UP, EngagementStatus.AGREED]),
                handling=chance.choice([Handling.OFFICIAL] * 3 + [Handling.OFFICIAL_SENSITIVE]),
                created_at=ENTERED,
            )
        )
    return found
