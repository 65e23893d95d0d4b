"""Released programmes: what is frozen, what differs, who is written to, and what an undo takes back."""

import json
from datetime import time, timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.outbox import batches
from scheduler.outbox.batches import Batch, stop_batch
from scheduler.outbox.rendering import render
from scheduler.outbox.rules import NoticeState
from scheduler.summits.queries.programme_releases import content_of, latest_release
from scheduler.summits.rules.releases import Content
from scheduler.summits.service.releases import move_release, preview_programme, release_programme
from scheduler.summits.service.tables import move_guest, plan_all, set_tables
from scheduler.summits.service.workshops import allocate_all, move_seat
from tests.factories import NOW
from tests.summits.programmed import Programmed, programmed, release_mails

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def made(app) -> Programmed:
    """Two guests in workshop A of two, at one table; nothing is released."""
    summit = programmed()
    summit.workshop("A", room_id=summit.small.id)
    summit.guest(), summit.guest()
    allocate_all(summit.summit, keeps_seats=False)
    summit.workshop("B")
    set_tables(summit.summit, 2, 8)
    plan_all(summit.summit, keeps_seats=True)
    db.session.commit()
    return summit


def sent_to(notices) -> set[int]:
    return {each.payload["link_id"] for each in notices}


def words_of(made: Programmed) -> list[str]:
    return [each.words for each in preview_programme(made.summit).differences]


def after_first(made: Programmed) -> None:
    made.release()
    for each in release_mails():
        each.state = NoticeState.SENT
    db.session.commit()


def test_the_first_release_goes_to_everybody_with_a_place_and_nobody_else(made):
    (silent,) = made.house.guests(1)
    preview = preview_programme(made.summit)
    assert (preview.people, preview.after, preview.differences) == (2, 0, ())
    made.release()
    with_place = {link.id for each in made.invitations for link in each.links}
    assert sent_to(release_mails()) == with_place
    assert not with_place & {link.id for link in silent.links}


def test_a_release_without_a_difference_writes_to_nobody(made):
    after_first(made)
    preview = preview_programme(made.summit)
    assert (preview.people, preview.links, preview.differences) == (0, (), ())
    made.release(LATER)
    assert release_mails() == []


def test_another_workshop_concerns_only_whoever_sits_in_it(made):
    after_first(made)
    guest = made.attendee(made.invitations[0])
    b = made.workshops.workshops[1]
    move_seat(made.summit, guest, made.workshops, b.id, is_pinned=False)
    assert [words.split(": ")[1] for words in words_of(made)] == ["workshop B, Workshop of B"]
    made.release(LATER)
    assert sent_to(release_mails()) == {link.id for link in made.invitations[0].links}


def test_another_table_concerns_only_whoever_sits_there(made):
    after_first(made)
    guest = made.attendee(made.invitations[1])
    move_guest(made.summit, guest, None, is_pinned=False)
    assert words_of(made)[0].endswith(": no table any more")
    made.release(LATER)
    assert sent_to(release_mails()) == {link.id for link in made.invitations[1].links}


def test_another_time_concerns_everybody(made):
    after_first(made)
    made.move_welcome(time(10, 15), time(11))
    assert words_of(made) == ["“Welcome”, 10:15am to 11am: was 10am to 11am"]
    assert preview_programme(made.summit).people == 2


def test_another_room_of_a_workshop_concerns_those_in_it(made):
    after_first(made)
    guest = made.attendee(made.invitations[0])
    move_seat(made.summit, guest, made.workshops, made.workshops.workshops[1].id, is_pinned=False)
    made.release(LATER)
    made.workshops.workshops[0].room = made.hall
    db.session.flush()
    assert words_of(made) == ["Workshop A, Workshop of A: now in Main hall"]
    assert preview_programme(made.summit).people == 1


def test_another_wording_is_shown_to_the_office_and_mailed_to_nobody(made):
    after_first(made)
    made.welcome.words = "With coffee"
    db.session.flush()
    assert words_of(made) == ["“Welcome”, 10am to 11am: the description is new"]
    assert preview_programme(made.summit).people == 0


def test_a_newcomer_is_told_and_whoever_left_is_not(made):
    after_first(made)
    made.apologise(made.invitations[0])
    made.guest()
    made.release(LATER)
    assert sent_to(release_mails()) == {link.id for link in made.invitations[2].links}


def test_no_name_is_frozen(made):
    release = made.release()
    names = [made.attendee(each).name for each in made.invitations]
    assert not [name for name in names if name in str(release.content)]


