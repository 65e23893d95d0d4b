"""Search: every kind of record by any of its words, whatever the accents; marked, paged, staff only."""

from datetime import date

import pytest

from scheduler.actions.rules import ActionDraft, ActionState, Owner, OwnerKind
from scheduler.actions.service import add_action, record_update
from scheduler.core.db import db
from scheduler.engagements.rules import Handling
from scheduler.incoming.models import IncomingInvitation
from scheduler.records.models import EngagementRecord, GiftOffer, Paper, RecordNote
from scheduler.records.rules.vocabulary import GiftDecision, NoteKind
from scheduler.reports.models import Narrative, PanelReport
from scheduler.reports.queries.search import SOURCES, found_of, search
from scheduler.reports.queries.search_folding import fold_quickly
from scheduler.reports.rules.search import Piece, SearchKind, excerpt, words_searched
from scheduler.stakeholders.rules.search import fold, search_key
from scheduler.strands.models import Strand
from scheduler.strands.rules.vocabulary import StrandKind
from scheduler.undertakings.rules.drafts import EvidenceDraft, UndertakingDraft
from scheduler.undertakings.service import add_evidence, add_undertaking
from tests import factories
from tests.browsing import page
from tests.factories import NOW
from tests.queries import count_queries
from tests.reports.held import held
from tests.uploads.handing_in import stored_upload

DAY = date(2026, 5, 4)
WORDS = "Café in Łódź"


@pytest.fixture
def records(session):
    """The same words once in each kind of record."""
    factories.office()
    meeting = held(DAY, title="Weekly", purpose=WORDS)
    session.add(EngagementRecord(engagement=held(DAY, title="Outcome"), outcome=WORDS))
    session.add(RecordNote(engagement=meeting, kind=NoteKind.RISK, words=WORDS, noted_at=NOW))
    session.add(Paper(engagement=meeting, upload=stored_upload(), title=WORDS))
    offer = {"decision": GiftDecision.DECLINED, "recorded_at": NOW}
    session.add(GiftOffer(offered_on=DAY, what=WORDS, **offer))
    session.add(Strand(title=WORDS, kind=StrandKind.PLANNING, started_on=DAY))
    session.add(IncomingInvitation(received_at=NOW, title=WORDS, engagement=meeting))
    report = PanelReport(title="Update", meeting_on=DAY, from_on=DAY, until_on=DAY, created_at=NOW)
    report.narratives.append(Narrative(key="purpose", words=WORDS))
    session.add(report)
    key = {"search_key": search_key(WORDS)}
    factories.organisation(name=WORDS, **key)
    factories.body(name=WORDS, **key)
    factories.tenure(person=factories.person(name=WORDS, **key), post=factories.post(title=WORDS, **key))
    add_action(meeting, ActionDraft(words=WORDS, owner=Owner(OwnerKind.PRINCIPAL, factories.principal().id)), now=NOW)
    add_undertaking(UndertakingDraft(words=WORDS, source="Panel", source_on=DAY), now=NOW)
    session.flush()
    return meeting


@pytest.mark.parametrize("text", ["cafe lodz", "CAFÉ ŁÓDŹ", "łodź", "caf"])
def test_each_kind_is_found_by_its_words_whatever_the_accents(records, text):
    found = {each.kind: each.total for each in search(text)}
    assert found == {kind: 1 for kind in SearchKind if kind is not SearchKind.REPORTED_BACK}


def test_all_words_must_be_there_but_not_in_one_place(records):
    assert [each.kind for each in search("weekly cafe")] == [SearchKind.ENGAGEMENTS]
    assert search("cafe warsaw") == []
    assert search("  ,; ") == []
    assert search("100%_") == []


def test_a_find_leads_to_its_record_and_shows_the_words_around(records):
    (finds,) = search("weekly lodz")
    (hit,) = finds.hits
    assert (hit.title, hit.href, hit.on) == ("Weekly", f"/engagements/{records.id}", DAY)
    assert hit.excerpt == (Piece("Café in", False), Piece("Łódź", True))


