"""What waits for a person, and the list of all mail."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.current import current_settings
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.inbox.models import AddressAlias, InboundAnswer, InboundMail
from scheduler.inbox.rules.vocabulary import Doubt, MailState, Outcome
from scheduler.invitations.models import Invitation

PAGE_LENGTH = 50
NEEDS_A_LOOK = (MailState.TRIAGE, MailState.PARKED)


class Shown(StrEnum):
    """Which mails a list shows."""

    WAITING = "waiting"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class MailPage:
    """One page of mails; `page` counts from 1."""

    mails: Sequence[InboundMail]
    page: int
    pages: int
    total: int


def count_waiting() -> int:
    """How many mails need a look."""
    query = select(func.count()).select_from(InboundMail).where(InboundMail.state.in_(NEEDS_A_LOOK))
    return db.session.scalar(query) or 0


def count_if_any() -> int | None:
    """The same for the navigation; None where no reply is read and none ever was."""
    waiting = count_waiting()
    if waiting or current_settings().reads_replies:
        return waiting
    return None if db.session.scalar(select(InboundMail.id).limit(1)) is None else 0


def mail_page(shown: Shown, doubt: Doubt | None, page: int) -> MailPage:
    """What waits, the oldest first; or all mail, the newest first. A page beyond the last is the last."""
    chosen = _chosen(shown, doubt)
    total = (
        db.session.scalar(select(func.count()).select_from(chosen.with_only_columns(InboundMail.id).subquery())) or 0
    )
    pages = max(1, -(-total // PAGE_LENGTH))
    page = min(max(page, 1), pages)
    order = InboundMail.id if shown is Shown.WAITING else InboundMail.id.desc()
    rows = _with_answers(chosen.order_by(order).limit(PAGE_LENGTH).offset((page - 1) * PAGE_LENGTH))
    return MailPage(db.session.scalars(rows).all(), page, pages, total)


def mail_by_id(mail_id: int) -> InboundMail | None:
    """One mail with what it said."""
    return db.session.scalars(_with_answers(select(InboundMail).where(InboundMail.id == mail_id))).one_or_none()


def answer_by_id(answer_id: int) -> InboundAnswer | None:
    """One thing that a mail said."""
    return db.session.get(InboundAnswer, answer_id)


def letters_of(invitation: Invitation) -> Sequence[InboundAnswer]:
    """Mails that were filed with an invitation or waited about it, newest first; answers stand in its history."""
    query = (
        select(InboundAnswer)
        .where(
            InboundAnswer.invitation_id == invitation.id,
            InboundAnswer.reply_id.is_(None),
            InboundAnswer.proposal_id.is_(None),
            InboundAnswer.outcome.in_((Outcome.TRIAGE, Outcome.ACCEPTED)),
        )
        .options(joinedload(InboundAnswer.mail))
        .order_by(InboundAnswer.id.desc())
    )
    return db.session.scalars(query).all()


def known_aliases() -> Sequence[AddressAlias]:
    """Every other address that was remembered."""
    query = select(AddressAlias).options(joinedload(AddressAlias.post), joinedload(AddressAlias.person))
    return db.session.scalars(query.order_by(AddressAlias.address_key, AddressAlias.id)).all()


def alias_by_id(alias_id: int) -> AddressAlias | None:
    """One of them."""
    return db.session.get(AddressAlias, alias_id)


def _chosen(shown: Shown, doubt: Doubt | None) -> Select[InboundMail]:
    query = select(InboundMail)
    if shown is Shown.WAITING:
        query = query.where(InboundMail.state.in_(NEEDS_A_LOOK))
    if doubt is not None:
        with_doubt = select(InboundAnswer.mail_id).where(InboundAnswer.doubt == doubt)
        if shown is Shown.WAITING:
            with_doubt = with_doubt.where(InboundAnswer.outcome == Outcome.TRIAGE)
        query = query.where(InboundMail.id.in_(with_doubt))
    return query


def _with_answers(query: Select[InboundMail]) -> Select[InboundMail]:
    invitation = selectinload(InboundMail.answers).joinedload(InboundAnswer.invitation)
    return query.options(invitation.joinedload(Invitation.engagement))