def test_the_mail_tells_a_partner_their_own_seats_and_no_one_elses(made):
    made.release()
    (first, *_rest) = release_mails()
    mail = render(first)
    stranger = made.attendee(made.invitations[1])
    assert mail is not None
    assert mail.subject == "Crime Reduction summit: your programme"
    assert "10am to 11am: Welcome (Main hall)" in mail.text
    assert "Workshop A, Workshop of A (Soar room)" in mail.text
    assert "You sit at Table" in mail.text
    assert stranger.name not in mail.text + mail.html
    assert f"{made.path(made.invitations[0])}" in mail.text


def test_a_later_mail_says_what_has_changed_for_this_partner(made):
    after_first(made)
    for invitation, letter in zip(made.invitations, (0, 1), strict=True):
        attendee = made.attendee(invitation)
        move_seat(made.summit, attendee, made.workshops, made.workshops.workshops[letter].id, is_pinned=False)
    made.move_welcome(time(10), time(10, 45))
    made.release(LATER)
    first, second = (render(each).text for each in release_mails()[:2])
    assert "- “Welcome”, 10am to 10:45am: was 10am to 11am" in first
    assert "workshop B" not in first.split("10am to 10:45am: Welcome")[0]
    assert "- You: workshop B, Workshop of B" in second


def test_a_mail_that_a_later_release_overtakes_is_not_sent(made):
    made.release()
    early = release_mails()
    made.move_welcome(time(10), time(10, 45))
    made.release(LATER)
    assert [render(each) for each in early] == [None] * len(early)
    assert all(render(each) is not None for each in release_mails()[len(early) :])


def test_whoever_lost_their_place_before_the_mail_left_gets_none(made):
    made.release()
    made.apologise(made.invitations[0])
    own = {link.id for link in made.invitations[0].links}
    assert {render(each) for each in release_mails() if each.payload["link_id"] in own} == {None}


def test_an_empty_programme_is_not_released(app):
    made = programmed()
    for each in (made.welcome, made.workshops):
        db.session.delete(each)
    db.session.flush()
    with pytest.raises(RuleBroken, match="empty"):
        release_programme(made.summit, after=0, now=NOW)


def test_a_release_of_what_somebody_else_released_meanwhile_is_refused(made):
    made.release()
    with pytest.raises(VersionConflict):
        release_programme(made.summit, after=0, now=LATER)


def test_an_undo_before_anything_left_makes_the_release_unsaid(made, monkeypatch):
    batch = Batch("c" * 32, timedelta(minutes=1))
    monkeypatch.setattr(batches, "_undo_times", [lambda: batch.wait])
    db.session.info[batches.OPEN_BATCH] = batch
    made.release()
    waiting = release_mails()
    done = stop_batch(batch.key, now=NOW)
    db.session.commit()
    assert (done.stopped, done.left) == (len(waiting), 0)
    assert latest_release(made.summit) is None
    monkeypatch.setattr(batches, "_undo_times", [])
    db.session.info.pop(batches.OPEN_BATCH, None)
    made.release(LATER)
    assert len(release_mails()) == len(waiting)


def test_an_undo_after_a_mail_left_leaves_the_release(made, monkeypatch):
    batch = Batch("d" * 32, timedelta(minutes=1))
    monkeypatch.setattr(batches, "_undo_times", [lambda: batch.wait])
    db.session.info[batches.OPEN_BATCH] = batch
    made.release()
    release_mails()[0].state = NoticeState.SENT
    db.session.commit()
    done = stop_batch(batch.key, now=NOW)
    assert done.left == 1
    assert latest_release(made.summit) is not None


def test_an_undo_after_the_date_slipped_stops_the_mails_and_leaves_the_release(made, monkeypatch):
    batch = Batch("e" * 32, timedelta(minutes=1))
    monkeypatch.setattr(batches, "_undo_times", [lambda: batch.wait])
    db.session.info[batches.OPEN_BATCH] = batch
    made.release()
    waiting = release_mails()
    move_release(made.summit, timedelta(days=7), now=LATER)
    db.session.commit()
    done = stop_batch(batch.key, now=LATER)
    assert (done.stopped, done.says) == (len(waiting), "The release stands, because a later version is built upon it.")
    assert {each.state for each in waiting} == {NoticeState.HELD}
    assert latest_release(made.summit).number == 2


def test_what_was_frozen_reads_back_as_it_was(made):
    release = made.release()
    content = content_of(release)
    assert Content.thawed(json.loads(json.dumps(content.frozen()))) == content
    assert [each.title for each in content.sessions] == ["Welcome", "Workshops"]
    seat = content.seats[made.attendee(made.invitations[0]).id]
    assert seat.why == {made.workshops.id: "You named no choice; there was room here."}
