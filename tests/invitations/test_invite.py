from datetime import date, timedelta

import pytest

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.tokens import Purpose, digest
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.rules import Audience, PartStat
from scheduler.invitations.service import invite, token_of, withdraw_invitation
from scheduler.outbox.models import Notice
from tests import factories
from tests.factories import NOW
from tests.invitations.conftest import waiting


def test_principal_and_pa_get_a_mail_with_their_own_link(visit):
    (invitation,) = visit.invite(visit.leader)
    assert invitation.invitee_label == "Leader, Melton Borough Council"
    assert [(link.audience, link.address) for link in invitation.links] == [
        (Audience.PRINCIPAL, "rowan@example.org"),
        (Audience.PA, "jo@example.org"),
    ]
    tokens = {token_of(link) for link in invitation.links}
    assert len(tokens) == 2
    assert {link.token_hash for link in invitation.links} == {digest(Purpose.ANSWER, token) for token in tokens}
    assert [notice.recipient_address for notice in waiting("invitation")] == ["rowan@example.org", "jo@example.org"]
    assert visit.leader in visit.engagement.posts


def test_no_table_holds_a_live_link(visit):
    visit.invite()
    tokens = [token_of(link) for link in db.session.query(InvitationLink)]
    stored = " ".join(f"{n.payload} {n.dedupe_key} {n.subject_line}" for n in db.session.query(Notice))
    assert not any(token in stored for token in tokens)


def test_inviting_again_invites_nobody_twice(visit):
    visit.invite()
    outcome = invite(visit.engagement, [visit.leader, visit.stranger], now=NOW)
    assert outcome.invited == []
    assert [skipped.reason for skipped in outcome.skipped] == ["Already invited", "Already invited"]
    assert len(waiting("invitation")) == 4


def test_one_person_in_two_posts_is_invited_once(visit):
    second = factories.post(title="Chair", email="")
    factories.tenure(post=second, person=visit.leader.tenures[0].person)
    outcome = invite(visit.engagement, [visit.leader, second], now=NOW)
    assert len(outcome.invited) == 1
    assert outcome.skipped[0].reason == "Already invited as Leader, Melton Borough Council"


@pytest.mark.parametrize("spelling", ["ROWAN@example.org", "  rowan@EXAMPLE.org "])
def test_the_same_mailbox_is_one_invitee_however_it_is_spelled(visit, spelling):
    visit.invite(visit.leader)
    seat_without_known_holder = factories.post(email=spelling)
    twin = factories.person(name="Rowan  ASHDOWN", email=spelling)
    outcome = invite(visit.engagement, [seat_without_known_holder, twin], now=NOW)
    assert outcome.invited == []
    assert {skipped.reason for skipped in outcome.skipped} == {"Already invited at this address"}


def test_different_people_may_share_a_mailbox(visit):
    visit.invite(visit.leader)
    colleague = factories.person(name="Sam Okonjo", email="rowan@example.org")
    assert len(visit.invite(colleague)) == 1


def test_a_vacant_seat_and_one_without_address_are_told_apart(visit):
    vacant = factories.post(title="Deputy Leader", email="")
    ended = factories.post(ended_on=date(2026, 1, 1))
    silent = factories.post(title="Mayor", email="")
    factories.tenure(post=silent, person=factories.person(email=""))
    outcome = invite(visit.engagement, [vacant, ended, silent], now=NOW)
    assert [invitee.post for invitee in outcome.vacant] == [vacant, ended]
    assert [invitee.post for invitee in outcome.without_address] == [silent]
    assert outcome.invited == []


def test_a_vacant_seat_with_a_mailbox_of_its_own_is_invited_by_title(visit):
    (invitation,) = visit.invite(factories.post(title="Chair", email="chair@example.org"))
    assert invitation.person is None
    assert invitation.invitee_key == "address:chair@example.org"
    assert invitation.links[0].name == "Chair"


def test_a_person_without_a_seat_is_invited_by_name(visit):
    person = factories.person(honorific="Dr", name="Noor", email="noor@example.org")
    (invitation,) = visit.invite(person)
    assert (invitation.post, invitation.invitee_label) == (None, "Dr Noor")


def test_a_pa_who_shares_the_principals_mailbox_gets_one_mail(visit):
    visit.leader.pa_email = "Rowan@example.org"
    (invitation,) = visit.invite(visit.leader)
    assert len(invitation.links) == 1


def test_a_withdrawn_invitee_is_invited_again_with_new_links(visit):
    (invitation,) = visit.invite(visit.leader)
    old = {token_of(link) for link in invitation.links}
    withdraw_invitation(invitation, now=NOW)
    assert visit.leader not in visit.engagement.posts
    (again,) = visit.invite(visit.leader)
    live = [link for link in again.links if link.revoked_at is None]
    assert (again.id, again.withdrawn_at, again.partstat) == (invitation.id, None, PartStat.NEEDS_ACTION)
    assert not old & {token_of(link) for link in live}
    assert [link.generation for link in live] == [2, 2]


def test_a_seat_withdrawn_under_one_holder_and_a_human_under_another_seat_become_one(visit):
    other = factories.post(title="Chair", email="")
    factories.tenure(post=other)
    first, second = visit.invite(visit.leader, other)
    for invitation in (first, second):
        withdraw_invitation(invitation, now=NOW)
    other.tenures[0].until_on = NOW.date() - timedelta(days=1)
    factories.tenure(post=other, person=visit.leader.tenures[0].person)
    db.session.expire(other)
    (revived,) = visit.invite(other)
    assert revived.id == second.id
    assert db.session.query(Invitation).filter(Invitation.withdrawn_at.is_(None)).count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": EngagementStatus.CANCELLED}, "Copy it"),
        ({"status": EngagementStatus.POSTPONED}, "off the diary"),
        ({"starts_at": None, "ends_at": None, "status": EngagementStatus.TO_ARRANGE}, "a date"),
        ({"starts_at": NOW - timedelta(hours=3), "ends_at": NOW - timedelta(hours=1)}, "over"),
    ],
)
def test_nobody_is_invited_to_what_is_off_undated_or_over(visit, changes, said):
    for name, value in changes.items():
        setattr(visit.engagement, name, value)
    with pytest.raises(RuleBroken, match=said):
        visit.invite()
    assert waiting("invitation") == []
