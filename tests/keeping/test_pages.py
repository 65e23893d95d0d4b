"""Retention, holds and people's rights as an administrator presses through them."""

import io
import json
import re
import zipfile
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.vocabulary import MailDoor, MailState
from scheduler.invitations.service.inviting import invite
from scheduler.keeping.models import Disposal, DisposalHold, Erasure, RetentionRule
from scheduler.keeping.rules.vocabulary import AtTheEnd, RecordClass
from scheduler.records.models import GiftOffer, Paper
from scheduler.records.rules.vocabulary import GiftDecision
from scheduler.stakeholders.models import Person
from scheduler.uploads.models import Upload
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.keeping.canary import ADDRESS, NAME, ROLE, hold_a_post

GIFTS = "/settings/retention/class/register"
PERSON = "/settings/retention/person"


def gift(on=date(2014, 9, 29), what="Fountain pen"):
    offer = GiftOffer(offered_on=on, what=what, decision=GiftDecision.DECLINED, recorded_at=NOW)
    db.session.add(offer)
    commit()
    return offer


@pytest.mark.parametrize("path", ["/settings/retention", "/settings/retention/log", "/settings/holds", PERSON])
def test_only_administrators_see_them(manager, path):
    assert manager.get(path).status_code == 403


def test_a_proposed_time_is_shown_as_nobody_s_decision_until_one_press(administrator):
    assert "nobody has decided" in administrator.get("/settings/retention").text
    submit(administrator, "/settings/retention", form="form[action$=decide]")
    assert "nobody has decided" not in administrator.get("/settings/retention").text
    assert db.session.query(RetentionRule).count() == len(RecordClass)


def test_a_time_is_changed_and_its_reason_kept(administrator):
    answer = submit(administrator, GIFTS, {"months": "24", "basis": "Board of 3 June"}, form="form[novalidate]")
    assert answer.status_code == 303
    rule = db.session.get(RetentionRule, RecordClass.REGISTER)
    assert (rule.months, rule.at_the_end, rule.basis) == (24, AtTheEnd.DELETE, "Board of 3 June")


@pytest.mark.parametrize("months", ["", "six", "-1", "9999"])
def test_a_time_that_is_none_is_refused_beside_its_field(administrator, months):
    answer = submit(administrator, GIFTS, {"months": months, "basis": "Board"}, form="form[novalidate]")
    assert answer.status_code == 422
    assert "whole number of months" in answer.text
    assert 'value="Board"' in answer.text


def test_two_who_decide_at_once_do_not_overwrite_each_other(administrator):
    form = form_values(page(administrator.get(GIFTS)).select_one("form[novalidate]"))
    assert administrator.post(GIFTS, data=form | {"months": ["12"]}).status_code == 303
    late = administrator.post(GIFTS, data=form | {"months": ["36"]})
    assert late.status_code == 409
    assert db.session.get(RetentionRule, RecordClass.REGISTER).months == 12


def test_what_the_page_shows_goes_and_the_log_says_so(administrator):
    gift()
    assert "Fountain pen" in administrator.get(GIFTS).text
    submit(administrator, GIFTS, form="form[action$=dispose]")
    assert db.session.query(GiftOffer).count() == 0
    line = db.session.scalars(select(Disposal)).one()
    assert (line.count, line.newest_on, line.record_class) == (1, date(2014, 9, 29), RecordClass.REGISTER)
    log = administrator.get("/settings/retention/log").text
    assert "6 years from the end of the financial year" in log
    assert "Fountain pen" not in log


def test_a_press_on_an_old_page_disposes_of_nothing(administrator):
    gift()
    form = form_values(page(administrator.get(GIFTS)).select_one("form[action$=dispose]"))
    gift(what="Vase")
    answer = administrator.post(f"{GIFTS}/dispose", data=form)
    assert answer.status_code == 422
    assert "nothing has gone" in answer.text
    assert db.session.query(GiftOffer).count() == 2


