"""Each agency's assessment as it stands: for the matrix, the agency's own page, reminders and downloads."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from scheduler.summits.models import Agency, AssessmentChaser, AssessmentFile, AssessmentRequest, Summit, SummitTemplate
from scheduler.summits.queries.agency_links import Contact, first_invitees
from scheduler.summits.queries.summits import agencies_of
from scheduler.summits.rules.assessments import Stage, Standing, is_overdue, stage_of

MATRIX_FILTERS = {
    "missing": "Missing",
    "overdue": "Overdue",
    "received": "Received",
    "late": "Came late",
    "not-considered": "Not considered yet",
    "not-asked": "Not asked",
}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One agency; `request` is None while it was not asked."""

    agency: Agency
    request: AssessmentRequest | None
    standing: Standing | None
    stage: Stage
    is_overdue: bool
    contact: Contact | None

    @property
    def current(self) -> AssessmentFile | None:
        """The newest version."""
        return self.request.files[-1] if self.request is not None and self.request.files else None

    @property
    def is_missing(self) -> bool:
        """Whether we wait for it."""
        return self.standing is not None and self.standing.is_open

    @property
    def is_late(self) -> bool:
        """Whether its first version came after the day."""
        return self.standing is not None and self.standing.is_first_late

    def fits(self, wanted: str) -> bool:
        """Whether a filter shows it; an unknown one shows all."""
        return {
            "missing": self.is_missing,
            "overdue": self.is_overdue,
            "received": self.current is not None,
            "late": self.is_late,
            "not-considered": self.current is not None and self.stage is not Stage.CONSIDERED,
            "not-asked": self.stage is Stage.NOT_ASKED,
        }.get(wanted, True)


def _with_files() -> tuple[ORMOption, ...]:
    """A function, not a value: making options would set up every mapper while a process starts."""
    return (
        joinedload(AssessmentRequest.agency).joinedload(Agency.area),
        selectinload(AssessmentRequest.files).joinedload(AssessmentFile.upload),
    )


def request_of(agency: Agency) -> AssessmentRequest | None:
    """What this agency was asked for; None while it was not."""
    query = select(AssessmentRequest).where(AssessmentRequest.agency_id == agency.id).options(*_with_files())
    return db.session.scalar(query)


def locked_request(request_id: int) -> AssessmentRequest:
    """The request, kept from everybody else until this transaction ends: versions are numbered under it."""
    query = select(AssessmentRequest).where(AssessmentRequest.id == request_id).with_for_update(of=AssessmentRequest)
    query = query.options(selectinload(AssessmentRequest.files))  # anew: what was read before the lock may be old
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def requests_of(summit: Summit) -> list[AssessmentRequest]:
    """By the agencies' names, files at hand."""
    return _requests(Agency.summit_id == summit.id)


def open_requests(now: datetime) -> list[AssessmentRequest]:
    """Of every summit that has not begun and is not called off: asked, needed, and no file yet."""
    off = (EngagementStatus.CANCELLED, EngagementStatus.DECLINED)
    is_ahead = and_(Engagement.status.not_in(off), or_(Engagement.starts_at.is_(None), Engagement.starts_at > now))
    return _requests(
        AssessmentRequest.asked_at.is_not(None),
        AssessmentRequest.is_needed.is_(True),
        ~AssessmentRequest.files.any(),
        AssessmentRequest.agency.has(Agency.summit.has(Summit.engagement.has(is_ahead))),
    )


def _requests(*where: ColumnElement[bool]) -> list[AssessmentRequest]:
    query = select(AssessmentRequest).join(AssessmentRequest.agency).where(*where).options(*_with_files())
    return list(db.session.scalars(query.order_by(Agency.name, Agency.id)))


def climbed_rungs(request: AssessmentRequest) -> frozenset[str]:
    """The reminders that this request has had, by their keys."""
    query = select(AssessmentChaser.rung).where(AssessmentChaser.request_id == request.id)
    return frozenset(db.session.scalars(query))


def standing_of(request: AssessmentRequest) -> Standing:
    """The facts that decide about it."""
    return Standing(
        due_on=request.due_on,
        is_asked=request.asked_at is not None,
        is_needed=request.is_needed,
        has_file=bool(request.files),
        is_first_late=bool(request.files) and request.files[0].is_late,
        promised_for_on=request.promised_for_on,
        is_shared=request.shared_at is not None,
        is_considered=request.considered_at is not None,
    )


def matrix_of(summit: Summit, now: datetime) -> list[MatrixRow]:
    """Every agency, by area and name; those without an area last."""
    agencies = agencies_of(summit)
    by_agency = {request.agency_id: request for request in requests_of(summit)}
    invited, today = first_invitees(agencies), local_day(now)
    rows = [_row(agency, by_agency.get(agency.id), invited.get(agency.id), today) for agency in agencies]
    return sorted(rows, key=lambda row: (row.agency.area is None, row.agency.area.name if row.agency.area else ""))


def _row(agency: Agency, request: AssessmentRequest | None, invited: Contact | None, today: date) -> MatrixRow:
    standing = standing_of(request) if request is not None else None
    named = Contact(agency.contact_name, agency.contact_address, is_named=True) if agency.contact_address else None
    overdue = standing is not None and is_overdue(standing, today)
    return MatrixRow(agency, request, standing, stage_of(standing), overdue, named or invited)


def agency_by_id(summit: Summit, agency_id: int) -> Agency | None:
    """One of this summit's; another summit's is not found."""
    agency = db.session.get(Agency, agency_id)
    return agency if agency is not None and agency.summit_id == summit.id else None


def template_of(summit: Summit) -> SummitTemplate | None:
    """What the assessments should follow; None while the office has written nothing."""
    return db.session.get(SummitTemplate, summit.id, options=[joinedload(SummitTemplate.upload)])


def file_of(request: AssessmentRequest, number: int) -> AssessmentFile | None:
    """One version."""
    return next((file for file in request.files if file.number == number), None)


def summit_file(summit: Summit, file_id: int) -> AssessmentFile | None:
    """One file of this summit; another summit's is not found."""
    query = (
        select(AssessmentFile)
        .join(AssessmentFile.request)
        .join(AssessmentRequest.agency)
        .where(AssessmentFile.id == file_id, Agency.summit_id == summit.id)
        .options(joinedload(AssessmentFile.upload), joinedload(AssessmentFile.request))
    )
    return db.session.scalar(query)


def current_files(summit: Summit) -> list[AssessmentFile]:
    """The newest version of each agency, by the agencies' names."""
    return [request.files[-1] for request in requests_of(summit) if request.files]


def shared_files(summit: Summit) -> Sequence[AssessmentFile]:
    """The newest version of each assessment that is shared with every agency."""
    return [file for file in current_files(summit) if file.request.shared_at is not None and file.request.is_needed]
