"""Invitations, their links, the history of answers and substitutes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice, partial_unique
from scheduler.engagements.models import Engagement
from scheduler.invitations.rules import Answerer, Audience, Authority, PartStat, ReplySource
from scheduler.stakeholders.models import Person, Post


class Invitation(Base):
    """Our record behind an ATTENDEE: one post, or one person without a post, at one engagement."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("post_id IS NOT NULL OR person_id IS NOT NULL", name="somebody"),
        UniqueConstraint("engagement_id", "post_id"),
        UniqueConstraint("engagement_id", "invitee_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The holder when invited; the seat stays, the holder may change."""
    invitee_key: Mapped[str] = mapped_column(String(270))
    """`person:17`; for a seat whose holder nobody knows `address:leader@example.org` or `post:4`: one human, once."""
    invitee_label: Mapped[str] = mapped_column(String(450))
    """“Leader, Melton Borough Council” as it stood when invited; what every page and mail says."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    partstat: Mapped[PartStat] = mapped_column(choice(PartStat), default=PartStat.NEEDS_ACTION)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_sequence: Mapped[int | None]
    """SEQUENCE of the engagement that the current answer was about."""
    version: Mapped[int] = mapped_column(default=1)
    engagement: Mapped[Engagement] = relationship()
    post: Mapped[Post | None] = relationship()
    person: Mapped[Person | None] = relationship()
    links: Mapped[list["InvitationLink"]] = relationship(
        back_populates="invitation", cascade="all, delete-orphan", order_by="InvitationLink.id"
    )
    replies: Mapped[list["Reply"]] = relationship(
        back_populates="invitation", cascade="all, delete-orphan", order_by="Reply.id.desc()"
    )

    __mapper_args__ = {"version_id_col": version}


class InvitationLink(Base):
    """One address that may answer an invitation, with its own link; the token itself is derived, never stored."""

    __tablename__ = "invitation_link"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_invitation_link_invitation_id_audience", "invitation_id", "audience"),
        partial_unique("uq_invitation_link_live_audience", "invitation_id", "audience", where="revoked_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"))
    audience: Mapped[Audience] = mapped_column(choice(Audience))
    name: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(254))
    generation: Mapped[int] = mapped_column(default=1)
    token_hash: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    first_message_id: Mapped[str | None] = mapped_column(String(254))
    """Message-ID of the invitation mail; later mails refer to it."""
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_sequence: Mapped[int | None]
    """SEQUENCE of the engagement in the last mail that left; None: never told."""
    undeliverable_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undeliverable_reason: Mapped[str | None] = mapped_column(String(500))
    organizer: Mapped[str | None] = mapped_column(String(254))
    """ORGANIZER of the last METHOD:REQUEST that left for this address; None: its calendar knows none of ours."""
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When a person first pressed a button on the page; looking at it is never noted, scanners look too."""
    invitation: Mapped[Invitation] = relationship(back_populates="links")


class Substitution(Base):
    """Stands in for an invitee at one engagement: at most one is current, none can send another."""

    __tablename__ = "substitution"
    __table_args__ = (CheckConstraint("band BETWEEN 1 AND 5", name="band"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(254))
    """Of their own, when somebody gave it: then they get the calendar entry and a link."""
    band: Mapped[int]
    authority: Mapped[Authority] = mapped_column(choice(Authority))


class Reply(Base):
    """One answer in the history; the newest one is the invitation's current answer."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    partstat: Mapped[PartStat] = mapped_column(choice(PartStat))
    source: Mapped[ReplySource] = mapped_column(choice(ReplySource))
    answered_by: Mapped[Answerer] = mapped_column(choice(Answerer))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("invitation_link.id"))
    recorded_by: Mapped[str] = mapped_column(String(200), default="")
    """The member of staff who typed it in after a call."""
    from_address: Mapped[str | None] = mapped_column(String(254))
    """Where a mailed answer came from."""
    message: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int]
    substitution_id: Mapped[int | None] = mapped_column(ForeignKey("substitution.id"))
    invitation: Mapped[Invitation] = relationship(back_populates="replies")
    substitution: Mapped[Substitution | None] = relationship()