def test_a_hold_is_laid_shown_with_its_due_day_and_released(administrator):
    gift()
    typed = {"reference": "FOI 2026/014", "came_on": ["1", "9", "2026"], "from_on": ["1", "9", "2014"]}
    assert submit(administrator, "/settings/holds/new", typed).status_code == 303
    shown = administrator.get("/settings/holds").text
    assert "29 September 2026" in shown  # twenty working days after 1 September
    assert "FOI 2026/014" in administrator.get(GIFTS).text
    assert "form" not in [each.name for each in page(administrator.get(GIFTS)).select("form[action$=dispose]")]
    submit(administrator, "/settings/holds", form="form[action$=release]")
    assert db.session.scalars(select(DisposalHold)).one().released_by != ""
    assert page(administrator.get(GIFTS)).select("form[action$=dispose]")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reference": ""}, "Enter a reference"),
        ({"reference": "A", "engagement": "next Tuesday"}, "Copy the address"),
        ({"reference": "A", "engagement": "http://127.0.0.1/engagements/4711"}, "no such engagement"),
        ({"reference": "A", "from_on": ["2", "9", "2014"], "until_on": ["1", "9", "2014"]}, "before the first"),
    ],
)
def test_a_hold_that_cannot_be_is_refused_with_what_was_typed(administrator, typed, words):
    answer = submit(administrator, "/settings/holds/new", typed | {"reason": "Because of it"})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Because of it" in answer.text


def preview(client, person):
    shown = submit(client, f"{PERSON}?person={person.id}")
    return page(shown).select_one("main form"), shown


def test_a_copy_of_everything_opens_and_holds_what_is_theirs(administrator):
    person = hold_a_post()
    engagement = factories.engagement(title="Visit to Melmere", purpose=f"Talk to {NAME} about {ADDRESS}")
    invite(engagement, [person.tenures[0].post], now=NOW)
    form, _ = preview(administrator, person)
    answer = administrator.post(f"{PERSON}/export", data=form_values(form))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="person.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    assert {"READ ME.txt", "person.html", "person.csv", "person.json"} <= set(archive.namelist())
    told = json.loads(archive.read("person.json"))
    assert told["person"][0]["email"] == ADDRESS
    assert {"tenure", "engagement"} <= told.keys()
    assert "Visit to Melmere" in archive.read("person.html").decode()
    assert ADDRESS in archive.read("person.csv").decode("utf-8-sig")
    assert "token" not in archive.read("person.json").decode()


def test_a_person_is_erased_by_the_page_that_showed_every_place(administrator):
    person = hold_a_post()
    engagement = factories.engagement(title=f"Meeting with {NAME}")
    form, shown = preview(administrator, person)
    assert "Meeting with <mark>Quillon Vantongeren</mark>" in shown.text
    data = form_values(form) | {"reason": ["Request of 3 June"]}
    answer = administrator.post(f"{PERSON}/erase", data=data)
    assert answer.status_code == 303
    db.session.expire_all()
    assert db.session.get(Person, person.id).name == ROLE
    assert engagement.title == f"Meeting with {ROLE}"
    done = administrator.get(answer.location).text
    assert "still to clean the free space" in done
    assert NAME not in done


def test_without_a_reason_nothing_is_erased_and_the_page_stays(administrator):
    person = hold_a_post()
    form, _ = preview(administrator, person)
    answer = administrator.post(f"{PERSON}/erase", data=form_values(form))
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert db.session.query(Erasure).count() == 0


def test_somebody_who_is_not_in_the_list_is_found_by_what_is_typed(administrator):
    factories.engagement(title="Call with Ife Adeyemi-Larkspur")
    shown = submit(administrator, PERSON, {"names": "Ife Adeyemi-Larkspur"})
    assert "Call with <mark>Ife Adeyemi-Larkspur</mark>" in shown.text
    form = form_values(page(shown).select_one("main form")) | {"reason": ["Request of 4 June"]}
    assert administrator.post(f"{PERSON}/erase", data=form).status_code == 303
    shown = submit(administrator, PERSON, {"names": "Ife Adeyemi-Larkspur"})
    assert "no places" in shown.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"names": ""}, "Enter a name or an address"),
        ({"names": "Bo"}, "5 letters or more"),
        ({"names": "-----"}, "5 letters or more"),
        ({"names": "Ife Adeyemi", "addresses": "ife"}, "like name@example.org"),
        ({"names": "Ife Adeyemi", "addresses": "@"}, "like name@example.org"),
        ({"names": "Ife Adeyemi", "telephones": "12"}, "area code"),
    ],
)
def test_what_would_be_found_everywhere_or_nowhere_is_refused(administrator, typed, words):
    answer = submit(administrator, PERSON, typed)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_surname_is_offered_alone_only_when_it_is_theirs_alone(administrator):
    person = hold_a_post()
    assert "Also the surname alone" in administrator.get(f"{PERSON}?person={person.id}").text
    factories.place(name="Vantongeren Hall")
    shown = administrator.get(f"{PERSON}?person={person.id}").text
    assert "a partner or a place is called that too" in shown


