"""Everything that an answer page shows, as the database keeps it: whole rows, to tell whether anything changed."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Table, bindparam, func, literal_column, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.compiler import SQLCompiler

from scheduler.accounts.models import Office
from scheduler.core.db import Base, db
from scheduler.core.tokens import Purpose, digest, normalise
from scheduler.engagements.models import Engagement, EngagementPrincipal, Principal
from scheduler.invitations.models import Invitation, InvitationLink, Reply, Substitution
from scheduler.stakeholders.models import Person, Place, Post

Rows = Sequence[tuple[Any, ...]]


def sources_of(token: str) -> Rows:
    """The link's rows and all that its page draws on, one a principal of ours; empty when no link has this token.

    On the bare driver, and never turned into objects: they are only compared with what they were.
    """
    normalised = normalise(token)
    if normalised is None:
        return ()
    connection = db.session.connection()
    statement = _statement(connection.dialect)
    values = statement.construct_params({"token_hash": digest(Purpose.ANSWER, normalised)})
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement.string, tuple(values.values()) if statement.positional else values)
        rows: Rows = cursor.fetchall()
    except connection.dialect.loaded_dbapi.OperationalError as error:
        raise OperationalError(statement.string, {}, error) from error
    finally:
        cursor.close()
    return rows


@lru_cache(maxsize=2)
def _statement(dialect: Dialect) -> SQLCompiler:
    """Written once: SQLAlchemy's own way to a statement costs more than the statement."""
    link, invitation, engagement, place = map(_table, (InvitationLink, Invitation, Engagement, Place))
    post, person, reply, substitution = map(_table, (Post, Person, Reply, Substitution))
    ours, principal, office = map(_table, (EngagementPrincipal, Principal, Office))
    answers = reply.alias()
    newest = select(func.max(answers.c.id)).where(answers.c.invitation_id == invitation.c.id).scalar_subquery()
    shown = (
        link.join(invitation, invitation.c.id == link.c.invitation_id)
        .join(engagement, engagement.c.id == invitation.c.engagement_id)
        .outerjoin(place, place.c.id == engagement.c.place_id)
        .outerjoin(post, post.c.id == invitation.c.post_id)
        .outerjoin(person, person.c.id == invitation.c.person_id)
        .outerjoin(reply, reply.c.id == newest)
        .outerjoin(substitution, substitution.c.id == reply.c.substitution_id)
        .outerjoin(ours, ours.c.engagement_id == engagement.c.id)
        .outerjoin(principal, principal.c.id == ours.c.principal_id)
        .outerjoin(office, office.c.id == literal_column("1"))
    )
    tables = (link, invitation, engagement, place, post, person, reply, substitution, principal, office)
    query = select(*(column for table in tables for column in table.c)).select_from(shown)
    query = query.where(link.c.token_hash == bindparam("token_hash")).order_by(principal.c.id)
    compiled = query.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    return compiled


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
