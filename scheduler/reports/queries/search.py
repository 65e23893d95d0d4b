"""Searches all records at once: one statement a kind finds and counts, a few more fetch what is shown."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from scheduler.actions.models import Action, ActionUpdate
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.incoming.models import IncomingInvitation
from scheduler.records.models import EngagementRecord, GiftOffer, Paper, RecordNote
from scheduler.reports.models import Narrative, PanelReport
from scheduler.reports.queries import search_hits
from scheduler.reports.queries.search_folding import has_all, prepare_folding
from scheduler.reports.rules.search import FEW, PER_PAGE, Finds, Hit, SearchKind, words_searched
from scheduler.representation.models import ReportBack
from scheduler.stakeholders.models import Body, Organisation, Person, Post, Tenure
from scheduler.strands.models import Strand
from scheduler.undertakings.models import Evidence, Undertaking
from scheduler.uploads.models import Upload

Condition = Callable[[list[str]], ColumnElement[bool]]
BEGINS = func.coalesce(func.date(Engagement.starts_at), func.date(Engagement.starts_on))


@dataclass(frozen=True, slots=True)
class Source:
    """Where one kind is looked for: its rows, the words in which to look, their order, and what is shown of each."""

    model: type[Any]
    has: Condition
    order: tuple[Any, ...]
    show: Callable[[Any, Sequence[str]], Hit]
    shown: Callable[[], tuple[ExecutableOption, ...]] = tuple
    """Made when it is asked for: options ask for every mapper, which a worker that starts does without."""
    is_of_engagement: bool = False

    def query(self, words: list[str]) -> Select[Any]:
        """Without its options: counting needs none of them."""
        found = select(self.model).where(self.has(words))
        return found.join(self.model.engagement) if self.is_of_engagement else found


def search(text: str, *, kinds: Sequence[SearchKind] = tuple(SearchKind)) -> list[Finds]:
    """The first few of each kind that has any."""
    found = [found_of(kind, text, page=1, size=FEW) for kind in kinds]
    return [each for each in found if each.total]


def found_of(kind: SearchKind, text: str, *, page: int, size: int = PER_PAGE) -> Finds:
    """One page of one kind, and how many there are in all."""
    words = words_searched(text)
    if not words:
        return Finds(kind, 0, ())
    prepare_folding()
    source = SOURCES[kind]
    query = source.query(words).order_by(*source.order).options(*source.shown())
    rows = (
        db.session.execute(query.add_columns(func.count().over()).limit(size).offset((page - 1) * size)).unique().all()
    )
    return Finds(kind, rows[0][1] if rows else 0, [source.show(row[0], words) for row in rows])


def _in(*columns: Any) -> Condition:
    """All words in these columns together, wherever each stands."""
    joined = columns[0]
    for column in columns[1:]:
        joined = joined + " " + column
    return lambda words: has_all(joined, words)


def _in_key(column: Any) -> Condition:
    """In a column that is folded already."""
    return lambda words: _and([column.contains(word, autoescape=True) for word in words])


def _and(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *rest = conditions
    for each in rest:
        first &= each
    return first


def _any_of(*conditions: Condition) -> Condition:
    return lambda words: or_(*(each(words) for each in conditions))


def _below(parent: Any, child: Any, *columns: Any) -> Condition:
    """Words of rows that hang on it."""
    return lambda words: parent.in_(select(child).where(_in(*columns)(words)))


NEWEST = (BEGINS.desc().nulls_last(), Engagement.id.desc())
SOURCES: dict[SearchKind, Source] = {
    SearchKind.ENGAGEMENTS: Source(
        Engagement,
        _in(Engagement.title, Engagement.purpose, Engagement.place_text, Engagement.outcome_reason),
        NEWEST,
        search_hits.engagement_hit,
        lambda: (
            selectinload(Engagement.posts).joinedload(Post.organisation),
            selectinload(Engagement.posts).joinedload(Post.body),
        ),
    ),
    SearchKind.OUTCOMES: Source(
        EngagementRecord,
        _in(
            EngagementRecord.outcome,
            EngagementRecord.agreed,
            EngagementRecord.risk_words,
            EngagementRecord.media_words,
            EngagementRecord.lines_to_take,
            EngagementRecord.initiated_words,
        ),
        NEWEST,
        search_hits.record_hit,
        lambda: (joinedload(EngagementRecord.engagement),),
        is_of_engagement=True,
    ),
    SearchKind.REPORTED_BACK: Source(
        ReportBack,
        _in(ReportBack.words, ReportBack.owed_by),
        (*NEWEST, ReportBack.id),
        search_hits.report_back_hit,
        lambda: (joinedload(ReportBack.engagement),),
        is_of_engagement=True,
    ),
    SearchKind.NOTES: Source(
        RecordNote,
        _in(RecordNote.words, RecordNote.closed_words),
        (*NEWEST, RecordNote.position),
        search_hits.note_hit,
        lambda: (joinedload(RecordNote.engagement),),
        is_of_engagement=True,
    ),
    SearchKind.ACTIONS: Source(
        Action,
        _any_of(_in(Action.words, Action.heading), _below(Action.id, ActionUpdate.action_id, ActionUpdate.words)),
        (*NEWEST, Action.id),
        search_hits.action_hit,
        lambda: tuple(
            joinedload(each) for each in (Action.engagement, Action.principal, Action.organisation, Action.body)
        ),
        is_of_engagement=True,
    ),
    SearchKind.UNDERTAKINGS: Source(
        Undertaking,
        _any_of(
            _in(Undertaking.words, Undertaking.closing_words, Undertaking.source, Undertaking.source_reference),
            _below(Undertaking.id, Evidence.undertaking_id, Evidence.words),
        ),
        (Undertaking.source_on.desc(), Undertaking.id),
        search_hits.undertaking_hit,
        lambda: (selectinload(Undertaking.evidence),),
    ),
    SearchKind.ORGANISATIONS: Source(
        Organisation,
        _any_of(_in_key(Organisation.search_key), _in(Organisation.notes)),
        (Organisation.ended_on.is_not(None), Organisation.name, Organisation.id),
        search_hits.home_hit,
    ),
    SearchKind.BODIES: Source(
        Body,
        _any_of(_in_key(Body.search_key), _in(Body.notes)),
        (Body.ended_on.is_not(None), Body.name, Body.id),
        search_hits.home_hit,
    ),
    SearchKind.POSTS: Source(
        Post,
        _in_key(Post.search_key),
        (Post.ended_on.is_not(None), Post.title, Post.id),
        search_hits.post_hit,
        lambda: (joinedload(Post.organisation), joinedload(Post.body)),
    ),
    SearchKind.PEOPLE: Source(
        Person,
        _any_of(_in_key(Person.search_key), _in(Person.notes)),
        (Person.name, Person.id),
        search_hits.person_hit,
        lambda: (
            selectinload(Person.tenures).joinedload(Tenure.post).joinedload(Post.organisation),
            selectinload(Person.tenures).joinedload(Tenure.post).joinedload(Post.body),
        ),
    ),
    SearchKind.PAPERS: Source(
        Paper,
        _any_of(_in(Paper.title), lambda words: Paper.upload.has(_in(Upload.file_name)(words))),
        (*NEWEST, Paper.id),
        search_hits.paper_hit,
        lambda: (joinedload(Paper.engagement), joinedload(Paper.upload)),
        is_of_engagement=True,
    ),
    SearchKind.REPORTS: Source(
        PanelReport,
        _any_of(
            _in(PanelReport.title), _below(PanelReport.id, Narrative.report_id, Narrative.heading, Narrative.words)
        ),
        (PanelReport.meeting_on.desc(), PanelReport.id),
        search_hits.report_hit,
        lambda: (selectinload(PanelReport.narratives),),
    ),
    SearchKind.STRANDS: Source(
        Strand, _in(Strand.title, Strand.words), (Strand.started_on.desc(), Strand.id), search_hits.strand_hit
    ),
    SearchKind.OFFERS: Source(
        GiftOffer,
        _in(GiftOffer.what, GiftOffer.reason, GiftOffer.offered_by),
        (GiftOffer.offered_on.desc(), GiftOffer.id),
        search_hits.offer_hit,
        lambda: tuple(joinedload(each) for each in (GiftOffer.engagement, GiftOffer.organisation, GiftOffer.body)),
    ),
    SearchKind.INVITED: Source(
        IncomingInvitation,
        _in(
            IncomingInvitation.title,
            IncomingInvitation.words,
            IncomingInvitation.host_words,
            IncomingInvitation.place_text,
        ),
        (IncomingInvitation.received_at.desc(), IncomingInvitation.id),
        search_hits.incoming_hit,
        lambda: (joinedload(IncomingInvitation.engagement),),
    ),
}
