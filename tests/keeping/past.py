"""One record of every class, of a day of one's choice."""

from datetime import UTC, date, datetime, time, timedelta
from secrets import token_hex

from scheduler.audit.service import record
from scheduler.core.db import Base, commit, db
from scheduler.engagements.rules import EngagementStatus
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.vocabulary import MailDoor, MailState
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.invitations.models import Invitation, InvitationLink, Reply, Substitution
from scheduler.invitations.rules import Answerer, Audience, Authority, PartStat, ReplySource
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.records.models import GiftOffer, Paper
from scheduler.records.rules.vocabulary import GiftDecision
from scheduler.summits.models import (
    AssessmentFile,
    AssessmentRequest,
    Attendee,
    CheckIn,
    FeedbackAnswer,
    Party,
    SignOff,
)
from scheduler.summits.rules.vocabulary import AttendeeKind, CheckInKind, SignOffState
from scheduler.uploads.models import Upload
from tests import factories
from tests.summits.homework import agency

WORDS = "I bring my deputy"


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def everything_on(day: date):
    """A meeting with answer, paper and mail; a summit with guests, homework and feedback; the rest beside them."""
    meeting = factories.engagement(
        starts_at=at(day), ends_at=at(day, 11), status=EngagementStatus.HELD, title=f"Meeting of {day}"
    )
    _answered(meeting, day)
    _mails(meeting, day)
    db.session.add(Paper(engagement=meeting, upload=_file(day, "minutes"), title="Minutes"))
    db.session.add(
        GiftOffer(engagement=meeting, offered_on=day, what="Pen", decision=GiftDecision.DECLINED, recorded_at=at(day))
    )
    _summit(day)
    left = factories.person(name=f"Former Holder {day}")
    factories.tenure(person=left, from_on=day - timedelta(days=400), until_on=day)
    _webhook(day)
    record("something.changed", "engagement", meeting.id, f"Changed by {left.name}")
    commit()
    return meeting


def _answered(meeting, day):
    post = factories.post()
    invitation = Invitation(
        engagement=meeting, post=post, invitee_key=f"post:{post.id}", invitee_label=post.full_title, created_at=at(day),
        partstat=PartStat.ACCEPTED,
    )  # fmt: skip
    to = {"name": "Holder", "address": f"h{day}@example.org", "token_hash": f"{day}{meeting.id}"}
    link = InvitationLink(invitation=invitation, audience=Audience.PRINCIPAL, **to)
    stand_in = Substitution(
        name="Jo Merrick", role="Deputy", address="jo@example.org", band=3, authority=Authority.FULL
    )
    db.session.add_all([invitation, link])
    db.session.flush()
    stand_in.invitation_id = invitation.id
    db.session.add(stand_in)
    db.session.flush()
    said = {"partstat": PartStat.ACCEPTED, "source": ReplySource.LINK, "answered_by": Answerer.INVITEE, "sequence": 0}
    db.session.add(
        Reply(invitation=invitation, link_id=link.id, at=at(day), message=WORDS, substitution=stand_in, **said)
    )


def _mails(meeting, day):
    facts = {"kind": "invitation", "recipient_address": "h@example.org", "recipient_key": "h@example.org"}
    facts |= {"message_id": f"<{day}@example.org>", "dedupe_key": f"{day}", "subject_type": "engagement"}
    sent = {"created_at": at(day), "next_attempt_at": at(day), "state": NoticeState.SENT}
    db.session.add(Notice(subject_id=meeting.id, **facts, **sent))
    read = {"door": MailDoor.IMAP, "size": 1, "state": MailState.DONE}
    db.session.add(InboundMail(received_at=at(day), content_hash=f"{day}", subject="Re: meeting", **read))
    db.session.add(IncomingInvitation(received_at=at(day), title="Board", decision=Decision.DECLINED))


def _summit(day):
    engagement = factories.engagement(starts_at=at(day), ends_at=at(day, 15), title=f"Summit of {day}")
    summit = factories.summit(engagement=engagement)
    one = agency(summit)
    request = AssessmentRequest(agency=one, due_on=day)
    db.session.add(AssessmentFile(request=request, number=1, upload=_file(day, "assessment")))
    db.session.add(SignOff(agency=one, state=SignOffState.SIGNED, decided_on=day, updated_at=at(day)))
    party = Party(summit=summit, agency=one)
    guest = Attendee(party=party, kind=AttendeeKind.INVITEE, name="Guest", vehicle="AB12 CDE")
    db.session.add(guest)
    db.session.flush()
    for number, kind in enumerate((CheckInKind.ARRIVED, CheckInKind.LEFT)):
        then = at(day, 9 + number)
        facts = {"id": f"{day}-{number}", "summit_id": summit.id, "attendee_id": guest.id, "device": "Door 1"}
        db.session.add(CheckIn(kind=kind, at=then, recorded_at=then, **facts))
    db.session.add(FeedbackAnswer(id=f"{day}", summit_id=summit.id, words="Good"))


def _file(day, name) -> Upload:
    facts = {"content_type": "application/pdf", "size": 1, "sha256": "0" * 64, "uploaded_at": at(day)}
    return Upload(stored_name=token_hex(16), file_name=f"{name}.pdf", **facts)


def _webhook(day):
    hooks, deliveries = Base.metadata.tables["webhook"], Base.metadata.tables["webhook_delivery"]
    made = {"name": "Other", "address": "https://example.org", "events": [], "with_sensitive": False, "is_on": True}
    hook = db.session.execute(hooks.insert().values(generation=1, version=1, created_at=at(day), **made))
    sent = {"event": next(iter(deliveries.c.event.type.enum_class)), "payload": {}, "attempts": 1, "problem": ""}
    sent |= {"webhook_id": hook.inserted_primary_key[0], "event_key": f"{day}", "created_at": at(day)}
    db.session.execute(deliveries.insert().values(**sent))
