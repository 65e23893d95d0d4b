"""The joint strategy: released words stay, agencies comment, and each signs in its own way."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from scheduler.accounts.models import MailHabits
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.summits.models import Priority, StrategyComment, StrategyVersion
from scheduler.summits.queries import agencies_of
from scheduler.summits.queries.agency_links import live_agency_links
from scheduler.summits.queries.outcomes import counts_of, released_version, sign_offs
from scheduler.summits.rules.outcomes import SignOffDraft, checked_sign_off
from scheduler.summits.rules.vocabulary import SignOffState
from scheduler.summits.service.agency_links import agency_token
from scheduler.summits.service.strategy import (
    STRATEGY,
    VersionDraft,
    answer_comment,
    comment,
    record_sign_off,
    release_version,
    write_version,
)
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.summits import homework
from tests.summits.attending import invited

TODAY = local_day(NOW)
UNTIL = TODAY + timedelta(days=20)
DRAFT = VersionDraft(title="Joint strategy", text="Less harm in town centres.", comments_due_on=UNTIL)
FINAL = VersionDraft(title="Joint strategy", text="Less harm everywhere.", is_final=True)
SIGNED = {"decided_on": TODAY, "signed_by": "Leader, Rowan Ashdown"}


@pytest.fixture
def summit(session):
    factories.office()
    summit = factories.summit()
    invited(summit)
    return summit


def released(summit, draft=DRAFT):
    version = write_version(summit, draft)
    release_version(summit, version, now=NOW)
    return version


def link_of(summit):
    return live_agency_links(agencies_of(summit)[0])[0]


def notices():
    return list(db.session.scalars(select(Notice).where(Notice.kind == STRATEGY).order_by(Notice.id)))


def test_a_draft_is_one_version_until_it_is_released_and_then_the_next(summit):
    first = write_version(summit, DRAFT)
    assert write_version(summit, DRAFT) is first
    assert released_version(summit) is None
    assert release_version(summit, first, now=NOW) == len(notices()) == 1
    assert release_version(summit, first, now=NOW) == 0
    second = write_version(summit, FINAL)
    assert (second.number, first.text) == (2, "Less harm in town centres.")
    assert released_version(summit) is first


def test_each_agency_is_mailed_the_newest_version_only(summit):
    released(summit)
    assert "for comments until Sunday 27 September 2026" in render(notices()[0]).text
    released(summit, FINAL)
    assert render(notices()[0]) is None
    assert "We ask" in render(notices()[1]).text


@pytest.mark.parametrize("until", [None, TODAY])
def test_a_draft_is_not_released_without_a_day_for_comments(summit, until):
    version = write_version(summit, VersionDraft(title="Draft", text="Words", comments_due_on=until))
    with pytest.raises(RuleBroken):
        release_version(summit, version, now=NOW)
    assert version.released_at is None


def test_comments_are_kept_once_and_end_with_the_final_version(summit):
    released(summit)
    link = link_of(summit)
    assert comment(link, "Aims", "Name the owners.", now=NOW) is not None
    assert comment(link, "Aims", "Name the owners.", now=NOW) is None
    with pytest.raises(RuleBroken):
        comment(link, "", "  ", now=NOW)
    released(summit, FINAL)
    with pytest.raises(RuleBroken, match="no longer"):
        comment(link, "", "Too late.", now=NOW)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"state": SignOffState.MEETING_SET, "meets_on": TODAY}, "approval"),
        ({"state": SignOffState.MEETING_SET, "approval": "Cabinet"}, "meets_on"),
        ({"state": SignOffState.SIGNED, "decided_on": TODAY}, "signed_by"),
        ({"state": SignOffState.SIGNED, "signed_by": "Leader"}, "decided_on"),
        ({"state": SignOffState.SIGNED, "signed_by": "Leader", "decided_on": TODAY + timedelta(days=1)}, "decided_on"),
        ({"state": SignOffState.WITH_RESERVATION, **SIGNED}, "reservation"),
        ({"state": SignOffState.NOT_SIGNED, **SIGNED}, "reservation"),
    ],
)
def test_what_an_approval_lacks_is_asked_beside_its_field(draft, field):
    with pytest.raises(RuleBroken) as refused:
        checked_sign_off(SignOffDraft(**draft), TODAY)
    assert refused.value.field == field


def test_nothing_can_be_signed_before_there_is_a_final_version(summit):
    released(summit)
    (agency,) = agencies_of(summit)
    with pytest.raises(RuleBroken, match="no final version"):
        record_sign_off(agency, SignOffDraft(state=SignOffState.SIGNED, **SIGNED), by="Jo", now=NOW)
    meeting = SignOffDraft(state=SignOffState.MEETING_SET, approval="Cabinet", meets_on=date(2026, 11, 3))
    assert record_sign_off(agency, meeting, by="Jo", now=NOW).meets_on == date(2026, 11, 3)


def test_a_signature_is_of_the_version_that_was_final_then(summit):
    final = released(summit, FINAL)
    (agency,) = agencies_of(summit)
    reserved = SignOffDraft(state=SignOffState.WITH_RESERVATION, reservation="Subject to the budget.", **SIGNED)
    record_sign_off(agency, reserved, by="Jo", now=NOW)
    ((_, sign_off),) = sign_offs(summit)
    assert (sign_off.version_id, sign_off.reservation) == (final.id, "Subject to the budget.")
    assert counts_of(sign_offs(summit))[SignOffState.WITH_RESERVATION] == 1


def test_an_agency_comments_and_signs_on_its_own_page(summit, client):
    released(summit)
    path = f"/s/{agency_token(link_of(summit))}"
    db.session.commit()
    empty = submit(client, path, {"words": " "}, form=f"form[action='{path}/comment']")
    assert empty.status_code == 422
    submit(client, path, {"words": "Name the owners."}, form=f"form[action='{path}/comment']")
    approval = {
        "state": "meeting set",
        "approval": "Cabinet",
        "meets_on": ["3", "11", "2026"],
    }
    assert submit(client, path, approval, form=f"form[action='{path}/approval']").status_code == 303
    shown = page(client.get(path))
    assert "Name the owners." in shown.select_one("#strategy").text
    assert "Meeting set" in shown.select_one("#approval").text
    db.session.expire_all()
    said = db.session.scalars(select(StrategyComment)).one()
    answer_comment(said.agency.summit, said, "We shall.")
    db.session.commit()
    assert "We shall." in client.get(path).text


def test_the_office_writes_releases_and_notes_decisions(manager):
    summit = factories.summit()
    invited(summit)
    (agency,) = agencies_of(summit)
    base, agency_id = f"/summits/{summit.id}/after", agency.id
    db.session.commit()
    said = {"title": "Joint strategy", "text": "Less harm.", "is_final": "y"}
    assert submit(manager, f"{base}/strategy", said).status_code == 303
    assert submit(manager, f"{base}/strategy", form="form[action$='/release']").status_code == 303
    assert len(notices()) == 1
    refused = submit(manager, f"{base}/sign-off/{agency_id}", {"state": "signed"})
    assert refused.status_code == 422
    decided = {"state": "signed", "signed_by": "Leader", "decided_on": ["1", "9", "2026"]}
    assert submit(manager, f"{base}/sign-off/{agency_id}", decided).status_code == 303
    assert "Signed" in page(manager.get(f"{base}/sign-off")).select_one("tbody").text
    assert ",Signed," in manager.get(f"{base}/sign-off.csv").data.decode("utf-8-sig")


def test_a_draft_from_an_old_page_keeps_what_was_typed_and_asks(manager):
    summit = factories.summit()
    db.session.commit()
    path = f"/summits/{summit.id}/after/strategy"
    old = page(manager.get(path)).select_one("input[name=seen]")["value"]
    submit(manager, path, {"title": "Theirs", "text": "Theirs."})
    answer = submit(manager, path, {"title": "Mine", "text": "Mine.", "seen": old}, form="form[novalidate]")
    assert answer.status_code == 409
    assert "Mine." in answer.text
    assert db.session.scalars(select(StrategyVersion)).one().text == "Theirs."


def test_priorities_and_notes_are_kept_beside_their_workshop(manager):
    summit = factories.summit()
    db.session.commit()
    base = f"/summits/{summit.id}/after"
    assert submit(manager, base, {"words": " "}, form="#priorities form").status_code == 422
    assert submit(manager, base, {"words": "Town centres"}, form="#priorities form").status_code == 303
    assert "Town centres" in manager.get(base).text
    submit(manager, base, form="form[action$='/remove']")
    assert db.session.scalars(select(Priority)).all() == []


def test_a_release_to_more_agencies_than_usual_is_asked_for_twice(summit, manager):
    homework.agency(summit)
    db.session.get(MailHabits, 1).ceiling = 1
    write_version(summit, FINAL)
    path, form = f"/summits/{summit.id}/after/strategy", "form[action$='/release']"
    refused = submit(manager, path, form=form)
    assert refused.status_code == 422
    assert notices() == []
    assert submit(manager, path, {"confirmed_mails": "2"}, form=form).status_code == 303
    assert len(notices()) == 2
