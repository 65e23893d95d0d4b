"""Invitations to us, each copy that came, the register of what they asked, and calendars of bodies that we read."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement, Principal
from scheduler.incoming.rules.vocabulary import Decision, Way
from scheduler.stakeholders.models import Body, Organisation, Post


class IncomingInvitation(Base):
    """One event that others invite us to, however many copies of it came.

    Timed: `starts_at` and `ends_at`. All day: `starts_on` and `ends_on`, both days included. Not dated: neither.
    """

    __tablename__ = "incoming_invitation"
    __table_args__ = (
        CheckConstraint("starts_at IS NULL OR starts_on IS NULL", name="timed_or_all_day"),
        CheckConstraint("organisation_id IS NULL OR body_id IS NULL", name="one_home"),
        Index("ix_incoming_invitation_decision", "decision", "received_at"),
        Index("ix_incoming_invitation_uid", "uid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    place_text: Mapped[str] = mapped_column(String(300), default="")
    online_url: Mapped[str] = mapped_column(String(500), default="")
    reply_by_on: Mapped[date | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    """Whose invitation it is, by seat: the Chair of the body."""
    principal_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"))
    """Whom of ours they asked."""
    host_words: Mapped[str] = mapped_column(String(200), default="")
    """The host, when it is neither an organisation nor a body of our list."""
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    sender_address: Mapped[str] = mapped_column(String(254), default="")
    """To whom the answer goes."""
    has_offer: Mapped[bool] = mapped_column(default=False)
    """A gift or hospitality comes with it."""
    offer_words: Mapped[str] = mapped_column(String(300), default="")
    gift_offer_id: Mapped[int | None] = mapped_column(ForeignKey("gift_offer.id", ondelete="SET NULL"))
    uid: Mapped[str] = mapped_column(String(254), default="")
    """Of their entry; empty: it came without one."""
    sequence: Mapped[int] = mapped_column(default=0)
    recurrence_id: Mapped[str] = mapped_column(String(40), default="")
    organizer: Mapped[str] = mapped_column(String(254), default="")
    """Where an iTIP answer goes; empty: there is none to give."""
    attendee: Mapped[str] = mapped_column(String(254), default="")
    """As whom their calendar knows us."""
    stamped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decision: Mapped[Decision] = mapped_column(choice(Decision), default=Decision.WAITING)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    goes_principal_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"))
    """Who goes, in whomever's name it was accepted."""
    goes_words: Mapped[str] = mapped_column(String(200), default="")
    """The role of somebody whose diary we do not keep."""
    answer_words: Mapped[str] = mapped_column(Text, default="")
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id", ondelete="SET NULL"), index=True)
    has_changed: Mapped[bool] = mapped_column(default=False)
    """They changed it after we had decided: somebody must look."""
    version: Mapped[int] = mapped_column(default=1)
    organisation: Mapped[Organisation | None] = relationship()
    body: Mapped[Body | None] = relationship()
    post: Mapped[Post | None] = relationship()
    principal: Mapped[Principal | None] = relationship(foreign_keys=[principal_id])
    goes_principal: Mapped[Principal | None] = relationship(foreign_keys=[goes_principal_id])
    engagement: Mapped[Engagement | None] = relationship()
    copies: Mapped[list["IncomingCopy"]] = relationship(
        back_populates="invitation", cascade="all, delete-orphan", order_by="IncomingCopy.id"
    )

    __mapper_args__ = {"version_id_col": version}


class IncomingCopy(Base):
    """One arrival of it: by which way, and to which of our addresses."""

    __tablename__ = "incoming_copy"
    __table_args__ = (UniqueConstraint("way", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("incoming_invitation.id", ondelete="CASCADE"), index=True)
    way: Mapped[Way] = mapped_column(choice(Way))
    reference: Mapped[str] = mapped_column(String(300))
    """What makes it one: Message-ID and position, SHA-256 of the file, calendar and UID."""
    came_to: Mapped[str] = mapped_column(String(254), default="")
    sender: Mapped[str] = mapped_column(String(254), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    invitation: Mapped[IncomingInvitation] = relationship(back_populates="copies")


class BodyCalendar(Base):
    """A calendar that a body publishes: its meetings become invitations that wait. Public addresses only."""

    __tablename__ = "body_calendar"
    __table_args__ = (UniqueConstraint("body_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(500))
    only_with: Mapped[str] = mapped_column(String(120), default="")
    """Only entries whose title has these words; empty: all."""
    fetched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    problem: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped[Body] = relationship()

    __mapper_args__ = {"version_id_col": version}
