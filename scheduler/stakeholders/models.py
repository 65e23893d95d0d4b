"""Organisations, bodies, posts, people, tenures, groups and imports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind

BY_FROM = "HomePlace.from_on.nulls_first()"


class Area(Base):
    """A partnership area (local authority, criminal justice, …); the office edits the list."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Place(Base):
    """Where people meet. Seats of councils move, so a place is dated data; coordinates are WGS 84 degrees."""

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(400), default="")
    town: Mapped[str] = mapped_column(String(80), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    access_notes: Mapped[str] = mapped_column(String(500), default="")
    is_ours: Mapped[bool] = mapped_column(default=False)
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Organisation(Base):
    """A legal body; it may end and hand over to a successor. `search_key` is folded text for the search box."""

    __tablename__ = "organisation"
    __table_args__ = (Index("ix_organisation_name", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    notes: Mapped[str] = mapped_column(Text, default="")
    search_key: Mapped[str] = mapped_column(String(400), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)
    area: Mapped[Area | None] = relationship()
    place: Mapped[Place | None] = relationship()
    successor: Mapped["Organisation | None"] = relationship(remote_side=[id])
    identifiers: Mapped[list["Identifier"]] = relationship(cascade="all, delete-orphan", order_by="Identifier.scheme")
    moves: Mapped[list["HomePlace"]] = relationship(cascade="all, delete-orphan", order_by=BY_FROM)

    __mapper_args__ = {"version_id_col": version}


class Identifier(Base):
    """A code of an organisation in somebody's register (GSS, ODS, …)."""

    __tablename__ = "identifier"
    __table_args__ = (UniqueConstraint("scheme", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    scheme: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(40))


class Body(Base):
    """A board, partnership, forum or panel; it may cover several organisations and sit under a parent."""

    __tablename__ = "body"
    __table_args__ = (Index("ix_body_name", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[BodyKind] = mapped_column(choice(BodyKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    secretariat_name: Mapped[str] = mapped_column(String(200), default="")
    secretariat_email: Mapped[str] = mapped_column(String(254), default="")
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    notes: Mapped[str] = mapped_column(Text, default="")
    search_key: Mapped[str] = mapped_column(String(400), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)
    parent: Mapped["Body | None"] = relationship(remote_side=[id], foreign_keys=[parent_id])
    successor: Mapped["Body | None"] = relationship(remote_side=[id], foreign_keys=[successor_id])
    area: Mapped[Area | None] = relationship()
    place: Mapped[Place | None] = relationship()
    covers: Mapped[list[Organisation]] = relationship(secondary="body_cover", order_by=Organisation.name)
    moves: Mapped[list["HomePlace"]] = relationship(cascade="all, delete-orphan", order_by=BY_FROM)

    __mapper_args__ = {"version_id_col": version}


class BodyCover(Base):
    """Which organisations a body covers (a partnership may be shared by two councils)."""

    __tablename__ = "body_cover"

    body_id: Mapped[int] = mapped_column(ForeignKey("body.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)


class HomePlace(Base):
    """Where an organisation or body sits from a day on; the first row has no day. Those that never moved have none.

    `place_id` of the home is its seat of today: changed at once or by the round of the day on which the move is due.
    """

    __tablename__ = "home_place"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (body_id IS NULL)", name="one_home"),
        UniqueConstraint("organisation_id", "from_on"),
        UniqueConstraint("body_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id", ondelete="CASCADE"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    from_on: Mapped[date | None]
    place: Mapped[Place] = relationship()


class Succession(Base):
    """From a day on one organisation or body stands in for another; several rows of one predecessor are a split.

    The first successor named is also the predecessor's `successor_id`.
    """

    __tablename__ = "succession"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (body_id IS NULL)", name="one_predecessor"),
        CheckConstraint("(organisation_id IS NULL) = (successor_organisation_id IS NULL)", name="same_sort"),
        CheckConstraint("(body_id IS NULL) = (successor_body_id IS NULL)", name="same_sort_of_body"),
        UniqueConstraint("organisation_id", "successor_organisation_id"),
        UniqueConstraint("body_id", "successor_body_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    successor_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    successor_body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    from_on: Mapped[date]
    """The successor's first day; the predecessor's last is the day before."""
    effected_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When what has no date of its own (what bodies cover, who reports to whom) was handed over."""
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    successor_organisation: Mapped[Organisation | None] = relationship(foreign_keys=[successor_organisation_id])
    body: Mapped[Body | None] = relationship(foreign_keys=[body_id])
    successor_body: Mapped[Body | None] = relationship(foreign_keys=[successor_body_id])


class PostSuccession(Base):
    """Which post takes over what a post of an ended organisation or body had, and from when."""

    __tablename__ = "post_succession"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    from_on: Mapped[date]
    post: Mapped["Post"] = relationship(foreign_keys=[post_id])
    successor: Mapped["Post"] = relationship(foreign_keys=[successor_id])


class Post(Base):
    """A role at an organisation or a body. The seat is what we invite; its holder changes."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (body_id IS NULL)", name="one_home"),
        CheckConstraint("band BETWEEN 1 AND 5", name="band"),
        Index("ix_post_role_kind", "role_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    role_kind: Mapped[RoleKind] = mapped_column(choice(RoleKind))
    band: Mapped[int] = mapped_column(default=3)
    """Seniority: 1 political or statutory head … 5 officer or observer."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    """The seat's own mailbox; it wins over the holder's address because it survives the holder."""
    pa_name: Mapped[str] = mapped_column(String(200), default="")
    pa_email: Mapped[str] = mapped_column(String(254), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    search_key: Mapped[str] = mapped_column(String(600), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)
    organisation: Mapped[Organisation | None] = relationship()
    body: Mapped[Body | None] = relationship()
    tenures: Mapped[list["Tenure"]] = relationship(
        back_populates="post", cascade="all, delete-orphan", order_by="Tenure.from_on.desc()"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def home(self) -> Organisation | Body:
        """The organisation or body that the post belongs to."""
        home = self.organisation or self.body
        assert home is not None
        return home

    @property
    def full_title(self) -> str:
        """“Leader, Melton Borough Council”."""
        return f"{self.title}, {self.home.name}"


class Person(Base):
    """Somebody who may hold posts. One-word names exist, so a name is one field, with title and honours beside it."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    honorific: Mapped[str] = mapped_column(String(40), default="")
    """Before the name: “Councillor”, “Dr”."""
    name: Mapped[str] = mapped_column(String(200))
    honours: Mapped[str] = mapped_column(String(40), default="")
    """After the name: “OBE”, “CC”."""
    email: Mapped[str] = mapped_column(String(254), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    search_key: Mapped[str] = mapped_column(String(400), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)
    tenures: Mapped[list["Tenure"]] = relationship(back_populates="person", order_by="Tenure.from_on.desc()")

    __mapper_args__ = {"version_id_col": version}

    @property
    def full_name(self) -> str:
        """“Councillor Rowan O'Neill-Ashdown OBE”."""
        return " ".join(part for part in (self.honorific, self.name, self.honours) if part)


class Tenure(Base):
    """A person holds a post from a day until a day (both included); no end means still."""

    __tablename__ = "tenure"
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    person: Mapped[Person] = relationship(back_populates="tenures")
    post: Mapped[Post] = relationship(back_populates="tenures")

    __mapper_args__ = {"version_id_col": version}


class PostGroup(Base):
    """A rule that names posts (“every CSP chair”); new members join by themselves and are shown as new."""

    __tablename__ = "post_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    role_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    organisation_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    body_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the office last used the group; posts created since then are announced as new."""
    version: Mapped[int] = mapped_column(default=1)

    # Counted by the service: using a group changes `reviewed_at`, and that is no change of its rule.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}


class ImportRun(Base):
    """One import from a spreadsheet; `changes` holds what is needed to undo all of it."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_label: Mapped[str] = mapped_column(String(200))
    source_name: Mapped[str] = mapped_column(String(200), default="")
    rows: Mapped[int]
    created: Mapped[int]
    updated: Mapped[int]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
