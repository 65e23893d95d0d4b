"""One file that somebody handed in; its bytes lie in the storage under a random name."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.core.db import Base, UTCDateTime


class Upload(Base):
    """What is known of a stored file. It is removed from the storage before its row goes."""

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("stored_name"), CheckConstraint("size >= 0", name="size"))

    id: Mapped[int] = mapped_column(primary_key=True)
    stored_name: Mapped[str] = mapped_column(String(64))
    """Ours: random, without extension."""
    file_name: Mapped[str] = mapped_column(String(200))
    """Theirs, cleaned; what a download is called."""
    content_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    uploaded_by: Mapped[str] = mapped_column(String(300), default="")