def test_the_door_stands_on_the_person_s_page_for_administrators_only(administrator, manager):
    person = hold_a_post()
    assert "What we keep about them" in administrator.get(f"/partners/people/{person.id}").text
    assert "What we keep about them" not in manager.get(f"/partners/people/{person.id}").text


def test_a_title_with_the_surname_is_not_looked_for_when_others_have_it(administrator):
    person = hold_a_post()
    assert "Cllr Vantongeren" in administrator.get(f"{PERSON}?person={person.id}").text
    factories.person(name="Ravi Vantongeren")
    shown = administrator.get(f"{PERSON}?person={person.id}").text
    assert "Cllr Vantongeren" not in shown
    assert "Ravi Vantongeren has the surname too" in shown


def test_a_ticked_file_goes_whole_and_an_unticked_one_loses_the_name(administrator):
    person = hold_a_post()
    engagement = factories.engagement()
    facts = {"content_type": "application/pdf", "size": 1, "sha256": "0" * 64, "uploaded_at": NOW}
    for number, name in enumerate(("Quillon_Vantongeren_CV.pdf", "Letter of Quillon Vantongeren.pdf")):
        upload = Upload(stored_name=f"stored{number}abc", file_name=name, uploaded_by=NAME, **facts)
        db.session.add(Paper(engagement=engagement, upload=upload, title=f"Paper {number}"))
    form, _ = preview(administrator, person)
    ticked = [box["value"] for box in form.select("input[name=files]")][:1]
    data = form_values(form) | {"reason": ["Request of 3 June"], "files": ticked}
    assert administrator.post(f"{PERSON}/erase", data=data).status_code == 303
    db.session.expire_all()
    left = db.session.scalars(select(Upload)).one()
    assert (left.file_name, left.uploaded_by) == (f"Letter of {ROLE}.pdf", ROLE)
    assert [paper.title for paper in db.session.scalars(select(Paper))] == ["Paper 1"]


def test_what_goes_by_itself_elsewhere_stands_on_the_same_page(administrator):
    mail = {"door": MailDoor.IMAP, "size": 1, "state": MailState.DONE, "raw": b"From: a"}
    db.session.add(InboundMail(received_at=utc_now() - timedelta(days=91), content_hash="a" * 64, **mail))
    row = page(administrator.get("/settings/retention")).find(string="Received mail itself").find_parent("tr")
    assert "90 days from the day it came" in row.text
    assert row.strong.text == "1"


def test_a_second_press_says_that_nothing_is_left(administrator):
    gift()
    form = form_values(page(administrator.get(GIFTS)).select_one("form[action$=dispose]"))
    administrator.post(f"{GIFTS}/dispose", data=form)
    assert administrator.post(f"{GIFTS}/dispose", data=form).status_code == 303
    assert "Nothing is past its time." in administrator.get(GIFTS).text
    assert db.session.query(Disposal).count() == 1


def test_a_held_paper_cannot_be_removed_by_hand(administrator, manager):
    engagement = factories.engagement()
    facts = {"content_type": "application/pdf", "size": 1, "sha256": "0" * 64, "uploaded_at": NOW}
    upload = Upload(stored_name="stored9abc", file_name="Minutes.pdf", **facts)
    db.session.add(Paper(engagement=engagement, upload=upload, title="Minutes"))
    commit()
    hold = {"reference": "FOI 2026/014", "engagement": f"/engagements/{engagement.id}"}
    submit(administrator, "/settings/holds/new", hold)
    papers = f"/engagements/{engagement.id}/papers"
    submit(manager, papers, form="form[action$=remove]")
    assert "A hold keeps it" in manager.get(papers).text
    submit(administrator, "/settings/holds", form="form[action$=release]")
    submit(manager, papers, form="form[action$=remove]")
    assert db.session.query(Paper).count() == 0


def test_a_request_that_is_due_leads_everybody_to_the_registers(administrator, viewer):
    submit(administrator, "/settings/holds/new", {"reference": "FOI 2026/014", "came_on": ["1", "9", "2014"]})
    row = page(viewer.get("/today")).find(string=re.compile("Answer the request FOI 2026/014")).find_parent("tr")
    assert "registers" in row.a.text
    assert viewer.get(row.a["href"]).status_code == 200
