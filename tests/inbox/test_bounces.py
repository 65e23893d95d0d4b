"""What comes back by itself is no answer: delivery reports, out-of-office texts, receipts, our own mail."""

import pytest

from scheduler.core.db import db
from scheduler.core.tags import tag_of
from scheduler.core.tokens import Purpose
from scheduler.inbox.reading.values import Bounce
from scheduler.inbox.rules.bouncing import Delivery, bounce_words, delivery
from scheduler.inbox.rules.vocabulary import MailKind, MailState, Outcome
from scheduler.invitations.rules import PartStat
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NOTICE_GENERATION
from tests.inbox.post_office import OFFICE, ROWAN


def report(original: bytes, *, action: str, status: str, to: str = OFFICE) -> bytes:
    """RFC 3464, with the whole of our mail inside."""
    facts = (
        f"Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; {ROWAN}\nAction: {action}\nStatus: {status}\n"
    )
    parts = (
        "Content-Type: text/plain\n\nIt did not arrive.\n",
        f"Content-Type: message/delivery-status\n\n{facts}",
        f"Content-Type: message/rfc822\n\n{original.decode()}",
    )
    head = (
        f"From: MAILER-DAEMON@example.org\nTo: {to}\nSubject: Undelivered\nAuto-Submitted: auto-replied\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"\n\n'
    )
    return (head + "".join(f"--=_report\n{part}\n" for part in parts) + "--=_report--\n").encode()


@pytest.fixture
def sent(post) -> Notice:
    """The invitation that left for Rowan."""
    return db.session.query(Notice).filter_by(kind="invitation", recipient_address=ROWAN).one()


def _original(post, notice):
    request = post.answer().replace(b"METHOD:REPLY", b"METHOD:REQUEST")
    return post.mail(request, sender=OFFICE, to=ROWAN, method="REQUEST", message_id=notice.message_id)


def test_checklist_27_a_report_with_our_invitation_inside_marks_the_address_and_answers_nothing(post, sent):
    mail = post.deliver(report(_original(post, sent), action="failed", status="5.1.1"))

    assert (mail.kind, mail.state) == (MailKind.DELIVERY, MailState.DONE)
    assert [row.outcome for row in mail.answers] == [Outcome.SET_ASIDE]
    link = post.visit.link()
    assert "no such mailbox" in link.undeliverable_reason
    assert (sent.bounced_at, sent.bounce_reason) == (mail.received_at, link.undeliverable_reason)
    assert post.invitation.partstat is PartStat.NEEDS_ACTION
    assert post.invitation.replies == []


def test_a_report_to_the_envelopes_tag_needs_nothing_inside(post, sent, reads_replies):
    tag = tag_of(reads_replies.secret_key, Purpose.BOUNCE, sent.id, NOTICE_GENERATION)
    raw = report(b"From: office@example.org\n\nGone.", action="failed", status="5.2.2", to=f"office+{tag}@example.org")

    mail = post.deliver(raw)

    assert mail.answers[0].link == post.visit.link()
    assert post.visit.link().undeliverable_at is not None


@pytest.mark.parametrize(
    ("action", "status", "marks"),
    [
        ("failed", "5.1.1", {"bounced_at"}),
        ("failed", "4.4.7", {"bounced_at"}),
        ("delayed", "4.4.1", set()),
        ("delivered", "2.0.0", {"delivered_at"}),
        ("relayed", "2.0.0", set()),
    ],
)
def test_each_kind_of_report_marks_what_it_says(post, sent, action, status, marks):
    post.deliver(report(_original(post, sent), action=action, status=status))

    assert {name for name in ("bounced_at", "delivered_at") if getattr(sent, name)} == marks
    assert (post.visit.link().undeliverable_at is not None) == ("bounced_at" in marks)


def test_a_report_about_none_of_our_mails_is_kept_and_marks_nothing(post, sent):
    stray = post.mail(post.answer(), message_id="<stray@example.com>")

    mail = post.deliver(report(stray, action="failed", status="5.1.1"))

    assert (mail.state, mail.answers[0].link) == (MailState.DONE, None)
    assert post.visit.link().undeliverable_at is None


def test_given_up_for_now_is_told_apart_from_gone_for_good():
    later = Bounce(recipient=ROWAN, action="failed", status="4.4.7", words="timed out")

    assert delivery(later) is Delivery.GIVEN_UP
    assert "may still be right" in bounce_words(later)
    assert bounce_words(Bounce(recipient=ROWAN, action="failed", status="5.1.1")) == "There is no such mailbox. (5.1.1)"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto_Submitted": "auto-replied", "subject": "Automatic reply"}, MailKind.AUTOMATIC),
        ({"Precedence": "bulk"}, MailKind.AUTOMATIC),
        ({"Return_Path": "<>"}, MailKind.AUTOMATIC),
    ],
)
def test_checklist_27_what_a_robot_wrote_is_set_aside(post, headers, kind):
    mail = post.deliver(post.mail(In_Reply_To=post.visit.link().first_message_id, **headers))

    assert (mail.kind, mail.state, mail.answers[0].outcome) == (kind, MailState.DONE, Outcome.SET_ASIDE)
    assert post.invitation.partstat is PartStat.NEEDS_ACTION


def test_checklist_27_our_own_mail_that_comes_back_is_no_invitation(post, sent):
    ours = _original(post, sent).replace(b"Subject:", b"Auto-Submitted: auto-generated\nSubject:", 1)

    mail = post.deliver(ours.replace(b"METHOD:REQUEST", b"METHOD:REQUEST\nORGANIZER:mailto:office@example.org"))

    assert mail.kind in {MailKind.LOOP, MailKind.INVITATION}
    assert post.invitation.partstat is PartStat.NEEDS_ACTION


def test_an_answer_that_a_rule_sent_by_itself_counts(post):
    mail = post.deliver(post.mail(post.answer("DECLINED"), Auto_Submitted="auto-generated"))

    assert [row.outcome for row in mail.answers] == [Outcome.TAKEN]
    assert post.invitation.partstat is PartStat.DECLINED
