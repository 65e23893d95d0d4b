"""The office (the tenant), staff users and their sessions."""

from datetime import datetime, time

from flask_security.core import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.clock import utc_now
from scheduler.core.db import Base, UTCDateTime


class Office(Base):
    """The one tenant: names and titles are data, since the office itself may be renamed or end."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(500), default="")
    email: Mapped[str] = mapped_column(String(254))
    telephone: Mapped[str] = mapped_column(String(40))
    tzid: Mapped[str] = mapped_column(String(60), default="Europe/London")
    opens_at: Mapped[time] = mapped_column(default=time(8))
    """Wall time in `tzid`; no ordinary mail leaves before it."""
    closes_at: Mapped[time] = mapped_column(default=time(18))
    quiet_out_of_hours: Mapped[bool] = mapped_column(default=True)
    privacy_contact: Mapped[str] = mapped_column(String(254), default="")
    security_contact: Mapped[str] = mapped_column(String(254), default="")


class MailHabits(Base):
    """How careful the office is with mail; without a row the defaults hold."""

    __tablename__ = "mail_habits"
    __table_args__ = (
        CheckConstraint("undo_seconds BETWEEN 0 AND 600", name="undo"),
        CheckConstraint("ceiling >= 1", name="ceiling"),
        CheckConstraint("late_hours BETWEEN 0 AND 336", name="late"),
    )

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), primary_key=True)
    undo_seconds: Mapped[int] = mapped_column(default=60)
    """How long mail waits before it leaves, so that it can be stopped."""
    ceiling: Mapped[int] = mapped_column(default=50)
    """Most mails that one action sends without a second confirmation."""
    late_hours: Mapped[int] = mapped_column(default=48)
    """A change so close to the day always goes by mail: calendars that subscribe look too seldom."""


class StaffRole(Base, RoleMixin):
    """A role as flask-security stores it; names are those of `rules.Role`."""

    __tablename__ = "staff_role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))


class StaffUserRole(Base):
    """Which user holds which role."""

    __tablename__ = "staff_user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("staff_role.id", ondelete="CASCADE"), primary_key=True)


class StaffUser(Base, UserMixin):
    """A member of staff who signs in; columns beyond the first block belong to flask-security."""

    __tablename__ = "staff_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    create_datetime: Mapped[datetime | None] = mapped_column(UTCDateTime)  # type: ignore[assignment]  # theirs is required
    update_datetime: Mapped[datetime | None] = mapped_column(UTCDateTime)  # type: ignore[assignment]  # as above
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_counter: Mapped[int | None]
    """The time step of the last code that was accepted: each code counts once."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]
    roles: Mapped[list[StaffRole]] = relationship(  # type: ignore[assignment]  # lists do not vary
        secondary="staff_user_role", order_by=StaffRole.name
    )
    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]  # as above
        cascade="all, delete-orphan", back_populates="user"
    )


class Passkey(Base, WebAuthnMixin):
    """A WebAuthn credential; column names are flask-security's."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("credential_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id", ondelete="CASCADE"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    backup_state: Mapped[bool] = mapped_column(default=False)
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    lastuse_datetime: Mapped[datetime] = mapped_column(UTCDateTime)
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    user: Mapped[StaffUser] = relationship(back_populates="webauthn")


class StaffSession(Base):
    """One signed-in browser; deleting or revoking the row ends it at once, whatever its cookie says."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    agent: Mapped[str] = mapped_column(String(200), default="")
    user: Mapped[StaffUser] = relationship()
