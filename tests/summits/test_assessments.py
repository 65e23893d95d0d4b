"""The homework: asked, promised, received in versions, considered and shared; told once to those it concerns."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.audit.models import AuditEntry
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.rules import EngagementStatus
from scheduler.outbox.models import Notice
from scheduler.summits.models import AssessmentFile
from scheduler.summits.queries.agency_links import contact_of, live_agency_links
from scheduler.summits.queries.assessments import matrix_of, request_of, shared_files, template_of
from scheduler.summits.queries.matrix import areas_of, tally_of
from scheduler.summits.rules.assessments import Stage
from scheduler.summits.service.agency_links import name_contact, open_agency_link
from scheduler.summits.service.assessment_files import receive_file
from scheduler.summits.service.assessment_reminders import remind_due
from scheduler.summits.service.assessments import (
    ask_agencies,
    consider,
    drop_template_file,
    ensure_request,
    promise,
    say_none,
    set_template,
    share,
    unshare,
    want_after_all,
)
from scheduler.uploads.models import Upload
from tests import factories
from tests.factories import NOW
from tests.outbox.draining import send_all
from tests.summits.homework import DUE, agency, asked, link_of
from tests.uploads.handing_in import PDF, kept_file

AFTER = datetime(2026, 10, 3, 9, tzinfo=UTC)


@pytest.fixture
def summit(app):
    factories.office()
    return factories.summit()


def kinds() -> list[str]:
    return [notice.kind for notice in db.session.query(Notice).order_by(Notice.id)]


def test_each_chosen_agency_is_asked_once(summit, smtp_sink):
    first, second, third = (agency(summit, name) for name in ("Melton", "Rutland", "Harborough"))
    result = ask_agencies(summit, [first, second], DUE, now=NOW)
    ask_agencies(summit, [first, second], DUE, now=NOW)
    assert [each.name for each in result.asked] == ["Melton", "Rutland"]
    commit()
    assert send_all(NOW) == 2
    assert {mail["To"] for mail in smtp_sink.messages} != set()
    body = smtp_sink.to(first.contact_address)[0].get_body(("plain",)).get_content()
    assert "Friday 2 October 2026" in body
    assert "/s/" in body
    assert "OFFICIAL-SENSITIVE" in body
    assert request_of(third) is None


def test_an_agency_without_anybody_to_write_to_is_named(summit):
    lonely = agency(summit, "Melton", contact_address="", contact_name="")
    assert ask_agencies(summit, [lonely], DUE, now=NOW).without_address == [lonely]
    assert request_of(lonely) is None


def test_another_day_is_another_mail(summit):
    one = agency(summit)
    ask_agencies(summit, [one], DUE, now=NOW)
    ask_agencies(summit, [one], DUE + timedelta(days=7), now=NOW)
    ask_agencies(summit, [one], DUE, now=NOW + timedelta(hours=1))
    assert kinds() == ["assessment_ask"] * 3


def test_nobody_is_asked_for_a_day_that_is_over_or_for_a_cancelled_summit(summit):
    one = agency(summit)
    with pytest.raises(RuleBroken, match="over"):
        ask_agencies(summit, [one], date(2026, 9, 6), now=NOW)
    summit.engagement.status = EngagementStatus.CANCELLED
    with pytest.raises(RuleBroken, match="cancelled"):
        ask_agencies(summit, [one], DUE, now=NOW)


def test_versions_are_counted_and_late_ones_marked(summit):
    (request,) = asked(summit, agency(summit))
    first = receive_file(request, kept_file(PDF), "", by="Kit", now=NOW)
    second = receive_file(request, kept_file(PDF + b"%"), "with figures", by="Kit", now=AFTER)
    assert [(each.number, each.is_late) for each in (first, second)] == [(1, False), (2, True)]
    assert request.files == [first, second]


def test_the_same_bytes_again_are_the_same_version(summit):
    (request,) = asked(summit, agency(summit))
    first = receive_file(request, kept_file(), "", by="Kit", now=NOW)
    assert receive_file(request, kept_file(), "", by="Kit", now=NOW) is first
    assert db.session.query(AssessmentFile).count() == db.session.query(Upload).count() == 1


def test_far_too_many_versions_are_refused(summit, monkeypatch):
    monkeypatch.setattr("scheduler.summits.service.assessment_files.MOST_VERSIONS", 2)
    (request,) = asked(summit, agency(summit))
    for number in range(2):
        receive_file(request, kept_file(PDF + b"%%" * number), "", by="Kit", now=NOW)
    with pytest.raises(RuleBroken, match="2 versions"):
        receive_file(request, kept_file(PDF + b"more"), "", by="Kit", now=NOW)


def test_the_receipt_proves_what_came_and_when(summit, smtp_sink):
    one = agency(summit)
    (request,) = asked(summit, one)
    kept = kept_file()
    receive_file(request, kept, "", by="Kit", link=link_of(one), now=NOW)
    commit()
    send_all(NOW)
    receipt = smtp_sink.to(one.contact_address)[-1].get_body(("plain",)).get_content()
    assert kept.sha256 in receipt
    assert "Monday 7 September 2026, 10am" in receipt
    assert f"{kept.size} bytes" in receipt


def test_an_ask_that_was_overtaken_by_the_file_is_not_sent(summit, smtp_sink):
    (request,) = asked(summit, agency(summit))
    receive_file(request, kept_file(), "", by="The office", now=NOW)
    commit()
    send_all(NOW)
    assert smtp_sink.messages == []


def test_a_promise_is_for_a_day_to_come(summit):
    (request,) = asked(summit, agency(summit))
    with pytest.raises(RuleBroken):
        promise(request, date(2026, 9, 6), now=NOW)
    promise(request, date(2026, 10, 9), now=NOW)
    promise(request, date(2026, 10, 9), now=NOW)
    assert request.promised_for_on == date(2026, 10, 9)
    assert db.session.query(AuditEntry).filter_by(action="summit.assessment_promised").count() == 0  # before the commit
    commit()
    assert db.session.query(AuditEntry).filter_by(action="summit.assessment_promised").count() == 1


def test_who_has_none_is_left_out_of_the_count(summit):
    (request,) = asked(summit, agency(summit))
    say_none(request)
    assert tally_of(matrix_of(summit, NOW)).expected == 0
    want_after_all(request)
    assert tally_of(matrix_of(summit, NOW)).expected == 1
    receive_file(request, kept_file(), "", by="Kit", now=NOW)
    with pytest.raises(RuleBroken):
        say_none(request)


def test_considering_needs_something_to_consider(summit):
    (request,) = asked(summit, agency(summit))
    with pytest.raises(RuleBroken):
        consider(request, "Quoted in chapter 2", now=NOW)
    receive_file(request, kept_file(), "", by="Kit", now=NOW)
    consider(request, "Quoted in chapter 2", now=NOW)
    assert matrix_of(summit, NOW)[0].stage is Stage.CONSIDERED
    consider(request, "", now=NOW)
    assert matrix_of(summit, NOW)[0].stage is Stage.RECEIVED


def test_sharing_tells_every_agency_once(summit, smtp_sink):
    sender, reader = agency(summit, "Melton"), agency(summit, "Rutland")
    (request,) = asked(summit, sender)
    receive_file(request, kept_file(), "", by="Kit", now=NOW)
    assert share(summit, [request], now=NOW) == 1
    assert share(summit, [request], now=NOW) == 0
    commit()
    send_all(NOW)
    (told,) = smtp_sink.to(reader.contact_address)
    assert "Melton: assessment.pdf" in told.get_body(("plain",)).get_content()
    assert sender.contact_address not in str(told)
    assert [file.request for file in shared_files(summit)] == [request]
    unshare(request)
    assert shared_files(summit) == []


def test_a_template_replaced_leaves_one_file(summit):
    set_template(summit, "Which harm grew?", "By hand", kept_file(), by="Robin", now=NOW)
    set_template(summit, "Which harm grew?", "By hand", kept_file(PDF + b"2"), by="Robin", now=NOW)
    assert db.session.query(Upload).count() == 1
    drop_template_file(summit)
    template = template_of(summit)
    assert template is not None
    assert (template.upload, template.words) == (None, "Which harm grew?")
    assert db.session.query(Upload).count() == 0


def test_the_matrix_goes_by_area_and_counts(summit):
    health, council = (factories.area(name=name) for name in ("Health", "Councils"))
    done = agency(summit, "Hospital", area_id=health.id)
    overdue, silent = agency(summit, "Melton", area_id=council.id), agency(summit, "Rutland", area_id=council.id)
    nowhere = agency(summit, "Alone")
    requests = asked(summit, done, overdue)
    receive_file(requests[0], kept_file(), "", by="Kit", now=AFTER)
    rows = matrix_of(summit, AFTER)
    found = [(area, [row.agency for row in group]) for area, group in areas_of(rows)]
    assert found == [("Councils", [overdue, silent]), ("Health", [done]), ("No area", [nowhere])]
    tally = tally_of(rows)
    assert (tally.expected, tally.asked, tally.received, tally.late, tally.overdue) == (4, 2, 1, 1, 1)
    assert [row.agency for row in rows if row.fits("overdue")] == [overdue]
    assert [row.agency for row in rows if row.fits("not-asked")] == [silent, nowhere]


def test_another_contact_gets_a_link_and_the_one_before_loses_theirs(summit):
    one = agency(summit)
    before = open_agency_link(one, "Kit", one.contact_address)
    name_contact(one, "Jo Merrick", "jo@example.org", now=NOW)
    asked(summit, one)
    assert before.revoked_at == NOW
    (link,) = live_agency_links(one)
    assert (link.name, link.address) == ("Jo Merrick", "jo@example.org")
    again = open_agency_link(one, "Kit", before.address)
    assert (again.id, again.generation, again.revoked_at) == (before.id, 2, None)


def test_without_a_named_contact_it_is_nobody_or_the_first_invitee(summit):
    one = agency(summit, contact_address="", contact_name="")
    assert contact_of(one) is None


def reminded_on(days: range) -> list[date]:
    """On which days a mail was posted, the office being open at ten; counted from 1 September."""
    moments = [datetime(2026, 9, 1, 9, tzinfo=UTC) + timedelta(days=day) for day in days]
    return [moment.date() for moment in moments if remind_due(moment)]


def test_reminders_go_on_their_days_once_each(summit):
    asked(summit, agency(summit), now=datetime(2026, 9, 1, 9, tzinfo=UTC))
    days = [date(2026, 9, 23), date(2026, 9, 30), date(2026, 10, 5)]
    assert reminded_on(range(48)) == days
    assert reminded_on(range(48)) == []
    assert kinds().count("assessment_reminder") == 3


def test_no_reminder_at_night_or_after_the_file(summit):
    (request,) = asked(summit, agency(summit), now=datetime(2026, 9, 1, 9, tzinfo=UTC))
    assert remind_due(datetime(2026, 9, 23, 2, tzinfo=UTC)) == 0
    receive_file(request, kept_file(), "", by="Kit", now=NOW)
    assert remind_due(datetime(2026, 9, 23, 9, tzinfo=UTC)) == 0


def test_a_cancelled_summit_reminds_nobody(summit):
    asked(summit, agency(summit), now=datetime(2026, 9, 1, 9, tzinfo=UTC))
    summit.engagement.status = EngagementStatus.CANCELLED
    assert remind_due(datetime(2026, 9, 23, 9, tzinfo=UTC)) == 0


def test_what_the_office_records_for_who_was_never_asked_is_kept(summit):
    one = agency(summit)
    request = ensure_request(one, now=NOW)
    assert ensure_request(one, now=NOW) is request
    receive_file(request, kept_file(), "", by="The office, on their behalf", now=NOW)
    assert matrix_of(summit, NOW)[0].stage is Stage.RECEIVED
