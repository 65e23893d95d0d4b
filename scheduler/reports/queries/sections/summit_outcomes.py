"""What partners brought to the summit, and who stands behind what came of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.wording import count_words, day_words
from scheduler.reports.queries.sections.ground import Period
from scheduler.reports.rules.document import Row, Table
from scheduler.summits.models import Agency, AssessmentFile, AssessmentRequest, SignOff, StrategyVersion, Summit
from scheduler.summits.rules.vocabulary import SignOffState

SIGN_OFF_WORDS = {
    SignOffState.NOT_ASKED: "Not asked",
    SignOffState.ASKED: "Asked",
    SignOffState.MEETING_SET: "Meeting set",
    SignOffState.SIGNED: "Signed",
    SignOffState.WITH_RESERVATION: "Signed with a reservation",
    SignOffState.NOT_SIGNED: "Not signed",
}


def assessment_table(summit: Summit, period: Period) -> Table:
    """Every organisation that was asked for one by then."""
    query = (
        select(AssessmentRequest)
        .join(AssessmentRequest.agency)
        .where(Agency.summit_id == summit.id, AssessmentRequest.is_needed, AssessmentRequest.asked_at < period.ends_at)
        .options(joinedload(AssessmentRequest.agency))
        .options(selectinload(AssessmentRequest.files).joinedload(AssessmentFile.upload))
        .order_by(Agency.name, Agency.id)
    )
    rows = [_assessment_row(each, period, summit) for each in db.session.scalars(query)]
    return Table(
        key=f"summit-{summit.id}-assessments",
        title="Strategic assessments",
        columns=("Organisation", "Due", "Received", "Shared with all partners"),
        period=period.as_of,
        rows=tuple(rows),
    )


def _assessment_row(request: AssessmentRequest, period: Period, summit: Summit) -> Row:
    came = [each.upload.uploaded_at for each in request.files if each.upload.uploaded_at < period.ends_at]
    is_shared = request.shared_at is not None and request.shared_at < period.ends_at
    received = day_words(local_day(min(came))) if came else "Not received"
    cells = (request.agency.name, day_words(request.due_on), received, "Yes" if is_shared else "No")
    return Row(cells, (f"summit:{summit.id}",))


def assessment_words(table: Table) -> list[str]:
    """How many of them had come."""
    if not table.rows:
        return []
    received = sum(row.cells[2] != "Not received" for row in table.rows)
    return [f"{received} of {count_words(len(table.rows), 'strategic assessment')} asked for had been received."]


def signature_table(summit: Summit, period: Period) -> Table:
    """Organisations that were asked to sign the joint strategy, by what they had decided by then."""
    query = (
        select(SignOff, StrategyVersion.released_at)
        .join(SignOff.agency)
        .outerjoin(StrategyVersion, StrategyVersion.id == SignOff.version_id)
        .where(Agency.summit_id == summit.id)
        .order_by(SignOff.agency_id)
    )
    by_state: Mapping[SignOffState, list[SignOff]] = defaultdict(list)
    for each, released_at in db.session.execute(query):
        state = _stood(each, released_at, period)
        if state is not SignOffState.NOT_ASKED:
            by_state[state].append(each)
    return Table(
        key=f"summit-{summit.id}-signatures",
        title="Who stands behind the joint strategy",
        columns=("Decision", "Organisations"),
        period=period.as_of,
        counted=(1,),
        tally=1,
        tally_of="signature",
        rows=tuple(_signature_rows(by_state)),
    )


def _stood(sign_off: SignOff, released_at: datetime | None, period: Period) -> SignOffState:
    """At the period's end: asked with the version's release, or when the office last noted something."""
    if sign_off.decided_on is not None and sign_off.decided_on <= period.until_on:
        return sign_off.state
    if (released_at or sign_off.updated_at) >= period.ends_at:
        return SignOffState.NOT_ASKED
    return SignOffState.ASKED if sign_off.decided_on is not None else sign_off.state


def _signature_rows(by_state: Mapping[SignOffState, list[SignOff]]) -> Iterable[Row]:
    for state in SignOffState:
        found = by_state.get(state, [])
        if found:
            keys = tuple(f"signature:{each.agency_id}" for each in found)
            yield Row((SIGN_OFF_WORDS[state], str(len(found))), keys)
