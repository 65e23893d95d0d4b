"""Thanks with five questions to whoever came, and the joint strategy to each agency."""

from scheduler.accounts.queries import the_office
from scheduler.core.db import db
from scheduler.core.mail_templates import render_mail
from scheduler.core.wording import day_words
from scheduler.invitations.queries import link_by_id
from scheduler.invitations.service import answer_url
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer
from scheduler.summits.models import StrategyVersion
from scheduler.summits.queries.agency_links import agency_link_by_id
from scheduler.summits.queries.outcomes import ask_of, released_version
from scheduler.summits.service.agency_links import agency_url
from scheduler.summits.service.outcomes import THANKS
from scheduler.summits.service.strategy import STRATEGY


def register_outcome_renderers() -> None:
    """Give the outbox its two kinds."""
    register_renderer(THANKS, write_thanks)
    register_renderer(STRATEGY, write_strategy)


def write_thanks(notice: Notice) -> Mail | None:
    """None once the questions are answered."""
    link = link_by_id(notice.payload["link_id"])
    asked = ask_of(link.invitation) if link is not None else None
    if link is None or link.revoked_at is not None or asked is None or asked.has_answered:
        return None
    title = link.invitation.engagement.title
    facts: dict[str, object] = {
        "subject": f"Thank you for coming to the {title}",
        "title": title,
        "link": f"{answer_url(link)}/feedback",
    }
    return _mail(notice, "thanks", facts)


def write_strategy(notice: Notice) -> Mail | None:
    """None once a later version is out."""
    link = agency_link_by_id(notice.payload["link_id"])
    version = db.session.get(StrategyVersion, notice.payload["version_id"])
    if link is None or link.revoked_at is not None or version is None:
        return None
    if released_version(link.agency.summit) is not version:
        return None
    wanted = "sign" if version.is_final else "comment"
    facts = {
        "subject": f"{version.title}: {'for your approval' if version.is_final else 'a draft for your comments'}",
        "agency": link.agency.name,
        "version": version,
        "wanted": wanted,
        "until": day_words(version.comments_due_on, weekday=True) if version.comments_due_on else "",
        "link": agency_url(link),
    }
    return _mail(notice, "strategy", facts)


def _mail(notice: Notice, name: str, facts: dict[str, object]) -> Mail:
    office = the_office()
    whole = facts | {
        "name": notice.recipient_name,
        "office_name": office.name,
        "office_telephone": office.telephone,
    }
    text, html = (render_mail(f"summits/email/{name}.{part}", **whole) for part in ("txt", "html"))
    return Mail(str(facts["subject"]), text, html)
