"""Who takes over what when an organisation or body ends: one successor is a merger, several are a split."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words
from scheduler.stakeholders.rules import RoleKind
from scheduler.stakeholders.rules.search import name_key

ONE_OF_A_KIND = frozenset({RoleKind.POLITICAL_HEAD, RoleKind.OFFICER_HEAD, RoleKind.CIVIC_HEAD, RoleKind.CHAIR})
"""A home has one post of such a role, whatever its title; others are told apart by title."""


@dataclass(frozen=True, slots=True)
class Heir:
    """What takes over a post: one that exists, or a new one of the same title at a successor."""

    post_id: int | None = None
    new_at: int | None = None
    takes_holder: bool = False
    """Whoever holds the old post goes on in the new one."""


@dataclass(frozen=True, slots=True)
class SuccessionPlan:
    """From a day on these stand in; the first is the main one. A post without an heir simply ends."""

    on: date
    successor_ids: tuple[int, ...]
    heirs: Mapping[int, Heir]


@dataclass(frozen=True, slots=True)
class Role:
    """A post as the rules compare it."""

    post_id: int
    role_kind: RoleKind
    title: str


def same_role(post: Role, others: Iterable[Role]) -> Role | None:
    """The post among others that does the same; None when there is none."""
    alike = [each for each in others if each.role_kind is post.role_kind]
    same_title = [each for each in alike if name_key(each.title) == name_key(post.title)]
    chosen = same_title or (alike if post.role_kind in ONE_OF_A_KIND else [])
    return chosen[0] if chosen else None


def check_days(name: str, span: tuple[date | None, date | None], on: date) -> None:
    """Raises RuleBroken when something cannot be succeeded from a day on: not begun by then, or over."""
    started_on, ended_on = span
    if started_on is not None and started_on >= on:
        raise RuleBroken(f"{name} begins only on {day_words(started_on)}. Enter a later day.", "on")
    if ended_on is not None and ended_on < on:
        raise RuleBroken(f"{name} ends already on {day_words(ended_on)}. Enter the day after, or an earlier one.", "on")


def check_successors(own_id: int, successor_ids: Sequence[int]) -> None:
    """Raises RuleBroken for nobody, itself, or one named twice."""
    if not successor_ids:
        raise RuleBroken("Choose who takes over.", "to")
    if own_id in successor_ids:
        raise RuleBroken("Nothing succeeds itself. Choose another one.", "to")
    if len(set(successor_ids)) < len(successor_ids):
        raise RuleBroken("The same successor is chosen twice. Choose another one, or leave it empty.", "to")
