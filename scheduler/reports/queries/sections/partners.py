"""Who was met, what is in the diary, which dates are being refined, and who has no entry: for one group of partners."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.engagements.rules import EngagementKind, PlaceKind
from scheduler.forward_plan.queries.coverage import Board, BoardRow, ours_words
from scheduler.forward_plan.queries.partners import Home, key_of
from scheduler.forward_plan.queries.telling import panel_sentences
from scheduler.forward_plan.rules.lineage import PartnerKey
from scheduler.forward_plan.rules.vocabulary import CoverageState
from scheduler.records.rules.vocabulary import Side
from scheduler.reports.queries.sections.ground import AS_PLANNED, Ground, Met, partner_key
from scheduler.reports.rules.document import Block, Paragraph, Row, Table
from scheduler.stakeholders.models import Body, Organisation
from scheduler.stakeholders.rules import COUNCIL_KINDS, BodyKind, RoleKind

FORGOTTEN = (CoverageState.NO_ENTRY, CoverageState.OVERDUE, CoverageState.DECLINED, CoverageState.NOT_INVITED)


@dataclass(frozen=True, slots=True)
class Group:
    """Partners of one sort; of a complete one nobody may be missing, whether promised a meeting or not."""

    key: str
    one: str
    many: str
    has: Callable[[Home], bool]
    is_complete: bool = True


def is_council(home: Home) -> bool:
    """A local authority."""
    return isinstance(home, Organisation) and home.kind in COUNCIL_KINDS


def is_csp(home: Home) -> bool:
    """A community safety partnership."""
    return isinstance(home, Body) and home.kind is BodyKind.CSP


COUNCILS = Group("councils", "council", "councils", is_council)
CSPS = Group("csps", "community safety partnership", "community safety partnerships", is_csp)


def others(our_bodies: frozenset[int]) -> Group:
    """Everybody else but panels, to which the report goes, and bodies on which we sit: they have their own section."""

    def has(home: Home) -> bool:
        if is_council(home) or is_csp(home):
            return False
        return not isinstance(home, Body) or (home.kind is not BodyKind.PANEL and home.id not in our_bodies)

    return Group("others", "other partner", "other partners", has, is_complete=False)


def partner_blocks(ground: Ground, group: Group) -> list[Block]:
    """Sentences, then the tables that have rows."""
    rows = [row for row in ground.board.rows if group.has(row.home)]
    held, ahead = _with(ground.held, group), _with(ground.ahead, group)
    missing = _unpromised(ground, group, rows, [*held, *ahead])
    tables = (
        _met_table(ground, group, held),
        _diary_table(ground, group, ahead),
        _refining_table(ground, group, rows),
        _missing_table(ground, group, rows, missing),
    )
    sentences = [*_met_sentences(ground, group, held), *_purposes(held), *_standing_sentences(ground, rows)]
    sentences += _given_up_words(ground, group)
    return [*(Paragraph(each) for each in sentences), *(each for each in tables if each.rows)]


def chairs_met(ground: Ground) -> list[Block]:
    """How many chairs of partnerships were met face to face: in one room, by themselves."""
    living = _living(CSPS, ground)
    met = {key for each in ground.held if _face_to_face(each) for key in _chaired(each)}
    there = [home.name for key, home in living.items() if key in met]
    if not there:
        return []
    words = f"The chairs of {len(there)} of {count_words(len(living), CSPS.one, CSPS.many)} were met face to face"
    return [Paragraph(f"{words}: {list_words(sorted(there))}.")]


def by_invitation(ground: Ground) -> list[Block]:
    """Whose meetings are attended subject to an invitation, as it was promised."""
    found: dict[str, list[str]] = {}
    for row in ground.board.rows:
        if is_csp(row.home) and row.commitment.rule.is_by_invitation:
            found.setdefault(ours_words(row.commitment.rule), []).append(row.name)
    return [
        Paragraph(f"The {who} attends {list_words(sorted(set(names)))}, subject to an invitation being received.")
        for who, names in found.items()
    ]


def _with(mets: Iterable[Met], group: Group) -> list[tuple[Home, Met]]:
    """One line a partner and engagement, by name and day."""
    found = [(home, each) for each in mets for home in each.homes.values() if group.has(home)]
    return sorted(found, key=lambda pair: (pair[0].name.casefold(), pair[1].on, pair[1].engagement.id))


def _met_sentences(ground: Ground, group: Group, held: Sequence[tuple[Home, Met]]) -> list[str]:
    period = f"{day_words(ground.period.from_on)} and {day_words(ground.period.until_on)}"
    if not held:
        return [f"No meeting with a {group.one} was held between {period}."] if group.is_complete else []
    meetings, partners = {each.key for _, each in held}, {key_of(home) for home, _ in held}
    of_all = f"{len(partners)} of {count_words(len(_living(group, ground)), group.one, group.many)}"
    whom = of_all if group.is_complete else count_words(len(partners), group.one, group.many)
    were = "was" if len(meetings) == 1 else "were"
    return [f"{count_words(len(meetings), 'meeting')} with {whom} {were} held between {period}."]


def _purposes(held: Sequence[tuple[Home, Met]]) -> list[str]:
    """What several of the meetings were for; what was written for a single one stays in the office."""
    engagements = {each.engagement.id: each.engagement for _, each in held}
    counted = Counter(" ".join(each.purpose.split()) for each in engagements.values())
    return [
        f"The purpose of {count} of them: {purpose}"
        for purpose, count in counted.most_common()
        if purpose and count > 1
    ]


def _standing_sentences(ground: Ground, rows: Sequence[BoardRow]) -> list[str]:
    if not rows:
        return []
    return [f"{ground.period.as_of}: {each}" for each in panel_sentences(Board(ground.board.on, tuple(rows)))]


def _given_up_words(ground: Ground, group: Group) -> list[str]:
    """What we put off ourselves is said first; nothing when every day was kept."""
    by_us = [is_ours for is_ours, each in ground.given_up if any(group.has(post.home) for post in each.posts)]
    if not by_us:
        return []
    dates = count_words(len(by_us), "agreed date was", "agreed dates were")
    return [f"{dates} given up in the period: {sum(by_us)} by us, {len(by_us) - sum(by_us)} by the partner."]


def _met_table(ground: Ground, group: Group, held: Sequence[tuple[Home, Met]]) -> Table:
    names = ground.period.with_names
    return Table(
        key=f"{group.key}-met",
        title=f"Meetings held with {group.many}",
        columns=("Partner", "Date", "What", "From us", "From them", "At what level"),
        period=ground.period.words,
        rows=tuple(
            Row(
                (
                    home.name,
                    day_words(each.on),
                    each.what,
                    each.ours(with_names=names),
                    each.theirs(key_of(home), with_names=names) or "Not recorded",
                    each.level(key_of(home)),
                ),
                (each.key,),
            )
            for home, each in held
        ),
    )


def _diary_table(ground: Ground, group: Group, ahead: Sequence[tuple[Home, Met]]) -> Table:
    return Table(
        key=f"{group.key}-diary",
        title=f"In the diary with {group.many}",
        columns=("Partner", "Date", "What", "From us", "With"),
        period=ground.period.as_of,
        note=AS_PLANNED,
        rows=tuple(
            Row(
                (
                    home.name,
                    day_words(each.on),
                    each.what,
                    each.ours(with_names=False),
                    each.theirs(key_of(home), with_names=False),
                ),
                (each.key,),
            )
            for home, each in ahead
        ),
    )


def _refining_table(ground: Ground, group: Group, rows: Sequence[BoardRow]) -> Table:
    refining = [row for row in rows if row.standing.refining is not None and row.standing.ahead is None]
    return Table(
        key=f"{group.key}-dates",
        title=f"Dates on offer or being refined with {group.many}",
        columns=("Partner", "Where it stands", "From us"),
        period=ground.period.as_of,
        note=AS_PLANNED,
        rows=tuple(
            Row((row.name, _capital(row.next.words), ours_words(row.commitment.rule)), _keys(row))
            for row in sorted(refining, key=_by_name)
        ),
    )


def _missing_table(ground: Ground, group: Group, rows: Sequence[BoardRow], unpromised: Sequence[Home]) -> Table:
    lost = sorted((row for row in rows if row.state in FORGOTTEN), key=_by_name)
    listed = [
        Row((row.name, row.state_words, _last(row), row.commitment.rule.pledge.title), _keys(row)) for row in lost
    ]
    listed += [
        Row((home.name, "No entry", "Not in this period", "None recorded"), (_home_key(home),)) for home in unpromised
    ]
    return Table(
        key=f"{group.key}-missing",
        title=f"Not met and not in the diary: {group.many}",
        columns=("Partner", "State", "Last met", "Promise"),
        shouts=True,
        period=ground.period.as_of,
        note=AS_PLANNED,
        rows=tuple(listed),
    )


def _unpromised(ground: Ground, group: Group, rows: Sequence[BoardRow], met: Sequence[tuple[Home, Met]]) -> list[Home]:
    """Partners of a complete sort whom no promise names and nobody met: they are missing from no list."""
    if not group.is_complete:
        return []
    known = {key_of(row.home) for row in rows} | {key_of(home) for home, _ in met}
    return [home for key, home in _living(group, ground).items() if key not in known]


def _living(group: Group, ground: Ground) -> dict[PartnerKey, Home]:
    """All of the sort that exist on the period's last day, by name."""
    return {key_of(home): home for home in ground.homes if group.has(home)}


def _face_to_face(met: Met) -> bool:
    return met.engagement.kind is not EngagementKind.CALL and met.engagement.place_kind is not PlaceKind.ONLINE


def _chaired(met: Met) -> set[PartnerKey]:
    """The partnerships whose chair was there."""
    chairs = {post.id for post in met.engagement.posts if is_csp(post.home) and post.role_kind is RoleKind.CHAIR}
    there = [each for each in met.people if each.side is Side.THEIRS and each.came and each.post_id in chairs]
    return {key for each in there if not each.is_substitute and (key := partner_key(each)) is not None}


def _keys(row: BoardRow) -> tuple[str, ...]:
    engagement = row.next.engagement_id or (row.last.engagement_id if row.last else None)
    first = f"commitment:{row.commitment.id}"
    return (first, f"engagement:{engagement}") if engagement else (first,)


def _home_key(home: Home) -> str:
    kind, number = key_of(home)
    return f"{kind}:{number}"


def _last(row: BoardRow) -> str:
    return day_words(row.last.on) if row.last else "Never"


def _by_name(row: BoardRow) -> tuple[str, int]:
    return row.name.casefold(), row.commitment.id


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
