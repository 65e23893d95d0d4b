"""Renders the text and HTML of mails with a plain Jinja environment: a worker has no request to lean on."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from scheduler.config import REPOSITORY
from scheduler.core import wording


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(REPOSITORY / "templates"),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = wording
    return environment


def render_mail(template: str, **facts: object) -> str:
    """The named template (for example `invitations/email/invite.txt`) filled with `facts`; a missing one raises."""
    return _environment().get_template(template).render(**facts).strip() + "\n"
