"""Everything that an answer page shows, as the database keeps it: whole rows, to tell whether anything changed."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Dialect, ScalarSelect, Table, bindparam, func, literal_column, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.compiler import SQLCompiler

from scheduler.accounts.models import Office
from scheduler.core.db import Base, db
from scheduler.core.tokens import Purpose, digest, normalise
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement, EngagementPrincipal, Principal
from scheduler.invitations.models import CounterProposal, Invitation, InvitationLink, Reply, Substitution
from scheduler.invitations.rules import PartStat
from scheduler.stakeholders.models import Person, Place, Post

Row = Sequence[Any]
OWN: tuple[type[Base], ...] = (InvitationLink, Invitation, Post, Person, Reply, Substitution, CounterProposal)
"""What belongs to one link or its invitation."""
SHARED: tuple[type[Base], ...] = (Engagement, Place, Principal, Office)
"""What every invitee of an engagement is shown alike."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The values behind the page of one link, as the driver gives them."""

    own: Row
    shared: Sequence[Row]
    """One a principal of ours."""

    @property
    def is_fresh(self) -> bool:
        """Live and nothing said yet: but for the invitee's words its page says what those of the others say."""
        withdrawn = self.of(InvitationLink, "revoked_at") or self.of(Invitation, "withdrawn_at")
        is_silent = self.of(Invitation, "partstat") == str(PartStat.NEEDS_ACTION)
        return is_silent and not withdrawn and self.of(CounterProposal, "id") is None

    @property
    def kind(self) -> str:
        """Of the engagement."""
        kind: str = self.shared[0][_place_of_kind()]
        return kind

    def of(self, model: type[Base], column: str) -> Any:
        """One value of the link's own; None when there is no such row."""
        return self.own[_own_columns()[model.__table__.c[column]]]


def sources_of(token: str) -> Sources | None:
    """Everything that the page of a link draws on; None when no link has this token.

    On the bare driver, and never turned into objects: most of it is only compared with what it was.
    """
    rows = _rows(token)
    own = len(_own_columns())
    return Sources(rows[0][:own], [row[own:] for row in rows]) if rows else None


def _rows(token: str) -> Sequence[Row]:
    normalised = normalise(token)
    if normalised is None:
        return ()
    connection = db.session.connection()
    statement = _statement(connection.dialect)
    values = statement.construct_params({"token_hash": digest(Purpose.ANSWER, normalised)})
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement.string, tuple(values.values()) if statement.positional else values)
        rows: Sequence[Row] = cursor.fetchall()
    except connection.dialect.loaded_dbapi.OperationalError as error:
        raise OperationalError(statement.string, {}, error) from error
    finally:
        cursor.close()
    return rows


@cache
def _own_columns() -> dict[Any, int]:
    """Where each value of the link's own stands in a row."""
    return {column: place for place, column in enumerate(column for model in OWN for column in _table(model).c)}


@cache
def _place_of_kind() -> int:
    """Where the engagement's kind stands among what everybody is shown."""
    shown = [column for model in SHARED for column in _table(model).c]
    return shown.index(_table(Engagement).c.kind)


@lru_cache(maxsize=2)
def _statement(dialect: Dialect) -> SQLCompiler:
    """Written once: SQLAlchemy's own way to a statement costs more than the statement."""
    link, invitation, engagement, place = map(_table, (InvitationLink, Invitation, Engagement, Place))
    post, person, reply, substitution = map(_table, (Post, Person, Reply, Substitution))
    ours, principal, office = map(_table, (EngagementPrincipal, Principal, Office))
    proposal = _table(CounterProposal)
    shown = (
        link.join(invitation, invitation.c.id == link.c.invitation_id)
        .join(engagement, engagement.c.id == invitation.c.engagement_id)
        .outerjoin(place, place.c.id == engagement.c.place_id)
        .outerjoin(post, post.c.id == invitation.c.post_id)
        .outerjoin(person, person.c.id == invitation.c.person_id)
        .outerjoin(reply, reply.c.id == _newest(reply, invitation))
        .outerjoin(substitution, substitution.c.id == reply.c.substitution_id)
        .outerjoin(proposal, proposal.c.id == _newest(proposal, invitation))
        .outerjoin(ours, ours.c.engagement_id == engagement.c.id)
        .outerjoin(principal, principal.c.id == ours.c.principal_id)
        .outerjoin(office, office.c.id == literal_column("1"))
    )
    columns = (column for model in (*OWN, *SHARED) for column in _table(model).c)
    query = select(*columns).select_from(shown)
    query = query.where(link.c.token_hash == bindparam("token_hash")).order_by(principal.c.id)
    compiled = query.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    return compiled


def _newest(table: Table, invitation: Table) -> ScalarSelect[int]:
    """The last row that belongs to the invitation."""
    rows = table.alias()
    return select(func.max(rows.c.id)).where(rows.c.invitation_id == invitation.c.id).scalar_subquery()


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
