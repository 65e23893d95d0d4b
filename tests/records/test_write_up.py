"""Written up in one go: held, who came, what came of it; twice is once; nobody overwrites unseen words."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from scheduler.actions.models import Action
from scheduler.actions.queries import actions_of
from scheduler.actions.rules import ActionDraft, Owner, OwnerKind
from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.rules import EngagementStatus
from scheduler.engagements.service import engagement_changed, postpone_engagement
from scheduler.outbox.models import Notice
from scheduler.records.models import GiftOffer
from scheduler.records.queries.gifts import gifts_of, giver_words, recipient_words
from scheduler.records.queries.notes import notes_of, open_notes
from scheduler.records.queries.presence import people_in
from scheduler.records.queries.records import record_of
from scheduler.records.queries.unwritten import unwritten
from scheduler.records.queries.waiting import waiting
from scheduler.records.rules.drafts import FactsDraft, NoteDraft, PresenceDraft, WriteUpDraft
from scheduler.records.rules.gifts import GiftDraft
from scheduler.records.rules.vocabulary import GiftDecision, Initiator, NoteKind
from scheduler.records.service.notes import close_note, reopen_note
from scheduler.records.service.records import note_facts, write_up
from tests import factories
from tests.factories import NOW

BY = "Priya Fairweather"
LATER = NOW + timedelta(minutes=5)


def whole(visit, **changes: object):
    facts = {
        "outcome": "They will share figures monthly.",
        "agreed": "A joint visit in spring.",
        "people": (PresenceDraft(principal_id=visit.commissioner.id), PresenceDraft(post_id=visit.leader.id)),
        "notes": (NoteDraft(kind=NoteKind.ISSUE, words="Parking"), NoteDraft(kind=NoteKind.RISK, words="Funding ends")),
        "actions": (
            ActionDraft(
                words="Send the figures",
                owner=Owner(OwnerKind.ORGANISATION, visit.leader.organisation_id or 0),
                role="Leader",
                contact_address="leader@example.org",
                due_on=date(2026, 10, 1),
            ),
        ),
        "gift": GiftDraft(what="Lunch for two", decision=GiftDecision.ACCEPTED, value_pence=1200),
        "was_offered": True,
        "tells_owners": True,
    }
    return WriteUpDraft(**facts | changes)


def counts():
    tables = (AuditEntry, Action, GiftOffer, Notice)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_one_go_marks_it_held_and_written_up_and_keeps_everything(visit):
    write_up(visit.engagement, whole(visit), now=NOW, by=BY)
    engagement = visit.engagement
    assert engagement.status is EngagementStatus.WRITTEN_UP
    written = record_of(engagement)
    assert (written.outcome, written.was_offered, written.written_by) == ("They will share figures monthly.", True, BY)
    assert [each.words for each in people_in(engagement)] == ["Commissioner", "Leader, Melton Borough Council"]
    assert [each.words for each in open_notes(visit.leader.organisation)] == ["Parking", "Funding ends"]
    assert [each.told_at for each in actions_of(engagement)] == [NOW]
    (gift,) = gifts_of(engagement)
    assert (gift.offered_on, giver_words(gift), recipient_words(gift)) == (
        date(2026, 9, 7),
        "Melton Borough Council",
        "Commissioner",
    )


def test_the_same_again_changes_nothing_whatever_version_its_page_had_seen(visit):
    write_up(visit.engagement, whole(visit), now=NOW, by=BY, seen=0)
    db.session.commit()
    before, version = counts(), record_of(visit.engagement).version
    write_up(visit.engagement, whole(visit), now=LATER, by=BY, seen=0)
    db.session.commit()
    assert (counts(), record_of(visit.engagement).version) == (before, version)


def test_who_had_seen_an_older_state_is_refused_and_nothing_is_lost(visit):
    write_up(visit.engagement, whole(visit), now=NOW, by=BY, seen=0)
    with pytest.raises(VersionConflict):
        write_up(visit.engagement, whole(visit, outcome="Nothing came of it."), now=LATER, by=BY, seen=0)
    assert record_of(visit.engagement).outcome == "They will share figures monthly."


def test_a_change_of_who_came_alone_is_a_new_version(visit):
    seen = write_up(visit.engagement, whole(visit), now=NOW, by=BY).version
    fewer = whole(visit, people=(PresenceDraft(post_id=visit.leader.id, came=False),))
    assert write_up(visit.engagement, fewer, now=LATER, by=BY, seen=seen).version == seen + 1


def test_a_correction_stays_written_up_and_the_history_tells_before_and_after(visit):
    write_up(visit.engagement, whole(visit), now=NOW, by=BY)
    write_up(visit.engagement, whole(visit, outcome="They share figures weekly."), now=LATER, by=BY)
    db.session.commit()
    assert visit.engagement.status is EngagementStatus.WRITTEN_UP
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "record.written").order_by(AuditEntry.id.desc())
    ).first()
    assert entry.details["before"]["Outcome"] == "They will share figures monthly."
    assert entry.details["after"]["Outcome"] == "They share figures weekly."
    assert entry.details["after"]["Who came"] == ["Commissioner", "Leader, Melton Borough Council"]


def test_keeping_it_for_later_marks_it_held_only(visit):
    write_up(visit.engagement, whole(visit, outcome="", is_finished=False), now=NOW, by=BY)
    assert visit.engagement.status is EngagementStatus.HELD
    assert [each.engagement for each in unwritten(NOW)] == [visit.engagement]


def test_finishing_without_an_outcome_is_refused(visit):
    with pytest.raises(RuleBroken) as refused:
        write_up(visit.engagement, whole(visit, outcome=" \n"), now=NOW, by=BY)
    assert refused.value.field == "outcome"
    assert visit.engagement.status is EngagementStatus.AGREED


@pytest.mark.parametrize("is_begun", [True, False])
def test_what_has_not_begun_or_was_postponed_cannot_be_written_up(visit, is_begun):
    if is_begun:
        postpone_engagement(visit.engagement, "Snow", now=NOW)
    else:
        visit.engagement.starts_at, visit.engagement.ends_at = LATER, LATER + timedelta(hours=1)
    with pytest.raises(RuleBroken):
        write_up(visit.engagement, whole(visit), now=NOW, by=BY)


def test_whoever_hears_that_it_was_held_can_read_who_came(visit):
    heard = []

    def hear(engagement, change):
        heard.append((str(change.kind), any(each.is_written for each in people_in(engagement))))

    with engagement_changed.connected_to(hear):
        write_up(visit.engagement, whole(visit), now=NOW, by=BY)
    assert heard == [("held", True), ("written_up", True)]


def test_a_reworded_note_stays_the_same_and_a_closed_one_is_left_alone(visit):
    write_up(visit.engagement, whole(visit), now=NOW, by=BY)
    parking, funding = notes_of(visit.engagement)
    close_note(funding, "Paid for another year", seen=funding.version, now=NOW)
    reworded = (NoteDraft(kind=NoteKind.ISSUE, words="Parking at the market"),)
    write_up(visit.engagement, whole(visit, notes=reworded), now=LATER, by=BY)
    assert [(each.id, each.words) for each in notes_of(visit.engagement)] == [
        (parking.id, "Parking at the market"),
        (funding.id, "Funding ends"),
    ]
    reopen_note(funding)
    write_up(visit.engagement, whole(visit, notes=()), now=LATER, by=BY)
    assert notes_of(visit.engagement) == []


def test_closing_a_note_twice_is_once_and_an_old_page_is_refused(visit):
    write_up(visit.engagement, whole(visit), now=NOW, by=BY)
    note = notes_of(visit.engagement)[0]
    with pytest.raises(VersionConflict):
        close_note(note, "Solved", seen=note.version + 7, now=NOW)
    close_note(note, "Solved", seen=note.version, now=NOW)
    close_note(note, "Solved again", seen=note.version, now=LATER)
    assert (note.closed_on, note.closed_words) == (date(2026, 9, 7), "Solved")


def test_facts_are_kept_apart_from_the_write_up(visit):
    facts = FactsDraft(
        initiated_by=Initiator.PARTNER, portfolio_owner_id=visit.constable.id, lines_to_take="Thank them."
    )
    note_facts(visit.engagement, facts, now=NOW, seen=0)
    note_facts(visit.engagement, facts, now=NOW, seen=0)
    write_up(visit.engagement, whole(visit), now=NOW, by=BY)
    written = record_of(visit.engagement)
    assert (written.initiated_by, written.lines_to_take) == (Initiator.PARTNER, "Thank them.")
    with pytest.raises(VersionConflict):
        note_facts(visit.engagement, FactsDraft(), now=NOW, seen=1)


def test_what_is_not_written_up_ages_on_the_today_page(visit):
    write_up(visit.engagement, whole(visit, outcome="", is_finished=False), now=NOW, by=BY)
    (line,) = waiting(NOW)
    assert (line.title, line.reason) == (
        "Held but not written up: Visit to Melton",
        "7 September 2026, held today.",
    )
    assert line.href == f"/engagements/{visit.engagement.id}/record"
    assert waiting(NOW + timedelta(days=2))[0].reason == "7 September 2026, held 2 days ago."
    assert waiting(NOW + timedelta(days=3))[0].reason.endswith("held 3 days ago. Write it while somebody remembers.")


def test_a_backlog_is_one_more_line(visit):
    for _ in range(8):
        factories.engagement(
            status=EngagementStatus.HELD, starts_at=NOW - timedelta(days=9), ends_at=NOW - timedelta(days=8)
        )
    lines = waiting(NOW)
    assert len(lines) == 6
    assert lines[-1].title == "3 more engagements held but not written up"
