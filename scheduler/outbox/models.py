"""The outbox table: one row is one e-mail to one recipient, written in the transaction that it tells of."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.outbox.rules import Channel, NoticeState


class Notice(Base):
    """One e-mail. It holds what is needed to render it late, never a rendered body or a live link."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("message_id"),
        UniqueConstraint("dedupe_key"),
        Index("ix_notice_due", "state", "next_attempt_at"),
        Index("ix_notice_urgent", "urgent", "state", "next_attempt_at"),  # at night, past all that waits for morning
        Index("ix_notice_recipient_key_state", "recipient_key", "state"),
        Index("ix_notice_subject", "subject_type", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    kind: Mapped[str] = mapped_column(String(40))
    """Names the renderer, for example `invitation` or `update`."""
    recipient_name: Mapped[str] = mapped_column(String(200), default="")
    recipient_address: Mapped[str] = mapped_column(String(254))
    recipient_key: Mapped[str] = mapped_column(String(254))
    """`address_key(recipient_address)`: orders the mails of one mailbox."""
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    """What it tells about, for example engagement 17; lets a cancellation withdraw what still waits."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    subject_line: Mapped[str] = mapped_column(String(300), default="")
    """Filled when first rendered, for the send log."""
    message_id: Mapped[str] = mapped_column(String(254))
    """Stable over every attempt, angle brackets included."""
    references: Mapped[str | None] = mapped_column(String(254))
    dedupe_key: Mapped[str] = mapped_column(String(200))
    """Two writers of the same fact make one row."""
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[NoticeState] = mapped_column(choice(NoticeState), default=NoticeState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    batch: Mapped[str | None] = mapped_column(String(32), index=True)
    """Notices that one action posted: stopped together while they wait."""
    channel: Mapped[Channel] = mapped_column(choice(Channel), default=Channel.MAIL, server_default="mail")
    method: Mapped[str | None] = mapped_column(String(20))
    """METHOD of the calendar part that it left with; None: no iTIP."""
    delivered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The recipient's mail server said so (RFC 3464 “delivered”), or Notify did."""
    bounced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    bounce_reason: Mapped[str | None] = mapped_column(String(500))


class Heartbeat(Base):
    """When each worker last showed itself; doctor and the health page read it."""

    __tablename__ = "heartbeat"

    worker: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class RoundMark(Base):
    """When a registered round of the worker is due next; pushed on by the worker that runs it, as its lease."""

    __tablename__ = "round_mark"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
