"""Mail that came in, what each part of it said, mailboxes that are read, and other addresses of people we know."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.inbox.rules.vocabulary import Doubt, MailDoor, MailKind, MailState, Outcome
from scheduler.invitations.models import CounterProposal, Invitation, InvitationLink, Reply
from scheduler.stakeholders.models import Person, Post


class InboundMail(Base):
    """One mail as it came, stored before it is read: nothing is dropped, and the same one twice is one row."""

    __tablename__ = "inbound_mail"
    __table_args__ = (UniqueConstraint("content_hash"), Index("ix_inbound_mail_state", "state", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    door: Mapped[MailDoor] = mapped_column(choice(MailDoor))
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the bytes, without the trace headers that each way of delivery adds anew."""
    message_id: Mapped[str | None] = mapped_column(String(254), index=True)
    raw: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    """None once its time of keeping is over."""
    size: Mapped[int]
    state: Mapped[MailState] = mapped_column(choice(MailState), default=MailState.WAITING)
    kind: Mapped[MailKind | None] = mapped_column(choice(MailKind))
    sender: Mapped[str] = mapped_column(String(254), default="")
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Until then the worker that took it may be reading it; after it another may."""
    last_error: Mapped[str | None] = mapped_column(String(500))
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answers: Mapped[list["InboundAnswer"]] = relationship(
        back_populates="mail", cascade="all, delete-orphan", order_by="InboundAnswer.position"
    )


class InboundAnswer(Base):
    """One thing that a mail said (one VEVENT of a reply, a bounce, a letter), and what became of it."""

    __tablename__ = "inbound_answer"
    __table_args__ = (
        UniqueConstraint("mail_id", "position"),
        Index("ix_inbound_answer_outcome", "outcome", "id"),
        Index("ix_inbound_answer_invitation_id", "invitation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("inbound_mail.id", ondelete="CASCADE"))
    position: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))
    doubt: Mapped[Doubt | None] = mapped_column(choice(Doubt))
    method: Mapped[str] = mapped_column(String(20), default="")
    uid: Mapped[str] = mapped_column(String(254), default="")
    attendee: Mapped[str] = mapped_column(String(254), default="")
    """The address that the answer is for."""
    answer: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What was read, as `reading.values` writes it: enough to act on it later."""
    sequence: Mapped[int | None]
    stamped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """DTSTAMP: among answers to one SEQUENCE the later one counts."""
    words: Mapped[str] = mapped_column(Text, default="")
    """The comment, or the first lines of the letter."""
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id", ondelete="SET NULL"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("invitation_link.id", ondelete="SET NULL"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id", ondelete="SET NULL"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("counter_proposal.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by: Mapped[str] = mapped_column(String(200), default="")
    mail: Mapped[InboundMail] = relationship(back_populates="answers")
    invitation: Mapped[Invitation | None] = relationship()
    link: Mapped[InvitationLink | None] = relationship()
    reply: Mapped[Reply | None] = relationship()
    proposal: Mapped[CounterProposal | None] = relationship()


class AddressAlias(Base):
    """Another address from which somebody we know, or the office of a post, answers; filled from triage by staff."""

    __tablename__ = "address_alias"
    __table_args__ = (
        CheckConstraint("(post_id IS NULL) <> (person_id IS NULL)", name="one_owner"),
        UniqueConstraint("address_key", "post_id"),
        UniqueConstraint("address_key", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address_key: Mapped[str] = mapped_column(String(254))
    """As `core.addresses.address_key`."""
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    remembered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    remembered_by: Mapped[str] = mapped_column(String(200), default="")
    post: Mapped[Post | None] = relationship()
    person: Mapped[Person | None] = relationship()


class MailboxMark(Base):
    """How far a mailbox has been read, and whether that works; `name` is its address without the password."""

    __tablename__ = "mailbox_mark"

    name: Mapped[str] = mapped_column(String(254), primary_key=True)
    uid_validity: Mapped[int | None]
    last_uid: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    problem: Mapped[str | None] = mapped_column(String(500))
