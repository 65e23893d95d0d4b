"""What the devices at the door noted: a log that only grows, so that two devices never disagree."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.summits.rules.vocabulary import CheckInKind


class CheckIn(Base):
    """One press at the door. The device gives the id, so that sending it twice stores it once."""

    __tablename__ = "summit_check_in"
    __table_args__ = (Index("ix_summit_check_in_summit_id_attendee_id", "summit_id", "attendee_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"))
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("summit_attendee.id", ondelete="SET NULL"), index=True)
    kind: Mapped[CheckInKind] = mapped_column(choice(CheckInKind))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    """By the device's clock, corrected by how far it was off when it synced."""
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    device: Mapped[str] = mapped_column(String(40), default="")
    by_label: Mapped[str] = mapped_column(String(200), default="")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("summit_room.id", ondelete="SET NULL"))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Of a walk-in or a substitute: name, role, organisation."""
