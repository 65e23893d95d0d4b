"""From the preview to the answer by telephone: a browser, a real mail server, and a clock that moves."""

import http.client
import re
import urllib.parse

import pytest
import time_machine
from playwright.sync_api import expect

from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service.chasers import chase_due
from tests.invitations.conftest import mark_sent
from tests.invitations.test_chasers import CALL_DAY, FIRST, SECOND, another
from tests.outbox.draining import send_all

ADDRESS = "rowan@example.org"


def worker_at(clock, moment):
    """The clock moves; the worker makes its round and sends."""
    clock.move_to(moment)
    chase_due(moment)
    send_all(moment)


@pytest.fixture
def clock(frozen):
    with time_machine.travel(FIRST.replace(day=15), tick=False) as moving:
        yield moving


@pytest.fixture
def two_invitations(visit):
    """The leader is invited twice and silent; both mails have left. Requests see it."""
    first = visit.invite(visit.leader)[0]
    another(visit)
    mark_sent()
    visit.leader.telephone = "0116 496 0101"
    db.session.commit()
    return first.id


def test_from_the_preview_to_the_answer_by_telephone(two_invitations, clock, desk_page, server_url, smtp_sink):
    desk_page.goto("/chasers")
    day = desk_page.get_by_role("table", name=re.compile("22 September"))
    day.get_by_role("link", name=re.compile(f"See the words to {ADDRESS}")).first.click()
    expect(desk_page.get_by_role("heading", level=1)).to_have_text("Please answer: 2 invitations")

    worker_at(clock, FIRST)
    (mail,) = smtp_sink.to(ADDRESS)
    assert mail["Subject"] == "Please answer: 2 invitations"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = mail.get_body(("plain",)).get_content()
    assert len(set(re.findall(r"/a/\w+", text))) == 2

    press_once(server_url, mail["List-Unsubscribe"])
    worker_at(clock, SECOND)
    assert len(smtp_sink.to(ADDRESS)) == 1
    assert len(smtp_sink.to("jo@example.org")) == 2

    worker_at(clock, CALL_DAY)
    desk_page.goto("/call-list")
    row = desk_page.get_by_role("row", name=re.compile("Rowan Ashdown"))
    expect(row).to_contain_text("0116\u00a0496\u00a00101")
    row.get_by_label("Note on the call to Councillor Rowan Ashdown").fill("Back at noon")
    row.get_by_role("button", name="Called, no answer").click()
    expect(desk_page.get_by_role("row", name=re.compile("Rowan Ashdown"))).to_contain_text("Back at noon")

    desk_page.get_by_role("link", name=re.compile("Record the answer .* about Visit to Melton")).click()
    desk_page.get_by_label("The Leader", exact=True).check()
    desk_page.get_by_label("Yes", exact=True).first.check()
    desk_page.get_by_role("button", name="Record the answer").click()
    expect(desk_page).to_have_url(re.compile("/call-list$"))
    left = desk_page.get_by_role("row", name=re.compile("Rowan Ashdown"))
    expect(left).to_contain_text("Board")
    expect(left).not_to_contain_text("Visit to Melton")
    db.session.expire_all()
    assert db.session.get(Invitation, two_invitations).partstat is PartStat.ACCEPTED


def press_once(server_url, header):
    """As a mail program does: one POST to the https address, nothing else."""
    path, office = urllib.parse.urlsplit(header.strip("<> ")).path, urllib.parse.urlsplit(server_url)
    connection = http.client.HTTPConnection(office.hostname, office.port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, body="List-Unsubscribe=One-Click", headers=headers)
    assert connection.getresponse().status == 200
    connection.close()
