"""Makes and ends commitments by their rules: nobody has to remember that there is a new council."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words
from scheduler.forward_plan.models import Commitment, CommitmentRule, Pledge
from scheduler.forward_plan.queries.partners import (
    DAY,
    Home,
    handovers,
    home_of,
    homes_by_key,
    key_of,
    members_of_groups,
    partners_of,
)
from scheduler.forward_plan.rules.lineage import PartnerKey, heirs
from scheduler.stakeholders.rules import is_live


@dataclass(frozen=True, slots=True)
class _Day:
    """What holds for all rules on the day of the work."""

    on: date
    groups: Mapping[int, dict[PartnerKey, Home]]
    heirs: Mapping[PartnerKey, list[PartnerKey]]
    homes: Mapping[PartnerKey, Home]


def sync_commitments(*, now: datetime) -> None:
    """Bring every live pledge's commitments in line with its rules; harmless when nothing changed."""
    on = local_day(now)
    rules = _rules_for_update(on)
    if not rules:
        return
    passed_on = heirs(handovers(), on)
    day = _Day(
        on,
        members_of_groups([rule.group for rule in rules if rule.group is not None], on),
        passed_on,
        homes_by_key(key for keys in passed_on.values() for key in keys),
    )
    for rule in rules:
        _sync_rule(rule, day)
    db.session.flush()


def end_commitments(commitments: Iterable[Commitment], *, on: date, reason: str) -> None:
    """They stand no longer from this day; their history stays."""
    for commitment in commitments:
        if commitment.ended_on is None:
            commitment.ended_on, commitment.end_reason = on, reason
            _note("ended", commitment, f"Ended: {name_of(commitment)}. {reason}")
    db.session.flush()


def dismiss_newcomers(commitments: Iterable[Commitment]) -> None:
    """Somebody has read that these joined by themselves."""
    for commitment in commitments:
        if commitment.is_new:
            commitment.is_new = False
            _note("seen", commitment, f"Seen: {name_of(commitment)} joined by itself")
    db.session.flush()


def name_of(commitment: Commitment) -> str:
    """The partner's name."""
    return home_of(commitment).name


def _rules_for_update(on: date) -> list[CommitmentRule]:
    """Rules of live pledges, locked: two syncs at once would both make the same commitment."""
    query = (
        select(CommitmentRule)
        .join(CommitmentRule.pledge)
        .where((Pledge.ended_on.is_(None)) | (Pledge.ended_on > on))
        .order_by(CommitmentRule.id)
        .with_for_update(of=CommitmentRule)
        .options(
            joinedload(CommitmentRule.pledge, innerjoin=True),
            joinedload(CommitmentRule.group),
            joinedload(CommitmentRule.organisation),
            joinedload(CommitmentRule.body),
            selectinload(CommitmentRule.commitments).options(
                joinedload(Commitment.organisation), joinedload(Commitment.body)
            ),
        )
        .execution_options(populate_existing=True)
    )
    db.session.flush()
    return list(db.session.scalars(query))


def _sync_rule(rule: CommitmentRule, day: _Day) -> None:
    """First the heirs, then who joins, then who leaves."""
    is_first = not rule.commitments
    known = {key_of(home_of(each)): each for each in rule.commitments}
    named = partners_of(rule, day.groups, day.on)
    inherited = _inheritances(known, day)
    for key, home in (named | {key: day.homes[key] for key in inherited}).items():
        _join(rule, home, known.get(key), inherited.get(key), day.on, is_first=is_first)
    for key, commitment in known.items():
        if commitment.ended_on is None and key not in named | inherited.keys() and not _is_heir(commitment, day.on):
            _leave(commitment, day)


def _inheritances(known: Mapping[PartnerKey, Commitment], day: _Day) -> dict[PartnerKey, Commitment]:
    """Live heirs of partners who had a commitment until their own end, each with the commitment it takes on."""
    found: dict[PartnerKey, Commitment] = {}
    for key, commitment in known.items():
        home = home_of(commitment)
        until_end = commitment.ended_on is None or (home.ended_on is not None and commitment.ended_on > home.ended_on)
        for heir in _live_heirs(key, day, {key}) if until_end else ():
            found.setdefault(heir, commitment)
    return found


def _live_heirs(key: PartnerKey, day: _Day, seen: set[PartnerKey]) -> Iterator[PartnerKey]:
    """Those who follow a partner and exist on the day; an heir that is gone as well is followed by its own."""
    for heir in day.heirs.get(key, ()):
        if heir in seen or heir not in day.homes:
            continue
        seen.add(heir)
        if _is_live(day.homes[heir], day.on):
            yield heir
        else:
            yield from _live_heirs(heir, day, seen)


def _is_heir(commitment: Commitment, on: date) -> bool:
    """Whoever inherited stays, also when no group names them yet."""
    return commitment.inherited_from_id is not None and _is_live(home_of(commitment), on)


def _join(
    rule: CommitmentRule, home: Home, known: Commitment | None, forebear: Commitment | None, on: date, *, is_first: bool
) -> None:
    if known is not None and known.ended_on is None:
        if forebear is not None and known.inherited_from_id is None and known is not forebear:
            known.inherited_from = forebear
        return
    if known is not None:
        known.ended_on, known.end_reason, known.is_new = None, "", True
        _note("joined", known, f"Joined again: {home.name}, under “{rule.pledge.title}”")
        return
    commitment = Commitment(
        rule=rule,
        joined_on=_joined_on(rule, home, on, is_first=is_first),
        is_new=not is_first,
        inherited_from=forebear,
    )
    if key_of(home)[0] == "organisation":
        commitment.organisation_id = home.id
    else:
        commitment.body_id = home.id
    db.session.add(commitment)
    db.session.flush()
    came = "Made" if is_first else "Inherited" if forebear else "Joined by itself"
    _note("joined", commitment, f"{came}: {home.name}, under “{rule.pledge.title}”")


def _joined_on(rule: CommitmentRule, home: Home, on: date, *, is_first: bool) -> date:
    """The first ones from the rule's own day; a later one from its own first day, or from now."""
    if is_first:
        return rule.from_on
    begun = home.started_on if home.started_on is not None and home.started_on <= on else on
    return max(begun, rule.from_on)


def _leave(commitment: Commitment, day: _Day) -> None:
    home = home_of(commitment)
    if home.ended_on is not None and home.ended_on < day.on:
        heirs_now = [day.homes[key].name for key in day.heirs.get(key_of(home), ()) if key in day.homes]
        followed = f" Followed by {' and '.join(heirs_now)}." if heirs_now else ""
        end_commitments(
            [commitment], on=home.ended_on + DAY, reason=f"It ended on {day_words(home.ended_on)}.{followed}"
        )
        return
    group = commitment.rule.group
    reason = f"No longer in the group “{group.name}”." if group else "The rule names another partner."
    end_commitments([commitment], on=day.on, reason=reason)


def _is_live(home: Home, on: date) -> bool:
    return is_live(home.started_on, home.ended_on, on)


def _note(verb: str, commitment: Commitment, summary: str) -> None:
    details = {"after": {"rule": commitment.rule_id, "joined_on": commitment.joined_on.isoformat()}}
    record(f"commitment.{verb}", "commitment", commitment.id, summary, details=details)
