"""The mails to an action's owner: what was agreed, and that its day is near or over."""

from scheduler.accounts.queries import the_office
from scheduler.actions.models import Action
from scheduler.actions.queries import action_by_id, owner_words
from scheduler.actions.rules import OVER, is_late
from scheduler.actions.service import ASK, REMINDER, action_url
from scheduler.core.clock import local_day, utc_now
from scheduler.core.mail_templates import render_mail
from scheduler.core.wording import day_words
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer


def register_action_renderers() -> None:
    """Give the outbox its two kinds."""
    register_renderer(ASK, write_ask)
    register_renderer(REMINDER, write_reminder)


def write_ask(notice: Notice) -> Mail | None:
    """None once somebody else owns it, or it is over."""
    action = _live(notice)
    return _mail(notice, action, f"An action from {action.engagement.title}") if action is not None else None


def write_reminder(notice: Notice) -> Mail | None:
    """As the day stands when it leaves."""
    action = _live(notice)
    if action is None or action.due_on is None:
        return None
    late = is_late(action.state, action.due_on, local_day(utc_now()))
    said = "was due" if late else "is due"
    return _mail(notice, action, f"Your action {said} on {day_words(action.due_on)}")


def _live(notice: Notice) -> Action | None:
    action = action_by_id(notice.payload["action_id"])
    if action is None or action.generation != notice.payload["generation"] or action.state in OVER:
        return None
    return action


def _mail(notice: Notice, action: Action, subject: str) -> Mail:
    office = the_office()
    facts = {
        "subject": subject,
        "name": notice.recipient_name,
        "owner": owner_words(action),
        "action": action,
        "due": day_words(action.due_on, weekday=True) if action.due_on else "",
        "link": action_url(action),
        "office_name": office.name,
        "office_telephone": office.telephone,
    }
    text, html = (render_mail(f"actions/email/action.{part}", **facts) for part in ("txt", "html"))
    return Mail(subject, text, html)
