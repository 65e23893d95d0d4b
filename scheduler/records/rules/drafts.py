"""What the office means to write about an engagement, its text cleaned and bounded; pure."""

from dataclasses import replace

from scheduler.actions.rules import ActionDraft
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.invitations.rules import Authority
from scheduler.records.rules.gifts import GiftDraft
from scheduler.records.rules.vocabulary import Initiator, NoteKind, Side

LINE, WORDS = 200, 5_000
BANDS = frozenset({1, 2, 3, 4, 5})


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsDraft:
    """What is known before the meeting; all of it is taken over."""

    initiated_by: Initiator | None = None
    initiated_words: str = ""
    portfolio_owner_id: int | None = None
    has_risk: bool = False
    risk_words: str = ""
    has_media_interest: bool = False
    media_words: str = ""
    lines_to_take: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceDraft:
    """Somebody who came or did not: one of ours, a seat of theirs, or somebody by role (with a home, or a guest)."""

    side: Side = Side.THEIRS
    """Follows from a principal or a post; counts for everybody else."""
    principal_id: int | None = None
    post_id: int | None = None
    organisation_id: int | None = None
    body_id: int | None = None
    role: str = ""
    """Needed without principal and post; with a post: of whoever came for its holder."""
    name: str = ""
    came: bool = True
    is_substitute: bool = False
    band: int | None = None
    """None with a post: the seat's own, unless somebody else came for it."""
    authority: Authority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """One issue, future work, threat or risk."""

    kind: NoteKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteUpDraft:
    """What is written afterwards. None leaves what is stored as it is; everything else takes its place."""

    outcome: str = ""
    agreed: str = ""
    people: tuple[PresenceDraft, ...] | None = None
    notes: tuple[NoteDraft, ...] | None = None
    """All that are open; a stored one that is missing was a mistake and goes. Closed ones stay."""
    actions: tuple[ActionDraft, ...] = ()
    """To be added; one that is there already is not added again."""
    gift: GiftDraft | None = None
    """To be added, likewise."""
    tells_owners: bool = False
    """Write to every owner who has an address and was not told yet."""
    was_offered: bool | None = None
    is_finished: bool = True
    """False: keep it, but it is still to be written up."""


def checked_facts(draft: FactsDraft) -> FactsDraft:
    """Its text cleaned. Raises RuleBroken beside the field."""
    return replace(
        draft,
        initiated_words=_line(draft.initiated_words, "initiated_words"),
        risk_words=_words(draft.risk_words, "risk_words"),
        media_words=_words(draft.media_words, "media_words"),
        lines_to_take=_words(draft.lines_to_take, "lines_to_take"),
    )


def checked_write_up(draft: WriteUpDraft) -> WriteUpDraft:
    """Its text cleaned. Raises RuleBroken: beside the field, or when it is to be finished and says nothing."""
    checked = replace(
        draft,
        outcome=_words(draft.outcome, "outcome"),
        agreed=_words(draft.agreed, "agreed"),
        people=None if draft.people is None else tuple(_presence(each) for each in draft.people),
        notes=None if draft.notes is None else tuple(_note(each) for each in draft.notes),
    )
    if checked.is_finished and not checked.outcome:
        raise RuleBroken("Say what came of it, in a line or three; or keep it for later.", "outcome")
    return checked


def _presence(draft: PresenceDraft) -> PresenceDraft:
    role = _line(draft.role, "people")
    if draft.principal_id is None and draft.post_id is None and not role:
        raise RuleBroken("Say in what role the other person came, for example “Head of Community Safety”.", "people")
    if draft.band is not None and draft.band not in BANDS:
        raise RuleBroken("Choose a level from the list.", "people")
    return replace(draft, side=_side(draft), role=role, name=_line(draft.name, "people"))


def _side(draft: PresenceDraft) -> Side:
    if draft.principal_id is not None:
        return Side.OURS
    return Side.THEIRS if draft.post_id is not None else draft.side


def _note(draft: NoteDraft) -> NoteDraft:
    return replace(draft, words=_words(clean_line(draft.words), "notes"))


def _line(text: str, field: str) -> str:
    cleaned = clean_line(text)
    if len(cleaned) > LINE:
        too_long = f"Use {LINE} characters or fewer."
        raise RuleBroken(too_long, field)
    return cleaned


def _words(text: str, field: str) -> str:
    cleaned = clean_text(text)
    if len(cleaned) > WORDS:
        too_long = f"That is too long. Use {WORDS:,} characters or fewer."
        raise RuleBroken(too_long, field)
    return cleaned
