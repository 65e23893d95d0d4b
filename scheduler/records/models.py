"""What is known of an engagement beyond its date: one record, who came, notes, offers and papers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import Handling
from scheduler.invitations.rules import Authority
from scheduler.records.rules.vocabulary import GiftDecision, Initiator, NoteKind, Side
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.uploads.models import Upload


class EngagementRecord(Base):
    """One a engagement, made when the first of its facts is noted; without a row nothing is known."""

    __tablename__ = "engagement_record"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True)
    initiated_by: Mapped[Initiator | None] = mapped_column(choice(Initiator))
    initiated_words: Mapped[str] = mapped_column(String(200), default="")
    """“Letter of 3 June from the Parish Council”."""
    portfolio_owner_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"))
    """Who of ours answers for its subject, present or not."""
    has_risk: Mapped[bool] = mapped_column(default=False)
    risk_words: Mapped[str] = mapped_column(Text, default="")
    """The assessment, or what is at stake."""
    has_media_interest: Mapped[bool] = mapped_column(default=False)
    media_words: Mapped[str] = mapped_column(Text, default="")
    """What may be said, and whom to ask first."""
    lines_to_take: Mapped[str] = mapped_column(Text, default="")
    """For the brief, written before."""
    outcome: Mapped[str] = mapped_column(Text, default="")
    """Three lines, written after."""
    agreed: Mapped[str] = mapped_column(Text, default="")
    was_offered: Mapped[bool | None]
    """“Was anything offered?” None: not asked yet."""
    written_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    written_by: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    engagement: Mapped[Engagement] = relationship()
    portfolio_owner: Mapped[Principal | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Presence(Base):
    """Who came, or sent apologies: one of ours, a partner's post (or whoever came for it), or somebody else."""

    __tablename__ = "presence"
    __table_args__ = (
        UniqueConstraint("engagement_id", "principal_id"),
        UniqueConstraint("engagement_id", "post_id"),
        CheckConstraint("band BETWEEN 1 AND 5", name="band"),
        CheckConstraint("principal_id IS NULL OR post_id IS NULL", name="one_side"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"))
    side: Mapped[Side] = mapped_column(choice(Side))
    principal_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    """The seat; `role` says who came for it when that was somebody else."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    """Of somebody without a seat in our list; one of the two, or neither for a guest."""
    name: Mapped[str] = mapped_column(String(200), default="")
    """Only where the office wrote one; never needed, never in a report unless it is asked for."""
    role: Mapped[str] = mapped_column(String(200), default="")
    came: Mapped[bool] = mapped_column(default=True)
    """False: apologies, or did not come."""
    is_substitute: Mapped[bool] = mapped_column(default=False)
    band: Mapped[int | None]
    """Seniority of who came: 1 political or statutory head … 5 officer or observer."""
    authority: Mapped[Authority | None] = mapped_column(choice(Authority))
    engagement: Mapped[Engagement] = relationship()
    principal: Mapped[Principal | None] = relationship()
    post: Mapped[Post | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    body: Mapped[Body | None] = relationship()


class RecordNote(Base):
    """An issue, future work, a threat or risk that was raised; it stays open in the partner's file until closed."""

    __tablename__ = "record_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    kind: Mapped[NoteKind] = mapped_column(choice(NoteKind))
    words: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_on: Mapped[date | None]
    closed_words: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    engagement: Mapped[Engagement] = relationship()

    __mapper_args__ = {"version_id_col": version}


class GiftOffer(Base):
    """A gift or hospitality that was offered to one of ours; all offers are published, taken or refused."""

    __tablename__ = "gift_offer"
    __table_args__ = (
        CheckConstraint("value_pence IS NULL OR value_pence >= 0", name="value"),
        Index("ix_gift_offer_offered_on", "offered_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id", ondelete="SET NULL"), index=True)
    offered_on: Mapped[date]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    offered_by: Mapped[str] = mapped_column(String(200), default="")
    """The giver where it is neither an organisation nor a body of our list; a role, not a name."""
    principal_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"))
    recipient: Mapped[str] = mapped_column(String(200), default="")
    """The role of the member of staff, when it was none of the principals."""
    what: Mapped[str] = mapped_column(String(300))
    value_pence: Mapped[int | None]
    """An estimate; None: nobody knows."""
    decision: Mapped[GiftDecision] = mapped_column(choice(GiftDecision))
    reason: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    engagement: Mapped[Engagement | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    body: Mapped[Body | None] = relationship()
    principal: Mapped[Principal | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Paper(Base):
    """A file attached to an engagement; of the office alone."""

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("upload_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"))
    title: Mapped[str] = mapped_column(String(200))
    handling: Mapped[Handling] = mapped_column(choice(Handling), default=Handling.OFFICIAL)
    engagement: Mapped[Engagement] = relationship()
    upload: Mapped[Upload] = relationship()