def test_every_find_leads_to_a_page(viewer, records):
    links = [each["href"] for each in page(viewer.get("/search?q=cafe")).select(".finds a")]
    assert len(links) == len(SearchKind) - 1
    assert {link: viewer.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_what_hangs_on_a_record_is_found_with_it(records):
    undertaking = add_undertaking(UndertakingDraft(words="Meet all", source="Panel", source_on=DAY), now=NOW)
    add_evidence(undertaking, EvidenceDraft(words="Letter of August"), now=NOW)
    owner = Owner(OwnerKind.ORGANISATION, factories.organisation().id)
    action = add_action(records, ActionDraft(words="Share figures", owner=owner), now=NOW)
    record_update(action, ActionState.STARTED, "August is promised", by="Jo", now=NOW)
    found = {each.kind: each.hits[0].href for each in search("august")}
    assert found == {
        SearchKind.ACTIONS: f"/actions/{action.id}",
        SearchKind.UNDERTAKINGS: f"/evidence/undertakings/{undertaking.id}",
    }


def test_sensitive_finds_are_marked_with_all_that_hangs_on_them(viewer, records):
    records.handling = Handling.OFFICIAL_SENSITIVE
    marked = {each.kind for each in search("cafe") if each.hits[0].is_sensitive}
    kinds = (SearchKind.ENGAGEMENTS, SearchKind.NOTES, SearchKind.ACTIONS, SearchKind.PAPERS, SearchKind.INVITED)
    assert marked == set(kinds)
    shown = page(viewer.get("/search?q=cafe&kind=engagements"))
    assert shown.select_one(".govuk-tag").text == "OFFICIAL-SENSITIVE"


def test_many_finds_are_cut_and_paged_the_newest_first(viewer, session):
    for day in range(1, 31):
        held(date(2026, 4, day), title=f"Lunch {day}")
    session.commit()
    shown = page(viewer.get("/search?q=lunch"))
    assert [each.text for each in shown.select(".finds a")] == ["Lunch 30", "Lunch 29", "Lunch 28", "Lunch 27"]
    assert "30 finds" in shown.text
    second = page(viewer.get("/search?q=lunch&kind=engagements&page=2"))
    assert [each.text for each in second.select(".finds a")] == [f"Lunch {day}" for day in range(5, 0, -1)]
    assert viewer.get("/search?q=lunch&kind=engagements&page=99999999999").status_code == 200
    assert viewer.get("/search?q=lunch&kind=nothing").status_code == 200


def test_what_was_typed_is_text_and_nothing_found_is_said(viewer):
    shown = viewer.get("/search?q=<script>alert</script>").text
    assert "<script>alert" not in shown
    assert "Nothing has all of these words" in shown
    assert "Every word must be found" in viewer.get("/search").text


def test_only_staff_search(client):
    assert client.get("/search?q=x").status_code == 303


@pytest.mark.parametrize("text", ["O'Neill-Ashdown", "Zoë’s “Straße”", "ÆØÅ æøå", "50% off_it", "Đorđe Þór ĲŠŽ ı"])
def test_the_database_folds_as_we_do(session, text):
    assert fold_quickly(text) == fold(text)
    held(DAY, purpose=text)
    for word in words_searched(text):
        assert found_of(SearchKind.ENGAGEMENTS, word, page=1).total == 1, word


def test_an_excerpt_is_cut_around_the_first_find():
    text = " ".join(f"word{number}" for number in range(60))
    pieces = excerpt(["nothing", text], ["word30"])
    assert (pieces[0].words.split()[:2], pieces[-1]) == (["…", "word20"], Piece("…", False))
    assert Piece("word30", True) in pieces
    assert excerpt(["", "  "], ["x"]) == ()


def test_a_search_costs_as_many_statements_however_much_is_found(records):
    def sent():
        db.session.commit()
        with count_queries() as statements:
            search("cafe")
        return len(statements)

    few = sent()
    for _ in range(3):
        held(DAY, title=WORDS)
        factories.tenure(person=factories.person(search_key=search_key(WORDS)))
    assert sent() <= few
    assert few <= len(SOURCES) + 9
