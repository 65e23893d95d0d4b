"""The brief and the day's folder as pages and on paper: one sheet each, marked, without anybody's needs."""

import subprocess
from datetime import UTC, date, datetime

from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import EngagementStatus, Handling
from scheduler.invitations.rules import Answer, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import invite, record_reply
from scheduler.records.models import RecordNote
from scheduler.records.rules.vocabulary import NoteKind
from scheduler.summits.models import AttendeeNeeds
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.rules.vocabulary import UndertakingKind
from tests import factories
from tests.briefs.conftest import held, promise, record, settled
from tests.browsing import page
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.attending import seat

TODAY = local_day(NOW)
LONG = "Neighbourhood officers, street lighting, the market and the school run were all spoken of at length. " * 40


def main_text(response):
    return " ".join(page(response).select_one("main").get_text(" ").split())


def paper(content: bytes) -> list[str]:
    """The words of each page, as a PDF reader takes them out."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return [" ".join(each.split()) for each in done.stdout.decode().split("\f")[:-1]]


def full(melton) -> None:
    """As much of everything as people ever write."""
    melton.visit.purpose = LONG
    record(
        melton.visit,
        lines_to_take="\n".join([LONG[:90]] * 30),
        has_risk=True,
        risk_words=LONG,
        has_media_interest=True,
        media_words=LONG,
    )
    record(melton.last, outcome=LONG, agreed=LONG)
    for day in (1, 2):
        facts = {"principals": [melton.commissioner], "posts": [melton.leader], "title": LONG[:200]}
        record(held(date(2026, 7, day), **facts), outcome=LONG, agreed=LONG)
    for number in range(12):
        for owner in (f"principal:{melton.commissioner.id}", f"organisation:{melton.council.id}"):
            promise(melton.last, f"{number} {LONG[:600]}", owner, role="Head of Community Safety and Partnerships")
        db.session.add(RecordNote(engagement=melton.last, kind=NoteKind.ISSUE, words=LONG, noted_at=NOW))
    for _ in range(5):
        promised = {"kind": UndertakingKind.PROMISE, "words": LONG, "source": LONG[:200], "source_on": NOW.date()}
        db.session.add(Undertaking(**promised, due_engagement_id=melton.visit.id, created_at=NOW))
    melton.visit.posts = [
        melton.leader,
        *(factories.post(title=f"Deputy Head of Safer Places {number}") for number in range(7)),
        *(factories.post(organisation=melton.council, title=f"Portfolio holder {number}") for number in range(9)),
    ]
    melton.visit.principals = [melton.commissioner, factories.principal(title="Chief Executive")]
    commit()


def test_the_page_shows_the_brief_and_the_ways_onwards(viewer, melton):
    shown = viewer.get(f"/engagements/{melton.visit.id}/brief")
    words = main_text(shown)
    assert words.startswith("OFFICIAL Visit to Melton Tuesday 6 October 2026, 2pm to 3pm")
    assert "▲ Missing: No purpose is written." in words
    assert "As recorded on Monday 7 September 2026, 10am" in words
    assert "Morgan Thornbury" not in words
    assert "Morgan Thornbury" in main_text(viewer.get(f"/engagements/{melton.visit.id}/brief?names=yes"))


def test_the_engagements_page_leads_to_the_brief_until_it_is_off_the_diary(viewer, melton):
    links = page(viewer.get(f"/engagements/{melton.visit.id}")).select(
        f"a[href='/engagements/{melton.visit.id}/brief']"
    )
    assert len(links) == 1
    melton.visit.status = EngagementStatus.CANCELLED
    assert f"/engagements/{melton.visit.id}/brief" not in viewer.get(f"/engagements/{melton.visit.id}").text


def test_the_paper_says_what_the_page_says_on_one_sheet(viewer, melton):
    answer = viewer.get(f"/engagements/{melton.visit.id}/brief.pdf")
    assert answer.content_type == "application/pdf"
    (sheet,) = paper(answer.data)
    for words in (
        "Visit to Melton",
        "▲ Missing: No purpose is written.",
        "No outcome was written on 3 June 2026.",
        "Name a rural crime lead",
        "6 days late",
        "Hare coursing",
        "Page 1 of 1",
    ):
        assert words in sheet, words


def test_the_fullest_brief_still_fits_on_one_sheet_and_says_what_it_leaves_out(viewer, melton):
    full(melton)
    (sheet,) = paper(viewer.get(f"/engagements/{melton.visit.id}/brief.pdf").data)
    assert "and 9 more posts" in sheet
    melton.visit.posts = melton.visit.posts[:1] + melton.visit.posts[8:]
    commit()
    (sheet,) = paper(viewer.get(f"/engagements/{melton.visit.id}/brief.pdf").data)
    assert "and 8 more actions" in sheet
    assert "and 8 more open matters" in sheet


def test_the_fullest_page_prints_on_one_sheet_and_a_phone_shows_it_without_scrolling_sideways(desk_page, tmp_path):
    melton = settled()
    full(melton)
    for posts in (melton.visit.posts[:1] + melton.visit.posts[8:], melton.visit.posts):
        melton.visit.posts = posts
        commit()
        desk_page.goto(f"/engagements/{melton.visit.id}/brief?names=yes")
        printed = desk_page.pdf(path=tmp_path / "brief.pdf", prefer_css_page_size=True)
        assert printed.count(b"/Type /Page\n") == 1
    desk_page.set_viewport_size({"width": 390, "height": 844})
    assert desk_page.evaluate("document.documentElement.scrollWidth") == 390


def test_words_that_look_like_markup_are_printed_as_they_are(viewer, melton):
    melton.visit.title = melton.visit.purpose = "#pagebreak() *bold* $x$ \\ <b>&amp;"
    (sheet,) = paper(viewer.get(f"/engagements/{melton.visit.id}/brief.pdf").data)
    assert sheet.count("#pagebreak() *bold* $x$ \\ <b>&amp;") == 2
    assert "<b>" not in viewer.get(f"/engagements/{melton.visit.id}/brief").text


def test_a_sensitive_brief_carries_its_marking_at_head_and_foot(viewer, melton):
    melton.visit.handling = Handling.OFFICIAL_SENSITIVE
    assert main_text(viewer.get(f"/engagements/{melton.visit.id}/brief")).count("OFFICIAL-SENSITIVE") == 2
    (sheet,) = paper(viewer.get(f"/engagements/{melton.visit.id}/brief.pdf").data)
    assert sheet.count("OFFICIAL-SENSITIVE") == 2


def test_the_days_folder_tells_the_order_the_roads_and_whom_to_ring(viewer, melton):
    call = factories.engagement(
        title="Call with the Chair",
        starts_at=datetime(2026, 10, 6, 8, tzinfo=UTC),
        ends_at=datetime(2026, 10, 6, 8, 30, tzinfo=UTC),
        principals=[melton.commissioner],
        posts=[factories.post(organisation=factories.organisation(name="Blaby District Council"))],
    )
    factories.engagement(title="Off", status=EngagementStatus.CANCELLED, principals=[melton.commissioner])
    shown = viewer.get(f"/principals/{melton.commissioner.id}/day-pack?on=2026-10-06")
    rows = [" ".join(row.get_text(" ").split()) for row in page(shown).select("table tbody tr")]
    assert rows[0].startswith("9am to 9:30am Call with the Chair")
    assert rows[0].endswith("▲ No number is known")
    assert "Travel to Melton Mowbray" in rows[1]
    assert rows[2].startswith("2pm to 3pm Visit to Melton Parkside, Melton Mowbray")
    assert rows[2].endswith("Leader, Melton Borough Council: office 01664 496 000")
    assert "Travel back to Enderby" in rows[3]
    assert len(rows) == 4
    titles = [each.text for each in page(shown).select("article.brief h2")]
    assert titles == [call.title, melton.visit.title]
    assert "Our office: 0116 496 0000" in main_text(shown)


def test_the_folder_on_paper_has_the_order_first_and_then_a_sheet_for_each(viewer, melton):
    hidden = factories.engagement(
        title="Quiet word", principals=[melton.commissioner], handling=Handling.OFFICIAL_SENSITIVE
    )
    answer = viewer.get(f"/principals/{melton.commissioner.id}/day-pack.pdf?on=2026-10-06&names=yes")
    first, *sheets = paper(answer.data)
    assert "Day pack of the Commissioner, Morgan Thornbury" in first
    assert "Ring: Leader, Melton Borough Council: office (Kit Barrowby) 01664 496 000" in first
    assert sorted(
        title for each in sheets for title in (hidden.title, melton.visit.title) if f"IVE {title}" in each
    ) == [
        hidden.title,
        melton.visit.title,
    ]
    assert [each.count("OFFICIAL-SENSITIVE") for each in (first, *sheets)] == [2, 2, 2]


def test_an_empty_day_and_a_day_that_cannot_be_read_say_so(viewer, melton):
    assert "Nothing is in the diary" in viewer.get(f"/principals/{melton.commissioner.id}/day-pack?on=2026-12-01").text
    assert "7 September 2026" in viewer.get(f"/principals/{melton.commissioner.id}/day-pack?on=whenever").text
    assert len(paper(viewer.get(f"/principals/{melton.commissioner.id}/day-pack.pdf?on=2026-12-01").data)) == 1


def test_the_list_of_briefs_shouts_what_is_due_and_incomplete(viewer, melton):
    melton.visit.starts_at = datetime(2026, 9, 8, 13, tzinfo=UTC)
    melton.visit.ends_at = melton.visit.starts_at.replace(hour=14)
    (row,) = page(viewer.get("/engagements/briefs")).select("tbody tr")
    assert row["class"] == ["forgotten"]
    assert "Incomplete" in row.text
    assert "No purpose is written." in row.text


def test_pages_take_the_same_statements_for_a_full_day_as_for_an_empty_one(viewer, melton):
    ours = db.session.get(Principal, melton.commissioner.id)

    def statements() -> int:
        with count_queries() as sent:
            assert viewer.get(f"/principals/{ours.id}/day-pack?on=2026-10-06").status_code == 200
        return len(sent)

    few = statements()
    for _ in range(4):
        factories.engagement(posts=[factories.post()], principals=[ours], place=factories.place())
    assert statements() == few


def test_nobodys_needs_reach_a_brief_or_a_folder(viewer, melton):
    summit = factories.summit(engagement=melton.visit)
    attendee = seat(summit, "Rowan Ashdown")
    needs = {"access": "canary ramp", "dietary": "canary nuts", "given_at": NOW, "delete_on": date(2026, 12, 1)}
    db.session.add(AttendeeNeeds(attendee_id=attendee.id, **needs))
    commit()
    for said in everything_said_of(viewer, melton, "&names=yes"):
        assert "Leader" in said
        assert "canary" not in said


def test_nobody_is_named_in_a_brief_or_folder_unless_somebody_chose_so(viewer, melton):
    melton.commissioner.name, melton.leader.pa_name = "Canary Thornbury", "Canary Barrowby"
    factories.tenure(post=melton.leader, person=factories.person(name="Canary Larkfield", telephone="0116 496 0001"))
    (asked,) = invite(melton.visit, [melton.leader], now=NOW).invited
    stand_in = StandIn(name="Canary Oakes", role="Deputy Leader", band=2, authority=Authority.LIMITED)
    answer = Answer(PartStat.DELEGATED, substitute=stand_in)
    record_reply(asked, answer, source=ReplySource.LINK, link=asked.links[0], now=NOW)
    commit()
    for said in everything_said_of(viewer, melton):
        assert "Leader" in said
        assert "Canary" not in said
    page_said, *_ = everything_said_of(viewer, melton, "&names=yes")
    expected = "Deputy Leader for the Leader, Melton Borough Council (Canary Oakes) Chief officer or director"
    assert f"{expected}; can commit them within limits; coming" in page_said


def everything_said_of(viewer, melton, more: str = "") -> list[str]:
    """The brief and the folder of its day, as pages and on paper."""
    brief, folder = f"/engagements/{melton.visit.id}/brief", f"/principals/{melton.commissioner.id}/day-pack"
    pages = [main_text(viewer.get(f"{path}?on=2026-10-06{more}")) for path in (brief, folder)]
    papers = [viewer.get(f"{path}.pdf?on=2026-10-06{more}").data for path in (brief, folder)]
    return [*pages, *(" ".join(paper(each)) for each in papers)]
