"""The delivery record of an invitation, and that only a person's press leaves a trace."""

from datetime import timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.rules import Answer, Answerer, Audience, PartStat, ReplySource
from scheduler.invitations.rules.visits import VisitKind, kind_of_visit
from scheduler.invitations.service import record_reply
from scheduler.invitations.service.visits import views_by_kind
from tests.browsing import page, submit
from tests.digest import database_digest
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting

HOUR = timedelta(hours=1)
BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.fixture
def sent(visit):
    """Both seats were invited and the mails have left."""
    visit.invite()
    return visit, {notice.recipient_address: notice for notice in mark_sent()}


def shown(manager, visit) -> str:
    main = page(manager.get(f"/invitations/{visit.link().invitation.id}")).main
    return " ".join(main.table.get_text(" ").split())


def opened(visit, audience=Audience.PRINCIPAL):
    db.session.expire_all()
    return visit.link(audience).opened_at


def test_each_address_shows_its_own_journey_in_order(manager, sent):
    visit, notices = sent
    notices["rowan@example.org"].delivered_at = NOW + HOUR
    db.session.commit()
    leader, office = page(manager.get(f"/invitations/{visit.link().invitation.id}")).main.table.select("tbody tr")
    told = " ".join(leader.get_text(" ").split())
    assert "● Delivered" in told
    assert told.index("handed to the mail server") < told.index("delivered, by their mail server’s own report")
    assert "Handed over" in office.text
    assert "elivered" not in office.text


def test_a_bounce_is_shown_with_its_reason(manager, sent):
    visit, notices = sent
    notice = notices["jo@example.org"]
    notice.bounced_at, notice.bounce_reason = NOW + HOUR, "There is no such mailbox."
    db.session.commit()
    told = shown(manager, visit)
    assert "▲ Undeliverable Invitation" in told
    assert "Invitation came back Monday 7 September 2026, 11am – There is no such mailbox." in told


def test_what_waits_says_so(manager, visit):
    visit.invite()
    db.session.commit()
    assert "Waiting" in shown(manager, visit)
    assert "Invitation leaves now" in shown(manager, visit)


def test_the_door_of_each_answer_is_named(manager, client, sent):
    visit, _ = sent
    invitation, pa = visit.link().invitation, visit.link(Audience.PA)
    yes, no = (Answer(each, Answerer.OFFICE) for each in (PartStat.ACCEPTED, PartStat.DECLINED))
    record_reply(invitation, yes, source=ReplySource.EMAIL, link=pa, from_address="desk@example.org", now=NOW)
    record_reply(invitation, no, source=ReplySource.TELEPHONE, recorded_by="Robin Ferncastle", now=NOW)
    db.session.commit()
    assert opened(visit, Audience.PA) is None, "a mailed answer is no visit of the page"
    submit(client, visit.path(), {"who": "invitee", "answer": "TENTATIVE"})
    told = shown(manager, visit)
    assert "Answered “Coming” by e-mail from desk@example.org" in told
    assert "Answered “Apologies” by telephone, noted by Robin Ferncastle" in told
    assert "Answered “Maybe” by link" in told


def test_the_panel_and_the_export_use_the_same_words(manager, sent):
    visit, notices = sent
    notices["rowan@example.org"].delivered_at = NOW
    db.session.commit()
    panel = " ".join(page(manager.get(f"/engagements/{visit.engagement.id}")).select_one("#invitations").text.split())
    assert "● Delivered to the invitee" in panel
    assert "◐ Handed over to their office" in panel
    exported = manager.get(f"/engagements/{visit.engagement.id}/invitations.csv").text
    assert "Delivered Monday 7 September 2026, 10am" in exported
    assert "Handed over Monday 7 September 2026, 10am" in exported


@pytest.mark.parametrize(
    ("where", "values", "status"),
    [
        ("", {"who": "invitee", "answer": "ACCEPTED"}, 303),
        ("", {"who": "invitee"}, 422),
        ("/another-time", {}, 422),
    ],
)
def test_the_first_press_is_noted_whether_it_is_taken_or_refused(client, sent, where, values, status):
    visit, _ = sent
    assert submit(client, visit.path() + where, values).status_code == status
    assert opened(visit) == NOW
    assert opened(visit, Audience.PA) is None
    with time_machine.travel(NOW + HOUR, tick=False):
        submit(client, visit.path() + where, values)
    assert opened(visit) == NOW, "only the first press counts"


def test_a_press_on_a_closed_page_is_noted_and_stores_nothing_else(client, sent):
    visit, _ = sent
    form = page(client.get(visit.path())).select_one("main form")
    values = {each["name"]: each.get("value", "") for each in form.select("input[type=hidden]")}
    visit.engagement.reply_by_at = NOW - HOUR
    db.session.commit()
    assert client.post(visit.path(), data=values | {"who": "invitee", "answer": "ACCEPTED"}).status_code == 409
    assert opened(visit) == NOW
    assert visit.link().invitation.partstat is PartStat.NEEDS_ACTION


def test_a_hundred_looks_leave_no_trace_and_are_counted_by_kind(client, sent):
    visit, _ = sent
    before, rows = dict(views_by_kind()), database_digest()
    agents = [
        ("GET", {"User-Agent": BROWSER}),
        ("HEAD", {"User-Agent": BROWSER}),
        ("GET", {"User-Agent": "Barracuda Sentinel (EE)"}),
        ("GET", {"User-Agent": BROWSER, "Sec-Purpose": "prefetch;prerender"}),
    ]
    for method, headers in agents * 25:
        assert client.open(visit.path(), method=method, headers=headers).status_code == 200
    assert database_digest() == rows
    assert db.session.query(InvitationLink).filter(InvitationLink.opened_at.is_not(None)).count() == 0
    seen = {kind: number - before[kind] for kind, number in views_by_kind().items()}
    assert seen == {VisitKind.OTHER: 25, VisitKind.SCANNER: 50, VisitKind.PREFETCH: 25}
    figures = client.get("/metrics").text
    assert 'scheduler_answer_page_views_total{kind="scanner",process="' in figures


@pytest.mark.parametrize(
    ("method", "agent", "purpose", "kind"),
    [
        ("GET", BROWSER, " ", VisitKind.OTHER),
        ("HEAD", BROWSER, " ", VisitKind.SCANNER),
        ("GET", "", " ", VisitKind.SCANNER),
        ("GET", "Mozilla/4.0 (compatible; ms-office; MSOffice rmj)", " ", VisitKind.SCANNER),
        ("GET", "Slackbot-LinkExpanding 1.0", " ", VisitKind.SCANNER),
        ("GET", BROWSER, "prefetch ", VisitKind.PREFETCH),
        ("HEAD", BROWSER, " prefetch", VisitKind.PREFETCH),
    ],
)
def test_a_visitor_is_what_it_says_of_itself(method, agent, purpose, kind):
    assert kind_of_visit(method, agent, purpose) is kind


def test_the_mail_log_and_the_page_know_a_receipt_from_news(manager, client, sent):
    visit, _ = sent
    submit(client, visit.path(), {"who": "invitee", "answer": "ACCEPTED"})
    assert waiting("receipt")
    assert "Page used" in shown(manager, visit)
    assert "Receipt leaves now" in shown(manager, visit)
