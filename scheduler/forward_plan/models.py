"""Pledges, the rules that make commitments of them, coverage day by day, proposed plans and releases."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement, Principal
from scheduler.forward_plan.rules.vocabulary import (
    CoverageState,
    IntervalUnit,
    Ours,
    PlacementState,
    ProposalState,
)
from scheduler.stakeholders.models import Body, Organisation, PostGroup


class Pledge(Base):
    """A promise made in public, with its source and its words."""

    __tablename__ = "pledge"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="")
    """As they were said or minuted."""
    source: Mapped[str] = mapped_column(String(200))
    """The meeting or paper: “Police and Crime Panel”."""
    source_on: Mapped[date]
    source_reference: Mapped[str] = mapped_column(String(120), default="")
    """Minute or paragraph."""
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    rules: Mapped[list["CommitmentRule"]] = relationship(
        back_populates="pledge", cascade="all, delete-orphan", order_by="CommitmentRule.id"
    )

    __mapper_args__ = {"version_id_col": version}


class CommitmentRule(Base):
    """With whom a pledge means to meet, who of ours, what counts, and how often: makes a commitment a partner.

    The partners are those of a group's posts, or the one organisation or body named.
    """

    __tablename__ = "commitment_rule"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN group_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN body_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_kind_of_partner",
        ),
        CheckConstraint("ideal_interval >= 1 AND longest_interval >= ideal_interval", name="intervals"),
        CheckConstraint("lowest_band BETWEEN 1 AND 5", name="band"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("post_group.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    ours: Mapped[Ours] = mapped_column(choice(Ours), default=Ours.ALL_OF)
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Values of EngagementKind that count; empty: every kind but a call."""
    lowest_band: Mapped[int] = mapped_column(default=2)
    """The lowest seniority on the partner's side that counts (1 is the highest)."""
    ideal_interval: Mapped[int]
    longest_interval: Mapped[int]
    interval_unit: Mapped[IntervalUnit] = mapped_column(choice(IntervalUnit), default=IntervalUnit.MONTHS)
    first_by_on: Mapped[date | None]
    is_by_invitation: Mapped[bool] = mapped_column(default=False)
    """Subject to invitation: the partner invites us."""
    minutes: Mapped[int] = mapped_column(default=60)
    from_on: Mapped[date]
    """The clock of a partner who was never met starts here, or when the partner joined."""
    version: Mapped[int] = mapped_column(default=1)
    pledge: Mapped[Pledge] = relationship(back_populates="rules")
    group: Mapped[PostGroup | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    body: Mapped[Body | None] = relationship()
    principals: Mapped[list[Principal]] = relationship(
        secondary="commitment_rule_principal", order_by=(Principal.position, Principal.id)
    )
    commitments: Mapped[list["Commitment"]] = relationship(
        back_populates="rule", cascade="all, delete-orphan", order_by="Commitment.id"
    )

    __mapper_args__ = {"version_id_col": version}


class CommitmentRulePrincipal(Base):
    """Who of ours a rule names."""

    __tablename__ = "commitment_rule_principal"

    rule_id: Mapped[int] = mapped_column(ForeignKey("commitment_rule.id", ondelete="CASCADE"), primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id"), primary_key=True)


class Commitment(Base):
    """One partner under one rule; it joins and leaves by the rule, and keeps its history when it leaves."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (body_id IS NULL)", name="one_partner"),
        UniqueConstraint("rule_id", "organisation_id"),
        UniqueConstraint("rule_id", "body_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("commitment_rule.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    joined_on: Mapped[date]
    is_new: Mapped[bool] = mapped_column(default=False)
    """Joined by itself after the rule was made, and nobody has looked at it yet."""
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    inherited_from_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"))
    """The commitment of the organisation or body that this one succeeds: its clock goes on."""
    version: Mapped[int] = mapped_column(default=1)
    rule: Mapped[CommitmentRule] = relationship(back_populates="commitments")
    organisation: Mapped[Organisation | None] = relationship()
    body: Mapped[Body | None] = relationship()
    inherited_from: Mapped["Commitment | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}


class CoverageChange(Base):
    """From this day a commitment stood in this state: one row a change, written by the day's round."""

    __tablename__ = "coverage_change"

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id", ondelete="CASCADE"), primary_key=True)
    on: Mapped[date] = mapped_column("changed_on", primary_key=True)
    state: Mapped[CoverageState] = mapped_column(choice(CoverageState))


class Proposal(Base):
    """A whole plan laid out for a period: made at once, improved by the worker, accepted line by line."""

    __tablename__ = "proposal"
    __table_args__ = (CheckConstraint("until_on > from_on", name="days_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date]
    until_on: Mapped[date]
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState), default=ProposalState.DRAFT)
    reason: Mapped[str] = mapped_column(String(300), default="")
    """Why it was made anew: “Commissioner ill in March”."""
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    """The plan that this one mends with the least disturbance."""
    seed: Mapped[int] = mapped_column(default=1)
    seconds: Mapped[int] = mapped_column(default=30)
    """How long the worker may improve it."""
    problem: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the proposer was given, so that the same plan can be made again."""
    cost: Mapped[int | None]
    bound: Mapped[int | None]
    """No plan can cost less: proved."""
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Seconds so far, placed, best cost, bound: what the progress bar shows."""
    must_stop: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(200), default="")
    begun_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """A worker that dies lets go of it then."""
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    placements: Mapped[list["Placement"]] = relationship(
        back_populates="proposal", cascade="all, delete-orphan", order_by="Placement.starts_at, Placement.id"
    )

    __mapper_args__ = {"version_id_col": version}


class Placement(Base):
    """One due meeting in a proposed plan: when, who of ours and why, or what stands in the way."""

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_instants"),
        UniqueConstraint("proposal_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    """The demand's key in the problem: `commitment:17:2`, `engagement:4`."""
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id", ondelete="CASCADE"))
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id", ondelete="SET NULL"), index=True)
    """The engagement that it moves, or that accepting it has made."""
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[PlacementState] = mapped_column(choice(PlacementState), default=PlacementState.PROPOSED)
    refusal: Mapped[str] = mapped_column(String(300), default="")
    """Why the office does not want it then; the day is kept clear of it when dates are found again."""
    is_pinned: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date]
    """Its ideal day."""
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    was_starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Where it stood before, when this plan moves it."""
    principal_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Why there; for an unplaced one what stands in the way."""
    would_free: Mapped[list[str]] = mapped_column(JSON, default=list)
    """For an unplaced one: what would make room for it."""
    proposal: Mapped[Proposal] = relationship(back_populates="placements")
    commitment: Mapped[Commitment | None] = relationship()
    engagement: Mapped[Engagement | None] = relationship()


class PlanRelease(Base):
    """Version N of the forward plan: a frozen list, and the difference to the last one in words."""

    __tablename__ = "plan_release"
    __table_args__ = (UniqueConstraint("number"), Index("ix_plan_release_released_at", "released_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    released_at: Mapped[datetime] = mapped_column(UTCDateTime)
    released_by: Mapped[str] = mapped_column(String(200), default="")
    from_on: Mapped[date]
    until_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """One dict a line: key, partner, ours, when, state, as they stood."""
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """One dict a difference: kind, words, the engagement's and the principals' keys."""
