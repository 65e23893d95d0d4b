from datetime import date

import pytest

from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.invitations.service import withdraw_invitation
from scheduler.outbox.rendering import render
from scheduler.stakeholders.rules import RoleKind
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import waiting


@pytest.fixture
def base(visit):
    return f"/engagements/{visit.engagement.id}/invite"


def text_of(response):
    return " ".join(page(response).main.get_text(" ").split())


def test_what_is_ticked_survives_a_search(manager, visit, base):
    visit.stranger.search_key = "leader canary district council"
    db.session.commit()
    shown = page(manager.get(f"{base}?post={visit.leader.id}&q=canary"))
    ticks = {tick["value"]: tick.has_attr("checked") for tick in shown.select("input[name=post]")}
    assert ticks == {str(visit.leader.id): True, str(visit.stranger.id): False}


def test_partners_of_the_engagement_are_ticked_at_first(manager, visit, base):
    visit.engagement.posts.append(visit.leader)
    db.session.commit()
    assert page(manager.get(base)).select_one(f"input[name=post][value='{visit.leader.id}']").has_attr("checked")


def test_nothing_ticked_is_said_in_words(manager, visit, base):
    back = manager.get(f"{base}/review")
    assert back.status_code == 303
    assert "Tick at least one" in text_of(manager.get(back.location))


def test_the_check_shows_who_it_is_today_and_who_is_left_out_and_why(manager, visit, base):
    visit.invite(visit.stranger)
    group = factories.post_group(role_kinds=[RoleKind.POLITICAL_HEAD.value], reviewed_at=NOW.replace(year=2025))
    vacant = factories.post(email="", organisation=factories.organisation(name="Blaby"))
    silent = factories.post(email="", organisation=factories.organisation(name="Rutland"))
    factories.tenure(post=silent, person=factories.person(email=""))
    db.session.commit()
    shown = text_of(manager.get(f"{base}/review?group={group.id}"))
    assert "2 mails to 1 invitee" in shown
    assert "Councillor Rowan Ashdown" in shown
    assert "Leader, Canary District Council Already invited" in shown
    assert f"{vacant.full_title} ▢ Vacant today" in shown
    assert f"{silent.full_title} ▲ No address" in shown
    assert "New in the group since you last looked" in shown


def test_the_samples_are_what_is_sent_but_for_the_link(manager, visit, base):
    shown = page(manager.get(f"{base}/review?post={visit.leader.id}"))
    samples = [" ".join(each.get_text(" ").split()) for each in shown.select("details")]
    submit(manager, f"{base}/review?post={visit.leader.id}", form="form[action$='/send']")
    for sample, notice in zip(samples, waiting("invitation"), strict=True):
        mail = render(notice)
        link = next(word for word in mail.text.split() if "/a/" in word)
        said = mail.text.replace(link, "http://127.0.0.1:5055/a/sample")
        assert " ".join(f"{mail.subject} {said}".split()) in sample
        assert f"To {notice.recipient_name}, {notice.recipient_address}" in sample


def test_sending_invites_and_pressing_twice_invites_once(manager, visit, base):
    group = factories.post_group(role_kinds=[RoleKind.POLITICAL_HEAD.value])
    db.session.commit()
    address = f"{base}/review?group={group.id}"
    form = {"group": str(group.id), "csrf_token": page(manager.get(address)).select_one("[name=csrf_token]")["value"]}
    for _ in range(2):
        sent = manager.post(f"{base}/send", data=form)
        assert sent.status_code == 303
    assert db.session.query(Invitation).count() == 2
    assert len(waiting("invitation")) == 4
    assert group.reviewed_at == NOW


def test_send_to_me_first_invites_nobody(manager, visit, base):
    submit(manager, f"{base}/review?post={visit.leader.id}", form="form[action$='/sample']")
    assert db.session.query(Invitation).count() == 0
    mails = [(notice.recipient_address, render(notice)) for notice in waiting("sample")]
    assert len(mails) == 2
    assert all(address.startswith("staff") for address, _ in mails)
    assert all("/a/sample" in mail.text for _, mail in mails)


def test_the_html_version_is_shown_without_inline_styles(manager, visit, base):
    shown = manager.get(f"{base}/preview/0?post={visit.leader.id}")
    assert page(shown).select_one("article").select_one("a[href$='/a/sample']")
    assert "style=" not in shown.text
    assert manager.get(f"{base}/preview/7?post={visit.leader.id}").status_code == 404


def test_an_undated_engagement_says_what_to_do_first(manager, visit, base):
    visit.engagement.starts_at = visit.engagement.ends_at = None
    db.session.commit()
    assert "Give the engagement a date" in text_of(manager.get(base))


def test_garbage_in_the_address_is_no_choice(manager, visit, base):
    assert manager.get(f"{base}?post=x&group=-1&person=99999999999999999999&q=%00").status_code == 200


def test_whoever_was_withdrawn_can_be_invited_again(manager, visit, base):
    (invitation,) = visit.invite(visit.leader)
    withdraw_invitation(invitation, now=NOW)
    db.session.commit()
    submit(manager, f"{base}/review?post={visit.leader.id}", form="form[action$='/send']")
    assert invitation.withdrawn_at is None


def test_a_viewer_may_not_invite(viewer, visit, base):
    assert viewer.get(base).status_code == 403
    assert viewer.get(f"/engagements/{visit.engagement.id}").status_code == 200


def test_the_holder_of_today_is_invited_not_the_last_one(manager, visit, base):
    visit.leader.tenures[0].until_on = date(2026, 5, 20)
    factories.tenure(post=visit.leader, person=factories.person(name="Ada Bell", email="ada@example.org"))
    db.session.commit()
    db.session.expire_all()
    shown = text_of(manager.get(f"{base}/review?post={visit.leader.id}"))
    assert "Ada Bell" in shown
    assert "Ashdown" not in shown
